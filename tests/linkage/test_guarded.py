"""What must never lie or leave in the clear: individual numbers, and the whereabouts of protected persons."""

import logging
from datetime import date
from typing import Any

import pytest
from django.db import connection

from sasae.contracts import person_index
from sasae.contracts.people import Address
from sasae.foundation import sealing
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.release import MASK
from sasae.linkage.people import queries
from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.people.models import RegisteredPerson, UnifiedPerson
from sasae.wire.sealing import unseal_text
from tests.linkage.register import HANAKO, HIDDEN, HOME, REFUGE, REFUGE_PHONE, Register, hidden, number, person
from tests.linkage.test_door import PURPOSE

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def whole_database() -> str:
    """Every row of every table the application can read, as text."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT has_table_privilege('{table}', 'SELECT')")
            if cursor.fetchone()[0]:
                cursor.execute(f"SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM {table} t")
                found.append(cursor.fetchone()[0])
    return "\n".join(found)


@pytest.fixture
def was_known_before(taken_in: Register) -> Register:
    """The hidden person's address was in the register's feed in the clear before she was protected."""
    clear = Address(postal_code="2120006", text=REFUGE, ward_code="141321")
    taken_in.tell(hidden(address=clear, telephone=REFUGE_PHONE, protected_until=None), number(4), "転居")
    take_register_changes()
    taken_in.tell(hidden(), number(4), "支援措置")
    take_register_changes()
    return taken_in


@pytest.mark.clause("LNK-1")
def test_individual_numbers_lie_encrypted_and_are_found_by_a_keyed_index(taken_in: Register) -> None:
    told = whole_database()
    assert HANAKO in told
    assert not [sequence for sequence in range(1, 5) if number(sequence) in told]
    held = RegisteredPerson.objects.get(atena_no=HANAKO).unified
    assert number(1).encode() not in bytes(held.individual_number_cipher)
    assert sealing.decrypt(held.individual_number_cipher).decode() == number(1)
    assert held.individual_number_index == sealing.blind_index(number(1))


@pytest.mark.parametrize("typed", [number(1), f"{number(1)[:4]}-{number(1)[4:8]}-{number(1)[8:]}", f" {number(1)} "])
def test_the_number_is_found_however_it_is_typed(taken_in: Register, typed: str) -> None:
    assert [each.atena_no for each in queries.by_individual_number(typed)] == [HANAKO]


@pytest.mark.parametrize("typed", [number(1)[:11], number(9), "", number(1)[1:]])
def test_only_the_whole_number_finds_a_person(taken_in: Register, typed: str) -> None:
    assert not queries.by_individual_number(typed).exists()


def test_two_persons_ciphertexts_of_one_number_differ(register: Register) -> None:
    register.tell(person(), number(1))
    take_register_changes()
    first = bytes(UnifiedPerson.objects.get().individual_number_cipher)
    register.tell(person(), number(1), "個人番号変更")
    take_register_changes()
    assert bytes(UnifiedPerson.objects.get().individual_number_cipher) == first  # the same number again is no change
    assert sealing.encrypt(number(1)) != sealing.encrypt(number(1))


def test_the_whereabouts_of_a_protected_person_are_in_no_row_of_the_database(was_known_before: Register) -> None:
    told = whole_database()
    assert HIDDEN in told
    assert REFUGE not in told
    assert REFUGE_PHONE not in told
    assert HOME not in told  # addresses of all others lie encrypted as well


def test_nor_in_repr_str_lists_logs_or_errors(was_known_before: Register, caplog: Any) -> None:
    found = RegisteredPerson.objects.get(atena_no=HIDDEN)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("sasae").warning("%s %r %s", found, found.address, [vars(found)])
    texts = [str(found.address), repr(found), f"{found.address}", str(vars(found)), caplog.text]
    assert MASK in texts[0]
    assert not [text for text in texts if REFUGE in text or "かくれが" in text]


def test_the_message_of_a_change_does_not_tell_its_address_or_number() -> None:
    change = Register().tell(person(), number(1))
    assert HOME not in repr(change)
    assert number(1) not in repr(change)


def test_to_a_business_system_her_address_leaves_sealed_and_the_release_is_journaled(
    was_known_before: Register, door: Any, system: Any, settings: Any
) -> None:
    question = person_index.PeopleRequest(purpose=PURPOSE, atena_nos=[HIDDEN, HANAKO])
    answer = system("subsidy").ask(door, person_index.PEOPLE, question)
    assert answer.status_code == 200
    assert REFUGE not in answer.content.decode()
    told = person_index.People.model_validate_json(answer.content)
    hanako, refugee = told.people
    assert (hanako.address.text, hanako.address.sealed, hanako.telephone) == (HOME, "", "044-000-1122")
    assert (refugee.address.text, refugee.address.postal_code, refugee.telephone) == ("", "", "")
    assert unseal_text(settings.SASAE_PKI, "subsidy", refugee.address.sealed) == REFUGE
    released = HistoryEntry.objects.get(event="protected.released")
    assert (released.persons, released.detail["way"], released.actor_id) == ([HIDDEN], "システム連携", "subsidy")


@pytest.mark.parametrize(("until", "sealed"), [(date(2026, 6, 15), True), (date(2026, 6, 14), False)])
def test_protection_holds_on_its_last_day_and_not_the_day_after(
    register: Register, door: Any, system: Any, until: date, sealed: bool
) -> None:
    register.tell(hidden(protected_until=until), number(4))
    take_register_changes()
    question = person_index.PeopleRequest(purpose=PURPOSE, atena_nos=[HIDDEN])
    told = system("subsidy").ask(door, person_index.PEOPLE, question).json()["people"][0]["address"]
    assert (bool(told["sealed"]), told["text"] == "") == (sealed, sealed)


def test_the_individual_number_is_in_no_answer(taken_in: Register, door: Any, system: Any) -> None:
    question = person_index.FindRequest(purpose=PURPOSE, individual_number=number(1))
    answer = system("subsidy").ask(door, person_index.FIND, question)
    assert [each["atena_no"] for each in answer.json()["people"]] == [HANAKO]
    assert number(1) not in answer.content.decode()
    assert number(1) not in whole_database()
