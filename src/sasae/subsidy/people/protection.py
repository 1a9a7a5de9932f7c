"""Protected persons (支援措置): whose protection ends soon or has just ended, and the notice on every page of theirs."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest

from sasae.kernel import clock
from sasae.kernel.dated import load_dated
from sasae.subsidy.people.models import Person
from sasae.subsidy.wordings.queries import OnScreen

WARNING = OnScreen("protection", load_dated(__package__, "protection.yaml"))


def ending(on: date) -> QuerySet[Person]:
    """Those whose last day is near, and those it has just passed: their address is masked no longer."""
    days = timedelta(days=WARNING.on(on)["days"])
    return Person.objects.filter(protected_until__gte=on - days, protected_until__lte=on + days)


def state_on(protected_until: date, on: date) -> str:
    """What the list says of one."""
    return "期限切れ" if protected_until < on else "期限間近"


def notice(request: HttpRequest) -> list[dict[str, object]]:
    """The protected persons this page shows, for the notice above it."""
    today = clock.today()
    shown = request.gate.persons  # type: ignore[attr-defined]
    if not shown:
        return []
    rows = Person.objects.filter(atena_no__in=shown, protected_until__gte=today).order_by("name_kana", "pk")
    soon = today + timedelta(days=WARNING.on(today)["days"])
    return [
        {
            "name": one.name,
            "until": one.protected_until,
            "soon": one.protected_until is not None and one.protected_until <= soon,
        }
        for one in rows
    ]
