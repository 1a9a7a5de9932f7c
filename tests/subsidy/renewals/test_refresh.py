"""The refresh: many households a question, nobody asked twice, the network asked once and with consent alone."""

from collections import Counter
from datetime import date

import pytest

from sasae.contracts import person_index
from sasae.subsidy.entitlements.models import IncomeInquiry
from sasae.subsidy.renewals import actions
from sasae.subsidy.renewals.actions import refreshing
from sasae.subsidy.renewals.models import Gathered, Round, Step
from sasae.wire.client import Unreachable
from tests.subsidy.conftest import COUNTER
from tests.subsidy.renewals.families import child, mother, settle
from tests.subsidy.town import OTHER_CITY, Linkage, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
OCTOBER = date(2026, 10, 15)


@pytest.fixture
def town(linkage: Linkage) -> Linkage:
    """As many families as are wanted, all incomes known; `town.families(count)` makes them and begins the refresh."""
    linkage.people, linkage.incomes = {}, {}
    return linkage


def begin(town: Linkage, work, count: int) -> Step:
    settle(count)
    for number in range(count):
        births = ((mother(number), "世帯主", "1988-04-01"), (child(number, 0), "子", "2018-06-01"),
                  (child(number, 1), "子", "2016-06-01"))  # fmt: skip
        for who, relation, birth in births:
            town.people[who] = person(who, "更新", "コウシン　ハナコ", birth, "2", relation, household_no=f"H{number}")
        town.incomes[mother(number)] = 1_500_000
    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    work(renewal, "extract", OCTOBER)
    return Step.objects.create(renewal=renewal, step="refresh", started_by=COUNTER.id)


@pytest.mark.parametrize(("count", "pages"), [(3, 1), (200, 1), (201, 2)], ids=["three", "a page", "a page and one"])
def test_households_are_asked_for_by_pages(town, work, count: int, pages: int):
    step = begin(town, work, count)
    town.asked.clear()
    assert refreshing.refresh(step.pk, by=COUNTER) == count
    asked = Counter(name for name, _ in town.asked)
    assert asked["person_index.households"] == pages
    assert asked["person_index.household"] == asked["person_index.people"] == 0
    assert asked["person_index.circumstances"] == (1 if count == 3 else 2 if pages == 1 else 3)
    assert Gathered.objects.count() == count
    facts = Gathered.objects.get(applicant__atena_no=mother(count - 1)).facts
    assert facts["household"] == [mother(count - 1), child(count - 1, 0), child(count - 1, 1)]
    assert [row["salary"] for row in facts["incomes"]] == [1_500_000]


def test_ten_families_take_no_more_questions_of_the_database_than_two(
    town, work, django_assert_max_num_queries, django_assert_num_queries
):
    step = begin(town, work, 2)
    with django_assert_max_num_queries(60) as few:
        refreshing.refresh(step.pk, by=COUNTER)
    settle(8, first=2)
    for number in range(2, 10):
        town.people[mother(number)] = person(mother(number), "更新", "コウシン", "1988-04-01", "2", "世帯主")
        town.incomes[mother(number)] = 1_500_000
    work(step.renewal, "extract", OCTOBER)
    again = Step.objects.create(renewal=step.renewal, step="refresh", started_by=COUNTER.id)
    with django_assert_num_queries(len(few.captured_queries)):
        assert refreshing.refresh(again.pk, by=COUNTER) == 10


def test_who_lived_elsewhere_on_new_years_day_is_asked_for_once_and_with_consent_alone(town, work):
    from sasae.subsidy.applications.models import Application

    step = begin(town, work, 3)
    refusing = Application.objects.get(applicant__atena_no=mother(1))
    refusing.form = {**refusing.form, "consent_to_inquiries": False}
    refusing.save()
    for number in range(2):
        town.incomes.pop(mother(number))
        town.unknown[mother(number)] = OTHER_CITY
    refreshing.refresh(step.pk, by=COUNTER)
    again = Step.objects.create(renewal=step.renewal, step="refresh", started_by=COUNTER.id)
    refreshing.refresh(again.pk, by=COUNTER)
    assert list(IncomeInquiry.objects.values_list("atena_no", "year", "provider")) == [(mother(0), 2025, OTHER_CITY)]


def test_while_linkage_is_away_nothing_counts_as_asked_and_afterwards_everybody_is(town, work):
    step = begin(town, work, 3)
    town.away = True
    with pytest.raises(Unreachable):
        refreshing.refresh(step.pk, by=COUNTER)
    assert not Gathered.objects.exists()
    town.away = False
    assert refreshing.refresh(step.pk, by=COUNTER) == 3


def test_a_page_holds_no_more_households_than_the_contract_allows():
    most = person_index.HouseholdsRequest.model_fields["atena_nos"].metadata
    assert any(getattr(limit, "max_length", 0) >= refreshing.CHUNK for limit in most)


def test_a_family_the_register_knows_no_more_is_asked_for_once_and_holds_up_nobody(town, work):
    step = begin(town, work, 1)
    town.people, town.incomes = {}, {}
    assert refreshing.refresh(step.pk, by=COUNTER) == 1
    assert Gathered.objects.get().facts["people"] == []
    step.refresh_from_db()
    assert step.state != "running"
