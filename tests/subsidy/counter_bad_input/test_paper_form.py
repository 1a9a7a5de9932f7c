"""What cannot be on the paper application: said in Japanese with an id, beside its field, all typed kept, nothing done."""

import threading
from typing import Any

import pytest
from django.db import connection

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.applications import paper
from sasae.subsidy.applications.actions import CannotMove
from sasae.subsidy.applications.models import Application, State
from sasae.subsidy.people.actions import keep_individual_numbers, keep_people
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.test_paper import PLAIN
from tests.subsidy.town import DAY, MIO, MISAKI, MISAKI_NUMBER, REN, REN_NUMBER, Linkage, form, parted

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
SECOND = {
    "children-1-name": "宮前　澪", "children-1-name_kana": "ミヤマエ　ミオ", "children-1-birth_date": "H30.10.10",
    "children-1-sex": "2", "children-1-insurer_number": "01130012", "children-1-number": "3456",
    "children-1-insured_since": "R2.4.1", "children-1-reason": "02", "children-1-reason_on": "R7.3.31",
}  # fmt: skip
FAMILY = {**PLAIN, **SECOND}
WRONG = {
    "30 February of Reiwa": ({"received_on": "令和7年2月30日"}, "received_on", "ない日付です"),
    "a Heisei day after Heisei": ({"birth_date": "平成31年5月1日"}, "birth_date", "平成にない日付です"),
    "a month without a day": ({"insured_since": "平成31年5月"}, "insured_since", "日付として読めません"),
    "a thirteenth month": ({"children-0-birth_date": "2015-13-01"}, "children-0-birth_date", "ない日付です"),
    "the year nought": ({"children-0-reason_on": "令和0年1月1日"}, "children-0-reason_on", "ない年です"),
    "29 February of a common year": ({"birth_date": "20250229"}, "birth_date", "ない日付です"),
    "a birth tomorrow": ({"birth_date": "R8.6.16"}, "birth_date", "UK-005"),
    "a reception tomorrow": ({"received_on": "R8.6.16"}, "received_on", "UK-005"),
    "an insurance from tomorrow on": ({"insured_since": "R8.6.16"}, "insured_since", "UK-005"),
    "a reason after the reception": (
        {"received_on": "R8.6.1", "children-0-reason_on": "R8.6.2"}, "children-0-reason_on", "UK-104"
    ),
    "insured before birth": ({"children-0-insured_since": "H27.5.4"}, "children-0-insured_since", "UK-101"),
    "a relation nobody has": ({"relation": "99"}, "relation", "候補にありません"),
    "a reason that is none": ({"children-0-reason": "10"}, "children-0-reason", "候補にありません"),
    "an insurer nobody is": ({"insurer_number": "01130013"}, "insurer_number", "UK-002"),
    "an insurer of seven digits": ({"insurer_number": "0113001"}, "insurer_number", "UK-001"),
    "a postal code in words": ({"postal_code": "川崎"}, "postal_code", "UK-001"),
    "a reading in Chinese characters": ({"name_kana": "宮前　美咲"}, "name_kana", "UK-003"),
    "a telephone of words": ({"telephone": "なし"}, "telephone", "UK-004"),
    "a child support below nothing": ({"child_support_yen": "-1"}, "child_support_yen", "0"),
    "a child support beyond counting": ({"child_support_yen": "9" * 12}, "child_support_yen", "999999999"),
    "half a yen": ({"child_support_yen": "1.5"}, "child_support_yen", "整数"),
    "a child born with its mother": ({"children-0-birth_date": "H2.4.1"}, "children-0-birth_date", "UK-103"),
    "a child older than its mother": ({"children-0-birth_date": "S60.1.1"}, "children-0-birth_date", "UK-103"),
    "one child written twice": (
        {"children-1-name_kana": "みやまえれん", "children-1-birth_date": "H27.5.5", "children-1-sex": "1"},
        "children-1-name", "UK-105",
    ),
    "the applicant as her own child": (
        {"relation": "20", "children-1-name_kana": "ミヤマエ　ミサキ", "children-1-birth_date": "H2.4.1"},
        "children-1-name", "UK-105",
    ),
    "one number of two lives": ({"children-0-individual_number": MISAKI_NUMBER}, "children-0-individual_number", "UK-106"),
    "somebody else's number": ({"individual_number": REN_NUMBER}, "individual_number", "UK-107"),
    "nobody's number": ({"individual_number": "222222222225"}, "individual_number", "UK-107"),
    "a number with a wrong check digit": ({"individual_number": "123456789012"}, "individual_number", "個人番号を確かめて"),
    "another paper without its name": ({"identity_checked": "その他"}, "identity_note", "UK-202"),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "at", "said"), WRONG.values(), ids=WRONG.keys())
