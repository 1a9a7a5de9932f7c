"""What became known after the application counts at the renewal as it does in an examination, and no more than that."""

from datetime import date, datetime, timedelta

import pytest

from sasae.kernel.clock import TOKYO
from sasae.law.single_parent.in_force import law_on
from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements.changes import bases_of, since_application
from sasae.subsidy.entitlements.models import FactKind, Family, FamilyFact
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals.cases import freeze
from sasae.subsidy.renewals.judging import result_of
from sasae.subsidy.renewals.population import newest_decisions
from tests.subsidy.renewals.families import DECIDED_ON, mother, settle, tell
from tests.subsidy.renewals.test_cases import FRAME, NEW_YEAR

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-1", "BUS-4")]
DECIDED_AT = datetime(2026, 6, 15, 10, tzinfo=TOKYO)
MORNING, MINUTE = DECIDED_AT - timedelta(hours=2), timedelta(minutes=1)


@pytest.fixture
def family() -> Family:
    """Applied at eight in the morning, decided at ten of the same day."""
    [examination] = settle(1)
    tell(0, 2025, 1_500_000)
    type(examination).objects.update(approved_at=DECIDED_AT)
    Application.objects.update(registered_at=MORNING)
    return Family.objects.get(applicant__atena_no=mother(0))


def withdrew(family: Family, on: date, at: datetime) -> None:
    FamilyFact.objects.create(
        family=family, person=Person.objects.get(atena_no=mother(0)), kind=FactKind.WITHDRAWN, valid_from=on, value={},
        source="TD1", recorded_at=at, recorded_by="counter1",
    )  # fmt: skip


def outcome() -> str:
    [frozen] = freeze(newest_decisions(), FRAME)
    told: str = result_of(frozen.data, law_on(NEW_YEAR))["outcome"]
    return told


@pytest.mark.parametrize(
    ("on", "at", "expected"),
    [
        (DECIDED_ON, DECIDED_AT - MINUTE, "10"),
        (DECIDED_ON, DECIDED_AT, "21"),
        (DECIDED_ON + timedelta(days=1), DECIDED_AT - MINUTE, "21"),
        (DECIDED_ON, MORNING - MINUTE, "10"),
    ],
    ids=[
        "as of the day of the application, before it was decided", "told after the decision", "as of the day after",
        "told before the application",
    ],
)  # fmt: skip
def test_a_withdrawal_ends_at_the_renewal_what_it_ends_in_an_examination(
    family: Family, on: date, at: datetime, expected: str
) -> None:
    withdrew(family, on, at)
    assert outcome() == expected
    assert bool(since_application(Application.objects.get())) is (expected == "21")


def test_after_a_ruling_what_was_told_since_the_first_application_counts_at_the_renewal(family: Family) -> None:
    from sasae.subsidy.appeals import actions as appeals
    from sasae.subsidy.appeals.models import Ruling
    from sasae.subsidy.entitlements.models import Examination
    from tests.subsidy.conftest import APPROVER, COUNTER

    withdrew(family, DECIDED_ON + timedelta(days=9), DECIDED_AT + MINUTE)
    first = Examination.objects.get()
    appeal = appeals.receive(
        first.pk, known_on=DECIDED_ON, filed_on=DECIDED_ON, purport="違う。", by=COUNTER, at=DECIDED_AT, on=DECIDED_ON
    )
    anew = appeals.rule(
        appeal.number, Ruling.CANCELLED, ruled_on=DECIDED_ON, reason="誤り", by=APPROVER, on=DECIDED_ON
    ).reopened
    assert anew is not None
    Examination.objects.filter(pk=first.pk).update(application=first.application)
    decided = Examination.objects.get(pk=first.pk)
    decided.pk, decided.application, decided.approved_at = None, anew, DECIDED_AT + timedelta(days=30)
    decided.save()
    assert outcome() == "21"


def test_as_many_questions_for_many_as_for_one(django_assert_num_queries) -> None:
    settle(20)
    keys = list(Application.objects.values_list("pk", flat=True))
    with django_assert_num_queries(3):
        assert len(bases_of(keys[:1])) == 1
    with django_assert_num_queries(3):
        assert len(bases_of(keys)) == 20
