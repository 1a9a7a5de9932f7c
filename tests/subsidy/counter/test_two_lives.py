"""One individual number and two 宛名番号: who came back into the city, and a number written twice by mistake."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.applications.batches import fetch_applications
from sasae.subsidy.applications.identification import find_all
from sasae.subsidy.applications.models import Application
from sasae.subsidy.duplicates import actions as duplicates
from sasae.subsidy.people.actions import keep_individual_numbers, keep_people
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import by_individual_number
from tests.staff import at
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import MISAKI, MISAKI_NUMBER, REN, REN_NUMBER, SAORI, Linkage, child, form, parted, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
OTHER = "KW2026061500000002"


@pytest.fixture
def years_ago(linkage: Linkage) -> Person:
    """Misaki as she was known before she left the city, with her individual number."""
    keep_people(
        [person(SAORI, "宮前美咲", "みやまえ　みさき", "1990-04-01", "2", "世帯主", household_no="H8")],
        by=COUNTER, affair="試験", fetched_at=clock.now(),
    )  # fmt: skip
    keep_individual_numbers({SAORI: MISAKI_NUMBER}, by=COUNTER)
    return Person.objects.get(atena_no=SAORI)


def test_an_application_under_the_new_number_is_taken_in_and_keeps_nobody_behind_it_waiting(
    years_ago: Person, linkage: Linkage
) -> None:
    linkage.publish()
    linkage.publish(OTHER, applicant=None)
    fetch_applications()
    assert Application.objects.count() == 2
    assert HistoryEntry.objects.get(event="person.number_elsewhere").persons == [MISAKI, SAORI]
    bearer = by_individual_number(MISAKI_NUMBER)
    assert bearer is not None
    assert bearer.atena_no == SAORI


def test_two_children_with_one_number_are_taken_in_and_the_number_stays_with_the_first(linkage: Linkage) -> None:
    twins = [
        child("宮前　蓮", "ミヤマエ　レン", "2015-05-05", "1"),
        child("宮前　澪", "ミヤマエ　ミオ", "2018-10-10", "2"),
    ]
    linkage.publish(children=twins)
    fetch_applications()
    assert Application.objects.get().form["persons"]["children.1"]
    bearer = by_individual_number(REN_NUMBER)
    assert bearer is not None
    assert bearer.atena_no == REN


def test_at_the_counter_the_number_is_doubted_until_both_are_one(years_ago: Person, linkage: Linkage) -> None:
    linkage.publish()
    fetch_applications()
    content, _ = parted(form())

    def doubts() -> list[str]:
        return [finding.id for _, finding in find_all(content, {"applicant": MISAKI_NUMBER}, by=COUNTER)[1]]

    assert doubts() == ["UK-108"]
    merge = duplicates.propose(MISAKI, SAORI, why="転出入の履歴", by=COUNTER, at=clock.now())
    assert doubts() == ["UK-108"]
    duplicates.confirm(merge.pk, by=EXAMINER)
    assert doubts() == []


@pytest.mark.parametrize(("opened", "told"), [(MISAKI, SAORI), (SAORI, MISAKI)])
def test_a_page_that_tells_of_the_other_number_is_journaled_for_both(
    years_ago: Person, linkage: Linkage, signed_in: Callable[..., Any], opened: str, told: str
) -> None:
    linkage.publish()
    fetch_applications()
    merge = duplicates.propose(MISAKI, SAORI, why="転出入の履歴", by=COUNTER, at=clock.now())
    duplicates.confirm(merge.pk, by=EXAMINER)
    assert told in signed_in("people.view").get(at(f"/people/{opened}/")).content.decode()
    shown = HistoryEntry.objects.filter(event="screen.shown").latest("pk").persons
    assert {opened, told} <= set(shown)
