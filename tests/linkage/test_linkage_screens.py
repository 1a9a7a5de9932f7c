"""The operators' screens: who comes in, whom they see, what is written down of it."""

import csv
import io
from datetime import date
from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.release import MASK
from sasae.kernel import clock
from sasae.linkage.inquiries.models import Inquiry
from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.people.models import HeldChange, RegisteredPerson
from tests.linkage.register import HANAKO, HIDDEN, HOME, JIRO, REFUGE, TARO, Register, number, person
from tests.showings import let_see

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PAGES = {
    "/people/?q=高橋": "people.view",
    f"/people/{HANAKO}/": "people.view",
    "/feeds/": "people.view",
    "/non-residents/": "people.view",
    "/feeds/held/": "people.view",
    "/codes/": "codes.view",
    "/inquiries/": "inquiries.view",
    "/links/": "links.view",
}


def shown() -> list[list[str]]:
    return [line.persons for line in HistoryEntry.objects.filter(event="screen.shown").order_by("id")]


@pytest.fixture
def inquiry(taken_in: Register) -> Inquiry:
    hanako = RegisteredPerson.objects.get(atena_no=HANAKO)
    return Inquiry.objects.create(
        inquiry_no="202606150000000001", person=hanako, asked_by="subsidy", operator="hanako", affair="資格審査",
        basis="number_act_19_9", case="K-1", information="TM00000000000002", provider="149993",
        period_from=date(2025, 1, 1), period_to=date(2025, 12, 31), consent_on=date(2026, 6, 10), state="answered",
        answer_cipher=b"not to be shown", requested_at=clock.now(),
    )  # fmt: skip


@pytest.mark.clause("LNK-6")
@pytest.mark.parametrize(("address", "right"), PAGES.items())
def test_each_page_opens_by_its_right_alone(
    taken_in: Register, signed_in: Any, address: str, right: str, refusals: Any
) -> None:
    others = {"people.view", "codes.view", "inquiries.view", "links.view", "individual_number.view"} - {right}
    stranger = signed_in(*others)
    assert stranger.get(address).status_code == 403
    assert any("screen.refused" in line and stranger.staff.login_id in line for line in refusals())
    assert signed_in(right).get(address).status_code == 200


@pytest.mark.clause("LNK-6")
def test_nobody_who_is_not_signed_in_sees_anything(taken_in: Register, client: Any) -> None:
    for address in PAGES:
        assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ("q=高橋", {HANAKO, TARO, JIRO}),
        ("q=たかはし　はなこ", {HANAKO}),
        ("q=17", {HANAKO}),
        ("q=１７", {HANAKO}),
        ("birth=H27.5.5", {TARO}),
        ("birth=2015-05-05&q=高橋", {TARO}),
        ("q=高橋&birth=2015-05-06", set()),
        ("q=　", set()),
        ("", set()),
        ("birth=", set()),
    ],
)
def test_the_search_finds_and_the_journal_names_exactly_those_shown(
    taken_in: Register, signed_in: Any, query: str, who: set[str]
) -> None:
    page = signed_in("people.view").get(f"/people/?{query}").content.decode()
    assert {each for each in (HANAKO, TARO, JIRO, HIDDEN) if each in page} == who
    assert {each for line in shown() for each in line} == who


def test_a_birth_date_nobody_can_read_is_said_and_nobody_is_shown(taken_in: Register, signed_in: Any) -> None:
    page = signed_in("people.view").get("/people/?birth=いつか").content.decode()
    assert "条件を読み取れません" in page
    assert shown() == []


def test_the_list_marks_the_protected_and_shows_no_address_of_anybody(taken_in: Register, signed_in: Any) -> None:
    page = signed_in("people.view", "protected.view").get("/people/?q=逃").content.decode()
    assert "対象" in page
    assert REFUGE not in page
    assert HOME not in signed_in("people.view").get("/people/?q=高橋").content.decode()


def test_a_person_s_page_names_the_whole_household_in_the_journal(taken_in: Register, signed_in: Any) -> None:
    page = signed_in("people.view").get(f"/people/{HANAKO}/").content.decode()
    assert HOME in page
    assert "高橋　次郎" in page
    assert set(shown()[-1]) == {HANAKO, TARO, JIRO}
    assert number(1) not in page
    assert "個人番号を表示する" not in page


@pytest.mark.parametrize(
    ("rights", "permitted", "seen"),
    [(("people.view",), False, MASK), (("people.view", "protected.view"), False, MASK), (("people.view", "protected.view"), True, REFUGE)],
    ids=["without the right", "with it alone", "with another's permission"],
)  # fmt: skip
def test_a_protected_person_s_address_is_shown_by_two_persons(
    taken_in: Register, signed_in: Any, rights: tuple[str, ...], permitted: bool, seen: str
) -> None:
    client = signed_in(*rights)
    if permitted:
        let_see(client, HIDDEN)
    page = client.get(f"/people/{HIDDEN}/").content.decode()
    assert "支援措置対象者です" in page
    assert seen in page
    assert (REFUGE in page) == (seen == REFUGE)
    assert ("表示を申請する" in page) == ("protected.view" in rights and not permitted)
    released = HistoryEntry.objects.filter(event="protected.released")
    assert [line.actor_id for line in released] == ([client.staff.login_id] if seen == REFUGE else [])


