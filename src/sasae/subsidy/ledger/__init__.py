"""Every yen by person, provider, month and scheme."""
