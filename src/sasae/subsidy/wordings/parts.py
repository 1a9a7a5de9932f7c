"""One value as it is typed, checked, kept and told: a line, paragraphs, a number, a choice, a day of the year, a list."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sasae.foundation.printing import missing_glyphs
from sasae.kernel.findings import Finding, error
from sasae.kernel.wareki import parse_date, to_wareki
from sasae.subsidy.wordings.seals import SealRefused, seal_of

LINE, LINES, NUMBER, CHOICE, MONTH_DAY, DAYS, GRADES, PICTURE, KINS, OFFER = (
    "line", "lines", "number", "choice", "month_day", "days", "grades", "picture", "kins", "offer",
)  # fmt: skip
KIN_WORDS = {"lineal": "直系血族", "sibling": "兄弟姉妹", "spouse": "配偶者", "none": "親族でない"}
LANGUAGE_CODE = r"[a-z]{2,4}(-[a-z]{2,3})?"  # not longer than a certificate keeps it
_PLACE = re.compile(r"\{([^{}]*)\}")
_MONTH_DAY = re.compile(r"(\d{1,2})(?:月|/|-)(\d{1,2})日?")


class Unusable(ValueError):
    """The value cannot stand there; `id` names the check, the text says why, in Japanese."""

    def __init__(self, id: str, message: str) -> None:
        super().__init__(message)
        self.id = id


@dataclass(frozen=True)
class Part:
    """One value of a field. `places`: what is filled in at printing, as {applied_on}: each of them must stand in it.

    `pattern` and `form`: what a line must look like, and that in words. `least` and `most`: of a number, or signs a line.
    """

    key: str
    label: str
    kind: str = LINE
    most: int = 60
    least: int = 1
    choices: tuple[tuple[str, str], ...] = ()
    places: tuple[str, ...] = ()
    pattern: str = ""
    form: str = ""
    help: str = ""

    def read(self, text: str) -> Any:
        """The value of what was typed. Raises Unusable."""
        text = text.replace("\r\n", "\n").strip()
        if not text and self.kind != DAYS:
            raise Unusable("WD-101", "内容を入れてください。")
        if missing := missing_glyphs(text) if self.kind != PICTURE else []:
            raise Unusable("WD-102", f"「{'」「'.join(missing)}」は、この装置の書体では印刷できません。")
        return _READERS[self.kind](self, text)

    def check(self, text: str) -> Finding | None:
        """What is wrong with what was typed, at this part."""
        try:
            self.read(text)
        except Unusable as unusable:
            return error(unusable.id, self.key, f"{self.label}：{unusable}" if self.label else str(unusable))
        return None

    def show(self, value: Any) -> str:
        """The value as it is typed."""
        if self.kind == MONTH_DAY:
            return f"{value[0]}月{value[1]}日"
        if self.kind == DAYS:
            return "\n".join(f"{to_wareki(date.fromisoformat(row['day']))} {row['name']}" for row in value)
        if self.kind == KINS:
            return "\n".join(f"{row['applicant']} {row['member']} {KIN_WORDS[row['is']]}" for row in value)
        if self.kind == OFFER:
            return "\n".join(f"{row['code']} {row['name']}" for row in value)
        if self.kind == GRADES:
            return "\n".join(f"{row['grams']} {row['name']}" for row in value)
        return "\n".join(value) if isinstance(value, list) else str(value)

    def tell(self, value: Any) -> str:
        """The value as it is read: a choice by its words."""
        if self.kind == PICTURE:
            return f"画像（照合番号 {value['sha256'][:12]}）" if value else "（なし）"
        if self.kind == CHOICE:
            return dict(self.choices).get(value, "")
        return self.show(value) or "（なし）"


def _line(part: Part, text: str) -> str:
    if "\n" in text:
        raise Unusable("WD-103", "1行で入れてください。")
    if len(text) > part.most:
        raise Unusable("WD-104", f"{part.most}字までです（いま{len(text)}字）。")
    if part.pattern and not re.fullmatch(part.pattern, text):
        raise Unusable("WD-105", part.form)
    _places(part, text)
    return text


def _lines(part: Part, text: str) -> list[str]:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for number, line in enumerate(lines, start=1):
        if len(line) > part.most:
            raise Unusable("WD-104", f"1行は{part.most}字までです（{number}行目は{len(line)}字）。")
    _places(part, text)
    return lines


def _places(part: Part, text: str) -> None:
    """Every place must stand in the text, and none that nobody fills."""
    found = set(_PLACE.findall(text))
    if missing := [place for place in part.places if place not in found]:
        raise Unusable("WD-106", f"差し込みの場所{_named(missing)}がありません。")
    if unknown := sorted(found - set(part.places)):
        usable = f"使えるのは{_named(part.places)}です。" if part.places else "ここに差し込みは使えません。"
        raise Unusable("WD-107", f"差し込みの場所{_named(unknown)}は使えません。{usable}")
    if any(sign in _PLACE.sub("", text) for sign in "{}"):
        raise Unusable("WD-108", "「{」と「}」は、差し込みの場所を囲むときだけ使えます。")


def _named(places: Any) -> str:
    return "".join("「{" + place + "}」" for place in places)


def _number(part: Part, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and part.least <= int(text) <= part.most):
        raise Unusable("WD-109", f"{part.least}から{part.most}までの数字で入れてください。")
    return int(text)


def _choice(part: Part, text: str) -> str:
    if text not in dict(part.choices):
        raise Unusable("WD-110", "選択肢から選んでください。")
    return text


def _month_day(part: Part, text: str) -> list[int]:
    found = _MONTH_DAY.fullmatch(text)
    try:
        day = date(2001, int(found.group(1)), int(found.group(2))) if found else None  # a year without 29 February
    except ValueError:
        day = None
    if day is None:
        raise Unusable("WD-111", "「10月1日」のように、毎年ある月日を入れてください。")
    return [day.month, day.day]


def _days(part: Part, text: str) -> list[dict[str, str]]:
    rows: dict[date, str] = {}
    for number, line in enumerate((one for one in text.split("\n") if one.strip()), start=1):
        told, _, name = line.strip().replace("　", " ").partition(" ")
        try:
            day = parse_date(told)
        except ValueError as unread:
            raise Unusable("WD-112", f"{number}行目：{unread}") from None
        if not name.strip() or len(name.strip()) > part.most:
            raise Unusable(
                "WD-113", f"{number}行目：日付の後に空白を置き、休みの名前を{part.most}字までで入れてください。"
            )
        if day in rows:
            raise Unusable("WD-114", f"{number}行目：{to_wareki(day)}が2回あります。")
        rows[day] = name.strip()
    return [{"day": day.isoformat(), "name": rows[day]} for day in sorted(rows)]


def _grades(part: Part, text: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, line in enumerate((one for one in text.split("\n") if one.strip()), start=1):
        told, _, name = line.strip().replace("　", " ").partition(" ")
        if not (told.isascii() and told.isdecimal() and name.strip()):
            raise Unusable(
                "WD-115", f"{number}行目：「50 定形（50gまで）」のように、重さの上限と名前を入れてください。"
            )
        if rows and int(told) <= rows[-1]["grams"]:
            raise Unusable("WD-116", f"{number}行目：軽いものから順に並べてください。")
        rows.append({"grams": int(told), "name": name.strip()[: part.most]})
    return rows


def _kins(part: Part, text: str) -> list[dict[str, str]]:
    rows: dict[tuple[str, str], str] = {}
    meant = {words: kin for kin, words in KIN_WORDS.items()}
    for number, line in enumerate((one for one in text.split("\n") if one.strip()), start=1):
        told = line.replace("\u3000", " ").split()
        if len(told) != 3 or told[2] not in meant or max(map(len, told)) > part.most:
            words = "・".join(meant)
            raise Unusable("WD-117", f"{number}行目：「世帯主 父 {KIN_WORDS['lineal']}」のように入れてください。関係は{words}です。")
        if (told[0], told[1]) in rows:
            raise Unusable("WD-118", f"{number}行目：申請者「{told[0]}」と同居者「{told[1]}」の組合せが2回あります。")
        rows[told[0], told[1]] = meant[told[2]]
    return [{"applicant": own, "member": member, "is": kin} for (own, member), kin in rows.items()]


def _offer(part: Part, text: str) -> list[dict[str, str]]:
    rows: dict[str, str] = {}
    for number, line in enumerate((one for one in text.split("\n") if one.strip()), start=1):
        code, _, name = line.strip().replace("\u3000", " ").partition(" ")
        if not re.fullmatch(LANGUAGE_CODE, code) or not name.strip() or len(name.strip()) > part.most:
            raise Unusable(
                "WD-119",
                f"{number}行目：「ko 韓国語」のように、小文字の記号（2字から4字）、空白、{part.most}字までの名前を入れてください。",
            )
        if code in rows:
            raise Unusable("WD-120", f"{number}行目：言語「{code}」が2回あります。")
        rows[code] = name.strip()
    return [{"code": code, "name": name} for code, name in rows.items()]


def _picture(part: Part, text: str) -> dict[str, str]:
    try:
        return seal_of(text)
    except SealRefused as refused:
        raise Unusable(refused.id, str(refused)) from refused


_READERS: dict[str, Callable[[Part, str], Any]] = {
    LINE: _line, LINES: _lines, NUMBER: _number, CHOICE: _choice, MONTH_DAY: _month_day, DAYS: _days,
    GRADES: _grades, PICTURE: _picture, KINS: _kins, OFFER: _offer,
}  # fmt: skip
