"""A call is written down in a moment: tied to its person, or kept until it is known who called."""

from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.release import MASK
from sasae.subsidy.desk.models import CaseNote
from sasae.subsidy.people.models import Person
from sasae.subsidy.telephone.models import TelephoneMemo
from tests.showings import let_see
from tests.subsidy.town import MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RIGHTS = ("people.view", "notes.write")
CALL = {
    "token": "one-call", "counterpart": "本人", "text": "医療証がまだ届かない", "caller_kana": "みやまえ　みさき",
    "birth_date": "H2.4.1", "telephone": "044-111-2222", "happened_on": "R8.6.15",
}  # fmt: skip


@pytest.mark.usefixtures("granted")
def test_from_a_persons_page_it_is_a_note_of_theirs_at_once(signed_in: Any) -> None:
    desk = signed_in(*RIGHTS)
    address = f"/telephone/new/?person={MISAKI}"
    assert address in desk.get(f"/people/{MISAKI}/").content.decode()
    page = desk.post(address, CALL, follow=True)
    assert "医療証がまだ届かない" in page.content.decode()
    assert CaseNote.objects.get().person.atena_no == MISAKI
    assert HistoryEntry.objects.get(event="memo.tied").persons == [MISAKI]


@pytest.mark.usefixtures("granted")
def test_of_a_caller_nobody_finds_it_waits_until_it_is_known_who_called(signed_in: Any) -> None:
    desk = signed_in(*RIGHTS)
    assert "/telephone/new/" in desk.get("/people/").content.decode()
    page = desk.post("/telephone/new/", {**CALL, "caller_kana": "ミヤ", "birth_date": ""}, follow=True)
    memo = TelephoneMemo.objects.get()
    assert page.request["PATH_INFO"] == f"/telephone/{memo.pk}/"
    assert CaseNote.objects.count() == 0
    assert memo.label in desk.get("/telephone/").content.decode()
    found = desk.get(f"/telephone/{memo.pk}/?q=宮前").content.decode()
    assert MISAKI in found
    assert REN in found
    desk.post(f"/telephone/{memo.pk}/tie/", {"person": REN})
    note = CaseNote.objects.get()
    assert (note.person.atena_no, note.kind, note.counterpart) == (REN, "telephone", "本人")
    assert memo.label not in desk.get("/telephone/").content.decode()
    text = desk.post(f"/telephone/{memo.pk}/tie/", {"person": MISAKI}, follow=True).content.decode()
    assert "すでに「処理済み」です" in text
    assert CaseNote.objects.count() == 1


@pytest.mark.usefixtures("granted")
def test_who_may_have_called_is_offered_by_the_kana_and_the_birth_date(signed_in: Any) -> None:
    desk = signed_in(*RIGHTS)
    text = desk.post("/telephone/new/", CALL, follow=True).content.decode()
    assert MISAKI in text
    assert REN not in text
    shown = HistoryEntry.objects.filter(event="screen.shown").latest("pk")
    assert shown.persons == [MISAKI]


def test_sent_twice_it_is_kept_once_and_closed_it_says_why(signed_in: Any) -> None:
    desk = signed_in(*RIGHTS)
    for _ in range(2):
        desk.post("/telephone/new/", CALL)
    memo = TelephoneMemo.objects.get()
    assert HistoryEntry.objects.filter(event="memo.written").count() == 1
    assert "理由を入れて" in desk.post(f"/telephone/{memo.pk}/close/", {"why": " "}, follow=True).content.decode()
    desk.post(f"/telephone/{memo.pk}/close/", {"why": "間違い電話"})
    memo.refresh_from_db()
    assert (memo.state, memo.why) == ("closed", "間違い電話")


def test_sent_again_with_other_words_it_loses_nothing_and_is_another_call_the_next_time(signed_in: Any) -> None:
    desk = signed_in(*RIGHTS)
    desk.post("/telephone/new/", CALL)
    page = desk.post("/telephone/new/", {**CALL, "text": "口座を変えたい"})
    assert "UK-206" in page.content.decode()
    assert "口座を変えたい" in page.content.decode()
    assert TelephoneMemo.objects.count() == 1
    desk.post("/telephone/new/", {**CALL, "text": "口座を変えたい", "token": page.context["form"]["token"].value()})
    assert TelephoneMemo.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": ""}, "内容を入れてください。"),
        ({"birth_date": "令和7年2月30日"}, "ない日付です"),
        ({"happened_on": "R8.6.16"}, "UK-005"),
        ({"telephone": "あとで"}, "UK-004"),
        ({"caller_kana": "宮前"}, "UK-003"),
        ({"caller_kana": "・ー"}, "UK-003"),
    ],
)
def test_a_wrong_entry_is_said_and_what_was_typed_stays(signed_in: Any, changed: dict[str, str], said: str) -> None:
    text = signed_in(*RIGHTS).post("/telephone/new/", {**CALL, **changed}).content.decode()
    assert said in text
    assert 'value="本人"' in text
    assert TelephoneMemo.objects.count() == 0


