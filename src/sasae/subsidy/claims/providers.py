"""Whether a receipt of the desk and one of the review body speak of the same provider: by code, or by name."""

import unicodedata


def provider_key(named: str) -> str:
    """A code or a name, however wide and spaced it was written."""
    return "".join(unicodedata.normalize("NFKC", named).split()).casefold()
