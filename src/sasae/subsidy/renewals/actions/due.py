"""What was decided and is to be issued: the last judgement of each target as an examination like any other."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from sasae.foundation.history import Actor, record
from sasae.law.decision import Decision, Outcome, PersonResult
from sasae.subsidy.entitlements.models import Examination, ExaminationState, Occasion
from sasae.subsidy.renewals.judging import decision_of
from sasae.subsidy.renewals.models import Judged, Step, Target, TargetState
from sasae.subsidy.renewals.population import newest_decisions

_LOST = (Outcome.NOT_ELIGIBLE, Outcome.OTHER_SCHEME)


@dataclass(frozen=True)
class Due:
    """One decided target with the facts it was decided on, the whole decision, and how the family stood until then."""

    target: Target
    facts: dict[str, Any]
    decision: Decision
    examination: Examination
    before: dict[str, Any]

    @property
    def covered(self) -> list[PersonResult]:
        """Who gets cover, from the first day of the new period on."""
        first = self.target.renewal.judged_on
        return [
            replace_start(one, first)
            for one in self.decision.persons
            if one.eligible_from and one.eligible_to and one.eligible_to >= first
        ]

    @property
    def told_already(self) -> bool:
        """Whether another decision ended the cover, with a letter of its own: nobody is told twice."""
        return self.decision.outcome in _LOST and not self.before["covered"] and self.before["outcome"] in _LOST


def replace_start(one: PersonResult, first: date) -> PersonResult:
    """The renewal of March goes on where the old cover ended."""
    return one._replace(eligible_from=max(one.eligible_from or first, first))


def due_of(step: Step, applicants: list[int], by: Actor, at: datetime) -> tuple[list[Due], list[int]]:
    """What is to be issued; and whose judgement was overtaken by another decision, by applicant: they are judged again."""
    targets = list(
        Target.objects.select_for_update(of=("self",))
        .filter(renewal=step.renewal, applicant_id__in=applicants, state=TargetState.DECIDED)
        .select_related("applicant", "renewal", "application__applicant")
        .order_by("pk")
    )
    judged = {row.target_id: row for row in _last_judgements(targets)}
    overtaken = _overtaken(targets, judged, step, by, at)
    found = []
    for target in targets:
        if target.applicant_id in overtaken:
            continue
        last = judged[target.pk]
        decision = decision_of(last.frozen, date.fromisoformat(json.loads(last.result)["on"]))
        made = _examination(target, last, decision, step, at)
        found.append(Due(target, last.frozen["facts"], decision, made, last.frozen["before"]))
    Examination.objects.bulk_create([one.examination for one in found])
    return found, overtaken


def _overtaken(targets: Sequence[Target], judged: dict[int, Judged], step: Step, by: Actor, at: datetime) -> list[int]:
    """Whose family was decided anew after its judgement: what was judged is not so any more."""
    newest = newest_decisions([target.applicant_id for target in targets])
    approved = dict(newest.values_list("application__applicant", "approved_at"))
    late = [one for one in targets if (day := approved.get(one.applicant_id)) and day > judged[one.pk].judged_at]
    if late:
        Target.objects.filter(pk__in=[one.pk for one in late]).update(state=TargetState.EXTRACTED, updated_at=at)
        record(by, "renewal.overtaken", str(step.renewal), [one.applicant.atena_no for one in late], count=len(late))
    return [one.applicant_id for one in late]


def _last_judgements(targets: Sequence[Target]) -> QuerySet[Judged]:
    rows = Judged.objects.filter(target__in=targets).select_related("step")
    return rows.order_by("target_id", "-pk").distinct("target_id")


def _examination(target: Target, last: Judged, decision: Decision, step: Step, at: datetime) -> Examination:
    """The judgement as an examination like any other: prepared by who began the step, approved by who approved it."""
    return Examination(
        application=target.application, occasion=Occasion.RENEWAL, on=decision.on,
        facts=last.frozen["facts"], decision=decision.to_json().decode(), outcome=decision.outcome.value,
        rule_version=decision.rule_version, state=ExaminationState.APPROVED, prepared_by=last.step.started_by,
        approved_by=last.step.approved_by, approved_at=at,
    )  # fmt: skip
