"""The municipality, its wards, and the second one of the demonstrations.

Source: 全国地方公共団体コード (総務省); the ward names by number are ASSUMED (docs/discrepancies.md). みどり野市 is made up.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Municipality:
    """A municipality or a ward of one, by its six-digit code."""

    code: str
    name: str


KAWASAKI = Municipality("141305", "川崎市")
WARDS = (
    Municipality("141313", "川崎区"),
    Municipality("141321", "幸区"),
    Municipality("141330", "中原区"),
    Municipality("141348", "高津区"),
    Municipality("141356", "多摩区"),
    Municipality("141364", "宮前区"),
    Municipality("141372", "麻生区"),
)
MIDORINO = Municipality("149993", "みどり野市")
_NAMES = {each.code: each.name for each in (KAWASAKI, *WARDS, MIDORINO)}


def name_of(code: str) -> str:
    """The name of a code; the code itself when it is not in the table."""
    return _NAMES.get(code, code)
