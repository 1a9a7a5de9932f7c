"""A loss that a ruling sets aside: the family is decided anew as of the day of the loss, and cover goes on without a gap."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.subsidy.appeals import actions as appeals
from sasae.subsidy.appeals.models import Ruling
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.entitlements import actions as examinations
from sasae.subsidy.entitlements.changes import retract_fact
from sasae.subsidy.entitlements.facts import gather
from sasae.subsidy.entitlements.models import Entitlement, Examination, Family, FamilyFact, Occasion
from sasae.subsidy.entitlements.origins import day_of
from sasae.subsidy.notifications.queries import members_of
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER
from tests.subsidy.town import DAY, MISAKI, REN, Linkage

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LATER = date(2026, 7, 1)


@pytest.mark.clause("BUS-4")
def test_cover_that_was_taken_goes_on_from_the_day_it_ended(
    confirmed: Callable[..., Any], decided: Callable[..., Any], linkage: Linkage, deliver: Callable[[], None]
) -> None:
    made = confirmed("04", LATER, what="partner_began", de_facto=True, child_support_yen=None)
    decided(made.review)
    assert set(Entitlement.objects.values_list("valid_to", flat=True)) == {LATER - timedelta(days=1)}
    taken = Examination.objects.get(occasion=Occasion.CHANGE)
    appeal = appeals.receive(
        taken.pk, known_on=DAY, filed_on=DAY, purport="同居していない。", by=COUNTER, at=clock.now(), on=LATER
    )
    anew = appeals.rule(
        appeal.number, Ruling.CANCELLED, ruled_on=LATER, reason="事実がない。", by=APPROVER, on=LATER
    ).reopened
    assert anew is not None
    assert day_of(anew, date(2026, 9, 1)) == taken.on
    retract_fact(FamilyFact.objects.get(superseded_at__isnull=True).pk, why="裁決による", by=COUNTER)
    facts, people = gather(anew, on=taken.on, by=COUNTER, at=clock.now())
    again = examinations.prepare(anew.pk, facts, people, on=taken.on, by=COUNTER, at=clock.now())
    examinations.request_approval(again.pk, by=COUNTER)
    examinations.approve(again.pk, by=EXAMINER, on=LATER, at=clock.now())
    mine = Entitlement.objects.filter(recipient__person__atena_no=MISAKI).order_by("valid_from")
    assert [(one.valid_from, one.valid_to) for one in mine] == [
        (DAY, LATER - timedelta(days=1)), (LATER, date(2026, 12, 31)),
    ]  # fmt: skip
    assert Certificate.objects.filter(recipient__person__atena_no=MISAKI, state="1").count() == 1
    deliver()
    assert [status for _, status in linkage.outcomes] == ["06"]  # what was applied for stays answered as it was


@pytest.mark.parametrize("custody", ["over", "told wrongly"])
def test_a_child_who_left_meanwhile_does_not_come_back_by_a_ruling_on_something_else(
    confirmed: Callable[..., Any], decided: Callable[..., Any], family: Family, custody: str
) -> None:
    first = Examination.objects.get()
    decided(confirmed("09", LATER, who=REN, why="custody").review)
    assert REN not in {one.person.atena_no for one in members_of(family)}
    appeal = appeals.receive(first.pk, known_on=DAY, filed_on=DAY, purport="不服", by=COUNTER, at=clock.now(), on=LATER)
    anew = appeals.rule(appeal.number, Ruling.CHANGED, ruled_on=LATER, reason="誤り", by=APPROVER, on=LATER).reopened
    assert anew is not None
    if custody == "told wrongly":
        retract_fact(FamilyFact.objects.get().pk, why="裁決による", by=COUNTER)
    facts, people = gather(anew, on=DAY, by=COUNTER, at=clock.now())
    again = examinations.prepare(anew.pk, facts, people, on=DAY, by=COUNTER, at=clock.now())
    examinations.request_approval(again.pk, by=COUNTER)
    examinations.approve(again.pk, by=EXAMINER, on=LATER, at=clock.now())
    assert (REN in {one.person.atena_no for one in members_of(family)}) is (custody == "told wrongly")
    assert family.members.filter(person__atena_no=REN).count() == (2 if custody == "told wrongly" else 1)


def test_facts_told_between_the_application_and_the_ruling_are_still_known(
    confirmed: Callable[..., Any], decided: Callable[..., Any], linkage: Linkage
) -> None:
    made = confirmed("04", LATER, what="partner_began", de_facto=True, child_support_yen=None)
    decided(made.review)
    taken = Examination.objects.get(occasion=Occasion.CHANGE)
    appeal = appeals.receive(taken.pk, known_on=DAY, filed_on=DAY, purport="不服", by=COUNTER, at=clock.now(), on=LATER)
    anew = appeals.rule(appeal.number, Ruling.CANCELLED, ruled_on=LATER, reason="手続", by=APPROVER, on=LATER).reopened
    assert anew is not None
    facts, _ = gather(anew, on=taken.on, by=COUNTER, at=clock.now())
    assert [one["kind"] for one in facts["changes"]] == ["partner"]
