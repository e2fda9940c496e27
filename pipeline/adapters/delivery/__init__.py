"""The ways to a recipient (SOP 9): one module a channel, each a `ports.Carrier`."""
