"""Working targets in chunks: extracting, judging. Called by the batch ledger, inside its transactions."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from sasae.foundation.batch import Item
from sasae.kernel.clock import TOKYO
from sasae.law.single_parent.in_force import law_on
from sasae.subsidy.entitlements.changes import known
from sasae.subsidy.entitlements.models import FactKind, Family, FamilyFact
from sasae.subsidy.renewals.cases import Frame, Frozen, freeze
from sasae.subsidy.renewals.judging import renewed, to_text
from sasae.subsidy.renewals.models import Renewal, Report, Round, Step, Target, TargetState
from sasae.subsidy.renewals.population import day_before, newest_decisions


def extract_many(items: Sequence[Item], at: datetime) -> list[str]:
    """Make the targets of these applicants; a second extraction adds those that are new."""
    step = Step.objects.select_related("renewal").get(pk=items[0].params["step"])
    found = {one.applicant_id: one for one in _frozen(step, items)}
    Family.objects.bulk_create([Family(applicant_id=one) for one in found], ignore_conflicts=True)  # who may notify
    hold_families(found)  # a 現況届 that comes in now is there already, or finds the target when its turn comes
    filed = _filed(list(found), step.renewal.year) if step.renewal.round == Round.YEAR else {}
    missing = Report.NOT_REQUIRED if step.renewal.round == Round.MARCH else Report.MISSING
    today = at.astimezone(TOKYO).date()
    rows = [
        Target(
            renewal=step.renewal, applicant_id=one.applicant_id, application_id=one.application_id,
            ward_code=one.place(today)[0], postal_code=one.place(today)[1], protected=one.protected(today),
            report=Report.FILED if one.applicant_id in filed else missing, report_on=filed.get(one.applicant_id),
            was_covered=one.data["before"]["covered"],
        )
        for one in found.values()
    ]  # fmt: skip
    Target.objects.bulk_create(rows, ignore_conflicts=True)
    return ["対象" if _applicant(item) in found else "対象外" for item in items]


def hold_families(applicants: Iterable[int]) -> None:
    """Until the commit nobody else reads or writes whether these families filed their 現況届."""
    list(Family.objects.select_for_update(no_key=True).filter(applicant__in=list(applicants)).order_by("pk").values_list("pk"))


def _filed(applicants: list[int], year: int) -> dict[int, date]:
    """Who filed the 現況届 for this certificate year before the extraction, and when."""
    told = known(FamilyFact.objects.filter(kind=FactKind.STATUS_REPORT, value__year=year))
    rows = told.filter(family__applicant__in=applicants).order_by("valid_from", "pk")
    return dict(rows.values_list("family__applicant_id", "valid_from"))


def judge_many(items: Sequence[Item], at: datetime) -> list[str]:
    """Judge these families: one judgement each by COPY, the targets in one statement."""
    step = Step.objects.select_related("renewal").get(pk=items[0].params["step"])
    law = law_on(judged_day(step.renewal, date.fromisoformat(items[0].params["on"])))
    applicants = [_applicant(item) for item in items]
    targets = dict(
        Target.objects.select_for_update()
        .filter(renewal=step.renewal, applicant_id__in=applicants)
        .values_list("applicant_id", "pk")
    )
    judged: list[tuple[int, Frozen, dict[str, Any]]] = []
    for one in _frozen(step, items):
        judged.append((targets[one.applicant_id], one, renewed(one.data, law, step.renewal.round)))
    _keep(step, judged, at)
    said = {one.applicant_id: result["movement"] for _, one, result in judged}
    return [said[applicant] for applicant in applicants]


def judged_day(renewal: Renewal, on: date) -> date:
    """The first day of the new cover; after it, the day of the turn: a late paper counts from the day it came."""
    return min(max(renewal.judged_on, on), date(renewal.year, 12, 31))


def _frozen(step: Step, items: Sequence[Item]) -> list[Frozen]:
    renewal = step.renewal
    frame = Frame(renewal.judged_on, day_before(renewal.judged_on, date.fromisoformat(items[0].params["on"])), renewal)
    return list(freeze(newest_decisions([_applicant(item) for item in items]), frame))


def _keep(step: Step, judged: list[tuple[int, Frozen, dict[str, Any]]], at: datetime) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY subsidy_renewals_judged (target_id, step_id, frozen, result, judged_at) FROM STDIN") as copy,
    ):
        for target_id, one, result in judged:
            frozen = json.dumps(one.data, ensure_ascii=False, sort_keys=True)
            copy.write_row((target_id, step.pk, frozen, to_text(result), at))
    today = at.astimezone(TOKYO).date()
    columns = [
        [target_id for target_id, _, _ in judged],
        [result["outcome"] for _, _, result in judged],
        [result["movement"] for _, _, result in judged],
        [result["words"] for _, _, result in judged],
        [one.place(today)[0] for _, one, _ in judged],
        [one.place(today)[1] for _, one, _ in judged],
        [one.protected(today) for _, one, _ in judged],
        [one.application_id for _, one, _ in judged],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [TargetState.JUDGED.value, at, *columns])


_MARK = """
    UPDATE subsidy_renewals_target t
    SET state = %s, updated_at = %s, outcome = n.outcome, movement = n.movement, words = n.words,
        ward_code = n.ward, postal_code = n.postal, protected = n.protected, application_id = n.application
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::boolean[],
                %s::bigint[])
         AS n(id, outcome, movement, words, ward, postal, protected, application)
    WHERE t.id = n.id
"""


def _applicant(item: Item) -> int:
    return int(item.payload["applicant"])
