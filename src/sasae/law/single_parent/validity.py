"""医療証の期間: the calendar year, where cover starts within it, how it ends, which ward issues. Days include both ends."""

from collections.abc import Collection, Iterable
from datetime import date

from sasae.law.case import Case, Income, WardStay
from sasae.law.common.spans import Span
from sasae.law.decision import Fact
from sasae.law.single_parent.in_force import InForce
from sasae.law.single_parent.requirement import Facts, Mark, Sources, day_fact
from sasae.law.single_parent.texts import RULES

RENEWAL_START = RULES["person.renewal_start"]
WARD = RULES["validity.ward"]


def is_renewal(application_received_on: date, law: InForce) -> bool:
    """The year judged is a later one than the year of the application."""
    return application_received_on < law.first_day


def proof_deadline(law: InForce) -> date:
    """Until this day a status report or a proof of income reaches back to 1 January."""
    return date(law.first_day.year, *law.handling.proof_by)


def proof_in_time(received_on: date | None, application_received_on: date, law: InForce) -> bool:
    """Whether a paper counts on a day: it is there, or it came early enough to reach back."""
    if received_on is None or received_on <= law.on:
        return True
    return is_renewal(application_received_on, law) and received_on <= proof_deadline(law)


def person_renewal_start(case: Case, tested: Collection[str], law: InForce) -> date:
    """First possible day of the certificate: 1 January, or the day a late paper of a renewal came.

    Staff may decide on an earlier day.
    """
    if not is_renewal(case.application_received_on, law):
        return law.first_day
    papers = [case.status_report.filed_on, *_proofs(case, tested, law)]
    return reaching_back(papers, case.early_start.day if case.early_start else None, law)


def reaching_back(papers: Iterable[date | None], early: date | None, law: InForce) -> date:
    """The first possible day by the days a renewal's papers came, and the day staff decided on where there is one."""
    deadline = proof_deadline(law)
    late = max((day for day in papers if day is not None and day > deadline), default=None)
    if late is None:
        return law.first_day
    return max(law.first_day, late if early is None else min(late, early))


def _proofs(case: Case, tested: Collection[str], law: InForce) -> list[date | None]:
    return [
        income.proved_on
        for income in case.incomes
        if isinstance(income, Income) and income.year == law.income_year and income.person in tested
    ]


def start_mark(case: Case, start: date, law: InForce) -> list[Mark]:
    """Said only where a late paper moved the start."""
    if start <= law.first_day:
        return []

    def facts(sources: Sources) -> Facts:
        found = [Fact("資格の始まる日", start.isoformat(), "算出", None)]
        if case.status_report.filed_on is not None:
            found.append(day_fact("現況届の届いた日", case.status_report.filed_on, sources["application"]))
        return tuple(found)

    return [Mark(RENEWAL_START, case.applicant.id, True, facts)]


def validity_year(cover: Span, start: date, law: InForce) -> Span:
    """有効期間: cover cut to the year of the certificate. The last day is 31 December or the last day of cover."""
    first, last = cover
    return start if start > first else first, last if last < law.last_day else law.last_day


def validity_ward(case: Case, law: InForce) -> list[Mark]:
    """区をまたぐ転居: eligibility goes on; the certificate is the new ward's from the day of the move."""
    here = ward_on(case.wards, law.on) if case.wards else None
    if here is None:
        return []

    def facts(sources: Sources) -> Facts:
        return (
            Fact("住所のある区", here.ward, *sources["register"]),
            day_fact("区の住所の始まり", here.since, sources["register"]),
        )

    return [Mark(WARD, case.applicant.id, True, facts)]


def ward_on(wards: Iterable[WardStay], on: date) -> WardStay | None:
    """The ward of a day; None before the first or where none is told."""
    return max((stay for stay in wards if stay.since <= on), default=None)


def reissue_on(wards: Iterable[WardStay], first: date, last: date) -> WardStay | None:
    """The last move to another ward within the certificate's days: from then on a new certificate is due."""
    stays = sorted(wards)
    moves = [
        stay
        for before, stay in zip(stays, stays[1:], strict=False)
        if stay.ward != before.ward and first < stay.since <= last
    ]
    return moves[-1] if moves else None
