"""Until when a case is to be dealt with, in days the offices are open: in Python for one, in SQL for a list."""

from datetime import date, timedelta
from functools import lru_cache

from django.db.models import Case as Choice
from django.db.models import DateField, F, Func, IntegerField, Value, When
from django.db.models.functions import Coalesce

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


def due_in_sql(today: date) -> Coalesce:
    """The same for every row of a list: the day that was set, or the standard period's."""
    days, open_until, first, last, most = _calendar(today, known_closures())
    standard = _Due(
        Value(days), Value(open_until), F("opened_on"), Value(first), Value(last), _period(), Value(most),
        output_field=DateField(),
    )  # fmt: skip
    return Coalesce("own_due", standard)


class _Due(Func):
    """The n-th open day after a day: `days` lists the open days, `open_until` counts them up to each calendar day."""

    template = "%(expressions)s"

    def as_sql(self, compiler, connection, **context):  # type: ignore[no-untyped-def]
        """(days)[least(open_until[place of the day] + period, last)]."""
        parts, params = zip(*[compiler.compile(one) for one in self.source_expressions], strict=True)
        days, counts, opened, first, last, period, most = parts
        place = f"GREATEST(1, LEAST({opened} - {first}::date + 1, {last}))"
        text = f"(({days})::date[])[LEAST((({counts})::int[])[{place}] + {period}, {most})]"
        order = (0, 1, 2, 3, 4, 5, 6)
        return text, [value for one in order for value in params[one]]


@lru_cache(maxsize=4)
def _calendar(today: date, closed: frozenset[date]) -> tuple[str, str, date, int, int]:
    """The open days and their counts as PostgreSQL reads arrays, written once a day and not at each use in a question;
    then the first calendar day, how many calendar days there are, and how many open ones."""
    first, last = today - BACK, min(today + AHEAD, HORIZON)
    days: list[date] = []
    open_until: list[int] = []
    for place in range((last - first).days + 1):
        day = first + timedelta(days=place)
        if is_office_day(day, closed):
            days.append(day)
        open_until.append(len(days))
    written = ",".join(map(str, days)), ",".join(map(str, open_until))
    return f"{{{written[0]}}}", f"{{{written[1]}}}", first, len(open_until), len(days)


def _period() -> Choice:
    """The period of a row's kind, as it was in force on its first day."""
    rows = [
        When(kind=kind, opened_on__gte=row.since, then=Value(days))
        for row in reversed(STANDARD.rows) if row.value is not None
        for kind, days in row.value.items()
    ]  # fmt: skip
    return Choice(*rows, default=Value(0), output_field=IntegerField())
