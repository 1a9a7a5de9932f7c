"""Staff of one ward look for somebody: of people elsewhere they learn that there is such a person and who is in charge."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from sasae.kernel import clock
from sasae.subsidy.desk.actions import write_note
from sasae.subsidy.desk.models import CaseNote, NoteKind
from sasae.subsidy.people.actions import keep_individual_numbers, keep_people
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import COUNTER
from tests.subsidy.counter.test_search import asked
from tests.subsidy.town import LAN, MISAKI, REN, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PAGES = {
    "person": "people:person",
    "family": "notifications:family",
    "timeline": "desk:timeline",
    "notes": "desk:notes",
}
OWN, OTHER = "141364", "141356"


@pytest.fixture
def elsewhere(granted: Any) -> Person:
    """A person of Tama ward; Misaki's family lives in Miyamae."""
    told = person(LAN, "多摩　蘭", "タマ　ラン", "1985-02-03", "2", "世帯主", household_no="H9")
    keep_people([told], by=COUNTER, affair="試験", fetched_at=clock.now())
    Person.objects.filter(atena_no=LAN).update(ward_code=OTHER)
    return Person.objects.get(atena_no=LAN)


def listed(client: Any, **asked: str) -> str:
    page = client.get("/people/", asked).content.decode()
    return str(page[page.index('id="list"') :])


def test_the_list_without_a_question_holds_the_own_ward_alone(elsewhere: Person, signed_in: Callable[..., Any]) -> None:
    mine = listed(signed_in("people.view", ward=OWN))
    assert MISAKI in mine
    assert "多摩" not in mine
    assert LAN in listed(signed_in("people.view"))


def test_of_a_person_found_elsewhere_only_name_ward_and_counter_are_told(
    elsewhere: Person, signed_in: Callable[..., Any]
) -> None:
    text = listed(signed_in("people.view", ward=OWN), q="タマラン")
    for told in ("多摩　蘭", "多摩区", "多摩区役所　保険年金課（044-000-0005）", "（他の区の人）"):
        assert told in text, told
    for kept in (LAN, "タマ　ラン", "昭和60年", f"/people/{LAN}/"):
        assert kept not in text, kept


@pytest.mark.parametrize(
    ("until", "told"), [(date(2026, 6, 14), True), (date(2026, 6, 15), False)], ids=["ended", "last day"]
)
def test_of_a_protected_person_elsewhere_not_even_the_ward_is_told(
    elsewhere: Person, signed_in: Callable[..., Any], until: date, told: bool
) -> None:
    Person.objects.filter(pk=elsewhere.pk).update(protected_until=until)
    text = listed(signed_in("people.view", ward=OWN), q="多摩蘭")
    assert "多摩　蘭" in text
    assert ("多摩区" in text) == told
    assert ("044-000-0005" in text) == told


@pytest.mark.parametrize("page", ["person", "family", "timeline", "notes"])
def test_the_page_of_a_person_opens_for_the_own_ward_and_for_the_family_s(
    elsewhere: Person, signed_in: Callable[..., Any], refusals: Any, page: str
) -> None:
    def codes(atena_no: str) -> list[int]:
        where = reverse(PAGES[page], args=[atena_no])
        return [signed_in("people.view", ward=ward).get(where).status_code for ward in (OWN, OTHER, "")]

    assert codes(LAN) == [403, 200, 200]
    assert codes(REN) == [200, 403, 200]
    Person.objects.filter(atena_no=REN).update(ward_code=OTHER)
    assert codes(REN) == [200, 200, 200]
    assert codes(MISAKI) == [200, 200, 200]  # a household in two wards is seen from both


def test_a_note_on_somebody_of_another_ward_is_neither_written_nor_corrected(
    elsewhere: Person, signed_in: Callable[..., Any], refusals: Any
) -> None:
    said = {"happened_on": clock.today(), "counterpart": "本人", "text": "折り返す"}
    note = write_note(elsewhere, kind=NoteKind.MEMO, by=COUNTER, at=clock.now(), **said)
    mine = signed_in("people.view", "notes.write", ward=OWN)
    typed = {
        "kind": "memo",
        "happened_on": "令和8年6月15日",
        "counterpart": "本人",
        "text": "別の話",
        "version": note.version,
    }
    for where in (reverse("desk:notes", args=[LAN]), reverse("desk:note", args=[note.pk])):
        assert [mine.get(where).status_code, mine.post(where, typed).status_code] == [403, 403]
    assert [one.text for one in CaseNote.objects.all()] == [note.text]


def test_an_account_of_another_ward_is_not_changed(
    elsewhere: Person, signed_in: Callable[..., Any], refusals: Any
) -> None:
    where = f"/people/{LAN}/account/"
    assert [signed_in("claims.enter", ward=ward).get(where).status_code for ward in (OWN, OTHER)] == [403, 200]


def test_a_card_of_somebody_of_another_ward_leads_to_the_counter_in_charge(
    elsewhere: Person, signed_in: Callable[..., Any]
) -> None:
    number = "222333444553"
    keep_individual_numbers({LAN: number}, by=COUNTER)
    sent = asked(number)
    rights = ("people.view", "individual_number.search")
    there = signed_in(*rights, ward=OTHER).post("/people/by-number/", sent)
    assert there.status_code == 302, there.content.decode()[:3000]
    assert there.url == f"/people/{LAN}/"
    text = signed_in(*rights, ward=OWN).post("/people/by-number/", sent, follow=True).content.decode()
    assert "ほかの区の人です。担当の窓口：多摩区役所" in text
    assert LAN not in text
