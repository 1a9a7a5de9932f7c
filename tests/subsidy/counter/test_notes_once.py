"""A note's page sent twice keeps one note, for one person and for many; sent with other words it loses neither."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.subsidy.applications.models import Application
from sasae.subsidy.desk.models import Case, CaseNote
from tests.staff import at
from tests.subsidy.town import MISAKI
from tests.subsidy.typed import forms_of, said_wrong

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RIGHTS = ("people.view", "applications.view", "notes.write", "desk.assign", "desk.export")
NOTES = at(f"/desk/people/{MISAKI}/notes/")
SENT = {"version": "0", "kind": "memo", "happened_on": "R8.6.15", "counterpart": "本人", "text": "書類は後日"}


def mark_of(page: Any, name: str) -> str:
    [form] = [one for one in forms_of(page.content.decode(), "") if name in one.others]
    return form.others[name][0]


def kept() -> list[str]:
    return [one.person.atena_no for one in CaseNote.objects.select_related("person")]


def test_a_note_sent_twice_is_kept_once(received: Application, signed_in: Callable[..., Any]) -> None:
    desk = signed_in(*RIGHTS)
    sent = {**SENT, "token": mark_of(desk.get(NOTES), "token")}
    for _ in range(2):
        assert desk.post(NOTES, sent).status_code == 302
    assert kept() == [MISAKI]
    assert HistoryEntry.objects.filter(event="note.written").count() == 1


def test_two_pages_are_two_notes_though_they_say_the_same(received: Application, signed_in: Callable[..., Any]) -> None:
    desk = signed_in(*RIGHTS)
    for _ in range(2):
        desk.post(NOTES, {**SENT, "token": mark_of(desk.get(NOTES), "token")})
    assert len(kept()) == 2


def test_the_same_page_with_other_words_is_said_and_is_another_note_the_next_time(
    received: Application, signed_in: Callable[..., Any]
) -> None:
    desk = signed_in(*RIGHTS)
    sent = {**SENT, "token": mark_of(desk.get(NOTES), "token")}
    desk.post(NOTES, sent)
    page = desk.post(NOTES, {**sent, "text": "口座が変わる"})
    told = page.content.decode()
    assert "UK-206" in told
    assert "口座が変わる" in told
    assert len(kept()) == 1
    desk.post(NOTES, {**sent, "text": "口座が変わる", "token": mark_of(page, "token")})
    assert len(kept()) == 2


@pytest.fixture
def picked(received: Application) -> list[str]:
    """The one open case, as its tick sends it."""
    return [f"{one.pk}|{one.version}" for one in Case.objects.filter(person__atena_no=MISAKI)]


def test_a_note_for_many_sent_twice_is_kept_once_each(picked: list[str], signed_in: Callable[..., Any]) -> None:
    desk = signed_in(*RIGHTS)
    token = mark_of(desk.get(at("/desk/")), "note-token")
    sent = {"pick": picked, "note-kind": "memo", "note-text": "年末の休みを伝える", "note-token": token}
    said = [desk.post(at("/desk/notes/"), sent, follow=True).content.decode() for _ in range(2)]
    assert all("1人の応対の記録に書きました" in one for one in said)
    assert kept() == [MISAKI]


def test_a_note_for_many_with_other_words_is_said_and_stays_to_be_sent_again(
    picked: list[str], signed_in: Callable[..., Any]
) -> None:
    desk = signed_in(*RIGHTS)
    token = mark_of(desk.get(at("/desk/")), "note-token")
    sent = {"pick": picked, "note-kind": "memo", "note-text": "一つめ", "note-token": token}
    desk.post(at("/desk/notes/"), sent)
    page = desk.post(at("/desk/notes/"), {**sent, "note-text": "二つめ"}, follow=True)
    told = page.content.decode()
    assert "UK-206" in told
    assert "二つめ" in told
    assert len(kept()) == 1
    desk.post(at("/desk/notes/"), {**sent, "note-text": "二つめ", "note-token": mark_of(page, "note-token")})
    assert len(kept()) == 2


LONG = "長" * 5000
WRONG = {
    "/desk/due/": {"due_on": "六月のいつか"},
    "/desk/notes/": {"note-kind": "memo", "note-text": LONG, "note-token": "x"},
    "/desk/files/": {"out-format": "csv", "out-reason": LONG},
    "/desk/searches/": {"name": LONG},
}


@pytest.mark.parametrize("page", WRONG)
@pytest.mark.parametrize("ticked", [True, False], ids=["with a case ticked", "with none ticked"])
def test_what_was_typed_into_a_bulk_form_and_refused_stays_in_its_field(
    picked: list[str], signed_in: Callable[..., Any], page: str, ticked: bool
) -> None:
    sent: dict[str, Any] = {**WRONG[page], **({"pick": picked} if ticked else {}), "asked": "step=examine"}
    answer = signed_in(*RIGHTS).post(at(page), sent, follow=True)
    told = answer.content.decode()
    texts = {name: value for form in forms_of(told, "") for name, value in form.texts.items()}
    for name, value in WRONG[page].items():
        if name in texts:
            assert texts[name] == value
    assert said_wrong(told)
    assert "step=examine" in answer.request["QUERY_STRING"]


@pytest.mark.parametrize(
    ("page", "sent", "said"),
    [
        ("/desk/due/", {"due_on": "R8.6.30"}, "一覧で仕事を選んでください"),
        ("/desk/notes/", {"note-kind": "memo", "note-text": "伝言", "note-token": "x"}, "一覧で仕事を選んでください"),
        ("/desk/files/", {"out-format": "csv", "out-reason": "点検", "pick": ["claim:9|0"]}, "選んだ仕事は、終わったか"),
    ],
)
def test_what_was_typed_rightly_for_cases_that_are_gone_stays_too(
    picked: list[str], signed_in: Callable[..., Any], page: str, sent: dict[str, Any], said: str
) -> None:
    told = signed_in(*RIGHTS).post(at(page), sent, follow=True).content.decode()
    texts = {name: value for form in forms_of(told, "") for name, value in form.texts.items()}
    assert said in told
    assert all(texts[name] == value for name, value in sent.items() if name in texts)


def test_a_saved_search_of_an_impossible_number_is_nobody_s(received: Application, signed_in: Callable[..., Any]) -> None:
    assert signed_in(*RIGHTS).post(at("/desk/searches/"), {"forget": "9" * 40}).status_code == 302
