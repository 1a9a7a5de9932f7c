"""What families hand in: 現況届, proofs of income, of school and of disability; and an early start decided by staff."""

from datetime import date
from typing import Any

from django.db import transaction

from sasae.contracts.tax import Income
from sasae.foundation.history import Actor, record
from sasae.kernel.findings import one_line
from sasae.law.common.fiscal_year import income_year
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals.actions.judging import hold_families
from sasae.subsidy.renewals.actions.steps import CannotStep
from sasae.subsidy.renewals.models import (
    TARGET_MOVES,
    ExtensionKind,
    ExtensionProof,
    IncomeProof,
    Report,
    Round,
    Target,
    TargetState,
)


@transaction.atomic
def take_report(target_id: int, *, filed_on: date, child_support_yen: int | None, by: Actor) -> Target:
    """現況届: the day it came and the child support it declares."""
    target = _locked(target_id)
    target.report, target.report_on = Report.FILED, filed_on
    target.child_support_yen = child_support_yen
    _again(target)
    target.save()
    record(by, "renewal.report_taken", str(target.renewal), [target.applicant.atena_no], filed_on=filed_on.isoformat())
    return target


def report_notified(
    applicant: Person, year: int, *, filed_on: date, child_support_yen: int, by: Actor
) -> bool:  # fmt: skip
    """現況届 came in at the counter, the one door for it: it counts for the family's renewal of that certificate year.

    Not extracted yet, the extraction finds it: the family is held until the commit, so that one of the two sees the other.
    False where that renewal has decided: the family is examined anew. Part of the caller's transaction.
    """
    hold_families([applicant.pk])
    target = Target.objects.filter(renewal__round=Round.YEAR, renewal__year=year, applicant=applicant).first()
    if target is None:
        return True
    try:
        take_report(target.pk, filed_on=filed_on, child_support_yen=child_support_yen, by=by)
    except CannotStep:
        return False
    return True


@transaction.atomic
def prove_income(
    target_id: int, person: Person, *, year: int, amounts: dict[str, Any], proved_on: date, by: Actor
) -> IncomeProof:
    """A paper shows a person's income of a year; the family is judged again."""
    target = _locked(target_id)
    income = Income(atena_no=person.atena_no, year=year, **amounts).model_dump(mode="json")
    proof = IncomeProof.objects.create(person=person, year=year, income=income, proved_on=proved_on, entered_by=by.id)
    _again(target)
    target.save()
    record(
        by, "renewal.income_proved", str(target.renewal), [person.atena_no], year=year, proved_on=proved_on.isoformat()
    )
    return proof


def income_notified(
    applicant: Person, person: Person, *, year: int, amounts: dict[str, Any], proved_on: date, by: Actor
) -> bool:
    """An income was notified with its paper: the family's renewal that tests this year's income is judged again.

    False where there is none that waits for its decision: the family is examined anew. Part of the caller's transaction.
    """
    rows = Target.objects.filter(applicant=applicant).select_related("renewal").order_by("-renewal__judged_on")
    target = next((one for one in rows if income_year(one.renewal.judged_on) == year), None)
    if target is None:
        return False
    try:
        prove_income(target.pk, person, year=year, amounts=amounts, proved_on=proved_on, by=by)
    except CannotStep:
        return False
    return True


@transaction.atomic
def prove_extension(
    target_id: int, child: Person, *, kind: ExtensionKind, since: date, until: date, received_on: date, paper: str,
    by: Actor,
) -> ExtensionProof:  # fmt: skip
    """A paper shows that a child is at school or has a disability; the family is judged again."""
    if until < since:
        raise CannotStep("証明の末日が初日より前です。", at="until")
    target = _locked(target_id)
    proof = ExtensionProof.objects.create(
        person=child, kind=kind, since=since, until=until, received_on=received_on, paper=paper, entered_by=by.id
    )
    _again(target)
    target.save()
    record(
        by, "renewal.extension_proved", str(target.renewal), [child.atena_no], kind=kind.label,
        since=since.isoformat(), until=until.isoformat(),
    )  # fmt: skip
    return proof


@transaction.atomic
def allow_early_start(target_id: int, *, day: date, reason: str, by: Actor) -> Target:
    """A late family's cover begins earlier than its papers came, for a reason."""
    reason = one_line(reason, CannotStep, missing="さかのぼらせる理由を入れてください。", at="reason")
    target = _locked(target_id)
    if day < target.renewal.judged_on:
        raise CannotStep("資格の初日より前にはさかのぼれません。", at="day")
    target.early_start, target.early_start_reason = day, reason
    _again(target)
    target.save()
    record(by, "renewal.early_start", str(target.renewal), [target.applicant.atena_no], day=day.isoformat(), why=reason)
    return target


def _locked(target_id: int) -> Target:
    return Target.objects.select_for_update(of=("self",)).select_related("renewal", "applicant").get(pk=target_id)


def _again(target: Target) -> None:
    """Judge this family at the next turn. What was granted and issued changes by a notification, not here."""
    if target.state == TargetState.EXTRACTED:
        return
    if target.state == TargetState.DECIDED or (target.state == TargetState.ISSUED and target.outcome == "10"):
        raise CannotStep(f"この家庭は「{target.get_state_display()}」です。変更の届出として受け付けてください。")
    assert TargetState.EXTRACTED in TARGET_MOVES[TargetState(target.state)]
    target.state = TargetState.EXTRACTED
