"""Answers a body gives to others, under a permit."""
