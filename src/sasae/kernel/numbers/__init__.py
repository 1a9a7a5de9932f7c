"""Numbers with a check digit, one file each, all with the same four verbs: compact, check_digit, validate, is_valid."""

from sasae.kernel.numbers.invalid import InvalidNumber

__all__ = ["InvalidNumber"]
