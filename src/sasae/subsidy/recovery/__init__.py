"""Money back (返還): what is owed to the city, decided by two, asked for, paid in parts, set off, or given up by the law."""
