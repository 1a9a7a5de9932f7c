"""A refusal of the renewal that a ruling sets aside: the new year's cover from its first day, decided as of that day."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.subsidy.appeals import actions as appeals
from sasae.subsidy.appeals.models import Ruling
from sasae.subsidy.entitlements import actions as examinations
from sasae.subsidy.entitlements.facts import gather
from sasae.subsidy.entitlements.models import Entitlement, Examination, Occasion
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER
from tests.subsidy.renewals.conftest import DECEMBER
from tests.subsidy.renewals.families import mother
from tests.subsidy.town import Linkage

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
JANUARY = date(2027, 1, 1)


@pytest.mark.clause("BUS-7")
def test_the_new_year_is_covered_from_its_first_day(decided: Any, work: Callable[..., Any], town: Linkage) -> None:
    work(decided, "issue", DECEMBER)
    refused = Examination.objects.get(
        occasion=Occasion.RENEWAL, application__applicant__atena_no=mother(1), outcome="20"
    )
    today = clock.today()
    appeal = appeals.receive(
        refused.pk, known_on=today, filed_on=today, purport="所得が違う。", by=COUNTER, at=clock.now(), on=today
    )
    anew = appeals.rule(appeal.number, Ruling.CANCELLED, ruled_on=today, reason="誤り", by=APPROVER, on=today).reopened
    assert anew is not None
    town.incomes[mother(1)] = 1_200_000
    facts, people = gather(anew, on=refused.on, by=COUNTER, at=clock.now())
    again = examinations.prepare(anew.pk, facts, people, on=refused.on, by=COUNTER, at=clock.now())
    assert (again.outcome, again.on) == ("10", refused.on)
    examinations.request_approval(again.pk, by=COUNTER)
    examinations.approve(again.pk, by=EXAMINER, on=DECEMBER, at=clock.now())
    latest = Entitlement.objects.filter(recipient__person__atena_no=mother(1)).latest("valid_from")
    assert (latest.valid_from, latest.valid_to) == (JANUARY, date(2027, 12, 31))
