"""Hundreds of moves of staff at once: a file, looked at beforehand, approved by another, in effect on its day."""
