"""The limits in words: what holds today, since when, and whence. Called inside `acting_for`."""

from dataclasses import dataclass
from datetime import date

from sasae.intermediary.copies.freshness import DAYS, OTHER
from sasae.intermediary.limits.models import UNITS, LimitChange, Name, State
from sasae.intermediary.records.actions import KEEP_YEARS
from sasae.intermediary.retention.candidates import COPY_YEARS, WORKING_YEARS
from sasae.kernel.dated import Row

BY_LAW = "情報提供等記録の保存年数"


@dataclass(frozen=True)
class Standing:
    """One limit in force."""

    what: str
    value: str
    since: date
    source: str
    whence: str = "はじめの値"
    ahead: str = ""


def in_force(on: date, names: dict[str, str]) -> list[Standing]:
    """Every limit: the body's own where it has set one, else the default; the law's last, which nobody changes here."""
    approved = list(LimitChange.objects.filter(state=State.APPROVED).order_by("since"))
    days = DAYS.row_on(on)
    rows: list[tuple[Name, str, Row[int]]] = [
        (Name.FRESHNESS, "" if code == OTHER else code, Row(days.since, value, days.source))
        for code, value in days.value.items()
    ]
    known = {information for _, information, _ in rows}
    extra = {row.information for row in approved if row.name == Name.FRESHNESS} - known
    other = next(row for _, information, row in rows if information == "")
    rows += [(Name.FRESHNESS, information, other) for information in sorted(extra)]
    rows += [(Name.COPIES, "", COPY_YEARS.row_on(on)), (Name.WORKING, "", WORKING_YEARS.row_on(on))]
    found = [_standing(name, information, row, approved, on, names) for name, information, row in rows]
    law = KEEP_YEARS.row_on(on)
    return [
        *found,
        Standing(BY_LAW, f"{law.value}年", law.since, f"{law.source}（変えられません）", whence="法令の定め"),
    ]


def _standing(
    name: Name, information: str, default: Row[int], approved: list[LimitChange], on: date, names: dict[str, str]
) -> Standing:
    mine = [row for row in approved if (row.name, row.information) == (name, information)]
    begun = [row for row in mine if row.since <= on]
    ahead = "、".join(f"{row.since}から{row.in_words}" for row in mine if row.since > on)
    what = (
        f"{name.label}（{names.get(information, information) or 'ほかのすべて'}）"
        if name is Name.FRESHNESS
        else name.label
    )
    if not begun:
        return Standing(what, f"{default.value}{UNITS[name]}", default.since, default.source, ahead=ahead)
    last = begun[-1]
    return Standing(what, last.in_words, last.since, last.source, whence="団体の定め", ahead=ahead)
