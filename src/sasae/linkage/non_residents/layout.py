"""The request of 住登外者宛名番号付番API v2.0 as a table, and what is wrong with one: E0001 to E0004, all at once.

X is half-width, N full-width; digits are characters. Source: formats.md §5.5 (v2.0, 令和5年3月).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sasae.kernel.numbers import individual

NEW, EXISTING, CHOSEN = "0", "1", "2"  # shorikubun


@dataclass(frozen=True)
class Item:
    """One item: its type, its longest value, whether that is its only length, whether it must be there."""

    name: str
    kind: str
    most: int = 0
    fixed: bool = False
    must: bool = False
    among: str = ""


ITEMS = (
    Item("shorikubun", "X", 1, True, True, "012"), Item("shikuchosonkodo", "X", 6, True), Item("atenabango", "X", 15, True),
    Item("kojinbango", "X", 12, True), Item("shimei", "N", 100), Item("uji_nihonjin", "N", 50), Item("na_nihonjin", "N", 50),
    Item("shimei_gaikokujinromaji", "N", 100), Item("shimei_gaikokujinkanji", "N", 100), Item("shimei_furigana", "N", 100),
    Item("uji_nihonjin_furigana", "N", 50), Item("na_nihonjin_furigana", "N", 50), Item("tsusho", "N", 100),
    Item("tsusho_furigana", "N", 100), Item("tsusho_furiganakakuninjokyo", "X", 1, True), Item("seibetsu", "X", 1, True, among="012"),
    Item("seinengappi", "DATE"), Item("seinengappi_fushofuragu", "X", 1, True, among="01"), Item("seinengappi_fushohyoki", "N", 72),
    Item("jusho_shikuchosonkodo", "X", 6, True), Item("jusho_choazakodo", "X", 7, True),
    Item("shiteitoshi_gyoseikutokodo", "X", 12), Item("jusho_todofuken", "N", 4), Item("jusho_shikugunchosonmei", "N", 12),
    Item("jusho_choaza", "N", 120), Item("jusho_banchigohyoki", "N", 50), Item("jusho_katagaki", "N", 300),
    Item("jusho_katagaki_furigana", "N", 300), Item("jusho_yubinbango", "X", 7, True), Item("jusho_kokumeikodo", "X", 3, True),
    Item("jusho_kokumeito", "N", 100), Item("jusho_kokugaijusho", "N", 300), Item("gyomuid", "X", 3, True),
    Item("dokujishisakushisutemutoid", "X", 3, True), Item("nayosemotofuragu", "X", 1, True, True, "01"),
    Item("nayosesakiatenabango", "X", 15, True), Item("tagyomusanshofukafuragu", "X", 1, True, True, "01"),
    Item("sosashaid", "X", 10, must=True), Item("sosanengappi", "DATE", must=True), Item("sosajikoku", "TIME", must=True),
)  # fmt: skip
BY_NAME = {item.name: item for item in ITEMS}
_DATE, _TIME = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"\d{2}:\d{2}(:\d{2})?")
_WORDS = {
    "E0001": "必須の項目がありません。",
    "E0002": "使えない文字、または値です。",
    "E0003": "桁数が合いません。",
    "E0004": "この項目とともに必要な項目がありません。",
}


@dataclass(frozen=True)
class Wrong:
    """An entry of `errors`."""

    code: str
    message: str

    @classmethod
    def at(cls, code: str, name: str) -> "Wrong":
        """One of the standard's four, about an item."""
        return cls(code, f"{name}：{_WORDS[code]}")


def what_is_wrong(told: dict[str, Any]) -> list[Wrong]:
    """Everything that stands against the request, in the order of the layout."""
    strangers = [Wrong.at("E0002", name[:40]) for name in told if name not in BY_NAME]
    return [*strangers, *(wrong for item in ITEMS for wrong in _of(item, told.get(item.name))), *_together(told)]


def _of(item: Item, value: Any) -> list[Wrong]:
    if value in (None, ""):
        return [Wrong.at("E0001", item.name)] if item.must else []
    if not isinstance(value, str) or not _characters(item, value) or (item.among and value not in item.among):
        return [Wrong.at("E0002", item.name)]
    if item.most and (len(value) != item.most if item.fixed else len(value) > item.most):
        return [Wrong.at("E0003", item.name)]
    return []


def _characters(item: Item, value: str) -> bool:
    if item.kind == "DATE":
        return bool(_DATE.fullmatch(value)) and _reads(date.fromisoformat, value)
    if item.kind == "TIME":
        return bool(_TIME.fullmatch(value)) and _reads(time.fromisoformat, value)
    if item.kind == "X":
        return value.isascii() and value.isalnum()
    return not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in value)


def _reads(read: Any, value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


def _together(told: dict[str, Any]) -> list[Wrong]:
    """Items that another one asks for, and numbers with a check digit."""
    found = []
    has = {name for name, value in told.items() if value not in (None, "")}
    if told.get("shorikubun") == NEW:
        found += [Wrong.at("E0004", name) for name in ("shimei", "shimei_furigana", "seibetsu") if name not in has]
        if "seinengappi" not in has:
            found.append(Wrong.at("E0004", "seinengappi"))
    if told.get("shorikubun") == EXISTING and "atenabango" not in has:
        found.append(Wrong.at("E0004", "atenabango"))
    if told.get("shorikubun") == CHOSEN and "nayosesakiatenabango" not in has:
        found.append(Wrong.at("E0004", "nayosesakiatenabango"))
    if not has & {"gyomuid", "dokujishisakushisutemutoid"}:
        found.append(Wrong.at("E0004", "gyomuid"))
    number = told.get("kojinbango")
    if isinstance(number, str) and number and not individual.is_valid(number):
        found.append(Wrong.at("E0002", "kojinbango"))
    return found
