"""Names and the shapes of their characters. Stored names are never changed; comparing goes through a key.

The key: NFKC, variation selectors removed, shrunk to the common shape, spaces removed. NFKC alone changes some names
(神 U+FA19), so the key is for comparing and searching only.
"""

import unicodedata
from functools import cache
from importlib.resources import files


def _is_selector(sign: str) -> bool:
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


@cache
def _shrink_table() -> dict[int, str]:
    """Variant shapes to the common one, from shrink.tsv."""
    table: dict[int, str] = {}
    for line in (files(__package__) / "shrink.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            common, variants = line.split("\t")
            table |= {ord(variant): common for variant in variants}
    return table


def comparison_key(name: str) -> str:
    """What two writings of a name are compared by."""
    bare = "".join(sign for sign in name if not _is_selector(sign))
    shrunk = bare.translate(_shrink_table())
    folded = unicodedata.normalize("NFKC", shrunk).translate(_shrink_table())
    return "".join(sign for sign in folded if not sign.isspace()).casefold()


def graphemes(text: str) -> list[str]:
    """Characters as people count them: a base with its selectors or combining marks is one."""
    found: list[str] = []
    for sign in text:
        if found and (_is_selector(sign) or unicodedata.combining(sign)):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def names_agree(a: str, b: str, replaced: str = "") -> bool:
    """Whether two writings may be the same name.

    `replaced` marks positions of `a` (one 0 or 1 a character, as certificates carry it) where a substitute character
    stands: those are not compared.
    """
    if "1" not in replaced:
        return comparison_key(a) == comparison_key(b)
    signs = graphemes(a)
    flags = replaced.ljust(len(signs), "0")
    flagged = [(sign, flag == "1") for sign, flag in zip(signs, flags, strict=False) if not sign.isspace()]
    other = [sign for sign in graphemes(b) if not sign.isspace()]
    if len(flagged) != len(other):
        return False
    return all(
        skip or comparison_key(sign) == comparison_key(against)
        for (sign, skip), against in zip(flagged, other, strict=True)
    )