@pytest.mark.clause("LNK-6")
def test_an_individual_number_is_shown_by_its_right_only_and_each_time_it_is_written_down(
    taken_in: Register, signed_in: Any
) -> None:
    address = f"/people/{HANAKO}/number/"
    assert number(1) not in signed_in("people.view").post(address).content.decode()
    client = signed_in("people.view", "individual_number.view")
    assert "個人番号を表示する" in client.get(f"/people/{HANAKO}/").content.decode()
    assert client.get(address).status_code == 405
    for _ in range(2):
        answer = client.post(address)
        assert number(1) in answer.content.decode()
        assert "no-store" in answer.headers.get("Cache-Control", "")
    lines = HistoryEntry.objects.filter(event="person.number_shown")
    assert [(line.actor_id, line.persons) for line in lines] == [(client.staff.login_id, [HANAKO])] * 2
    assert not [line for line in HistoryEntry.objects.all() if number(1) in str(vars(line))]


def test_somebody_without_a_number_is_said_to_have_none(register: Register, signed_in: Any) -> None:
    register.tell(person(), "")
    take_register_changes()
    client = signed_in("people.view", "individual_number.view")
    assert "個人番号を表示する" not in client.get(f"/people/{HANAKO}/").content.decode()
    assert "登録されていません" in client.post(f"/people/{HANAKO}/number/").content.decode()


def test_nobody_can_both_manage_accounts_and_see_individual_numbers(staff: Any) -> None:
    from sasae.foundation.accounts import actions

    with pytest.raises(actions.GrantRefused):
        staff("accounts.manage", "individual_number.view")


def test_an_unknown_person_is_not_found(taken_in: Register, signed_in: Any) -> None:
    assert signed_in("people.view").get("/people/000000000009999/").status_code == 404


def test_the_list_pages_sorts_and_is_written_out_by_its_own_right(register: Register, signed_in: Any) -> None:
    for sequence in range(1, 61):
        name = f"多摩　{sequence:02d}子"
        register.tell(
            person(f"{sequence:015d}", name=name, birth_date=date(1990, 1, 1 + sequence % 28)), number(sequence)
        )
    take_register_changes()
    client = signed_in("people.view", "lists.export")
    first = client.get("/people/?q=多摩&sort=atena_no").content.decode()
    assert "1 / 2 ページ" in first
    assert "多摩　01子" in first
    assert "多摩　60子" not in first
    assert "多摩　60子" in client.get("/people/?q=多摩&sort=atena_no&page=2").content.decode()
    assert "多摩　60子" in client.get("/people/?q=多摩&sort=-atena_no").content.decode()
    assert [len(line) for line in shown()] == [50, 10, 50]
    assert signed_in("people.view").get("/people/?q=多摩&export=csv").status_code == 403
    answer = client.get("/people/?q=多摩&export=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (rows[0][0], len(rows)) == ("宛名番号", 61)
    assert HistoryEntry.objects.get(event="list.exported").detail["rows"] == 60
    assert len(shown()[-1]) == 60


def test_a_held_change_is_listed_with_its_reason_and_without_its_content(register: Register, signed_in: Any) -> None:
    register.tell(person(), "123456789012")
    take_register_changes()
    client = signed_in("people.view", "feeds.run")
    assert "取り込めない異動データが1件あります" in client.get("/feeds/").content.decode()
    page = client.get("/feeds/held/?state=open").content.decode()
    assert "検査用数字が合いません" in page
    assert "花子" not in page
    assert "123456789012" not in page
    assert shown()[-1] == [HANAKO]
    held = HeldChange.objects.get()
    again = client.post(f"/feeds/held/{held.pk}/take/", follow=True).content.decode()
    assert "まだ取り込めません" in again
    register.tell(person(), number(1), "職権修正")
    take_register_changes()
    assert "当てはまるものはありません" in client.get("/feeds/held/?state=open").content.decode()
    assert "解消済みです" in client.post(f"/feeds/held/{held.pk}/take/", follow=True).content.decode()
    assert signed_in("people.view").post(f"/feeds/held/{held.pk}/take/").status_code == 403


def test_taking_the_feed_now_needs_its_right_and_queues_one_job(taken_in: Register, signed_in: Any) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    assert signed_in("people.view").post("/feeds/take/").status_code == 403
    assert "今すぐ取り込む" not in signed_in("people.view").get("/feeds/").content.decode()
    client = signed_in("people.view", "feeds.run")
    assert "今すぐ取り込む" in client.get("/feeds/").content.decode()
    assert "取込みを始めました" in client.post("/feeds/take/", follow=True).content.decode()
    assert "すでに順番を待っています" in client.post("/feeds/take/", follow=True).content.decode()
    assert {job.lock for job in ProcrastinateJob.objects.filter(status="todo")} == {
        "linkage.register_feed", "linkage.office_feeds",
    }  # fmt: skip


def test_the_inquiries_page_tells_basis_and_state_and_never_the_answer(inquiry: Inquiry, signed_in: Any) -> None:
    client = signed_in("inquiries.view", "lists.export")
    listed = client.get("/inquiries/?state=answered&provider=149993").content.decode()
    assert "みどり野市" in listed or "149993" in listed
    assert "回答あり" in listed
    page = client.get(f"/inquiries/{inquiry.inquiry_no}/").content.decode()
    assert "番号法第19条第9号" in page
    assert "令和8年6月10日" in page
    assert "not to be shown" not in page
    assert shown() == [[HANAKO], [HANAKO]]
    assert client.get("/inquiries/?export=csv").status_code == 200
    assert "当てはまるものはありません" in client.get("/inquiries/?state=refused").content.decode()


def test_the_bases_in_force_are_shown_in_words(taken_in: Register, signed_in: Any) -> None:
    page = signed_in("links.view").get("/links/").content.decode()
    for words in ("番号条例第3条第1項", "番号法第19条第9号", "医療費助成システム", "申請管理システム", "世帯の照会"):
        assert words in page
