"""What staff should look at again: dates and facts on which the law leaves them the judgement. Japanese sentences."""

from collections.abc import Iterator
from datetime import date

from sasae.kernel.wareki import to_wareki
from sasae.law.case import Applicant, Case, Child, Kind, Reason, Scheme
from sasae.law.common.ages import school_year_end_after_reaching
from sasae.law.single_parent.in_force import InForce
from sasae.law.single_parent.validity import reissue_on


def to_check(case: Case, law: InForce) -> Iterator[str]:
    """In the order of the children's ids, so that the order they were written in does not matter."""
    children = case.children if len(case.children) < 2 else sorted(case.children, key=lambda one: one.id)
    for child in children:
        if child.reason_until is not None:
            yield from _reason_ended(child, child.reason_until, law)
        if child.reason is Reason.BOTH_UNKNOWN:
            yield from _reason_and_applicant(case, child)
        if child.disability or child.high_school:
            yield from _extension(child, law)
    people: list[Applicant | Child] = [case.applicant, *children]
    for person in people:
        for exclusion in person.exclusions or ():
            if exclusion.scheme is Scheme.OTHER and exclusion.period.contains(law.on):
                yield f"{person.id}：その他の制度の内容を確かめ、対象外とするかを決めてください。"
    if case.wards:
        yield from _ward(case, law)


def _reason_ended(child: Child, until: date, law: InForce) -> Iterator[str]:
    rule = law.reasons[child.reason]
    if rule.review_at_end and until < law.on:
        ended = to_wareki(until)
        yield f"{child.id}：事由「{rule.label}」の期間が{ended}に終わっています。今の事由を審査してください。"


def _reason_and_applicant(case: Case, child: Child) -> Iterator[str]:
    if case.applicant.kind is not Kind.CAREGIVER:
        yield f"{child.id}：事由は父母ともに不明ですが、申請者は父または母です。事由を確かめてください。"


def _extension(child: Child, law: InForce) -> Iterator[str]:
    if law.on > school_year_end_after_reaching(child.birth, law.ages.standard):
        for label, periods in (("障害", child.disability), ("在学", child.high_school)):
            if any(period.contains(law.on) and period.last is None for period in periods):
                yield f"{child.id}：{label}の証明の期限が入力されていません。次に確かめる日を決めてください。"


def _ward(case: Case, law: InForce) -> Iterator[str]:
    moved = reissue_on(case.wards, law.first_day, law.on)
    if moved is not None:
        day = to_wareki(moved.since)
        yield f"{case.applicant.id}：{day}に{moved.ward}へ転居しています。資格は続きます。まだであれば、新しい区の医療証を再交付してください。"