def test_it_is_said_beside_its_field_and_everything_typed_stays(
    linkage: Linkage, signed_in: Any, changed: dict[str, str], at: str, said: str
) -> None:
    sent = {**FAMILY, **changed}
    page = signed_in("applications.enter").post("/applications/new/", sent)
    assert page.status_code == 200
    text = page.content.decode()
    wrong = f'aria-describedby="id_{at}' if f'id="id_{at}_error"' in text else ""
    place = text.index(f'id="id_{at}_error"')
    assert said in text[place : place + 600], text[place : place + 600]
    assert wrong
    assert f'href="#id_{at}' in text
    for name, typed in sent.items():
        chosen = name == at and said == "候補にありません"  # a browser sends no such choice
        if typed and not chosen and not name.endswith(("individual_number", "_FORMS")) and f'name="{name}"' in text:
            field = text[text.index(f'name="{name}"') :][:20_000]
            assert f'value="{typed}"' in field or f'value="{typed}" selected' in field, name
    assert sent["individual_number"] not in text
    assert (Application.objects.count(), Person.objects.count()) == (0, 0)


def test_a_grandmother_may_be_younger_than_no_child_but_a_caregiver_may_be_a_sister(
    linkage: Linkage, signed_in: Any
) -> None:
    """The order of births binds parents alone."""
    sent = {**FAMILY, "relation": "20", "birth_date": "H27.5.5"}
    text = signed_in("applications.enter").post("/applications/new/", sent).content.decode()
    assert "UK-103" not in text


def test_hyphens_full_width_and_spaces_are_forgiven(linkage: Linkage, signed_in: Any) -> None:
    sent = {**FAMILY, "postal_code": "２１６－０００６", "telephone": "０４４-111-2222", "insurer_number": "0113 0012"}
    assert signed_in("applications.enter").post("/applications/new/", sent).status_code == 302
    made = Application.objects.get().form["applicant"]
    assert (made["postal_code"], made["telephone"]) == ("2160006", "0441112222")
    assert made["insurance"]["insurer_number"] == "01130012"


def test_a_number_that_lies_with_another_person_of_the_file_is_not_given_twice(
    linkage: Linkage, signed_in: Any
) -> None:
    keep_people([linkage.people[MIO]], by=COUNTER, affair="資格審査", fetched_at=clock.now())
    keep_individual_numbers({MIO: MISAKI_NUMBER}, by=COUNTER)
    text = signed_in("applications.enter").post("/applications/new/", FAMILY).content.decode()
    assert "UK-108" in text
    assert Application.objects.count() == 0


@pytest.mark.parametrize("sent", [{}, {"children-TOTAL_FORMS": "1000"}], ids=["an empty page", "a thousand children"])
def test_a_page_no_browser_sends_is_answered_by_findings(
    linkage: Linkage, signed_in: Any, sent: dict[str, str]
) -> None:
    page = signed_in("applications.enter").post("/applications/new/", {**({"x": "1"} if not sent else FAMILY), **sent})
    assert page.status_code in (200, 400)
    assert Application.objects.count() == 0


