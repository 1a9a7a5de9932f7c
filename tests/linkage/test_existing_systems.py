"""The feeds of all existing systems: broken entries on the line, a feed that fails, everybody anew."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from sasae.contracts import existing_systems, resident_register
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.linkage.people.actions import CannotTake, dismiss_held, take_held
from sasae.linkage.people.batches import office_feeds, register_feed, take_feed, take_register_changes
from sasae.linkage.people.models import Feed, HeldChange, RegisteredPerson, RegisterEvent
from sasae.linkage.ties.models import TieCase
from tests.linkage.register import HANAKO, JIRO, TARO, Register, number, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
TODAY = date(2026, 6, 15)
OUTSIDE = "900000000000017"


class Damaged:
    """The register's answer with entries changed on the way, as JSON."""

    def __init__(self, page: resident_register.Changes, broken: dict[int, Any]) -> None:
        self.page, self.broken = page, broken

    def model_dump(self, mode: str) -> dict[str, Any]:
        told = self.page.model_dump(mode=mode)
        for place, change in self.broken.items():
            told["changes"][place] = change(told["changes"][place]) if callable(change) else change
        return told


def damage(register: Register, far: Any, broken: dict[int, Any]) -> None:
    far.answers["resident_register.changes"] = lambda question: Damaged(
        register.changes(question), broken if question.after == 0 else {}
    )


@pytest.mark.parametrize(
    ("broken", "finding", "about"),
    [
        (lambda told: {**told, "occurred_on": "2026-02-30"}, "occurred_on", TARO),
        (lambda told: {**told, "person": {**told["person"], "birth_date": None}}, "person.birth_date", TARO),
        (lambda told: {**told, "sequence": "x"}, "sequence", TARO),
        (lambda told: {**told, "unknown": 1}, "unknown", TARO),
        (lambda told: {**told, "person": {**told["person"], "name": "太\0郎"}}, "person.name", TARO),
        (lambda told: {**told, "person": {**told["person"], "atena_no": "1" * 16}}, "person.atena_no", ""),
        ("garbage", "", ""),
        (None, "", ""),
        ([1, 2], "", ""),
    ],
)  # fmt: skip
@pytest.mark.seals("linkage_people.HeldChange.content_cipher")
def test_one_broken_entry_is_put_aside_with_its_place_and_the_others_go_on(
    register: Register, far: Any, broken: Any, finding: str, about: str
) -> None:
    register.fill()
    damage(register, far, {1: broken})
    assert take_register_changes() == 4
    assert RegisteredPerson.objects.count() == 3
    held = HeldChange.objects.get()
    assert (held.sequence, held.place, held.atena_no) == (None, "連番 0 の後の 2 件目", about)
    assert [(each["id"], each["at"]) for each in held.findings] == [("L-210", finding)]
    assert HistoryEntry.objects.get(event="feed.unread").detail["count"] == 1
    with pytest.raises(CannotTake, match="登録元"):
        take_held(held.pk, on=TODAY, by=SYSTEM("tests"))


def test_what_could_not_be_read_lies_encrypted_and_a_page_taken_again_puts_nothing_aside_twice(
    register: Register, far: Any
) -> None:
    register.fill()
    damage(register, far, {0: lambda told: {**told, "occurred_on": "x"}})
    take_register_changes()
    Feed.objects.update(last_sequence=0)
    take_register_changes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM linkage_people_heldchange t")
        rows = [row for (row,) in cursor.fetchall()]
    assert len(rows) == 1
    assert number(1) not in rows[0]
    assert "花子" not in rows[0]


def test_the_mended_entry_settles_what_could_not_be_read(register: Register, far: Any) -> None:
    register.fill()
    damage(register, far, {0: lambda told: {**told, "occurred_on": "x"}})
    take_register_changes()
    register.tell(person(), number(1), "職権修正")
    take_register_changes()
    assert HeldChange.objects.get().settled_at is not None
    assert RegisteredPerson.objects.filter(atena_no=HANAKO).exists()


