"""What is another bill, and what is the same one again: a true second bill is paid, a duplicate never."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.kernel.period import Month
from sasae.law import decide_claim
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.actions import CannotClaim, FolderEntry
from sasae.subsidy.claims.balances import granted_twice
from sasae.subsidy.claims.cases import case_of
from sasae.subsidy.claims.models import Claim, ClaimFolder, State
from sasae.subsidy.claims.warnings import warnings_of, why_not_clean
from sasae.subsidy.entitlements.models import Entitlement, Family, Recipient
from sasae.subsidy.ledger.actions import Entry, Line, post, reverse
from sasae.subsidy.ledger.models import Account, PostingLine, Scheme
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from tests.subsidy.claims.folders import family_of, handed_in, line, picture
from tests.subsidy.claims.test_paid_before import open_books
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER
from tests.subsidy.money import CLINIC, JUNE, LATER, claim, file_of, receipt, take_in
from tests.subsidy.town import MISAKI
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
HOSPITAL = "あさお台総合病院"
DAYS = {"treated_on": [date(2026, 6, 17), date(2026, 6, 24)]}
OTHER_DAYS = {"treated_on": [date(2026, 6, 18), date(2026, 6, 25)]}


def granted_claim(made: Claim, by: Any = EXAMINER) -> Claim:
    actions.decide(made.pk, by=by, on=LATER)
    made.refresh_from_db()
    return made


def objected(recipient: str, **changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(CannotClaim) as refused:
        claim(recipient, COUNTER, **changes)
    return [(one.id, one.at) for one in refused.value.findings]


def warned(made: Claim) -> list[str]:
    """What whoever compares is told, but for the missing picture."""
    told = warnings_of(made.folder, [(made, decide_claim(case_of(made), LATER))])
    return [one.id for one in told if one.id != "C-303"]


@pytest.mark.clause("BUS-2")
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"kind": "3", "insured_self_pay": 900}, id="歯科"),
        pytest.param({"setting": "1", "insured_self_pay": 20_000, "total_cost": 70_000}, id="入院"),
        pytest.param({"part": "05", **DAYS, "insured_self_pay": 900}, id="別の診療科"),
        pytest.param({"part": "05", **OTHER_DAYS}, id="同じ額の別の日"),
    ],
)
def test_a_second_bill_of_a_hospital_and_month_is_paid_as_well(granted: Recipient, changes: dict[str, Any]) -> None:
    first = granted_claim(claim(granted.number, COUNTER, provider=HOSPITAL, **DAYS))
    second = claim(granted.number, COUNTER, provider=HOSPITAL, **changes)
    assert "C-304" in warned(second)
    assert granted_claim(second).state == State.GRANTED
    assert balances()[Account.PAYABLE_TO_PERSON] == -(first.amount + second.amount)
    assert list(granted_twice()) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, ("C-106", "provider"), id="同じ領収書"),
        pytest.param({"insured_self_pay": 900}, ("C-106", "provider"), id="額が違っても区別がなければ同じ"),
        pytest.param({"part": "05"}, ("C-128", "insured_self_pay"), id="区別を書いた同じ領収書"),
        pytest.param({"part": "05", **DAYS}, ("C-128", "insured_self_pay"), id="同じ日の同じ額"),
        pytest.param({"kind": "3"}, ("C-128", "insured_self_pay"), id="種類を違えた同じ領収書"),
        pytest.param({"part": "05", "insured_self_pay": 900}, ("C-129", "treated_on"), id="日のない別の請求"),
    ],
)
def test_the_same_bill_again_is_refused_however_it_is_called(
    granted: Recipient, changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    claim(granted.number, COUNTER, provider=HOSPITAL, **DAYS)
    assert objected(granted.number, provider=HOSPITAL, **changes) == [expected]
    assert Claim.objects.count() == 1


def test_one_code_sets_one_bill_apart_in_the_database_too(granted: Recipient) -> None:
    claim(granted.number, COUNTER, part="05", **DAYS)
    assert objected(granted.number, part="05", **OTHER_DAYS) == [("C-106", "provider")]
    first = Claim.objects.get()
    first.pk, first.number = None, "C202699999999"
    with pytest.raises(IntegrityError, match="subsidy_claims_once"), transaction.atomic():
        first.save()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"kind": ""}, ("C-133", "kind"), id="種類がない"),
        pytest.param({"setting": ""}, ("C-133", "setting"), id="入外がない"),
        pytest.param({"kind": "4", "setting": "1"}, ("C-134", "setting"), id="調剤に入院はない"),
        pytest.param({"part": "皮膚科", **DAYS}, ("C-135", "part"), id="表にない区別の文言"),
        pytest.param({"part": "91", **DAYS}, ("C-135", "part"), id="移行した請求だけの区別"),
        pytest.param({"twin_why": "ア" * 201}, ("C-136", "twin_why"), id="長すぎる理由"),
    ],
)
def test_a_bill_says_what_kind_it_is(granted: Recipient, changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert objected(granted.number, **changes) == [expected]
    assert claim(granted.number, COUNTER, kind="3", setting="1").pk


def test_two_departments_of_a_month_are_two_lines_of_one_folder(granted: Recipient) -> None:
    same = {"provider": HOSPITAL, "total_cost": 5_000, "insured_self_pay": 1_500}
    with pytest.raises(CannotClaim) as refused:
        handed_in(line(granted.number, **same), line(granted.number, **same))
    assert [(one.id, one.at) for one in refused.value.findings] == [("C-114", "lines-1-provider")]
    with pytest.raises(CannotClaim) as refused:
        handed_in(line(granted.number, **same), line(granted.number, **same, part="05"))
    assert [(one.id, one.at) for one in refused.value.findings] == [("C-128", "lines-1-insured_self_pay")]
    made = handed_in(line(granted.number, **same, **DAYS), line(granted.number, **same, part="05", **OTHER_DAYS))
    actions.compare(made.pk, by=EXAMINER)
    actions.decide_folder(made.pk, by=EXAMINER, on=LATER)
    assert balances()[Account.PAYABLE_TO_PERSON] == -3_000


def test_the_same_page_sent_twice_is_one_folder_but_nothing_typed_since_is_lost(granted: Recipient) -> None:
    entry = FolderEntry(LATER, [line(granted.number)], once="page")
    made = actions.enter_folder(entry, by=COUNTER, on=LATER)
    assert actions.enter_folder(entry, by=COUNTER, on=LATER) == made
    more = FolderEntry(LATER, [line(granted.number), line(granted.number, provider="別の医院")], once="page")
    with pytest.raises(CannotClaim, match="C-130") as refused:
        actions.enter_folder(more, by=COUNTER, on=LATER)
    assert made.number in str(refused.value)
    assert Claim.objects.count() == 1


class TestCareInKind:
    """The review body's receipts of the same clinic: 300 points on one day, 900 yen."""

    @pytest.fixture(autouse=True)
    def _accepted(self, granted: Recipient) -> None:
        take_in(file_of(receipt(granted.number)), EXAMINER)
        assert ReceiptLine.objects.get().state == LineState.ACCEPTED

    def test_another_kind_of_care_there_is_paid(self, granted: Recipient) -> None:
        assert objected(granted.number, provider=CLINIC) == [("C-104", "provider")]
        made = claim(granted.number, COUNTER, provider=CLINIC, kind="3", **DAYS)
        assert warned(made) == ["C-305"]
        assert granted_claim(made).amount == 3_000

    def test_days_before_the_certificate_came_are_paid_when_they_are_set_apart(self, granted: Recipient) -> None:
        assert objected(granted.number, provider=CLINIC, part="31", days=1, insured_self_pay=905) == [
            ("C-104", "provider")
        ]  # within the ten yen to which a window rounds
        made = claim(granted.number, COUNTER, provider=CLINIC, part="31", **DAYS)
        assert why_not_clean(made.folder, [(made, decide_claim(case_of(made), LATER))])
        assert granted_claim(made).amount == 3_000
        assert list(granted_twice()) == []

    def test_no_month_has_more_days_than_it_has(self, granted: Recipient) -> None:
        ReceiptLine.objects.update(days=29)
        days = [date(2026, 6, day) for day in (16, 17)]
        assert objected(granted.number, provider=CLINIC, part="31", days=2, treated_on=days) == [
            ("C-104", "provider")
        ]
        assert claim(granted.number, COUNTER, provider=CLINIC, part="31", days=1, treated_on=days[:1]).pk


