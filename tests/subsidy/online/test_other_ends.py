"""A child who comes, an income's paper, a claim and a request for disclosure, each to its end; and who sent it, found by two."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.contracts.forms.definitions import procedures
from sasae.foundation.release import MASK
from sasae.kernel import clock
from sasae.subsidy.applications.batches import PROCEDURES as APPLIED_FOR
from sasae.subsidy.applications.models import MatchState
from sasae.subsidy.claims import actions as claims
from sasae.subsidy.claims.models import ClaimFolder
from sasae.subsidy.desk.queries import open_cases
from sasae.subsidy.entitlements.models import FactKind, FamilyFact, Recipient
from sasae.subsidy.notifications import actions as notifications
from sasae.subsidy.notifications.models import Kind, Notification, Review, ReviewState
from sasae.subsidy.online.actions import senders, settling
from sasae.subsidy.online.batches import fetch_notifications
from sasae.subsidy.online.models import Sent, State
from sasae.subsidy.online.readings import PROCEDURES
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.online.sending import BABY, BABY_ATENA, BABY_NUMBER, PICTURE, send
from tests.subsidy.town import DAY, HOME, MISAKI, REN, Linkage, person
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
STAFF = ("notifications.view", "notifications.enter", "people.view", "applications.view")
CLERK = (*STAFF, "claims.view", "claims.enter")


@pytest.mark.clause("APP-5")
def test_every_kind_the_portal_sends_has_a_way_to_its_end_in_this_office() -> None:
    assert procedures() == {*PROCEDURES, *APPLIED_FOR}


def answered(linkage: Linkage) -> tuple[str, str]:
    """The last outcome told, and its words."""
    _, question = next(one for one in reversed(linkage.asked) if one[0].endswith("report_outcome"))
    return question.status, question.message


def confirm(one: Notification, by: Any = EXAMINER) -> None:
    notifications.confirm(one.pk, [], seen=notifications.fingerprint(one), by=by, on=DAY, at=clock.now())


@pytest.fixture
def baby(linkage: Linkage) -> None:
    """Born two weeks ago, of Misaki's household."""
    linkage.people[BABY_ATENA] = person(BABY_ATENA, BABY["name"], BABY["name_kana"], BABY["birth_date"], "2", "子", resident_since="2026-06-01")
    linkage.numbers[BABY_NUMBER] = BABY_ATENA


@pytest.mark.clause("BUS-4", "ACQ-8")
def test_a_child_who_comes_is_found_by_the_number_and_has_a_certificate_before_the_parent_is_told(
    linkage: Linkage, baby: None, fetched: Callable[..., Sent], signed_in: Any, deliver: Callable[[], None]
) -> None:
    sent = fetched("child_added")
    assert (sent.state, sent.findings) == (State.ENTERED, [])
    one = Notification.objects.get()
    assert (one.kind, one.content["child"]["atena_no"]) == (Kind.CHILD_ADDED, BABY_ATENA)
    assert BABY_NUMBER not in str(sent.form)
    assert Person.objects.get(atena_no=BABY_ATENA).individual_number_index
    deliver()
    confirm(one)
    deliver()
    assert linkage.outcomes[-1][0] != sent.receipt_number  # in effect, and not decided yet
    review = Review.objects.get()
    examine_and_approve(signed_in, review)
    deliver()
    status, words = answered(linkage)
    assert (linkage.outcomes[-1], status) == ((sent.receipt_number, "06"), "06")
    assert "お子さんの医療証" in words
    assert Recipient.objects.get(person__atena_no=BABY_ATENA).certificates.exists()
    assert Sent.objects.get().numbers_sealed == ""


def examine_and_approve(signed_in: Any, review: Review) -> None:
    """As the buttons of the review do."""
    signed_in("notifications.view", "applications.examine").post(f"/notifications/reviews/{review.pk}/examine/")
    review.refresh_from_db()
    from sasae.subsidy.entitlements import actions

    assert review.examination is not None
    actions.request_approval(review.examination.pk, by=COUNTER)
    notifications.approve_change(review.examination.pk, by=EXAMINER, on=DAY, at=clock.now())


