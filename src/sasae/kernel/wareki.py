"""Dates as Japan writes them, both ways: 令和8年11月24日, R8.11.24, 5081124, 2026-11-24, 20261124."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Era:
    """An era: its name, letter, digit in public formats, and first day."""

    name: str
    letter: str
    digit: str
    first: date


ERAS = (
    Era("明治", "M", "1", date(1868, 1, 25)),
    Era("大正", "T", "2", date(1912, 7, 30)),
    Era("昭和", "S", "3", date(1926, 12, 25)),
    Era("平成", "H", "4", date(1989, 1, 8)),
    Era("令和", "R", "5", date(2019, 5, 1)),
)
_KEYS = {key: era for era in ERAS for key in (era.name, era.letter, era.digit)}
_WRITTEN = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|[MTSHRmtshr])\s*(?P<year>元|\d{1,2})\s*[年./-]\s*(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})\s*日?"
)
_WESTERN = re.compile(r"(?:西暦)?(?P<year>\d{4})\s*[年./-]\s*(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})\s*日?")
HOW = "「令和8年4月1日」「R8.4.1」「2026-04-01」のように書いてください。"
HOW_MONTH = "「令和8年6月」「R8.6」「2026-06」のように書いてください。"


def era_of(day: date) -> Era:
    """The era a day lies in. Raises ValueError before 25 January 1868."""
    for era in reversed(ERAS):
        if era.first <= day:
            return era
    raise ValueError(f"明治より前の日付は和暦にできません: {day}")


def to_wareki(day: date) -> str:
    """令和8年11月24日; the first year is 元年."""
    era = era_of(day)
    year = day.year - era.first.year + 1
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def month_to_wareki(day: date) -> str:
    """The month a day lies in: 令和8年11月."""
    return to_wareki(day).rpartition("月")[0] + "月"


def to_short_wareki(day: date) -> str:
    """R8.11.24, for narrow columns."""
    era = era_of(day)
    return f"{era.letter}{day.year - era.first.year + 1}.{day.month}.{day.day}"


def parse_date(text: str) -> date:
    """A date in any of the ways people and files write it. Raises ValueError that says how to write it."""
    compact = unicodedata.normalize("NFKC", text).strip()
    if match := _WRITTEN.fullmatch(compact):
        year = 1 if match["year"] == "元" else int(match["year"])
        return _in_era(_KEYS[match["era"].upper()], year, int(match["month"]), int(match["day"]), text)
    if match := _WESTERN.fullmatch(compact):
        return _existing(int(match["year"]), int(match["month"]), int(match["day"]), text)
    if re.fullmatch(r"\d{8}", compact):
        return _existing(int(compact[:4]), int(compact[4:6]), int(compact[6:]), text)
    if re.fullmatch(r"[1-5]\d{6}", compact):
        return _in_era(_KEYS[compact[0]], int(compact[1:3]), int(compact[3:5]), int(compact[5:]), text)
    raise ValueError(f"日付として読めません: {text!r}。{HOW}")


def read_month(text: str) -> str:
    """A month as people write it (令和8年6月, R8.6, 2026-06) as 2026-06. Raises ValueError that says how to write it."""
    compact = unicodedata.normalize("NFKC", text).strip()
    try:
        return parse_date(f"{compact}1" if compact.endswith("月") else f"{compact}-1").isoformat()[:7]
    except ValueError:
        raise ValueError(f"年月を読み取れません: {text!r}。{HOW_MONTH}") from None


def parse_month(text: str) -> tuple[int, int]:
    """Year and month from GYYMM or YYYYMM (formats.md §2.2). Raises ValueError. The era is not checked against the month."""
    if re.fullmatch(r"[1-5]\d{4}", text, re.ASCII):
        year, month = int(text[1:3]) + _KEYS[text[0]].first.year - 1, int(text[3:])
    elif re.fullmatch(r"\d{6}", text, re.ASCII):
        year, month = int(text[:4]), int(text[4:])
    else:
        raise ValueError(f"年月として読めません: {text!r}")
    if not 1 <= month <= 12:
        raise ValueError(f"ない月です: {text!r}")
    return year, month


def in_era(day: date, era: Era) -> bool:
    """Whether a day lies in an era, both its ends included."""
    following = next((later.first for later in ERAS if later.first > era.first), None)
    return era.first <= day and (following is None or day < following)


def _existing(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"ない日付です: {text!r}。") from None


def _in_era(era: Era, year: int, month: int, day: int, text: str) -> date:
    if year < 1:
        raise ValueError(f"ない年です: {text!r}。")
    found = _existing(era.first.year + year - 1, month, day, text)
    if not in_era(found, era):
        right = to_wareki(found) if found >= ERAS[0].first else found.isoformat()
        last = era_last_day(era)
        until = f"（{era.name}は{last.year}年{last.month}月{last.day}日まで）" if last else ""
        raise ValueError(f"{era.name}にない日付です: {text!r}。{right}ではありませんか{until}。")
    return found


def era_last_day(era: Era) -> date | None:
    """The last day of an era; None for the present one."""
    following = next((later.first for later in ERAS if later.first > era.first), None)
    return following - timedelta(days=1) if following else None
