"""The migrations, each in a module of its own and never changed once released."""
