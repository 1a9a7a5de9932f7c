"""What a new number of days, a new calendar or a new price comes to, in days and yen, beside the old one."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sasae.kernel.wareki import to_wareki
from sasae.reference.closed_days import office_days_after, previous_business_day
from sasae.subsidy.renewals.models import Step
from sasae.subsidy.renewals.states import Round
from sasae.subsidy.wordings.catalogue import FIELDS, PLANS
from sasae.subsidy.wordings.checking import days_of, weekday
from sasae.subsidy.wordings.closures import CLOSURES


@dataclass(frozen=True)
class Consequence:
    """One thing before and after, and a word about it."""

    what: str
    before: str
    after: str
    note: str = ""

    @property
    def changed(self) -> bool:
        return self.before != self.after


def consequences_of(key: str, before: Any, after: Any, since: date) -> list[Consequence]:
    """What follows from a value; nothing where it is a text alone."""
    if key in PLANS:
        return _plan(key, before, after, since)
    if key == "payments":
        return _payments(before, after, since)
    if key == "costs":
        return _costs(before, after)
    if key in _COUNTED:
        what, count = _COUNTED[key]
        return [Consequence(f"{to_wareki(since)}{what}", told(count(since, before)), told(count(since, after)))]
    return []


def told(day: date) -> str:
    """A day with its weekday."""
    return f"{to_wareki(day)}（{weekday(day)}）"


def _calendar_days(since: date, days: int) -> date:
    return since + timedelta(days=days)


def _office_days(since: date, days: int) -> date:
    return office_days_after(since, days, CLOSURES.on(since))


_COUNTED: dict[str, tuple[str, Callable[[date, int], date]]] = {
    "deadlines.recall": ("に返却を求めたときの期限", _calendar_days),
    "deadlines.recall_reminder": ("が返却期限のとき、督促を始める日", _office_days),
    "papers.days": ("に書類を求めたときの期限", _office_days),
    "notifications.days": ("の異動の届出の期限", _calendar_days),
    "notifications.protection_notice": ("に尋ねるのは、この日までに終わる支援措置", _calendar_days),
    "protection.days": ("に知らせるのは、この日までに終わる支援措置", _calendar_days),
}


def _plan(key: str, before: Any, after: Any, since: date) -> list[Consequence]:
    """Each step's day, how far it moves, and whether the step is done already."""
    old, new = days_of(key, before, since), days_of(key, after, since)
    old["unknown_due"] = old["unknown"] + timedelta(days=before["unknown_days"])
    new["unknown_due"] = new["unknown"] + timedelta(days=after["unknown_days"])
    labels = {part.key: part.label for part in FIELDS[key].parts} | {"unknown_due": "所得不明案内の期限"}
    round_ = Round.YEAR if PLANS[key] == "year" else Round.MARCH
    done = set(Step.objects.filter(renewal__round=round_, renewal__year=since.year).values_list("step", flat=True))
    rows = []
    for step in sorted(new, key=lambda name: (new[name], list(labels).index(name))):
        moved = (new[step] - old[step]).days if step in old else 0
        notes = [f"{abs(moved)}日{'遅く' if moved > 0 else '早く'}なる"] if moved else []
        notes += ["この段階はもう始まっている"] if step in done else []
        rows.append(Consequence(labels[step], told(old[step]), told(new[step]), "、".join(notes)))
    return rows


def _payments(before: Any, after: Any, since: date) -> list[Consequence]:
    """The next three closing days and pay days."""
    rows = []
    for ahead in range(3):
        month = to_wareki(_day_of(since, ahead, 1)).partition("月")[0]
        rows.append(Consequence(f"{month}月の分", _pay_days(before, since, ahead), _pay_days(after, since, ahead)))
    return rows


def _pay_days(row: Any, since: date, ahead: int) -> str:
    closing = _day_of(since, ahead, row["closing"])
    pay = previous_business_day(_day_of(since, ahead + row["months"], row["pay"]))
    return f"{told(closing)}に締め、{told(pay)}に振り込む"


def _day_of(since: date, ahead: int, day: int) -> date:
    years, month = divmod(since.month - 1 + ahead, 12)
    year = since.year + years
    return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))


def _costs(before: Any, after: Any) -> list[Consequence]:
    """One letter of one sheet with its envelope, and a thousand of them."""
    old, new = (row["postage"] + row["sheet"] + row["envelope"] for row in (before, after))
    return [
        Consequence("用紙1枚の通知1通", f"{old:,}円", f"{new:,}円"),
        Consequence("同じ通知1万通", f"{old * 10_000:,}円", f"{new * 10_000:,}円"),
    ]
