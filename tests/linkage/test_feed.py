"""Taking the register's changes in: full and differential, repeated, out of order, damaged."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from sasae.contracts.people import Address
from sasae.foundation import sealing
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.linkage.codes.models import CodeRequest
from sasae.linkage.people import batches, queries
from sasae.linkage.people.actions import CannotTake, take_held
from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.people.models import Feed, HeldChange, RegisteredPerson, UnifiedPerson
from sasae.linkage.people.unifying import with_check_digit
from tests.linkage.register import HANAKO, HIDDEN, HOME, JIRO, REFUGE, TARO, Register, hidden, number, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
TODAY = date(2026, 6, 15)


def unified_no(atena_no: str) -> str:
    return RegisteredPerson.objects.get(atena_no=atena_no).unified.unified_no


@pytest.mark.clause("LNK-1")
def test_the_full_feed_numbers_every_person_once(taken_in: Register) -> None:
    assert set(RegisteredPerson.objects.values_list("atena_no", flat=True)) == {HANAKO, TARO, JIRO, HIDDEN}
    numbers = set(UnifiedPerson.objects.values_list("unified_no", flat=True))
    assert len(numbers) == 4
    assert all(len(each) == 15 and each == with_check_digit(int(each[:14])) for each in numbers)
    assert Feed.objects.get().last_sequence == 4


@pytest.mark.clause("LNK-2")
def test_a_code_is_wanted_for_each_person_numbered_and_asked_for_nobody_twice(taken_in: Register) -> None:
    assert CodeRequest.objects.filter(state="wanted").count() == 4
    taken_in.tell(person(relation="母"), number(1), "職権修正")
    take_register_changes()
    assert CodeRequest.objects.count() == 4


def test_only_what_is_new_is_asked_for_and_taken(taken_in: Register, far: Any) -> None:
    before = unified_no(HANAKO)
    taken_in.tell(person(name="多摩　花子", name_kana="タマ　ハナコ"), number(1), "婚姻")
    assert take_register_changes() == 5
    assert [each.after for each in far.told("resident_register.changes")] == [0, 4]
    hanako = RegisteredPerson.objects.get(atena_no=HANAKO)
    assert (hanako.name, hanako.event, hanako.sequence, unified_no(HANAKO)) == ("多摩　花子", "婚姻", 5, before)


def test_a_long_feed_comes_in_pages_to_its_end(register: Register, far: Any) -> None:
    register.page = 3
    for sequence in range(1, 8):
        register.tell(person(f"{sequence:015d}", birth_date=date(1990, 1, sequence)), number(sequence))
    assert take_register_changes() == 7
    assert [each.after for each in far.told("resident_register.changes")] == [0, 3, 6]
    assert RegisteredPerson.objects.count() == 7


def test_a_page_that_comes_again_changes_nothing(taken_in: Register) -> None:
    rows = list(RegisteredPerson.objects.order_by("id").values_list("id", "taken_at", "sequence"))
    page = taken_in.changes(batches.resident_register.ChangesRequest(after=0))
    from sasae.linkage.people.actions import take_changes

    assert take_changes("resident_register", page.changes, page.last, on=TODAY) == 0
    assert list(RegisteredPerson.objects.order_by("id").values_list("id", "taken_at", "sequence")) == rows
    assert HistoryEntry.objects.filter(event="feed.taken").count() == 1


def test_entries_out_of_order_leave_each_person_as_the_latest_entry_says(register: Register) -> None:
    register.tell(person(relation="子"), number(1), "離婚", sequence=7)
    register.tell(person(TARO, birth_date=date(2015, 5, 5)), number(2), sequence=2)
    register.tell(person(relation="妻"), number(1), "婚姻", sequence=3)
    take_register_changes()
    hanako = RegisteredPerson.objects.get(atena_no=HANAKO)
    assert (hanako.relation, hanako.event, hanako.sequence) == ("子", "離婚", 7)
    assert Feed.objects.get().last_sequence == 7


def test_a_register_that_is_away_leaves_the_turn_out(taken_in: Register, far: Any) -> None:
    far.away.add("resident_register")
    batches.register_feed(timestamp=0)
    assert Feed.objects.get().last_sequence == 4
    far.away.clear()
    taken_in.tell(person(relation="母"), number(1), "職権修正")
    batches.register_feed(timestamp=0)
    assert RegisteredPerson.objects.get(atena_no=HANAKO).relation == "母"


@pytest.mark.clause("USE-2")
def test_a_changed_individual_number_keeps_the_unified_number(taken_in: Register) -> None:
    before = unified_no(HANAKO)
    taken_in.tell(person(), number(77), "個人番号変更")
    take_register_changes()
    assert unified_no(HANAKO) == before
    assert [each.atena_no for each in queries.by_individual_number(number(77))] == [HANAKO]
    assert not queries.by_individual_number(number(1)).exists()
    held = UnifiedPerson.objects.get(unified_no=before)
    assert sealing.decrypt(held.individual_number_cipher).decode() == number(77)
    assert CodeRequest.objects.count() == 4


def test_one_person_under_two_person_numbers_is_one_unified_person(taken_in: Register) -> None:
    taken_in.tell(person("000000000000090", household_no="H7"), number(1), "住登外")
    take_register_changes()
    assert unified_no("000000000000090") == unified_no(HANAKO)
    assert CodeRequest.objects.count() == 4


@pytest.mark.clause("LNK-1")
def test_without_an_individual_number_nobody_is_numbered_until_it_is_entered(register: Register) -> None:
    register.tell(person(), "")
    register.tell(person(TARO, birth_date=date(2015, 5, 5)), "")
    take_register_changes()
    assert list(RegisteredPerson.objects.values_list("unified", flat=True)) == [None, None]
    assert not CodeRequest.objects.exists()
    register.tell(person(), number(1), "個人番号付番")
    take_register_changes()
    numbered = RegisteredPerson.objects.get(atena_no=HANAKO).unified
    assert numbered is not None
    assert (UnifiedPerson.objects.count(), CodeRequest.objects.get().unified) == (1, numbered)
    register.tell(person(relation="母"), "", "職権修正")
    take_register_changes()
    assert RegisteredPerson.objects.get(atena_no=HANAKO).unified == numbered


@pytest.mark.parametrize(
    ("change", "individual_number", "finding"),
    [
        ({"atena_no": "17"}, number(1), "L-201"),
        ({"atena_no": "00000000000001７"}, number(1), "L-201"),
        ({}, "123456789012", "L-202"),
        ({}, number(1)[:11], "L-202"),
        ({"name": "　"}, number(1), "L-203"),
        ({"name": "花" * 101}, number(1), "L-203"),
        ({"name_kana": "ハ" * 101}, number(1), "L-204"),
        ({"birth_date": date(2026, 6, 16)}, number(1), "L-205"),
        ({"died_on": date(1990, 4, 1)}, number(1), "L-206"),
        ({"address": Address(sealed="bm90IHNlYWxlZA==")}, number(1), "L-207"),
        ({"address": Address(text="あ" * 301)}, number(1), "L-208"),
    ],
)  # fmt: skip
def test_a_damaged_entry_is_held_with_its_finding_and_the_others_go_on(
    register: Register, change: dict[str, Any], individual_number: str, finding: str
) -> None:
    register.tell(person(**change), individual_number)
    register.tell(person(TARO, birth_date=date(2015, 5, 5)), number(2))
    assert take_register_changes() == 2
    assert list(RegisteredPerson.objects.values_list("atena_no", flat=True)) == [TARO]
    held = HeldChange.objects.get()
    assert [found["id"] for found in held.findings] == [finding]
    line = HistoryEntry.objects.get(event="feed.held")
    assert (line.persons, line.detail["count"]) == ([held.atena_no], 1)


@pytest.mark.parametrize(
    ("change", "individual_number"),
    [
        ({"name": "花" * 100}, number(1)),
        ({"name_kana": "ハ" * 100}, number(1)),
        ({"birth_date": TODAY}, number(1)),
        ({"died_on": date(1990, 4, 2)}, number(1)),
        ({"address": Address(text="あ" * 300)}, number(1)),
    ],
)
def test_what_is_just_within_the_bounds_is_taken_in(
    register: Register, change: dict[str, Any], individual_number: str
) -> None:
    register.tell(person(**change), individual_number)
    take_register_changes()
    assert (RegisteredPerson.objects.count(), HeldChange.objects.count()) == (1, 0)


def test_all_that_is_wrong_with_an_entry_is_said_at_once(register: Register) -> None:
    register.tell(person("17", name=" ", birth_date=date(2030, 1, 1)), "1")
    take_register_changes()
    assert [found["id"] for found in HeldChange.objects.get().findings] == ["L-201", "L-202", "L-203", "L-205"]


@pytest.mark.seals("linkage_people.HeldChange.content_cipher")
def test_what_is_held_lies_encrypted(register: Register) -> None:
    register.tell(person(name=" "), number(1))
    take_register_changes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM linkage_people_heldchange t")
        (row,) = cursor.fetchone()
    assert number(1) not in row
    assert HOME not in row
    assert number(1).encode() not in bytes(HeldChange.objects.get().content_cipher)


def test_a_good_entry_of_the_same_person_settles_what_was_held(register: Register) -> None:
    register.tell(person(), "123456789012")
    take_register_changes()
    assert HeldChange.objects.get().settled_at is None
    register.tell(person(), number(1), "職権修正")
    take_register_changes()
    assert HeldChange.objects.get().settled_at is not None
    assert RegisteredPerson.objects.get().atena_no == HANAKO


def test_a_held_entry_is_taken_once_its_cause_is_gone_and_not_before(taken_in: Register) -> None:
    taken_in.tell(person(TARO, birth_date=date(2026, 6, 16), relation="長男"), number(2), "職権修正")
    take_register_changes()
    held = HeldChange.objects.get()
    with pytest.raises(CannotTake, match="生年月日"):
        take_held(held.pk, on=TODAY, by=SYSTEM("tests"))
    take_held(held.pk, on=date(2026, 6, 16), by=SYSTEM("tests"))
    assert RegisteredPerson.objects.get(atena_no=TARO).relation == "長男"
    with pytest.raises(CannotTake, match="解消済み"):
        take_held(held.pk, on=TODAY, by=SYSTEM("tests"))


def test_a_held_entry_does_not_undo_a_later_one(register: Register) -> None:
    register.tell(person(birth_date=date(2026, 6, 16), relation="子"), number(1))
    take_register_changes()
    held = HeldChange.objects.get()
    register.tell(person(birth_date=date(2026, 6, 15), relation="長女"), number(1), "職権修正")
    take_register_changes()
    HeldChange.objects.filter(pk=held.pk).update(settled_at=None)
    take_held(held.pk, on=date(2026, 6, 16), by=SYSTEM("tests"))
    assert RegisteredPerson.objects.get().relation == "長女"


def test_an_address_sealed_to_linkage_is_read_by_linkage(register: Register) -> None:
    register.tell(hidden(), number(4))
    take_register_changes()
    from sasae.foundation.release import release

    found = RegisteredPerson.objects.get()
    text = release(found.address, actor=SYSTEM("subsidy"), way="contract", person=HIDDEN, protected=True, reason="試験")
    assert text == REFUGE
