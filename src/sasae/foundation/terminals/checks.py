"""Which terminals were looked at, which were not, and what was wrong with them."""

from collections.abc import Container
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from sasae.foundation.terminals.models import DailyCheck, Terminal, TerminalState
from sasae.kernel.clock import TOKYO
from sasae.kernel.dated import load_dated
from sasae.reference.closed_days import is_office_day

DEFINITIONS_OLD = load_dated(__package__, "definitions_days.yaml", int)


def in_use() -> QuerySet[Terminal]:
    """The terminals that are permitted."""
    return Terminal.objects.filter(state=TerminalState.PERMITTED)


def unchecked(on: date, closed: Container[date] = ()) -> QuerySet[Terminal]:
    """Permitted terminals nobody has looked at on a day the office is open."""
    if not is_office_day(on, closed):
        return Terminal.objects.none()
    return in_use().exclude(Exists(DailyCheck.objects.filter(terminal=OuterRef("pk"), on=on)))


def left_out(on: date, closed: Container[date] = ()) -> QuerySet[Terminal]:
    """Permitted terminals nobody has looked at on the last office day before a day, nor since."""
    last = on - timedelta(days=1)
    while not is_office_day(last, closed):
        last -= timedelta(days=1)
    there = in_use().filter(registered_at__lt=datetime.combine(last, time(), TOKYO))
    return there.exclude(Exists(DailyCheck.objects.filter(terminal=OuterRef("pk"), on__gte=last)))


def wrong_now() -> QuerySet[Terminal]:
    """Permitted terminals whose last look found something wrong."""
    last = DailyCheck.objects.filter(terminal=OuterRef("pk")).order_by("-on", "-pk")
    return in_use().annotate(last_wrong=Subquery(last.values("wrong")[:1])).filter(last_wrong=True)
