"""Electronic signatures (*TTE*): backends that sign letters, and the judge of what was signed."""
