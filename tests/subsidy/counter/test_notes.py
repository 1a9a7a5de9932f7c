"""Notes and calls with their history, and the one time line of a person and a family."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.foundation.release import MASK
from sasae.kernel import clock
from sasae.subsidy.desk import actions
from sasae.subsidy.desk.models import CaseNote, NoteKind
from sasae.subsidy.people.models import Person
from tests.showings import let_see
from tests.staff import at
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import DAY, MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
SECRET = "実家（幸区）にいるとのこと"


def write(who: str = MISAKI, text: str = SECRET) -> CaseNote:
    person = Person.objects.get(atena_no=who)
    return actions.write_note(
        person, kind=NoteKind.TELEPHONE, happened_on=DAY, counterpart="本人", text=text, by=COUNTER, at=clock.now()
    )


def test_a_call_is_noted_corrected_and_both_versions_stay(received: Any, signed_in: Callable[..., Any]) -> None:
    client = signed_in("people.view", "notes.write")
    sent = {
        "version": "0",
        "kind": "telephone",
        "happened_on": "R8.6.15",
        "counterpart": "本人",
        "text": "証明書を月末に持参",
    }
    assert client.post(at(f"/desk/people/{MISAKI}/notes/"), sent).status_code == 302
    note = CaseNote.objects.get()
    client.post(at(f"/desk/notes/{note.pk}/"), {**sent, "version": "1", "text": "証明書を7月1日に持参"})
    page = client.get(at(f"/desk/notes/{note.pk}/")).content.decode()
    assert "証明書を7月1日に持参" in page
    assert "証明書を月末に持参" in page
    listed = client.get(at(f"/desk/people/{MISAKI}/notes/")).content.decode()
    assert "証明書を7月1日に持参" in listed
    assert "証明書を月末に持参" not in listed


def test_two_who_correct_one_note_are_told(received: Any, signed_in: Callable[..., Any]) -> None:
    note = write(text="初め")
    client = signed_in("people.view", "notes.write")
    actions.correct_note(
        note.pk, 1, {"text": "幸の訂正", "counterpart": "母", "kind": "counter"}, by=EXAMINER, at=clock.now()
    )
    sent = {"version": "1", "kind": "memo", "happened_on": "R8.6.15", "counterpart": "本人", "text": "川崎の訂正"}
    page = client.post(at(f"/desk/notes/{note.pk}/"), sent).content.decode()
    for words in (
        "ほかの人が変更しました",
        "幸の訂正",
        "川崎の訂正",
        'value="2"',
        "「相手」を「本人」から「母」に変更",
        "「種類」を「電話」から「窓口」に変更",
    ):
        assert words in page
    assert client.post(at(f"/desk/notes/{note.pk}/"), {**sent, "version": "2"}).status_code == 302
    assert CaseNote.objects.get().version == 3


def test_a_note_lies_encrypted(received: Any, connected_as: Callable[[str], Any]) -> None:
    from django.db import connection

    write()
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM subsidy_desk_casenote UNION SELECT text FROM subsidy_desk_casenote_event")
        stored = str(cursor.fetchall())
    assert "実家" not in stored


def test_of_a_protected_person_notes_are_read_with_the_right_alone(
    received: Any, signed_in: Callable[..., Any]
) -> None:
    Person.objects.filter(atena_no=MISAKI).update(protected_until=DAY)
    note = write()
    without = signed_in("people.view", "notes.write")
    for address in (f"/desk/people/{MISAKI}/notes/", f"/desk/people/{MISAKI}/"):
        page = without.get(at(address)).content.decode()
        assert "幸区" not in page
        assert MASK in page
    assert without.get(at(f"/desk/notes/{note.pk}/")).status_code == 403
    trusted = signed_in("people.view", "notes.write", "protected.view")
    assert trusted.get(at(f"/desk/notes/{note.pk}/")).status_code == 403
    let_see(trusted, MISAKI)
    assert SECRET in trusted.get(at(f"/desk/people/{MISAKI}/notes/")).content.decode()
    assert trusted.get(at(f"/desk/notes/{note.pk}/")).status_code == 200


def test_notes_are_written_with_the_right_alone(received: Any, signed_in: Callable[..., Any]) -> None:
    client = signed_in("people.view")
    sent = {"version": "0", "kind": "memo", "happened_on": "R8.6.15", "text": "x"}
    assert client.post(at(f"/desk/people/{MISAKI}/notes/"), sent).status_code == 403
    assert not CaseNote.objects.exists()


def test_one_time_line_tells_of_the_family_and_of_each(granted: Any, signed_in: Callable[..., Any]) -> None:
    write(REN, "蓮さんの在学証明書")
    client = signed_in("people.view")
    family = client.get(at(f"/desk/people/{MISAKI}/"), {"family": "1"}).content.decode()
    for words in ("を登録した", "決定を承認した", "電話（本人）：蓮さんの在学証明書【宮前　蓮】"):
        assert words in family
    alone = client.get(at(f"/desk/people/{MISAKI}/")).content.decode()
    assert "決定を承認した" in alone
    assert "蓮さんの在学証明書" not in alone
