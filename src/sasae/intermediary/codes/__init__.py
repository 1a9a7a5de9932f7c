"""Ties between codes (符号) and unified numbers, one set a body."""
