"""How an older database becomes a present one; run by `pipeline.adapters.store.migrate`."""
