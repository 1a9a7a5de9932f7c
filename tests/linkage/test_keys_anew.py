"""Values under a key that was replaced, made anew: all of them, in place, with nothing else changed and nobody stood against."""

import base64
import json
import os
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

from sasae.deployment.rotation import anew, lacking
from sasae.deployment.rotation.columns import columns, indexed
from sasae.foundation import sealing
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.sealing import KeyRing
from sasae.kernel import clock
from sasae.kernel.whole_files import replace_whole
from sasae.linkage.people import queries
from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.people.models import HeldChange, RegisteredPerson, UnifiedPerson
from tests.linkage.register import HANAKO, Register, number, person

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.owner]


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key file of this test's own."""
    path = tmp_path / "keys.json"
    KeyRing.create(path)
    monkeypatch.setattr(settings, "SASAE_KEY_FILE", path)
    return path


@pytest.fixture
def known(keys: Path, taken_in: Register) -> Register:
    """Persons, versions of them, and two changes that are held, one without a number."""
    taken_in.tell(person(relation="母"), number(77), "個人番号変更")
    take_register_changes()
    for sequence, place in ((9, ""), (None, "連番 4 の後の 1 件目")):
        context = f"linkage_people_heldchange/resident_register/{sequence or place}"
        HeldChange.objects.create(
            system="resident_register", sequence=sequence, place=place, findings=[],
            content_cipher=sealing.encrypt("{}", context),
        )  # fmt: skip
    return taken_in


def rows() -> dict[str, list[Any]]:
    """All rows of the tables in question, with the ciphertexts and fingerprints left out."""
    told = {}
    left_out = {column.place for column in columns()} | {one.place for one in indexed()}
    for model in {column.model for column in columns()}:
        table = model._meta.db_table
        kept = [f'"{field.column}"' for field in model._meta.concrete_fields if f"{table}.{field.column}" not in left_out]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(kept)} FROM {table} ORDER BY 1")
            told[table] = cursor.fetchall()
    return told


def under(name: str) -> dict[str, int]:
    """How many values of each column lie under a key."""
    found = {}
    for column in columns():
        with connection.cursor() as cursor:
            where = anew._under(column, [name])
            cursor.execute(f"SELECT count(*) FROM {column.table} WHERE {where.as_string(cursor.connection)}")
            found[column.place] = cursor.fetchone()[0]
    return {place: count for place, count in found.items() if count}


def test_every_value_and_every_version_is_encrypted_anew_and_nothing_else_changes(known: Register, keys: Path) -> None:
    old, before = sealing.key_ring().current, rows()
    resting = under(old)
    assert {
        "linkage_people_unifiedperson.individual_number_cipher",
        "linkage_people_unifiedperson_event.individual_number_cipher",
        "linkage_people_registeredperson.address", "linkage_people_registeredperson_event.address",
        "linkage_people_heldchange.content_cipher",
    } <= set(resting)  # fmt: skip
    new = KeyRing.renew(keys, now=clock.real_now())
    said: list[str] = []
    assert anew.run("data", said.append)
    assert under(old) == {}
    assert under(new) == resting
    assert rows() == before
    assert len(said) == len(resting)
    KeyRing.forget(keys, old)
    assert RegisteredPerson.objects.get(atena_no=HANAKO).address  # opens without the old key
    assert sealing.decrypt(UnifiedPerson.objects.get(registered__atena_no=HANAKO).individual_number_cipher) == number(77).encode()
    assert HistoryEntry.objects.filter(event="keys.data_anew").count() == 1
    said.clear()
    assert anew.run("data", said.append)
    assert said == []


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_rows_somebody_is_at_are_left_and_done_the_next_time(
    known: Register, keys: Path, connected_as: Callable[[str], psycopg.Connection[Any]]
) -> None:
    old = sealing.key_ring().current
    KeyRing.renew(keys, now=clock.real_now())
    column = next(one for one in columns() if one.place == "linkage_people_registeredperson.address")
    whole = under(old)[column.place]
    with connected_as("app") as writer, writer.transaction():
        writer.execute("UPDATE linkage_people_registeredperson SET relation = '子' WHERE atena_no = %s", [HANAKO])
        done = anew.encrypt_anew(column, passes=1)
        assert (done.anew, done.held, done.whole) == (whole - 1, 1, False)
    assert anew.encrypt_anew(column, passes=1).anew == 1  # the rest, and nothing twice
    assert column.place not in under(old)
    assert RegisteredPerson.objects.get(atena_no=HANAKO).relation == "子"


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_killed_in_the_middle_of_a_portion_it_goes_on_with_what_is_left(
    known: Register, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anew, "ROWS", 1)
    old = sealing.key_ring().current
    new = KeyRing.renew(keys, now=clock.real_now())
    resting, before = under(old), rows()
    connections.close_all()  # the child takes none of them along
    child = os.fork()
    if not child:
        _until_killed()
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert 0 < sum(under(old).values()) < sum(resting.values())
    assert anew.run("data", lambda _: None)
    assert (under(old), under(new), rows()) == ({}, resting, before)


