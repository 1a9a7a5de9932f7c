"""Ties in doubt: numbers swapped within a family, of strangers, of people who look alike; and who decides."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from sasae.contracts.people import Address, Sex
from sasae.contracts.resident_register import Change
from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.linkage.codes.models import CodeRequest
from sasae.linkage.people import queries
from sasae.linkage.people.actions import take_changes
from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.people.models import HeldChange, RegisteredPerson, UnifiedPerson
from sasae.linkage.ties.actions import cases
from sasae.linkage.ties.models import TieCase
from tests.linkage.register import HANAKO, HIDDEN, HOME, JIRO, REFUGE, TARO, Register, hidden, number, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
TODAY = date(2026, 6, 15)
OUTSIDE = "900000000000017"  # a number the child allowance's office gave
KATO = Actor("kato", "加藤 実", "staff")
taro = {"name": "高橋　太郎", "name_kana": "タカハシ　タロウ", "birth_date": date(2015, 5, 5), "relation": "子"}


def unified_no(atena_no: str) -> str:
    return str(RegisteredPerson.objects.get(atena_no=atena_no).unified.unified_no)


def told(who: Any, individual_number: str, *, system: str = "child_allowance", sequence: int = 1) -> None:
    """An existing system tells of one person."""
    change = Change(
        sequence=sequence, event="届出", occurred_on=date(2026, 6, 1), person=who, individual_number=individual_number
    )
    take_changes(system, [change], sequence, on=TODAY)


def kinds() -> list[tuple[str, str]]:
    return list(TieCase.objects.order_by("id").values_list("person__atena_no", "kind"))


@pytest.mark.clause("USE-2")
def test_a_child_s_number_under_the_mother_s_entry_is_taken_for_a_swap_and_ties_nobody(taken_in: Register) -> None:
    before = {atena_no: unified_no(atena_no) for atena_no in (HANAKO, TARO)}
    taken_in.tell(person(relation="母"), number(2), "個人番号変更")
    take_register_changes()
    assert kinds() == [(HANAKO, "swap")]
    assert {atena_no: unified_no(atena_no) for atena_no in (HANAKO, TARO)} == before
    assert [each.atena_no for each in queries.by_individual_number(number(2))] == [TARO]
    assert RegisteredPerson.objects.get(atena_no=HANAKO).relation == "母"  # what else was told is taken
    assert not HeldChange.objects.exists()


def test_a_twin_s_number_is_taken_for_a_swap_though_birth_sex_and_home_agree(register: Register) -> None:
    register.tell(person(TARO, **taro), number(2))
    register.tell(person(JIRO, **{**taro, "name": "高橋　次郎", "name_kana": "タカハシ　ジロウ"}), number(3))
    take_register_changes()
    register.tell(
        person(JIRO, **{**taro, "name": "高橋　次郎", "name_kana": "タカハシ　ジロウ"}), number(2), "職権修正"
    )
    take_register_changes()
    assert kinds() == [(JIRO, "swap")]
    assert unified_no(TARO) != unified_no(JIRO)


@pytest.mark.clause("LNK-1")
@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ({}, None),
        ({"name": "高橋　花子"}, None),  # another shape of the first character
        ({"name": "タカハシ　ハナコ"}, None),  # written in kana, the reading agrees
        ({"address": Address(text="横浜市中区一番地")}, None),
        ({"sex": Sex.UNKNOWN}, None),  # the home makes up for it
        ({"sex": Sex.UNKNOWN, "address": Address(text="横浜市中区一番地")}, "unsure"),
        ({"name": "多摩　花子", "name_kana": "タマ　ハナコ"}, "unsure"),
        ({"birth_date": date(1990, 4, 3)}, "unsure"),
        ({"sex": Sex.MALE, "name": "川崎　一郎", "name_kana": "カワサキ　イチロウ", "birth_date": date(1960, 1, 1)}, "other"),
    ],
)  # fmt: skip
def test_a_second_number_of_a_person_is_tied_only_when_name_birth_and_sex_agree(
    taken_in: Register, other: dict[str, Any], kind: str | None
) -> None:
    told(person(OUTSIDE, household_no="", **other), number(1))
    assert kinds() == ([(OUTSIDE, kind)] if kind else [])
    tied = RegisteredPerson.objects.get(atena_no=OUTSIDE).unified
    assert (tied is not None) == (kind is None)
    assert tied is None or tied.unified_no == unified_no(HANAKO)
    assert CodeRequest.objects.count() == 4


def test_a_mother_who_comes_with_her_child_s_number_under_another_number_is_recognised(taken_in: Register) -> None:
    told(person(OUTSIDE, household_no=""), number(2))
    case = TieCase.objects.get()
    assert (case.kind, case.likely.atena_no, case.holder.unified_no) == ("swap", HANAKO, unified_no(TARO))


def test_what_another_system_says_of_a_resident_is_compared_and_not_kept(taken_in: Register) -> None:
    told(person(name="多摩　花子", household_no="X"), number(2))
    hanako = RegisteredPerson.objects.get(atena_no=HANAKO)
    assert (hanako.name, hanako.household_no, hanako.system) == ("髙橋　花子", "H1", "resident_register")
    assert kinds() == [(HANAKO, "swap")]


def test_the_register_alone_changes_a_number(taken_in: Register) -> None:
    told(person(), number(77))
    assert kinds() == [(HANAKO, "differs")]
    assert not queries.by_individual_number(number(77)).exists()
    taken_in.tell(person(), number(77), "個人番号変更")
    take_register_changes()
    assert [each.atena_no for each in queries.by_individual_number(number(77))] == [HANAKO]


def test_two_persons_with_one_number_in_one_page_are_not_merged(register: Register) -> None:
    register.tell(person(), number(1))
    register.tell(person(TARO, **taro), number(1))
    take_register_changes()
    assert RegisteredPerson.objects.get(atena_no=TARO).unified is None
    assert kinds() == [(TARO, "unsure")]
    assert UnifiedPerson.objects.count() == 1


def test_a_person_without_a_number_who_looks_like_another_is_a_candidate_and_not_tied(taken_in: Register) -> None:
    told(person(OUTSIDE, name="高橋花子", household_no=""), "")
    case = TieCase.objects.get()
    assert (case.kind, case.likely.atena_no, case.number_cipher) == ("candidate", HANAKO, None)
    assert RegisteredPerson.objects.get(atena_no=OUTSIDE).unified is None


def test_where_a_protected_person_lives_is_compared_with_nothing(taken_in: Register) -> None:
    told(person(OUTSIDE, household_no="", address=Address(text=REFUGE)), number(4))
    assert TieCase.objects.get().agreement["address"] is None


def test_the_same_doubt_opens_one_case_and_a_better_entry_settles_it(taken_in: Register) -> None:
    told(person(OUTSIDE, name="多摩　花子", name_kana="タマ　ハナコ"), number(1), sequence=1)
    told(person(OUTSIDE, name="多摩　花子", name_kana="タマ　ハナコ"), number(1), sequence=2)
    assert TieCase.objects.count() == 1
    told(person(OUTSIDE), number(1), sequence=3)
    assert TieCase.objects.get().state == "settled"
    assert unified_no(OUTSIDE) == unified_no(HANAKO)


def test_a_named_person_confirms_and_the_tie_is_made(taken_in: Register) -> None:
    told(person(OUTSIDE, name="多摩　花子", name_kana="タマ　ハナコ"), number(1))
    case = TieCase.objects.get()
    with pytest.raises(cases.CannotDecide, match="理由"):
        cases.confirm_same(case.pk, reason=" ", by=KATO)
    cases.confirm_same(case.pk, reason="婚姻届で確認", by=KATO)
    case.refresh_from_db()
    assert (case.state, case.decided_by, case.decided_by_name) == ("confirmed", "kato", "加藤 実")
    assert unified_no(OUTSIDE) == unified_no(HANAKO)
    with pytest.raises(cases.CannotDecide, match="済んで"):
        cases.reject(case.pk, reason="別の日に見直し", by=KATO)
    assert HistoryEntry.objects.get(event="tie.confirmed").persons == [OUTSIDE]


def test_who_was_said_to_be_another_stays_apart_and_is_not_asked_about_again(taken_in: Register) -> None:
    told(person(OUTSIDE, name="多摩　花子", name_kana="タマ　ハナコ"), number(1))
    cases.reject(TieCase.objects.get().pk, reason="登録元が番号の誤りを認めた", by=KATO)
    told(person(OUTSIDE, name="多摩　花子", name_kana="タマ　ハナコ"), number(1), sequence=2)
    assert TieCase.objects.get().state == "rejected"
    assert RegisteredPerson.objects.get(atena_no=OUTSIDE).unified is None


def test_the_database_refuses_a_decision_without_a_name(taken_in: Register) -> None:
    told(person(OUTSIDE, birth_date=date(1990, 4, 3)), number(1))
    with pytest.raises(IntegrityError, match="named_confirmer"), transaction.atomic():
        TieCase.objects.update(state="confirmed")


def test_a_number_that_was_not_tied_lies_encrypted(taken_in: Register) -> None:
    told(person(OUTSIDE, birth_date=date(1990, 4, 3)), number(1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM linkage_ties_tiecase t")
        (row,) = cursor.fetchone()
    assert number(1) not in row
    assert number(1).encode().hex() not in row


def test_the_page_of_a_case_compares_in_words_and_names_everybody_it_shows(taken_in: Register, signed_in: Any) -> None:
    told(person(OUTSIDE, household_no=""), number(2))
    case = TieCase.objects.get()
    client = signed_in("ties.view", "ties.decide", "lists.export")
    listed = client.get("/ties/?state=open").content.decode()
    assert "家族の番号との取り違えの疑い" in listed
    page = client.get(f"/ties/{case.pk}/").content.decode()
    assert "同じ世帯の人の番号が届いています" in page
    assert HOME not in page
    assert number(2) not in page
    shown = HistoryEntry.objects.filter(event="screen.shown").order_by("id").last()
    assert set(shown.persons) >= {OUTSIDE, HANAKO, TARO}
    refused = client.post(f"/ties/{case.pk}/decide/", {"decision": "other", "reason": ""})
    assert "理由を入れてください" in refused.content.decode()
    done = client.post(f"/ties/{case.pk}/decide/", {"decision": "other", "reason": "窓口で確認"}, follow=True)
    assert "判断を記録しました" in done.content.decode()
    again = client.post(f"/ties/{case.pk}/decide/", {"decision": "same", "reason": "やはり"}, follow=True)
    assert "済んでいます" in again.content.decode()
    assert signed_in("ties.view").post(f"/ties/{case.pk}/decide/", {}).status_code == 403


def test_a_protected_person_s_case_shows_no_address(taken_in: Register, signed_in: Any) -> None:
    taken_in.tell(hidden(), number(1), "個人番号変更")
    take_register_changes()
    assert kinds() == [(HIDDEN, "differs")]
    page = signed_in("ties.view", "protected.view").get(f"/ties/{TieCase.objects.get().pk}/").content.decode()
    assert "比べていない" in page
    assert REFUGE not in page
