"""Ties (ひも付け): which business number is which unified person, where that is doubtful, and undoing what was wrong."""
