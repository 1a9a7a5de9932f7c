"""Until when a case is to be dealt with, in days the offices are open: in Python for one, in SQL for a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import DateField, Func

from sasae.kernel.dated import load_dated
from sasae.reference.closed_days import HORIZON, is_office_day, office_days_after
from sasae.subsidy.desk.models import CaseKind
from sasae.subsidy.wordings.closures import known_closures
from sasae.subsidy.wordings.queries import OnScreen

STANDARD = OnScreen("desk", load_dated(__package__, "deadlines.yaml"))
BACK = timedelta(days=3 * 365)  # what was opened before is long overdue, whatever its period
AHEAD = timedelta(days=366)


_counted = lru_cache(maxsize=4096)(office_days_after)


def due_on(opened_on: date, kind: str = CaseKind.APPLICATION) -> date:
    """The last day of the standard period: the day of receipt is not counted."""
    return _counted(opened_on, STANDARD.on(opened_on)[kind], known_closures())


def due_in_sql(today: date) -> "_Due":
    """The same for every row of a list: the day that was set, or the standard period's."""
    return _Due(_calendar(today, known_closures()), _periods(tuple((row.since, row.value) for row in STANDARD.rows)))


class _Due(Func):
    """`own_due`, or else the n-th open day after `opened_on`. What it counts by is written once a day, not for each page."""

    def __init__(self, calendar: "_Calendar", periods: str) -> None:
        super().__init__("own_due", "kind", "opened_on", output_field=DateField())
        self.calendar, self.periods = calendar, periods

    def as_sql(self, compiler, connection, **context):  # type: ignore[no-untyped-def]
        """coalesce(own, (days)[least(open_until[place of the day] + period, last)])."""
        own, kind, opened = (compiler.compile(one)[0] for one in self.source_expressions)
        one, how_long = self.calendar, self.periods
        place = f"GREATEST(1, LEAST({opened} - %s::date + 1, %s))"
        period = how_long.format(kind=kind, opened=opened)
        text = f"COALESCE({own}, (%s::date[])[LEAST((%s::int[])[{place}] + {period}, %s)])"
        return text, [one.days, one.open_until, one.first, one.places, one.most]


@dataclass(frozen=True, eq=False)
class _Calendar:
    """The open days and their counts as PostgreSQL reads arrays; the first calendar day, how many calendar days there
    are, and how many open ones."""

    days: str
    open_until: str
    first: date
    places: int
    most: int


@lru_cache(maxsize=4)
def _calendar(today: date, closed: frozenset[date]) -> _Calendar:
    first, last = today - BACK, min(today + AHEAD, HORIZON)
    days: list[date] = []
    open_until: list[int] = []
    for place in range((last - first).days + 1):
        day = first + timedelta(days=place)
        if is_office_day(day, closed):
            days.append(day)
        open_until.append(len(days))
    written = ",".join(map(str, days)), ",".join(map(str, open_until))
    return _Calendar(f"{{{written[0]}}}", f"{{{written[1]}}}", first, len(open_until), len(days))


def _periods(rows: Sequence[tuple[date, Mapping[str, int] | None]]) -> str:
    """The latest beginning first; 0 where none is in force. Codes and numbers of our own are written out: PostgreSQL looks a
    code up at once, and Python does not put a hundred parameters into each question."""
    whens: list[str] = []
    known: dict[str, int] = {}
    for since, periods in rows:
        known |= periods or {}
        of_kind = "".join(f" WHEN '{CaseKind(kind).value}' THEN {int(days)}" for kind, days in known.items())
        if of_kind:
            whens.insert(0, f"WHEN {{opened}} >= DATE '{since}' THEN CASE {{kind}}{of_kind} ELSE 0 END")
    return f"CASE {' '.join(whens)} ELSE 0 END" if whens else "0"
