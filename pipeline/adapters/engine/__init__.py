"""How many letters are in hand at once."""
