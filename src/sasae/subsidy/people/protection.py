"""Protected persons (支援措置): whose protection ends soon or has just ended, and the notice on every page of theirs."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest

from sasae.kernel import clock
from sasae.kernel.dated import load_dated
from sasae.subsidy.duplicates.groups import all_one_with, hidden
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
    """The protected persons this page shows, by whichever of their numbers, for the notice above it: each once."""
    today = clock.today()
    shown = request.gate.persons  # type: ignore[attr-defined]
    if not shown:
        return []
    hiding = Person.objects.filter(hidden(today), atena_no__in=shown).order_by("name_kana", "pk")
    rows = list(hiding.only("name"))
    if not rows:
        return []
    groups = all_one_with(one.pk for one in rows)
    ends = _last_days(set().union(*groups.values()), today)
    soon = today + timedelta(days=WARNING.on(today)["days"])
    told: dict[frozenset[int], dict[str, object]] = {}
    for one in rows:
        until = max(ends[pk] for pk in groups[one.pk] if pk in ends)
        told.setdefault(frozenset(groups[one.pk]), {"name": one.name, "until": until, "soon": until <= soon})
    return list(told.values())


def _last_days(people: set[int], on: date) -> dict[int, date]:
    """Until when each of these is protected, of those who are."""
    rows = Person.objects.filter(pk__in=people, protected_until__gte=on)
    return {pk: until for pk, until in rows.values_list("pk", "protected_until") if until is not None}
