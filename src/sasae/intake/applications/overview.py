"""How the applications stand as a whole, for who leads the office: counts and ages, nobody's name."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from sasae.intake.applications.models import Application, State
from sasae.kernel.clock import TOKYO

OPEN = (State.RECEIVED, State.FETCHED, State.EXAMINING, State.CORRECTION_ASKED, State.WAITING)
AGES = [("7日以内", 0, 7), ("8～14日", 7, 14), ("15～30日", 14, 30), ("31日以上", 30, None)]  # days since it was sent
MONTHS = 12


@dataclass
class Line:
    """One procedure: how many in each state, how many open ones of each age."""

    code: str
    name: str
    states: dict[str, int] = field(default_factory=dict)
    ages: list[int] = field(default_factory=lambda: [0] * len(AGES))

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def open(self) -> int:
        return sum(self.states.get(state, 0) for state in OPEN)


def by_procedure(rows: QuerySet[Application], now: datetime) -> list[Line]:
    """A line a procedure, by its code, in one question."""
    ages = {f"age{place}": Count("pk", filter=_aged(now, *days)) for place, (_, *days) in enumerate(AGES)}
    found = rows.order_by().values("procedure", "procedure_name", "state").annotate(count=Count("pk"), **ages)
    lines: dict[str, Line] = {}
    for row in found:
        line = lines.setdefault(row["procedure"], Line(row["procedure"], row["procedure_name"]))
        line.states[row["state"]] = line.states.get(row["state"], 0) + row["count"]
        if row["state"] in OPEN:
            line.ages = [before + row[f"age{place}"] for place, before in enumerate(line.ages)]
    return [lines[code] for code in sorted(lines)]


def _aged(now: datetime, more: int, most: int | None) -> Q:
    """Sent more than so many days ago, and not more than so many; from the first, whatever is younger."""
    older = Q(applied_at__lt=now - timedelta(days=more)) if more else Q()
    return older if most is None else older & Q(applied_at__gte=now - timedelta(days=most))


def by_month(rows: QuerySet[Application], now: datetime) -> list[dict[str, Any]]:
    """How many were sent in each of the last months, the empty ones too."""
    first = now.astimezone(TOKYO).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = [first]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    months.reverse()
    told = rows.order_by().filter(applied_at__gte=months[0])
    told = told.annotate(month=TruncMonth("applied_at", tzinfo=TOKYO)).values("month").annotate(count=Count("pk"))
    counts = {(row["month"].year, row["month"].month): row["count"] for row in told}
    return [{"month": month.date(), "count": counts.get((month.year, month.month), 0)} for month in months]
