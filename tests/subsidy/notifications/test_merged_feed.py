"""What the register tells of any number of a person opens the family's re-examination, while the numbers are one."""

from datetime import date
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.subsidy.duplicates import actions as duplicates
from sasae.subsidy.entitlements.models import FactKind, Family, FamilyFact
from sasae.subsidy.notifications.batches import take_register_changes
from sasae.subsidy.notifications.models import Review
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.notifications.register import Register
from tests.subsidy.town import LAN, MISAKI, REN, SAORI, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LATER = date(2026, 7, 1)
ORDERS = pytest.mark.parametrize(
    "order", [(MISAKI, SAORI), (SAORI, MISAKI)], ids=["the family's number kept", "the other kept"]
)


@pytest.fixture
def earlier(linkage: Register, family: Family) -> Person:
    """Misaki's number of years ago, at another home."""
    told = person(SAORI, "宮前　美咲", "ミヤマエ　ミサキ", "1990-04-01", "2", "世帯主", household_no="H8")
    linkage.people[SAORI] = told
    return keep_people([told], by=COUNTER, affair="試験", fetched_at=clock.now())[SAORI]


def merged(kept: str, gone: str) -> int:
    made = duplicates.propose(kept, gone, why="転出入の履歴", by=COUNTER, at=clock.now())
    return duplicates.confirm(made.pk, by=EXAMINER).pk


@ORDERS
@pytest.mark.clause("SUB-1")
def test_a_death_told_of_either_number_opens_the_familys_review(
    linkage: Register, family: Family, earlier: Person, order: tuple[str, str]
) -> None:
    merged(*order)
    linkage.happens(SAORI, "死亡", LATER, died_on=LATER, resident_class="deceased")
    assert take_register_changes() == 1
    found = Review.objects.get()
    assert (found.family, found.person.atena_no, found.cause, found.needs_examination) == (family, MISAKI, "died", True)
    assert f"統合した宛名番号 {SAORI} の異動" in found.to_do
    assert take_register_changes() == 0


@ORDERS
def test_parted_again_the_other_number_is_nobodys_of_the_family(
    linkage: Register, earlier: Person, order: tuple[str, str]
) -> None:
    duplicates.undo(merged(*order), why="別人と判明", by=COUNTER)
    linkage.happens(SAORI, "死亡", LATER, died_on=LATER, resident_class="deceased")
    assert take_register_changes() == 0
    assert not Review.objects.exists()


def test_the_familys_own_number_is_told_of_as_before(linkage: Register, earlier: Person) -> None:
    merged(SAORI, MISAKI)
    linkage.happens(MISAKI, "死亡", LATER, died_on=LATER, resident_class="deceased")
    assert take_register_changes() == 1
    assert "統合した宛名番号" not in Review.objects.get().to_do


def test_a_marriage_under_the_other_number_is_the_familys_fact(
    linkage: Register, family: Family, earlier: Person
) -> None:
    merged(MISAKI, SAORI)
    linkage.happens(SAORI, "婚姻", LATER)
    assert take_register_changes() == 1
    fact = FamilyFact.objects.get(family=family, kind=FactKind.PARTNER)
    assert (fact.person.atena_no, fact.valid_from) == (MISAKI, LATER)


def test_a_childs_second_number_is_the_childs(linkage: Register, family: Family, earlier: Person) -> None:
    told = person(LAN, "宮前　蓮", "ミヤマエ　レン", "2015-05-05", "1", "子", household_no="H8")
    linkage.people[LAN] = told
    keep_people([told], by=COUNTER, affair="試験", fetched_at=clock.now())
    merged(REN, LAN)
    linkage.happens(LAN, "転出", LATER, moved_out_on=LATER, resident_class="moved_out")
    assert take_register_changes() == 1
    found: Any = Review.objects.get()
    assert (found.person.atena_no, found.cause) == (REN, "moved_out")
