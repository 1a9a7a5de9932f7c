"""The municipality, its wards, and the second one of the demonstrations.

Source: 全国地方公共団体コード (総務省); the ward names by number are ASSUMED (docs/discrepancies.md). みどり野市 is made up.
"""

from dataclasses import dataclass

from sasae.kernel.numbers.municipality import check_digit


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
# 指定都市の5桁のコード。区は同じ都道府県の101から199までの番号で、すぐ前にある市のもの（総務省 全国地方公共団体コード）。
_DESIGNATED = (
    "01100", "04100", "11100", "12100", "14100", "14130", "14150", "15100", "22100", "22130", "23100", "26100", "27100",
    "27140", "28100", "33100", "34100", "40100", "40130", "43100",
)  # fmt: skip
_PREFECTURES = 47
_TOKYO = "13"  # its 特別区 are municipalities of their own
_NAMES = {each.code: each.name for each in (KAWASAKI, *WARDS, MIDORINO)}


def name_of(code: str) -> str:
    """The name of a code; where the table has none, words that say so. What is no code is left as it is."""
    if code in _NAMES:
        return _NAMES[code]
    municipal = len(code) in (5, 6) and code.isascii() and code.isdecimal() and 1 <= int(code[:2]) <= _PREFECTURES
    return f"市区町村コード{code}（名称未登録）" if municipal else code


def body_of(code: str) -> str:
    """The six-digit code of the body a code belongs to: a ward of a designated city counts as its city. Five digits get
    their check digit; what is no code is left as it is."""
    digits = code.strip()
    if not digits.isdecimal() or len(digits) not in (5, 6):
        return digits
    body = digits[:5]
    if 100 <= int(body[2:]) < 200 and body[:2] != _TOKYO:
        body = max((city for city in _DESIGNATED if city[:2] == body[:2] and city <= body), default=body)
    return body + check_digit(body) if body != digits[:5] or len(digits) == 5 else digits
