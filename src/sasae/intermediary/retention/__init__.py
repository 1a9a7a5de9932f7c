"""Deletion of what has been kept long enough: listed, approved by another person, deleted, confirmed."""