def test_a_page_sent_twice_is_entered_once(linkage: Linkage, signed_in: Any) -> None:
    counter = signed_in("applications.enter", "applications.view")
    addresses = {counter.post("/applications/new/", FAMILY)["Location"] for _ in range(2)}
    assert len(addresses) == 1
    assert Application.objects.count() == 1
    assert HistoryEntry.objects.filter(event="application.registered").count() == 1


def test_a_page_sent_again_with_other_words_loses_nothing_and_is_another_application_the_next_time(
    linkage: Linkage, signed_in: Any
) -> None:
    counter = signed_in("applications.enter", "applications.view")
    counter.post("/applications/new/", FAMILY)
    first, changed = Application.objects.get(), {**FAMILY, "telephone": "0449998888"}
    page = counter.post("/applications/new/", changed)
    text = page.content.decode()
    for words in ("UK-206", first.receipt_number, 'value="0449998888"'):
        assert words in text
    assert Application.objects.count() == 1
    counter.post("/applications/new/", {**changed, "token": page.context["form"]["token"].value()})
    assert Application.objects.count() == 2


def test_a_page_whose_application_was_withdrawn_is_not_taken_for_it(linkage: Linkage, signed_in: Any) -> None:
    counter = signed_in("applications.enter", "applications.view")
    counter.post("/applications/new/", FAMILY)
    paper.withdraw_entry(Application.objects.get().pk, why="入力の誤り", by=COUNTER)
    assert "UK-206" in counter.post("/applications/new/", FAMILY).content.decode()


def test_two_pages_of_the_same_words_are_two_applications(linkage: Linkage, signed_in: Any) -> None:
    counter = signed_in("applications.enter", "applications.view")
    for token in ("first", "second"):
        counter.post("/applications/new/", {**FAMILY, "token": token})
    assert Application.objects.count() == 2


@pytest.fixture
def entered(linkage: Linkage) -> Application:
    content, _ = parted(form())
    people = {"applicant": linkage.people[MISAKI], "children.0": linkage.people[REN]}
    return paper.enter_paper(
        content, people, identity_checked="運転免許証", received_on=DAY, by=COUNTER, at=clock.now()
    )


def test_a_page_of_before_does_not_confirm_what_was_changed_meanwhile(
    entered: Application, linkage: Linkage, signed_in: Any
) -> None:
    from sasae.subsidy.applications import identification

    seen = entered.fingerprint
    identification.identify(entered.pk, "children.1", linkage.people[MIO], by=COUNTER, at=clock.now())
    with pytest.raises(CannotMove, match="内容が変わりました"):
        paper.confirm_entry(entered.pk, seen=seen, by=EXAMINER)
    entered.refresh_from_db()
    assert entered.state == State.ENTERED
    paper.confirm_entry(entered.pk, seen=entered.fingerprint, by=EXAMINER)


def test_confirmed_twice_and_withdrawn_afterwards_says_what_it_is_now_and_keeps_the_words(
    entered: Application, signed_in: Any
) -> None:
    desk = signed_in("applications.view", "applications.enter")
    address = f"/applications/{entered.receipt_number}/"
    desk.post(f"{address}withdraw/", {"why": "記入もれ"})
    text = desk.post(f"{address}withdraw/", {"why": "長い理由を書いた"}, follow=True).content.decode()
    assert "「取下げ」のため" in text
    assert "長い理由を書いた" in text
    text = desk.post(f"{address}confirm/", {"seen": entered.fingerprint}, follow=True).content.decode()
    assert "「取下げ」のため" in text


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_the_same_page_twice_at_once_is_entered_once(linkage: Linkage) -> None:
    content, _ = parted(form())
    people = {"applicant": linkage.people[MISAKI]}
    made: list[str] = []

    def send() -> None:
        one = paper.enter_paper(
            content, people, identity_checked="旅券", received_on=DAY, by=COUNTER, at=clock.now(), token="at-once"
        )
        made.append(one.receipt_number)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=120)
    assert len(made) == 2
    assert len(set(made)) == 1
    assert Application.objects.count() == 1