@pytest.mark.parametrize(("kind", "state"), [("3", LineState.ACCEPTED), ("1", LineState.HELD)], ids=["歯科", "医科"])
def test_a_receipt_is_held_for_a_reimbursement_of_its_own_kind_only(granted: Recipient, kind: str, state: str) -> None:
    granted_claim(claim(granted.number, COUNTER, provider=CLINIC, kind=kind))
    take_in(file_of(receipt(granted.number)), EXAMINER)
    assert ReceiptLine.objects.get().state == state


class TestTheBooks:
    """The database itself, whatever an action let through."""

    @staticmethod
    def book(person: Person, cause: str, treatment: str, account: Account = Account.REIMBURSEMENT) -> None:
        scheme = Scheme.IN_KIND if account == Account.IN_KIND else Scheme.REIMBURSEMENT
        about = (person.pk, HOSPITAL, "2026-06", scheme, treatment)
        lines = (Line(account, 900, *about), Line(Account.BANK, -900, *about))
        post([Entry(cause, "試験", lines)], on=LATER, by=COUNTER)

    @pytest.mark.parametrize("again", ["12", ""], ids=["the same", "a treatment that is not known"])
    @pytest.mark.parametrize("account", [Account.REIMBURSEMENT, Account.IN_KIND])
    def test_a_second_grant_is_refused(self, granted: Recipient, again: str, account: Account) -> None:
        self.book(granted.person, "one", "12")
        with pytest.raises(IntegrityError, match="a second grant"), transaction.atomic():
            self.book(granted.person, "two", again, account)

    def test_another_treatment_is_booked_and_a_reversal_frees_the_first(self, granted: Recipient) -> None:
        self.book(granted.person, "one", "12")
        for cause, treatment in (("two", "32"), ("three", "11"), ("four", "1205")):
            self.book(granted.person, cause, treatment)
        with pytest.raises(IntegrityError, match="a second grant"), transaction.atomic():
            self.book(granted.person, "five", "1205")
        reverse("one", cause="one back", text="取消し", on=LATER, by=COUNTER)
        assert set(PostingLine.objects.filter(posting__cause="one back").values_list("treatment", flat=True)) == {"12"}
        self.book(granted.person, "six", "12")

    def test_what_claims_and_receipts_book_says_which_treatment_it_is(self, granted: Recipient) -> None:
        granted_claim(claim(granted.number, COUNTER, part="05", **DAYS))
        take_in(file_of(receipt(granted.number)), EXAMINER)
        told = PostingLine.objects.filter(yen__gt=0).values_list("account", "treatment")
        assert set(told) == {("reimbursement", "1205"), ("in_kind", "12")}


