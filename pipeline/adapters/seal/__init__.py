"""The office's seal (JOSE): closes a passphrase for the daemon, opens it there, and keeps the keys for both."""
