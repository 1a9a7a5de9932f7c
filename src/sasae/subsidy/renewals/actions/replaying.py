"""Every night, and of a renewal whenever asked: past decisions made again on the facts they were made on. The same bytes must come out."""

import json
from datetime import date

from django.db import transaction
from django.db.models import F, Func, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import Finding, error
from sasae.law.articles import rule_version
from sasae.law.single_parent.in_force import InForce, law_on
from sasae.subsidy.entitlements.actions import replay
from sasae.subsidy.entitlements.models import Examination, ExaminationState
from sasae.subsidy.renewals.judging import renewed, to_text
from sasae.subsidy.renewals.models import Judged, Renewal, Replay

SAMPLE = 200


@transaction.atomic
def replay_sample(*, on: date, by: Actor, size: int = SAMPLE) -> Replay:
    """Replay a sample that is another every day; the same day gives the same one. Once a day."""
    known = Replay.objects.filter(on=on).first()
    if known is not None:
        return known
    decided = Examination.objects.filter(state=ExaminationState.APPROVED)
    shuffled = Func(Concat(Value(on.isoformat()), Cast("pk", CharField())), function="md5")
    sample = decided.select_related("application").order_by(shuffled, F("pk"))[:size]
    findings = []
    sampled = 0
    for one in sample.iterator(chunk_size=100):
        sampled += 1
        findings += _differs(one)
    made = Replay.objects.create(
        on=on, sampled=sampled, population=decided.count(), findings=[finding.as_dict() for finding in findings]
    )
    record(by, "renewal.replayed", on.isoformat(), sampled=sampled, findings=len(findings))
    return made


@transaction.atomic
def judge_again(renewal_id: int, *, by: Actor) -> tuple[int, list[str]]:
    """Every judgement of a renewal made once more on the facts kept with it: how many, and whose came out otherwise.

    The bytes must be the same: what became of the data since is not looked at.
    """
    renewal = Renewal.objects.get(pk=renewal_id)
    judged = Judged.objects.filter(target__renewal=renewal).order_by("pk")
    laws: dict[str, InForce] = {}
    count, differing = 0, []
    for frozen, result in judged.values_list("frozen", "result").iterator(chunk_size=1000):
        day = json.loads(result)["on"]
        law = laws.setdefault(day, law_on(date.fromisoformat(day)))
        count += 1
        if to_text(renewed(frozen, law, renewal.round)) != result:
            differing.append(frozen["applicant"])
    record(by, "renewal.judged_again", str(renewal), differing, count=count, findings=len(differing))
    return count, differing


def _differs(one: Examination) -> list[Finding]:
    """A rule that was changed backwards is told apart from the same rules giving another answer."""
    if replay(one).decode() == one.decision:
        return []
    place = f"審査 {one.pk}（申請 {one.application.receipt_number}）"
    if rule_version(one.on) != one.rule_version:
        return [error("RN-102", place, f"{one.on}の規定の版が、判定のとき（{one.rule_version}）と違います。")]
    return [error("RN-101", place, "同じ事実と規定で、判定のときと違う結果になりました。")]
