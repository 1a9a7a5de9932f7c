"""Working targets in chunks: extracting, judging. Called by the batch ledger, inside its transactions."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from sasae.foundation.batch import Item
from sasae.law.single_parent.in_force import law_on
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals.cases import Frame, Frozen, freeze
from sasae.subsidy.renewals.judging import Movement, result_of, to_text
from sasae.subsidy.renewals.models import Renewal, Report, Round, Step, Target, TargetState
from sasae.subsidy.renewals.population import day_before, newest_decisions


def extract_many(items: Sequence[Item], at: datetime) -> list[str]:
    """Make the targets of these applicants; a second extraction adds those that are new."""
    step = Step.objects.select_related("renewal").get(pk=items[0].params["step"])
    found = {one.applicant_id: one for one in _frozen(step, items)}
    report = Report.NOT_REQUIRED if step.renewal.round == Round.MARCH else Report.MISSING
    rows = [
        Target(
            renewal=step.renewal, applicant_id=one.applicant_id, application_id=one.application_id,
            ward_code=one.ward_code, postal_code=one.postal_code, protected=_protected(one, at.date()), report=report,
            was_covered=one.data["before"]["covered"],
        )
        for one in found.values()
    ]  # fmt: skip
    Target.objects.bulk_create(rows, ignore_conflicts=True)
    return ["対象" if _applicant(item) in found else "対象外" for item in items]


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
        result = result_of(one.data, law)
        if step.renewal.round == Round.MARCH and result["leaving"]:
            result["movement"] = Movement.LOSES.value
        judged.append((targets[one.applicant_id], one, result))
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
    columns = [
        [target_id for target_id, _, _ in judged],
        [result["outcome"] for _, _, result in judged],
        [result["movement"] for _, _, result in judged],
        [result["words"] for _, _, result in judged],
        [one.ward_code for _, one, _ in judged],
        [one.postal_code for _, one, _ in judged],
        [_protected(one, at.date()) for _, one, _ in judged],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [TargetState.JUDGED.value, at, *columns])


_MARK = """
    UPDATE subsidy_renewals_target t
    SET state = %s, updated_at = %s, outcome = n.outcome, movement = n.movement, words = n.words,
        ward_code = n.ward, postal_code = n.postal, protected = n.protected
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::boolean[])
         AS n(id, outcome, movement, words, ward, postal, protected)
    WHERE t.id = n.id
"""


def _applicant(item: Item) -> int:
    return int(item.payload["applicant"])


def _protected(one: Frozen, on: date) -> bool:
    return one.protected_until is not None and on <= one.protected_until


def persons_of_key(key: str) -> list[str]:
    """Items are named by the applicant's 宛名番号."""
    return list(Person.objects.filter(atena_no=key).values_list("atena_no", flat=True))