def test_a_child_who_gets_no_cover_is_refused_with_how_to_appeal(
    linkage: Linkage, baby: None, fetched: Callable[..., Sent], deliver: Callable[[], None]
) -> None:
    sent = fetched("child_added")
    confirm(Notification.objects.get())
    notifications.settle(Review.objects.get().pk, ReviewState.NOT_NEEDED, note="監護していない", by=COUNTER, at=clock.now())
    deliver()
    status, words = answered(linkage)
    assert (status, Sent.objects.get().state) == ("07", State.REFUSED)
    assert "審査請求" in words
    assert "監護していない" not in words  # a note among staff
    assert sent.receipt_number == linkage.outcomes[-1][0]


def test_a_child_nobody_finds_waits_and_the_number_is_kept_sealed_until_staff_find_them(
    linkage: Linkage, fetched: Callable[..., Sent], signed_in: Any, request: pytest.FixtureRequest
) -> None:
    sent = fetched("child_added")
    assert [one["id"] for one in sent.findings] == ["UK-329"]
    assert sent.numbers_sealed
    assert BABY_NUMBER not in sent.numbers_sealed
    request.getfixturevalue("baby")
    counter = signed_in(*STAFF)
    seen = counter.get(f"/notifications/sent/{sent.pk}/").context["seen"]
    counter.post(f"/notifications/sent/{sent.pk}/again/", {"seen": seen})
    assert Sent.objects.get().state == State.ENTERED
    assert Person.objects.get(atena_no=BABY_ATENA).individual_number_index


def test_of_a_child_who_is_not_entered_by_itself_the_file_keeps_nothing(fetched: Callable[..., Sent], baby: None) -> None:
    agent = {"name": "高津　陸", "name_kana": "タカツ　リク", "birth_date": "1985-05-05", "relation": "兄"}
    sent = fetched("child_added", agent=agent)
    assert [one["id"] for one in sent.findings] == ["UK-333"]
    assert not Person.objects.filter(atena_no=BABY_ATENA).exists()


@pytest.mark.parametrize(("bearer", "kept"), [(BABY_ATENA, True), (REN, False)], ids=["the child's", "a brother's"])
def test_a_number_given_for_a_child_staff_enter_is_kept_only_where_the_register_says_it_is_the_childs(
    linkage: Linkage, fetched: Callable[..., Sent], signed_in: Any, request: pytest.FixtureRequest, bearer: str, kept: bool
) -> None:
    sent = fetched("child_added")
    request.getfixturevalue("baby")
    linkage.numbers[BABY_NUMBER] = bearer
    counter, address = signed_in(*STAFF), f"/notifications/sent/{sent.pk}/0/"
    shown = counter.get(address).context["form"]
    typed = {name: shown[name].value() for name in shown.fields if shown[name].value() is not None}
    counter.post(address, typed)
    assert Notification.objects.get().content["child"]["atena_no"] == BABY_ATENA
    assert bool(Person.objects.get(atena_no=BABY_ATENA).individual_number_index) == kept


@pytest.mark.clause("BUS-4")
def test_an_income_is_typed_from_its_paper_compared_by_another_and_stands_with_its_source(
    linkage: Linkage, fetched: Callable[..., Sent], signed_in: Any, deliver: Callable[[], None]
) -> None:
    sent = fetched("income_proof", papers=(PICTURE,))
    assert [one["id"] for one in sent.findings] == ["UK-330"]
    counter, address = signed_in(*STAFF), f"/notifications/sent/{sent.pk}/0/"
    page = counter.get(address)
    assert f"/notifications/sent/{sent.pk}/papers/1/" in page.content.decode()
    assert counter.get(f"/notifications/sent/{sent.pk}/papers/1/").content == PICTURE
    shown = page.context["form"]
    typed = {name: shown[name].value() for name in shown.fields}
    assert typed["who"] == MISAKI
    told = {**typed, "year": "2024", "salary": "1200000", "dependants": "2", "proof": "課税（所得）証明書"}
    counter.post(address, told)
    one = Notification.objects.get()
    confirm(one)
    deliver()
    fact = FamilyFact.objects.get(kind=FactKind.INCOME)
    assert (fact.value["year"], fact.value["salary"], fact.source) == (2024, 1_200_000, one.number)
    assert answered(linkage)[0] == "06"


