"""What every number's `validate` raises, and the cleaning all of them share."""

import unicodedata


class InvalidNumber(ValueError):
    """The number is not one; the text says why, in Japanese, without repeating the number."""


def digits(text: str) -> str:
    """Full-width digits made half-width; spaces and hyphens gone."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if sign not in " -‐‑–—−ー\t　")


def require_digits(text: str, name: str, lengths: tuple[int, ...]) -> str:
    """The digits of a number of one of the lengths. Raises InvalidNumber."""
    compact = digits(text)
    if not (compact.isascii() and compact.isdecimal()):
        raise InvalidNumber(f"{name}は数字だけで書いてください。")
    if len(compact) not in lengths:
        raise InvalidNumber(f"{name}は{'桁または'.join(str(length) for length in lengths)}桁です。")
    return compact
