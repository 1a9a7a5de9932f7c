"""The city's registers around the five systems: residents, tax, other schemes, personnel. Their tables hold the town."""
