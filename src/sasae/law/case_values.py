"""Reading single values of a hand-written case. What cannot be read raises Unreadable, which says what is expected."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sasae.kernel.period import Period
from sasae.kernel.wareki import parse_date
from sasae.law.case import ALL_TIME, NO_TIME, Periods

YES = ("あり", "はい", "有", "yes")
NO = ("なし", "いいえ", "無", "no")
UNKNOWN = ("不明", "unknown")
FIRST_YEAR, LAST_YEAR, MOST_DAYS = 1868, 2199, 366


class Unreadable(ValueError):
    """A value that cannot be read; the message is Japanese and says what is expected."""


def day(value: Any) -> date:
    """西暦・和暦, of the years a living person can meet. YAML gives dates of its own."""
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    else:
        try:
            found = parse_date(str(value))
        except ValueError as fault:
            raise Unreadable(str(fault)) from fault
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unreadable(f"{FIRST_YEAR}年から{LAST_YEAR}年までの日付で書いてください（{value}）。")
    return found


def text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise Unreadable(f"文字で書いてください（{value}）。")
    return str(value).strip()


def whole(value: Any) -> int:
    """Yen or persons; thousands separators are forgiven, a sign is allowed."""
    if isinstance(value, bool):
        raise Unreadable("整数で書いてください。")
    if isinstance(value, int):
        return value
    digits = str(value).replace(",", "").removesuffix("円").removesuffix("人").strip()
    if not re.fullmatch(r"-?[0-9]{1,12}", digits):
        raise Unreadable(f"整数で書いてください（{value}）。")
    return int(digits)


def count(value: Any) -> int:
    number = whole(value)
    if number < 0:
        raise Unreadable(f"0以上で書いてください（{value}）。")
    return number


def year(value: Any) -> int:
    number = whole(str(value).removesuffix("年") if isinstance(value, str) else value)
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise Unreadable(f"西暦の年で書いてください（{value}）。")
    return number


def days(value: Any) -> int:
    """A number of days within a year."""
    number = count(value)
    if number > MOST_DAYS:
        raise Unreadable(f"{MOST_DAYS}日までで書いてください（{value}）。")
    return number


def yes_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in YES or value in NO:
        return value in YES
    raise Unreadable(f"「はい」か「いいえ」で書いてください（{value}）。")


def yes_no_unknown(value: Any) -> bool | None:
    return None if value is None or value in UNKNOWN else yes_no(value)


_WORDS = re.compile(r"(?:(?P<first>[^から]+?)から)?(?:(?P<last>[^まで]+?)まで)?")


def period(value: Any) -> Period:
    """{from, to} or 2024-04-01から2026-03-31まで; both days included, either may be left out."""
    if isinstance(value, Mapping):
        unknown = [key for key in value if key not in ("from", "to", "始", "終")]
        if unknown:
            raise Unreadable(f"期間に使えない項目です（{unknown[0]}）。from（始）と to（終）で書いてください。")
        first, last = value.get("from", value.get("始")), value.get("to", value.get("終"))
    else:
        match = _WORDS.fullmatch(str(value).strip())
        if match is None or not str(value).strip():
            raise Unreadable(
                f"期間として読めません（{value}）。「2024-04-01から2026-03-31まで」のように書いてください（あり・なし・不明とも書けるところがあります）。"
            )
        first, last = match["first"], match["last"]
    begin = date(1, 1, 1) if first is None else day(first)
    end = None if last is None else day(last)
    if end is not None and end < begin:
        raise Unreadable(f"期間の終わりが始まりより前です（{value}）。")
    return Period(begin, end)


def periods(value: Any) -> Periods:
    """あり (always), なし (never), one period or several, as a list or with 、 between them."""
    if value is True or value in YES:
        return ALL_TIME
    if value is False or value in NO:
        return NO_TIME
    many = value.split("、") if isinstance(value, str) else value
    return tuple(period(item) for item in (many if isinstance(many, list) else [many]))


def periods_or_unknown(value: Any) -> Periods | None:
    return None if value is None or value in UNKNOWN else periods(value)
