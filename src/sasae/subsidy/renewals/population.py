"""Whom a renewal is about: asked of the database in one question, whatever their number."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from sasae.law import Outcome
from sasae.subsidy.entitlements.models import Entitlement, Examination, ExaminationState
from sasae.subsidy.renewals.models import Round, Target, TargetState


def newest_decisions(applicants: Sequence[int] | None = None) -> QuerySet[Examination]:
    """The last decision of every applicant, or of these: what their family stands on today."""
    decided = Examination.objects.filter(state=ExaminationState.APPROVED)
    if applicants is not None:
        decided = decided.filter(application__applicant_id__in=applicants)
    last = decided.order_by("application__applicant_id", "-approved_at", "-id").distinct("application__applicant_id")
    return Examination.objects.filter(id__in=last.values("id"))


def to_renew(judged_on: date, covered_on: date) -> QuerySet[Examination]:
    """一斉更新: who is covered to the end of the year before, who was refused for income in it, whose papers never came.

    Cover that ends before 1 January is over, and so is cover that was lost on 1 January: nobody is asked to renew it.
    """
    year = judged_on.year
    refused = Q(outcome=Outcome.INCOME_TOO_HIGH.value, on__year__gte=year - 1)
    waiting = Target.objects.filter(
        renewal__round=Round.YEAR, renewal__year=year - 1, state=TargetState.OPEN,
        applicant_id=OuterRef("application__applicant_id"),
    )  # fmt: skip
    return newest_decisions().filter(Exists(_going_on(covered_on)) | refused | Exists(waiting))


def to_extend(judged_on: date) -> QuerySet[Examination]:
    """年度末: families in which somebody's cover ends on the day before, 31 March, by the calendar; who lost it on 1 April
    for another reason was told so."""
    ending = _going_on(judged_on - timedelta(days=1)).filter(valid_to=judged_on - timedelta(days=1))
    return newest_decisions().filter(Exists(ending))


def present(on: date) -> QuerySet[Examination]:
    """Families somebody of whom is covered on a day, or who were refused for income in its year."""
    refused = Q(outcome=Outcome.INCOME_TOO_HIGH.value, on__year=on.year)
    return newest_decisions().filter(Exists(_cover_on(on)) | refused)


def population(round_: str, judged_on: date, today: date) -> QuerySet[Examination]:
    """The families of a renewal."""
    return to_extend(judged_on) if round_ == Round.MARCH else to_renew(judged_on, day_before(judged_on, today))


def day_before(judged_on: date, today: date) -> date:
    """The last day of the old cover. Rehearsing a year further ahead, that of the year which is running."""
    before = judged_on - timedelta(days=1)
    return before if before.year <= today.year else date(today.year, 12, 31)


def _going_on(day: date) -> QuerySet[Entitlement]:
    """Cover on a day that no decision ended."""
    return _cover_on(day).filter(loss_reason="")


def _cover_on(day: date) -> QuerySet[Entitlement]:
    return Entitlement.objects.filter(
        valid_from__lte=day, valid_to__gte=day, family__applicant_id=OuterRef("application__applicant_id")
    )