def test_staff_close_what_is_mended_otherwise_and_say_why(register: Register, far: Any, signed_in: Any) -> None:
    register.fill()
    damage(register, far, {0: "garbage"})
    take_register_changes()
    held = HeldChange.objects.get()
    client = signed_in("people.view", "feeds.run")
    page = client.get(f"/feeds/held/{held.pk}/").content.decode()
    assert "連番 0 の後の 1 件目" in page
    assert "もう一度取り込む" not in page
    assert "garbage" not in page
    address = f"/feeds/held/{held.pk}/dismiss/"
    assert "理由を書いてください" in client.post(address, {"note": " "}, follow=True).content.decode()
    assert "取り込まずに済ませました" in client.post(address, {"note": "住基で確認"}, follow=True).content.decode()
    with pytest.raises(CannotTake, match="解消済み"):
        dismiss_held(held.pk, note="もう一度", by=SYSTEM("tests"))
    assert signed_in("people.view").post(address, {"note": "x"}).status_code == 403


@pytest.mark.clause("LNK-1")
@pytest.mark.clause("LNK-5")
def test_each_existing_system_tells_of_its_people_and_those_of_other_places_stand_beside_residents(
    taken_in: Register, far: Any
) -> None:
    offices = {each.callee: Register() for each in existing_systems.FEEDS}
    for office, held in offices.items():
        far.answers[f"existing_systems.people_of_{office}"] = held.changes
    offices["tax"].tell(
        person(OUTSIDE, name="多摩　良子", name_kana="タマ　ヨシコ", household_no=""), number(50), "課税"
    )
    offices["child_allowance"].tell(person(JIRO, birth_date=date(2018, 8, 8)), number(2), "認定")
    far.away.add("public_assistance")
    office_feeds(timestamp=0)
    outside = RegisteredPerson.objects.get(atena_no=OUTSIDE)
    assert (outside.system, outside.unified is not None) == ("tax", True)
    assert [(case.person.atena_no, case.kind) for case in TieCase.objects.all()] == [(JIRO, "swap")]
    assert RegisteredPerson.objects.get(atena_no=JIRO).system == "resident_register"
    assert list(RegisterEvent.objects.values_list("system", "atena_no")) == [("tax", OUTSIDE)]
    assert {feed.system: feed.last_sequence for feed in Feed.objects.all()} == {
        "resident_register": 4, "tax": 1, "child_allowance": 1, "childrens_subsidy": 0, "disability_subsidy": 0,
        "public_assistance": 0,
    }  # fmt: skip
    assert Feed.objects.get(system="public_assistance").trouble


def test_the_offices_wait_until_the_register_has_told_of_its_residents(register: Register, far: Any) -> None:
    office_feeds(timestamp=0)
    assert not far.asked


def test_a_feed_that_fails_says_why_on_screen_until_it_works_again(
    taken_in: Register, far: Any, signed_in: Any
) -> None:
    far.away.add("resident_register")
    register_feed(timestamp=0)
    client = signed_in("people.view")
    assert "取り込めません" in client.get("/feeds/").content.decode()
    far.away.clear()
    taken_in.tell(person(relation="母"), number(1), "職権修正")
    register_feed(timestamp=0)
    assert "取り込めません" not in client.get("/feeds/").content.decode()


def test_everybody_is_taken_anew_when_staff_ask_for_it(taken_in: Register, far: Any, signed_in: Any) -> None:
    RegisteredPerson.objects.filter(atena_no=HANAKO).update(name="書き換え")
    client = signed_in("people.view", "feeds.run")
    page = client.post("/feeds/resident_register/all/", follow=True).content.decode()
    assert "既存住基システムの全件を取り直します" in page
    take_register_changes()
    assert [each.after for each in far.told("resident_register.changes")] == [0, 0]
    assert RegisteredPerson.objects.get(atena_no=HANAKO).name == "髙橋　花子"
    assert client.post("/feeds/nobody/all/").status_code == 404
    assert signed_in("people.view").post("/feeds/resident_register/all/").status_code == 403


def test_a_feed_that_promises_more_and_brings_nothing_is_not_asked_for_ever(register: Register, far: Any) -> None:
    register.fill()
    far.answers["resident_register.changes"] = lambda question: resident_register.Changes(
        changes=[], last=question.after, more=True
    )
    assert take_feed("resident_register") == 0
    assert len(far.asked) == 1