def test_what_the_old_system_paid_there_is_another_bill_only_when_staff_say_so(granted: Recipient) -> None:
    open_books(granted.person)
    assert objected(granted.number, kind="3") == [("C-127", "provider")]
    made = claim(granted.number, COUNTER, kind="3", part="19", **DAYS)
    assert warned(made) == ["C-306"]
    assert granted_claim(made).state == State.GRANTED


class TestWhoDecides:
    """Neither who typed the receipt, nor who typed the insurer's notice, nor who added to the folder."""

    def test_another_persons_notice_lets_nobody_decide_a_receipt_of_their_own(self, granted: Recipient) -> None:
        made = claim(granted.number, COUNTER, total_cost=200_000, insured_self_pay=60_000)
        actions.take_notice(made.pk, noticed_on=LATER, high_cost=24_600, fringe=0, by=APPROVER, on=LATER)
        for by in (COUNTER, APPROVER):
            with pytest.raises(CannotClaim, match="C-202"):
                actions.decide(made.pk, by=by, on=LATER)
            with pytest.raises(CannotClaim, match="C-208"):
                actions.compare(made.folder_id, by=by)
        assert granted_claim(made).amount == 35_400
        with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
            Claim.objects.filter(pk=made.pk).update(decided_by=APPROVER.id)

    def test_who_added_a_picture_does_not_decide_a_folder_nobody_compared(self, granted: Recipient) -> None:
        made = claim(granted.number, COUNTER)
        actions.attach(made.folder_id, picture(), by=EXAMINER)
        refused("claims.compare", lambda by: actions.decide(made.pk, by=by, on=LATER), same=EXAMINER, says="C-208")
        assert granted_claim(made, APPROVER).state == State.GRANTED


class TestAnotherFamily:
    """A month in which the child was of another family: somebody else is paid."""

    @pytest.fixture
    def child(self, granted: Recipient) -> str:
        _, child = family_of(granted)
        other = Person.objects.get(atena_no=MISAKI)
        other.pk, other.atena_no, other.individual_number_index, other.individual_number_cipher = (
            None,
            "9" * 15,
            None,
            None,
        )
        other.save()
        cover = Entitlement.objects.get(recipient__number=child)
        cover.pk, cover.family = None, Family.objects.create(applicant=other)
        cover.valid_from, cover.valid_to = date(2026, 5, 1), date(2026, 5, 31)
        cover.save()
        return child

    @staticmethod
    def to_may(made: Claim) -> Claim:
        told = {"provider": made.provider, "days": made.days, "total_cost": made.total_cost, "insured_self_pay": 3_000}
        return actions.correct(
            made.pk, month=Month(2026, 5), claimed_on=LATER, why="月の誤り", by=COUNTER, on=LATER, **told
        )

    def test_a_line_does_not_come_to_be_anothers_in_a_folder_with_others(self, granted: Recipient, child: str) -> None:
        made = handed_in(line(child), line(granted.number))
        with pytest.raises(CannotClaim, match="C-131"):
            self.to_may(made.claims.get(recipient__number=child))
        assert set(made.claims.values_list("payee", flat=True)) == {made.payee_id}

    def test_a_folder_of_one_line_goes_along_with_it(self, child: str) -> None:
        corrected = self.to_may(claim(child, COUNTER))
        assert corrected.payee.atena_no == "9" * 15
        assert ClaimFolder.objects.get().payee == corrected.payee


def test_a_refused_folder_says_which_line_it_is(granted: Recipient) -> None:
    made = handed_in(line(granted.number), line(granted.number, JUNE, provider=CLINIC))
    actions.compare(made.pk, by=EXAMINER)
    take_in(file_of(receipt(granted.number)), EXAMINER)
    with pytest.raises(CannotClaim, match=f"{made.claims.get(place=2).number}：.*C-203"):
        actions.decide_folder(made.pk, by=EXAMINER, on=LATER)
