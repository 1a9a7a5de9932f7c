"""The questions asked of sites and locked places."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from sasae.foundation.places.measures import EVERY
from sasae.foundation.places.models import FindingState, Inspection, InspectionState, LockedPlace, Site, SiteFinding
from sasae.kernel.clock import TOKYO
from sasae.kernel.numbers import InvalidNumber, custody


def inspection_due(on: date) -> QuerySet[Site]:
    """Sites nobody has looked at, and another confirmed it, for longer than the rule allows."""
    last = on - timedelta(days=EVERY.on(on))
    never = Q(inspected_on__isnull=True, registered_at__lt=datetime.combine(last, time(), TOKYO))
    return Site.objects.filter(never | Q(inspected_on__lt=last))


def to_confirm() -> QuerySet[Inspection]:
    """Inspections another person has yet to confirm."""
    return Inspection.objects.filter(state=InspectionState.RECORDED)


def open_findings() -> QuerySet[SiteFinding]:
    """What is not mended yet, or whose mending nobody else has seen."""
    return SiteFinding.objects.exclude(state=FindingState.CLOSED)


def late_findings(on: date) -> QuerySet[SiteFinding]:
    """What should be mended by now."""
    return open_findings().filter(mend_by__lt=on)


def places_in_use() -> QuerySet[LockedPlace]:
    """The locked places that are used."""
    return LockedPlace.objects.filter(ended_on__isnull=True).select_related("site").order_by("name")


def place_of(typed: str) -> LockedPlace | None:
    """The locked place in use whose label was scanned or typed; None where it is no such label."""
    try:
        number = custody.validate(typed)
    except InvalidNumber:
        return None
    return places_in_use().filter(pk=custody.serial_of(number)).first() if number[0] == custody.PLACE else None


def lying_in(place: LockedPlace) -> list[QuerySet[Any]]:
    """What lies in a place: of every model that refers to places and says so by `lying_in`."""
    models = [relation.related_model for relation in LockedPlace._meta.related_objects]
    return [model.lying_in(place) for model in models if hasattr(model, "lying_in")]


def waiting(which: str, on: date) -> QuerySet[Any]:
    """What waits of sites, as the home page counts it."""
    rows = {"due": lambda: inspection_due(on), "confirm": to_confirm, "late": lambda: late_findings(on)}
    return rows[which]()
