"""Injuries as of one day, as known on another: notified by the day, and how far each had come."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sasae.foundation.history.as_of import AsOf, as_known, one_stood, standing
from sasae.subsidy.applications.showing import time_line
from sasae.subsidy.people.models import Person
from sasae.subsidy.recovery.models import Receivable
from sasae.subsidy.recovery.past import debts_stood
from sasae.subsidy.third_parties.models import InjuryCase, Treatment


def injuries_then(then: AsOf) -> QuerySet[Any]:
    """Every injury notified by the day, as rows of a list, each in its state of the day."""
    kept = InjuryCase.pgh_event_model.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"))  # type: ignore[attr-defined]
    told = kept.filter(pgh_created_at__lte=then.told_by).order_by("-pgh_created_at", "-pgh_id")
    first = kept.order_by("pgh_created_at", "pgh_id")
    names = standing(Person, then.known_at).filter(pgh_obj_id=OuterRef("person"))
    return standing(InjuryCase, then.known_at).filter(notified_on__lte=then.on).select_related("person").annotate(
        name_then=Subquery(names.values("name")[:1]),
        state_then=Coalesce(Subquery(told.values("state")[:1]), Subquery(first.values("state")[:1])),
    )  # fmt: skip


def injury_page(case: InjuryCase, then: AsOf) -> dict[str, Any] | None:
    """What an injury's page shows; None where it was not notified yet."""
    one = one_stood(case, then, "state", "outcome")
    if one is None or one.notified_on > then.on:
        return None
    if one.settled_on and one.settled_on > then.on:
        one.settled_on, one.settlement = None, ""
    if one.healed_on and one.healed_on > then.on:
        one.healed_on = None
    one.person = next(iter(as_known([case.person], then.known_at)), case.person)
    return {"one": one, "rows": _treatments(case, then), "entries": time_line(case.number, then)}


def _treatments(case: InjuryCase, then: AsOf) -> list[Treatment]:
    """The treatments that were listed, each as it was judged, with what was claimed for it as that stood."""
    listed = case.treatments.select_related("claim", "line").order_by("treatment_month", "pk")
    rows = as_known(listed, then.told_by)
    debts = debts_stood(Receivable.objects.filter(pk__in={row.receivable_id for row in rows} - {None}), then)
    for row in rows:
        row.receivable = debts.get(row.receivable_id or 0)
    return rows