def _until_killed() -> None:
    """In a process of its own: the third portion is written and not yet kept when it dies."""
    written = 0

    def note(execute: Any, statement: Any, values: Any, many: bool, context: Any) -> Any:
        nonlocal written
        done = execute(statement, values, many, context)
        written += "AS given(pk, value)" in str(statement)
        if written == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    try:
        with connection.execute_wrapper(note):
            anew.run("data", lambda _: None)
    finally:
        os._exit(1)


def test_a_value_that_does_not_open_is_told_and_left(known: Register, keys: Path) -> None:
    held = HeldChange.objects.first()
    assert held is not None
    HeldChange.objects.filter(pk=held.pk).update(content_cipher=sealing.encrypt("{}", "of another row"))
    KeyRing.renew(keys, now=clock.real_now())
    said: list[str] = []
    assert not anew.run("data", said.append)
    assert f"linkage_people_heldchange.content_cipher：1件は開けません（行 {held.pk}）" in said


def test_while_the_index_key_is_replaced_both_find_and_afterwards_the_new_one_alone(known: Register, keys: Path) -> None:
    before = rows()
    persons = UnifiedPerson.objects.count()
    KeyRing.renew_index(keys, keep=("provisions",), now=clock.real_now())
    assert [each.atena_no for each in queries.by_individual_number(number(77))] == [HANAKO]
    known.tell(person(relation="世帯主"), number(77), "職権修正")
    known.tell(person("000000000000090", household_no="H7"), number(77), "住登外")
    known.tell(person("000000000000108", name="新　来子", birth_date=date(2001, 2, 3), household_no="H8"), number(5), "転入")
    take_register_changes()
    assert UnifiedPerson.objects.count() == persons + 1  # nobody was taken for a new number but who is new
    assert RegisteredPerson.objects.get(atena_no="000000000000090").unified == RegisteredPerson.objects.get(atena_no=HANAKO).unified
    ours = {one.place: one for one in indexed()}
    assert set(ours) == {
        "linkage_people_unifiedperson.individual_number_index", "linkage_people_unifiedperson_event.individual_number_index",
        "linkage_ties_tiecase.key",
    }  # fmt: skip
    said: list[str] = []
    assert anew.run("index", said.append)
    assert any(line.startswith("linkage_people_unifiedperson_event") for line in said)
    assert KeyRing.forget_index(keys) == 1
    for atena_no, told in ((HANAKO, 77), ("000000000000108", 5)):
        assert atena_no in [each.atena_no for each in queries.by_individual_number(number(told))]
    said.clear()
    assert anew.run("index", said.append)
    assert said == []
    assert rows()["linkage_people_unifiedperson"][: persons] == before["linkage_people_unifiedperson"]


def test_two_rows_of_one_number_are_told_and_not_made_one(known: Register, keys: Path) -> None:
    """As two writers may leave them who wrote at the very moment the key was replaced."""
    KeyRing.renew_index(keys, now=clock.real_now())
    twin = UnifiedPerson.objects.create(
        unified_no="1" * 15, individual_number_index=sealing.blind_index(number(77)), individual_number_cipher=sealing.encrypt(number(77))
    )
    said: list[str] = []
    assert not anew.run("index", said.append)
    (told,) = [line for line in said if "別にあります" in line]
    assert told.startswith("linkage_people_unifiedperson.individual_number_index：1件")
    assert UnifiedPerson.objects.filter(pk=twin.pk).exists()


def test_keys_the_values_need_and_that_are_not_there_are_named(known: Register, keys: Path) -> None:
    """As after a restore with a file of keys of another time: without the data key, with another of its name, without the index key."""
    right = json.loads(keys.read_text())
    name = right["current"]

    def told(held: dict[str, Any]) -> dict[str, set[str]]:
        replace_whole(keys, json.dumps(held).encode(), 0o600)
        found: dict[str, set[str]] = {}
        for one in lacking.findings():
            found.setdefault(one.id, set()).add(one.at)
        return found

    assert told(right) == {}
    other = base64.b64encode(bytes(32)).decode()
    all_columns = set(under(name))
    assert {"linkage_people_registeredperson.address", "linkage_people_heldchange.content_cipher"} < all_columns
    assert told({**right, "current": "0000" if name != "0000" else "0001", "keys": {"0000": other, "0001": other}}) == {"KY-101": all_columns}
    assert told({**right, "keys": {name: other}}) == {"KY-102": all_columns}
    assert told({**right, "index": other})["KY-103"] >= {"linkage_people_unifiedperson.individual_number_index"}
    replace_whole(keys, json.dumps({**right, "current": "ffff", "keys": {"ffff": other}}).encode(), 0o600)
    assert f"鍵 {name} が、secrets/keys.json にありません" in lacking.findings()[0].message