@pytest.mark.usefixtures("granted")
def test_what_a_protected_person_said_is_for_who_may_see_it(signed_in: Any) -> None:
    Person.objects.filter(atena_no=MISAKI).update(protected_until="2027-03-31")
    desk = signed_in(*RIGHTS)
    desk.post(f"/telephone/new/?person={MISAKI}", CALL)
    address = f"/telephone/{TelephoneMemo.objects.get().pk}/"
    text = desk.get(address).content.decode()
    assert MASK in text
    assert "医療証がまだ" not in text
    trusted = signed_in(*RIGHTS, "protected.view")
    assert "医療証がまだ" not in trusted.get(address).content.decode()
    assert "医療証がまだ" in let_see(trusted, MISAKI).get(address).content.decode()


@pytest.mark.usefixtures("granted")
def test_a_reading_nothing_can_be_searched_by_leaves_the_page_open(signed_in: Any) -> None:
    desk = signed_in(*RIGHTS)
    desk.post("/telephone/new/", {**CALL, "birth_date": ""})
    TelephoneMemo.objects.update(caller_kana="・ー")
    page = desk.get(f"/telephone/{TelephoneMemo.objects.get().pk}/")
    assert "当てはまる人はいません" in page.content.decode()


TAKEN_IN, OTHER = "141364", "141356"


@pytest.mark.usefixtures("granted")
def test_a_call_of_nobody_known_is_seen_where_it_was_taken_and_by_those_above(signed_in: Any, refusals: Any) -> None:
    clerk = signed_in(*RIGHTS, ward=TAKEN_IN)
    clerk.post("/telephone/new/", CALL)
    memo = TelephoneMemo.objects.get()
    assert memo.ward_code == TAKEN_IN
    for ward, seen in ((TAKEN_IN, True), ("", True), (OTHER, False)):
        desk = signed_in(*RIGHTS, ward=ward)
        assert (memo.label in desk.get("/telephone/").content.decode()) == seen, ward
        assert desk.get(f"/telephone/{memo.pk}/").status_code == (200 if seen else 403), ward
    other = signed_in(*RIGHTS, ward=OTHER)
    for page, sent in (("tie", {"person": REN}), ("close", {"why": "不要"})):
        assert other.post(f"/telephone/{memo.pk}/{page}/", sent).status_code == 403
    memo.refresh_from_db()
    assert memo.state == "open"


@pytest.mark.usefixtures("granted")
def test_a_call_the_city_s_office_took_is_seen_by_whoever_took_it_and_by_those_of_the_whole_city(
    signed_in: Any, refusals: Any
) -> None:
    signed_in(*RIGHTS).post("/telephone/new/", CALL)
    memo = TelephoneMemo.objects.get()
    place = f"/telephone/{memo.pk}/"
    taker = signed_in(*RIGHTS, ward=OTHER)
    codes = [signed_in(*RIGHTS, ward=ward).get(place).status_code for ward in ("", TAKEN_IN)]
    TelephoneMemo.objects.update(written_by=taker.staff.login_id)
    assert [*codes, taker.get(place).status_code] == [200, 403, 200]


@pytest.mark.usefixtures("granted")
def test_once_it_is_known_who_called_the_caller_s_ward_sees_it_too(signed_in: Any, refusals: Any) -> None:
    clerk = signed_in(*RIGHTS, ward=OTHER)
    clerk.post("/telephone/new/", CALL)
    place, caller = f"/telephone/{TelephoneMemo.objects.get().pk}/", signed_in(*RIGHTS, ward=TAKEN_IN)
    before = caller.get(place).status_code
    clerk.post(f"{place}tie/", {"person": MISAKI})
    assert (before, caller.get(place).status_code) == (403, 200)


def test_who_may_not_write_notes_is_not_led_there(signed_in: Any, refusals: Any) -> None:
    desk = signed_in("people.view")
    assert "/telephone/" not in desk.get("/people/").content.decode()
    assert desk.get("/telephone/").status_code == 403
