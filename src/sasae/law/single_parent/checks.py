"""What staff should look at again: dates and facts on which the law leaves them the judgement. Japanese sentences."""

from collections.abc import Iterator
from datetime import date

from sasae.kernel.wareki import to_wareki
from sasae.law.case import Applicant, Case, Child, Scheme
from sasae.law.common.ages import school_year_end_after_reaching
from sasae.law.single_parent.eligibility import AGE_LIMITS, REASONS


def to_check(case: Case, on: date) -> Iterator[str]:
    """In the order of the children's ids, so that the order they were written in does not matter."""
    for child in sorted(case.children, key=lambda one: one.id):
        yield from _reason_ended(child, on)
        yield from _extension(child, on)
    people: list[Applicant | Child] = [case.applicant, *sorted(case.children, key=lambda one: one.id)]
    for person in people:
        for exclusion in person.exclusions or ():
            if exclusion.scheme is Scheme.OTHER and exclusion.period.contains(on):
                yield f"{person.id}：その他の制度の内容を確かめ、対象外とするかを決めてください。"


def _reason_ended(child: Child, on: date) -> Iterator[str]:
    rule = REASONS.on(on)[child.reason.value]
    if rule.review_at_end and child.reason_until is not None and child.reason_until < on:
        ended = to_wareki(child.reason_until)
        yield f"{child.id}：事由「{rule.label}」の期間が{ended}に終わっています。今の事由を審査してください。"


def _extension(child: Child, on: date) -> Iterator[str]:
    if on > school_year_end_after_reaching(child.birth, AGE_LIMITS.on(on).standard):
        for label, periods in (("障害", child.disability), ("在学", child.high_school)):
            if any(period.contains(on) and period.last is None for period in periods):
                yield f"{child.id}：{label}の証明の期限が入力されていません。次に確かめる日を決めてください。"