@pytest.mark.clause("BUS-2")
def test_a_claim_is_completed_beside_its_receipts_compared_decided_and_the_amount_and_the_day_are_told(
    linkage: Linkage, fetched: Callable[..., Sent], signed_in: Any, deliver: Callable[[], None], granted: Recipient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("SASAE_TODAY", "2026-07-10")  # the month after the treatment
    when = {"month": "2026-06"}
    son, mother = ({**one, **when} for one in RECEIPTS)
    sent = fetched("reimbursement_claim", receipts=[son, mother], papers=(PICTURE, PICTURE + b"2"))
    Sent.objects.update(received_on=date(2026, 7, 10))
    assert [one["id"] for one in sent.findings] == ["UK-331"]
    counter, address = signed_in(*CLERK), f"/notifications/sent/{sent.pk}/claim/"
    assert address in counter.get(f"/notifications/sent/{sent.pk}/").content.decode()
    lines = counter.get(address).context["lines"]
    assert [line.initial["insured_self_pay"] for line in lines] == [2_400, 3_000]
    assert lines[1].initial["recipient_number"] == granted.number
    typed = {f"{line.prefix}-{name}": line[name].value() for line in lines for name in line.fields if line[name].value() is not None}
    typed |= {"lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "2", "claimed_on": "2026-07-10"}
    own = {"reason": "01", "kind": "1", "days": "1", "treated_on": "20", "total_cost": "12000"}
    refused = counter.post(address, typed)
    assert "総医療費" in refused.content.decode()
    assert not ClaimFolder.objects.exists()
    typed |= {f"lines-{place}-{name}": value for place in (0, 1) for name, value in own.items()}
    done = counter.post(address, typed)
    assert counter.post(address, typed).url == done.url  # twice, and there once
    folder = ClaimFolder.objects.get()
    assert (done.url, folder.channel) == (f"/claims/folders/{folder.number}/", "portal")
    assert [one.insured_self_pay for one in folder.claims.order_by("place")] == [2_400, 3_000]
    assert folder.attachments.count() == 2
    deliver()
    claims.compare(folder.pk, by=EXAMINER)
    claims.decide_folder(folder.pk, by=EXAMINER, on=date(2026, 7, 10))
    deliver()
    status, words = answered(linkage)
    assert (status, Sent.objects.get().state) == ("06", State.DONE)
    assert "2件、合計5,400円" in words
    assert "令和8年8月" in words


RECEIPTS = [
    {"name": "宮前　蓮", "name_kana": "ミヤマエ　レン", "birth_date": "2015-05-05", "provider": "みなとテスト医院", "inpatient": False, "paid_yen": 2_400, "refunded_yen": 0},
    {"name": "宮前　美咲", "name_kana": "ミヤマエ　ミサキ", "birth_date": "1990-04-01", "provider": "箱根テスト病院", "inpatient": False, "paid_yen": 3_000, "refunded_yen": 0},
]  # fmt: skip


def test_a_request_for_disclosure_stands_on_the_list_with_the_laws_day_and_is_answered(
    linkage: Linkage, fetched: Callable[..., Sent], signed_in: Any, deliver: Callable[[], None]
) -> None:
    sent = fetched("disclosure_request")
    assert [one["id"] for one in sent.findings] == ["UK-332"]
    case = open_cases({"sent": None}, DAY).get()
    assert (case.number, case.due) == (sent.receipt_number, date(2026, 7, 15))
    counter, other, address = signed_in(*STAFF), signed_in(*STAFF), f"/notifications/sent/{sent.pk}/"

    def press(who: Any, step: str, **typed: str) -> str:
        seen = who.get(address).context["seen"]
        return str(who.post(f"{address}{step}/", {"seen": seen, **typed}, follow=True).content.decode())

    assert "決定の内容と、受け取り方を入れて" in press(counter, "decide", how="")
    assert "決定の案がありません" in press(other, "approve")
    press(counter, "decide", how="開示しません。", state="refused")
    press(counter, "decide", how="開示します。写しを郵送します。")  # written anew, before anybody approved
    seen = counter.get(address).context["seen"]
    refused(
        "online.decide", lambda by: settling.approve_decision(sent.pk, seen=seen, by=by, at=clock.now()),
        same=counter.staff.actor, other=other.staff.actor, says="別の人",
    )  # fmt: skip
    assert "別の人が、確かめて" in press(counter, "approve")
    assert "開示しないことも決定です" in press(other, "answer", why="-", state="refused")
    assert Sent.objects.get().state == State.WAITING
    assert "この内容で決定し、住民に知らせる" in other.get(address).content.decode()
    press(other, "approve")
    deliver()
    assert answered(linkage) == ("06", "開示の請求について決定しました：開示します。写しを郵送します。")
    assert not open_cases({"sent": None}, DAY).exists()


@pytest.mark.clause("ACQ-4")
def test_a_sender_nobody_found_is_found_by_one_confirmed_by_another_and_it_goes_on(
    linkage: Linkage, family: Any, signed_in: Any, deliver: Callable[[], None]
) -> None:
    send(linkage, "account_change", found=None, papers=(PICTURE,))
    fetch_notifications()
    sent = Sent.objects.get()
    address = f"/notifications/sent/{sent.pk}/"
    finder, other = signed_in(*STAFF), signed_in(*STAFF)
    assert finder.get(f"{address}papers/1/").status_code == 403  # who was not found may be somebody protected
    who = {"name_kana": "ミヤマエ　ミサキ", "birth_date": "1990-04-01"}
    assert "宮前　美咲" in finder.post(f"{address}sender/", who).content.decode()
    lacking = finder.post(f"{address}sender/", {**who, "chosen": MISAKI, "how": ""})
    assert "本人と確かめた方法" in lacking.content.decode()
    finder.post(f"{address}sender/", {**who, "chosen": MISAKI, "how": "登録の電話番号にかけ、生年月日を聞いた"})
    match = sent.matches.get()
    assert Sent.objects.get().applicant is None
    refused(
        "online.sender", lambda by: senders.confirm_sender(match.pk, by=by, at=clock.now()), same=finder.staff.actor,
        other=other.staff.actor, says="別の人",
    )  # fmt: skip
    own = finder.post(f"{address}sender/{match.pk}/confirm/", follow=True).content.decode()
    assert "別の人が" in own
    assert not Notification.objects.exists()
    page = other.get(address).content.decode()
    assert "登録の電話番号にかけ" in page
    assert HOME not in page
    assert MASK in page
    other.post(f"{address}sender/{match.pk}/confirm/")
    sent.refresh_from_db()
    assert (sent.applicant.atena_no, sent.state, Notification.objects.count()) == (MISAKI, State.ENTERED, 1)
    confirm(Notification.objects.get())
    deliver()
    assert linkage.outcomes[-1] == (sent.receipt_number, "06")


def test_a_match_that_was_wrong_is_taken_back_with_a_reason_and_another_is_looked_for(
    linkage: Linkage, family: Any, signed_in: Any
) -> None:
    send(linkage, "account_change", found=None)
    fetch_notifications()
    sent = Sent.objects.get()
    address = f"/notifications/sent/{sent.pk}/sender/"
    finder, who = signed_in(*STAFF), {"name_kana": "ミヤマエ　レン", "birth_date": "2015-05-05"}
    finder.post(address, {**who, "chosen": REN, "how": "電話"})
    match = sent.matches.get()
    assert "確認が済んでいません" in finder.post(address, {**who, "chosen": REN, "how": "電話"}).content.decode()
    finder.post(f"{address}{match.pk}/reject/", {"why": ""})
    assert sent.matches.get().state == MatchState.PROPOSED
    finder.post(f"{address}{match.pk}/reject/", {"why": "お子さんの名前だった"})
    finder.post(address, {"name_kana": "ミヤマエ　ミサキ", "birth_date": "1990-04-01", "chosen": MISAKI, "how": "電話"})
    assert list(sent.matches.order_by("pk").values_list("state", flat=True)) == ["rejected", "proposed"]
    assert Sent.objects.get().applicant is None
