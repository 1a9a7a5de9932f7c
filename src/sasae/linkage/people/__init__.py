"""The unified index (団体内統合宛名): who is known to the city, under which numbers."""
