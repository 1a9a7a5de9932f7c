"""基準日: the day whose household counts for a family of a renewal, the first day its new cover can have.

1 January or 1 April; for a late family of the year, the day its paper came or staff let it begin. Once that day is over,
the household is asked for as it was on it, not as it is now.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Left

from sasae.law.common.fiscal_year import income_year
from sasae.law.single_parent.in_force import law_on
from sasae.law.single_parent.validity import proof_deadline, reaching_back
from sasae.subsidy.renewals.models import Gathered, IncomeProof, Renewal, Report, Round, Target, TargetState

ASKED_ABOUT = (TargetState.EXTRACTED, TargetState.JUDGED, TargetState.OPEN)  # whose renewal is not decided yet
JUDGED_NEXT = (TargetState.EXTRACTED, TargetState.OPEN)


def base_days(targets: Sequence[Target], today: date) -> dict[int, date]:
    """By target. They come with their application and are all of one renewal.

    A 現況届 that has not come counts as if it came today: earlier it cannot come any more.
    """
    if not targets:
        return {}
    renewal = targets[0].renewal
    law = law_on(renewal.judged_on)
    if today <= proof_deadline(law):
        return {one.pk: renewal.judged_on for one in targets}
    proofs = _late_proofs(targets, proof_deadline(law))
    found = {}
    for one in targets:
        papers = [today if _awaited(one) else one.report_on, *proofs.get(one.pk, ())]
        start = reaching_back(papers, one.early_start, law)
        found[one.pk] = (
            max(renewal.judged_on, start) if one.application.received_on < law.first_day else renewal.judged_on
        )
    return found


def not_asked_for(renewal: Renewal, on: date) -> int:
    """How many families would be judged now on the household of another day than the one that counts."""
    if on < renewal.judged_on:
        return 0
    newest = Gathered.objects.filter(
        applicant_id=OuterRef("applicant_id"), income_year=income_year(renewal.judged_on)
    ).order_by("-id")
    day = newest.annotate(
        day=Coalesce(KT("facts__household_on"), Left(KT("facts__at"), 10), output_field=TextField())
    ).values("day")[:1]
    rows = renewal.targets.filter(state__in=JUDGED_NEXT).select_related("renewal", "application")
    waiting = list(rows.annotate(household_on=Subquery(day)))
    days = base_days(waiting, on)
    return sum(days[one.pk] <= on and one.household_on != days[one.pk].isoformat() for one in waiting)


def _awaited(target: Target) -> bool:
    return target.renewal.round == Round.YEAR and target.report == Report.MISSING


def _late_proofs(targets: Sequence[Target], deadline: date) -> dict[int, list[date]]:
    """The days proofs of income came after the deadline, by target: of who is in the application, or was in the household."""
    renewal = targets[0].renewal
    year = income_year(renewal.judged_on)
    asked = Gathered.objects.filter(applicant__in=[one.applicant_id for one in targets], income_year=year)
    households: dict[int, Any] = dict(asked.order_by("id").values_list("applicant_id", "facts__household"))
    whose: dict[str, set[int]] = defaultdict(set)
    for one in targets:
        for atena_no in [*one.application.form["persons"].values(), *households.get(one.applicant_id, ())]:
            whose[atena_no].add(one.pk)
    rows = IncomeProof.objects.filter(year=year, proved_on__gt=deadline, person__atena_no__in=whose)
    found: dict[int, list[date]] = defaultdict(list)
    for atena_no, proved_on in rows.values_list("person__atena_no", "proved_on"):
        for pk in whose[atena_no]:
            found[pk].append(proved_on)
    return found
