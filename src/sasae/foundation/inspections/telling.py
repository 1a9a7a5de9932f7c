"""A case in sentences: who looked at whom, when and on which pages, which signals there are and why they count. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sasae.foundation.inspections.signals import SIGNALS
from sasae.kernel import clock


def what(person: str, looks: int, first: datetime | None, last: datetime | None) -> str:
    """What was done, and when, without the operator's name."""
    if not person:
        return "一日に、ふだんよりずっと多くの人の情報を見ました。"
    if first is None or last is None or looks < 2:
        return f"本人 {person} の情報を、{moment(first)}に見ました。"
    return f"本人 {person} の情報を、{moment(first)}から{moment(last)}までに{looks}回見ました。"


def moment(at: datetime | None) -> str:
    """A time as one says it, to the minute, by the clock of Tokyo."""
    if at is None:
        return "（日時なし）"
    here = at.astimezone(clock.TOKYO)
    return f"{here.month}月{here.day}日{'月火水木金土日'[here.weekday()]}曜 {here:%H:%M} "


def looks(seen: Iterable[Mapping[str, Any]], areas: Mapping[str, str]) -> list[str]:
    """Each look that is told, or each day. `areas`: what the menu calls each area of pages."""
    return [_day(one) if "day" in one else _look(one, areas) for one in seen]


def _look(one: Mapping[str, Any], areas: Mapping[str, str]) -> str:
    area = areas.get(one["screen"].partition(":")[0])
    where = [f"「{area}」の画面"] if area else []
    where.append(f"案件 {one['case']}" if one["case"] else "案件なし")
    return f"{moment(datetime.fromisoformat(one['at']))}　{one['purpose'] or '目的の記録なし'}（{'、'.join(where)}）"


def _day(one: Mapping[str, Any]) -> str:
    day = date.fromisoformat(one["day"])
    return f"{day.month}月{day.day}日　のべ{one['persons']:,}人"


def reasons(signals: Iterable[str], thresholds: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each signal's words and why it counts, by the thresholds of the month. One that is no more is told by its name."""
    return [
        (SIGNALS[name].words, SIGNALS[name].why.format(**thresholds))
        if name in SIGNALS
        else (name, "いまは使わない印です。")
        for name in signals
    ]
