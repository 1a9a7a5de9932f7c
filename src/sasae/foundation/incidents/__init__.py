"""Incidents: a suspected loss is reported by one button, and followed to its end in the system where it was reported."""
