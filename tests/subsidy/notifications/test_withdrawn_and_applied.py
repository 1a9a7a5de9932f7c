"""A withdrawal as of the very day of a new application gives up the cover that stood, not what is applied for."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.law import Loss, Outcome, decide
from sasae.subsidy.applications.batches import fetch_applications
from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements import actions as examinations
from sasae.subsidy.entitlements.case_building import build_case
from sasae.subsidy.entitlements.facts import gather
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.notifications.register import Register
from tests.subsidy.notifications.test_gaps import cover
from tests.subsidy.town import DAY, MISAKI

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-4")]
AGAIN = "KW2026061500000002"


@pytest.fixture
def anew(family: Any, linkage: Register) -> Application:
    """Misaki applies again on the same day."""
    linkage.publish(AGAIN)
    fetch_applications()
    return Application.objects.get(receipt_number=AGAIN)


def outcome(application: Application, on: date = DAY) -> Outcome:
    facts, _ = gather(application, on=on, by=COUNTER, at=clock.now())
    case = build_case(application.receipt_number, application.received_on, application.form, facts)
    return decide(case, on).outcome


def withdraw(confirmed: Callable[..., Any], on: date) -> Any:
    return confirmed("11", on, who=MISAKI, reason=Loss.WITHDRAWN.value).review


@pytest.mark.parametrize(
    ("days", "expected"), [(0, Outcome.GRANTED), (1, Outcome.NOT_ELIGIBLE)], ids=["as of that day", "as of the day after"]
)
def test_told_before_the_new_application_is_decided_it_ends_the_cover_before(
    anew: Application, confirmed: Callable[..., Any], days: int, expected: Outcome
) -> None:
    withdraw(confirmed, DAY + timedelta(days=days))
    assert outcome(anew, DAY + timedelta(days=days)) is expected


def test_told_after_the_application_was_decided_it_ends_what_the_application_gave(
    family: Any, confirmed: Callable[..., Any], decided: Callable[..., Any]
) -> None:
    assert len(cover(MISAKI)) == 1
    decided(withdraw(confirmed, DAY))
    assert cover(MISAKI) == []


def test_the_cover_before_is_taken_back_and_the_new_application_covers_from_its_day(
    anew: Application, confirmed: Callable[..., Any], decided: Callable[..., Any]
) -> None:
    decided(withdraw(confirmed, DAY))
    assert cover(MISAKI) == []
    facts, people = gather(anew, on=DAY, by=COUNTER, at=clock.now())
    made = examinations.prepare(anew.pk, facts, people, on=DAY, by=COUNTER, at=clock.now())
    examinations.request_approval(made.pk, by=COUNTER)
    examinations.approve(made.pk, by=EXAMINER, on=DAY, at=clock.now())
    assert cover(MISAKI) == [(DAY, date(2026, 12, 31))]
