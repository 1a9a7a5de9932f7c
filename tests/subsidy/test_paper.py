"""Paper at the counter: entered by one, compared by another, persons found through linkage."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.release import MASK
from sasae.kernel import clock
from sasae.subsidy.applications import identification, paper
from sasae.subsidy.applications.actions import CannotMove
from sasae.subsidy.applications.batches import fetch_applications
from sasae.subsidy.applications.models import Application, State
from sasae.subsidy.entitlements.actions import CannotDecide
from sasae.subsidy.people.models import Person
from tests.showings import let_see
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import (
    DAY,
    HOME,
    MIO,
    MISAKI,
    MISAKI_NUMBER,
    OBASAN,
    RECEIPT,
    REN,
    Linkage,
    form,
    parted,
    person,
)
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PLAIN = {
    "token": "one-page", "received_on": "令和8年6月15日", "identity_checked": "個人番号カード", "name": "宮前　美咲", "name_kana": "ミヤマエ　ミサキ",
    "birth_date": "H2.4.1", "sex": "2", "relation": "11", "postal_code": "2160006", "address": HOME,
    "telephone": "0441112222", "individual_number": MISAKI_NUMBER, "insurer_number": "01130012", "symbol": "12",
    "number": "3456", "insured_since": "R2.4.1", "has_partner": "no", "child_support_yen": "240000", "other_scheme": "no",
    "receives_child_allowance": "yes", "consent_to_inquiries": "yes",
    "children-TOTAL_FORMS": "2", "children-INITIAL_FORMS": "0", "children-MIN_NUM_FORMS": "0",
    "children-MAX_NUM_FORMS": "6",
    "children-0-name": "宮前　蓮", "children-0-name_kana": "みやまえ　れん", "children-0-birth_date": "平成27年5月5日",
    "children-0-sex": "1", "children-0-insurer_number": "01130012", "children-0-number": "3456",
    "children-0-insured_since": "R2.4.1", "children-0-reason": "02", "children-0-reason_on": "R7.3.31",
    "children-0-lives_with_applicant": "yes", "children-0-disabled": "no", "children-0-in_high_school": "no",
    "children-1-lives_with_applicant": "yes", "children-1-disabled": "no", "children-1-in_high_school": "no",
}  # fmt: skip


@pytest.fixture
def entered(linkage: Linkage) -> Application:
    content, _ = parted(form())
    people = {"applicant": linkage.people[MISAKI], "children.0": linkage.people[REN], "children.1": linkage.people[MIO]}
    return paper.enter_paper(
        content, people, identity_checked="運転免許証", received_on=DAY, by=COUNTER, at=clock.now()
    )


@pytest.mark.clause("ACQ-1")
@pytest.mark.parametrize("said", ["", " "])
def test_nothing_is_taken_in_without_the_identity_checked(linkage: Linkage, said: str) -> None:
    content, _ = parted(form())
    with pytest.raises(paper.NoIdentityCheck, match="本人確認"):
        paper.enter_paper(content, {}, identity_checked=said, received_on=DAY, by=COUNTER, at=clock.now())
    assert Application.objects.count() == 0


@pytest.mark.clause("ACQ-2")
def test_an_entry_counts_only_after_another_person_compared_it(
    entered: Application, examine: Callable[..., Any]
) -> None:
    assert entered.state == State.ENTERED
    with pytest.raises(CannotDecide, match="審査できません"):
        examine(entered)
    compare = partial(paper.confirm_entry, entered.pk, seen=entered.fingerprint)
    refused("applications.compare", lambda by: compare(by=by), same=COUNTER, other=EXAMINER, says="別の人")
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Application.objects.filter(pk=entered.pk).update(confirmed_by=COUNTER.id)
    paper.confirm_entry(entered.pk, seen=entered.fingerprint, by=EXAMINER)
    entered.refresh_from_db()
    assert examine(entered).outcome == "10"


def test_an_entry_given_up_says_why(entered: Application) -> None:
    with pytest.raises(CannotMove, match="理由"):
        paper.withdraw_entry(entered.pk, why=" ", by=EXAMINER)
    paper.withdraw_entry(entered.pk, why="生年月日の入力の誤り", by=EXAMINER)
    with pytest.raises(CannotMove):
        paper.confirm_entry(entered.pk, seen=entered.fingerprint, by=EXAMINER)


@pytest.mark.clause("ACQ-1", "ACQ-2")
def test_the_counter_enters_and_another_confirms_on_screen(linkage: Linkage, signed_in: Any) -> None:
    counter = signed_in("applications.view", "applications.enter", name="入力 一")
    page = counter.post("/applications/new/", PLAIN)
    assert page.status_code == 302, page.content.decode()
    made = Application.objects.get()
    assert made.form["persons"] == {"applicant": MISAKI, "children.0": REN}
    assert MISAKI_NUMBER not in str(made.form)
    assert Person.objects.get(atena_no=MISAKI).individual_number_cipher
    assert made.identity_checked == "個人番号カード"
    address = f"/applications/{made.receipt_number}/"
    own = counter.get(address).content.decode()
    assert "別の人" in own
    assert "confirm/" not in own
    counter.post(f"{address}confirm/", {"seen": made.fingerprint})
    assert Application.objects.get().state == State.ENTERED
    other = signed_in("applications.view", "applications.enter")
    other.post(f"{address}confirm/", {"seen": made.fingerprint})
    assert Application.objects.get().state == State.RECEIVED


@pytest.mark.clause("ACQ-9")
def test_what_the_paper_does_not_ask_is_not_kept(linkage: Linkage, signed_in: Any) -> None:
    more = {"religion": "問われていないこと", "children-0-school": "問われていないこと", "form": "問われていないこと"}
    signed_in("applications.enter").post("/applications/new/", {**PLAIN, **more})
    made = Application.objects.get()
    assert "問われていないこと" not in str(Application.objects.filter(pk=made.pk).values()) + str(Person.objects.values())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"identity_checked": ""}, "本人確認に使った書類を選んでください。"),
        ({"identity_checked": "その他"}, "「その他」のときは"),
        ({"individual_number": "123456789012"}, "個人番号を確かめてください"),
        ({"birth_date": "R99.1.1"}, "field__error"),
        ({"children-0-reason": ""}, "ひとり親となった理由を選んでください。"),
        ({"children-0-name": ""}, "児童1：氏名を入れてください。"),
    ],
)
def test_a_wrong_entry_is_said_beside_its_field(
    linkage: Linkage, signed_in: Any, changed: dict[str, str], said: str
) -> None:
    page = signed_in("applications.enter").post("/applications/new/", {**PLAIN, **changed})
    assert page.status_code == 200
    text = page.content.decode()
    assert said in text
    assert MISAKI_NUMBER not in text
    assert Application.objects.count() == 0


def test_a_paper_without_children_is_not_taken_in(linkage: Linkage, signed_in: Any) -> None:
    plain = {key: value for key, value in PLAIN.items() if not key.startswith("children-0-")}
    page = signed_in("applications.enter").post(
        "/applications/new/",
        {**plain, **{f"children-0-{name}": "yes" for name in ("lives_with_applicant",)},
         "children-0-disabled": "no", "children-0-in_high_school": "no"},
    )  # fmt: skip
    assert "児童を1人以上" in page.content.decode()


def test_while_linkage_is_away_nothing_typed_is_lost(linkage: Linkage, signed_in: Any) -> None:
    linkage.away = True
    text = signed_in("applications.enter").post("/applications/new/", PLAIN).content.decode()
    assert "連携基盤につながりません" in text
    assert 'value="宮前　蓮"' in text
    assert Application.objects.count() == 0


def test_a_child_the_register_does_not_place_is_found_by_staff(linkage: Linkage, signed_in: Any) -> None:
    linkage.people[MIO] = person(MIO, "宮前　澪", "ミヤマエ　レイ", "2018-10-10", "2", "子", household_no="H9")
    linkage.publish()
    fetch_applications()
    application = Application.objects.get()
    assert identification.unfound(application) == {"children.1": "児童2"}
    desk = signed_in("applications.view", "applications.enter")
    address = f"/applications/{RECEIPT}/identify/children.1/"
    assert "児童2の人を探す" in desk.get(f"/applications/{RECEIPT}/").content.decode()
    assert desk.get(address).status_code == 200
    nobody = desk.post(address, {"name_kana": "ミヤウチ　ミオ", "birth_date": "2018-10-10"}).content.decode()
    assert "当てはまる人はいません" in nobody
    found = desk.post(address, {"name_kana": "みやまえ　みお", "birth_date": "2018-10-10"}).content.decode()
    assert MIO in found
    assert desk.post(address, {"chosen": MIO}).status_code == 302
    application.refresh_from_db()
    assert application.form["persons"]["children.1"] == MIO
    assert [row.place for row in application.differences.all()] == ["children.1.name_kana"]
    page = desk.get(f"/applications/{RECEIPT}/").content.decode()
    assert "違う" in page
    assert desk.get(address).status_code == 404


def test_nobody_stands_in_a_form_twice(linkage: Linkage, signed_in: Any) -> None:
    linkage.people.pop(MIO)
    linkage.publish()
    fetch_applications()
    page = signed_in("applications.enter").post(f"/applications/{RECEIPT}/identify/children.1/", {"chosen": REN})
    assert "別のところに書かれています" in page.content.decode()


def test_an_application_of_nobody_known_waits_until_its_applicant_is_found(
    linkage: Linkage, signed_in: Any, examine: Callable[..., Any]
) -> None:
    linkage.publish(applicant=None)
    fetch_applications()
    application = Application.objects.get()
    assert application.applicant is None
    with pytest.raises(ValueError, match="申請者が特定されていません"):
        examine(application)
    desk = signed_in("applications.view", "applications.enter", "applications.examine")
    page = desk.get(f"/applications/{RECEIPT}/").content.decode()
    assert "特定できていません" in page
    assert HOME not in page
    other = signed_in("applications.view", "applications.enter")
    for place, who in (("children.0", REN), ("children.1", MIO)):
        desk.post(f"/applications/{RECEIPT}/identify/{place}/", {"chosen": who})
    address, how = f"/applications/{RECEIPT}/identify/applicant/", "登録の電話番号にかけ、生年月日を聞いた"
    assert "本人と確かめた方法" in desk.post(address, {"chosen": MISAKI, "how": ""}).content.decode()
    desk.post(address, {"chosen": MISAKI, "how": how})
    message = linkage.people[MISAKI]
    with pytest.raises(identification.CannotIdentify, match="一人が見つけ"):
        identification.identify(application.pk, "applicant", message, by=EXAMINER, at=clock.now())
    match = application.matches.get()
    steps = f"/applications/{RECEIPT}/applicant/{match.pk}/"
    refused(
        "applications.applicant",
        lambda by: identification.confirm_applicant(match.pk, message, by=by, at=clock.now()), same=desk.staff.actor,
        other=other.staff.actor, says="別の人",
    )  # fmt: skip
    assert "別の人が" in desk.post(f"{steps}confirm/", follow=True).content.decode()
    application.refresh_from_db()
    assert application.applicant is None
    page = other.get(f"/applications/{RECEIPT}/").content.decode()
    assert (how in page, HOME in page) == (True, False)
    other.post(f"{steps}confirm/")
    application.refresh_from_db()
    assert examine(application).outcome == "10"
    assert HistoryEntry.objects.get(event="application.applicant_confirmed").persons == [MISAKI]


def test_an_applicant_taken_for_another_is_taken_back_with_a_reason_and_looked_for_again(
    linkage: Linkage, signed_in: Any
) -> None:
    linkage.publish(applicant=None)
    fetch_applications()
    application = Application.objects.get()
    desk, address = signed_in("applications.view", "applications.enter"), f"/applications/{RECEIPT}/identify/applicant/"
    desk.post(address, {"chosen": MISAKI, "how": "電話"})
    assert "確認が済んでいません" in desk.post(address, {"chosen": MIO, "how": "電話"}).content.decode()
    match = application.matches.get()
    desk.post(f"/applications/{RECEIPT}/applicant/{match.pk}/reject/", {"why": ""})
    assert application.matches.get().state == "proposed"
    desk.post(f"/applications/{RECEIPT}/applicant/{match.pk}/reject/", {"why": "別人だった"})
    assert desk.post(address, {"chosen": MISAKI, "how": "来庁し、写真のある証明書を見た"}).status_code == 302
    assert sorted(application.matches.values_list("state", flat=True)) == ["proposed", "rejected"]


def test_a_protected_applicant_is_masked_on_the_page(linkage: Linkage, signed_in: Any) -> None:
    linkage.people[MISAKI] = person(
        MISAKI, "宮前　美咲", "ミヤマエ　ミサキ", "1990-04-01", "2", "世帯主", protected_until="2027-03-31"
    )
    linkage.publish()
    fetch_applications()
    page = signed_in("applications.view").get(f"/applications/{RECEIPT}/").content.decode()
    assert MASK in page
    assert HOME not in page
    trusted = signed_in("applications.view", "protected.view")
    assert HOME not in trusted.get(f"/applications/{RECEIPT}/").content.decode()
    assert HOME in let_see(trusted, MISAKI).get(f"/applications/{RECEIPT}/").content.decode()
    assert HistoryEntry.objects.filter(event="protected.released").exists()


@pytest.mark.clause("USE-4")
def test_the_register_stands_beside_the_application(linkage: Linkage, signed_in: Any) -> None:
    linkage.people[REN] = person(REN, "宮前　連", "ミヤマエ　レン", "2015-05-05", "1", "子")
    linkage.people[OBASAN] = person(OBASAN, "宮前　静", "ミヤマエ　シズ", "1960-01-01", "2", "母")
    linkage.publish()
    fetch_applications()
    page = signed_in("applications.view").get(f"/applications/{RECEIPT}/").content.decode()
    assert page.count("違う") == 1
    assert "宮前　連" in page
    assert HOME in page
    assert "世帯番号 H1" in page
