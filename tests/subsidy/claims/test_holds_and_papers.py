"""What a claim waits for: the insurer's answer, papers, the device's decision. Nothing is guessed, nothing forgotten."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel.period import Month
from sasae.reference.closed_days import office_days_after
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.households import Families
from sasae.subsidy.claims.insurers import expected_benefit, over_cap
from sasae.subsidy.claims.models import Claim, Hold, HoldCause, PaperState, State
from sasae.subsidy.claims.queries import held_until
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.people.models import Insurance
from sasae.subsidy.print_runs.papers import Wish, waiting
from sasae.subsidy.receipts.models import ReceiptLine
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy.claims.folders import compared, family_of, handed_in, line
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER
from tests.subsidy.money import JUNE, LATER, claim, file_of, receipt, take_in
from tests.two_persons import tried

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
UNION = "06139999"


def decided(made: Claim, by: Any = EXAMINER, on: date = LATER) -> Claim:
    actions.decide(made.pk, by=by, on=on)
    made.refresh_from_db()
    return made


def held(made: Claim) -> set[str]:
    return set(made.holds.filter(released_on__isnull=True).values_list("cause", flat=True))


@pytest.mark.clause("BUS-2")
def test_a_month_above_the_cap_waits_until_the_insurers_notice_and_another_person_decides(granted: Recipient) -> None:
    made = decided(claim(granted.number, COUNTER, total_cost=200_000, insured_self_pay=60_000))
    assert (made.state, held(made)) == (State.EXAMINING, {HoldCause.BENEFITS})
    hold = made.holds.get()
    assert hold.follow_up_on == office_days_after(LATER, 40)
    actions.take_notice(made.pk, noticed_on=LATER, high_cost=24_600, fringe=0, by=EXAMINER, on=LATER)
    assert held(made) == set()
    with pytest.raises(actions.CannotClaim, match="C-202"):
        decided(made)  # who entered the notice does not decide
    assert decided(made, APPROVER).amount == 35_400
    assert balances()[Account.PAYABLE_TO_PERSON] == -35_400


def test_the_benefit_is_shown_as_expected_and_never_deducted_by_itself(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER, total_cost=200_000, insured_self_pay=60_000)
    told = Families([made]).expected(made)
    assert told is not None
    assert (told.counted, told.cap, told.benefit) == (60_000, 35_400, 24_600)
    made.cap_class = "エ"
    known = Families([made]).expected(made)
    assert known is not None
    assert known.benefit == 2_400
    made.refresh_from_db()
    assert made.high_cost == 0


def test_what_the_family_bears_together_counts_from_21000_yen(granted: Recipient) -> None:
    mother, child = family_of(granted)
    claim(child, COUNTER, provider="別の医院", total_cost=69_997, insured_self_pay=20_999)
    first = decided(claim(mother, COUNTER, total_cost=70_000, insured_self_pay=21_000))
    assert first.state == State.GRANTED  # 20,999 yen do not count: 21,000 in all
    july = {"month": Month(2026, 7), "claimed_on": date(2026, 8, 3), "total_cost": 70_000}
    claim(child, COUNTER, provider="大きな医院", insured_self_pay=21_000, **july)
    second = claim(mother, COUNTER, insured_self_pay=21_000, **july)
    small = claim(mother, COUNTER, provider="小さな医院", insured_self_pay=900, **july)
    assert held(decided(second)) == {HoldCause.HOUSEHOLD}  # 42,000 yen of two persons
    assert decided(small).state == State.GRANTED  # it does not count: nothing of a benefit is about it


def test_a_health_insurance_society_may_pay_a_fringe_benefit_and_is_asked(granted: Recipient) -> None:
    Insurance.objects.filter(person=granted.person).update(insurer_number=UNION)
    low = decided(claim(granted.number, COUNTER, total_cost=66_000, insured_self_pay=19_800))
    high = decided(
        claim(
            granted.number,
            COUNTER,
            month=Month(2026, 7),
            claimed_on=date(2026, 8, 3),
            total_cost=66_670,
            insured_self_pay=20_001,
        )
    )
    assert (low.state, high.state, held(high)) == (State.GRANTED, State.EXAMINING, {HoldCause.FRINGE})


def test_the_fourth_month_with_a_benefit_waits_from_a_lower_sum(granted: Recipient) -> None:
    for month in (6, 7, 8):
        made = claim(
            granted.number, COUNTER, month=Month(2026, month), claimed_on=date(2026, 12, 1), total_cost=200_000,
            insured_self_pay=60_000, high_cost=10_000,
        )  # fmt: skip
        assert made.high_cost == 10_000
    values = {"claimed_on": date(2026, 12, 1), "total_cost": 82_004}
    third = claim(granted.number, COUNTER, month=Month(2026, 9), insured_self_pay=24_601, **values)
    other = claim(granted.number, COUNTER, month=Month(2026, 10), insured_self_pay=24_600, **values)
    assert held(decided(third, on=date(2026, 12, 1))) == {HoldCause.BENEFITS}
    assert decided(other, on=date(2026, 12, 1)).state == State.GRANTED


def test_a_device_waits_for_the_insurers_decision(granted: Recipient) -> None:
    made = handed_in(line(granted.number, kind="8", reason="05")).claims.get()
    assert held(decided(made)) == {HoldCause.DEVICE}
    actions.correct(
        made.pk, month=JUNE, claimed_on=LATER, why="決定通知を確認", by=COUNTER, on=LATER, provider=made.provider, days=2,
        total_cost=10_000, insured_self_pay=3_000, kind="8", device_decided=True,
    )  # fmt: skip
    assert (decided(made).state, held(made)) == (State.GRANTED, set())


def test_a_hold_is_looked_after_and_never_opened_twice(granted: Recipient) -> None:
    made = decided(claim(granted.number, COUNTER, total_cost=200_000, insured_self_pay=60_000))
    decided(made)
    hold = made.holds.get()
    assert list(held_until(Hold.objects.all(), hold.follow_up_on - timedelta(days=1))) == []
    assert list(held_until(Hold.objects.all(), hold.follow_up_on)) == [hold]
    actions.follow_up(hold.pk, next_on=LATER + timedelta(days=1), note="保険者に電話", by=COUNTER, on=LATER)
    hold.refresh_from_db()
    assert (hold.note, hold.follow_up_on) == ("保険者に電話", LATER + timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(claim=made, cause=HoldCause.BENEFITS, opened_on=LATER, opened_by="x", follow_up_on=LATER)
    actions.withdraw(made.pk, why="請求をやめる", by=COUNTER, on=LATER)
    assert held(made) == set()
    with pytest.raises(actions.CannotClaim, match="C-221"):
        actions.follow_up(hold.pk, next_on=LATER + timedelta(days=2), note="", by=COUNTER, on=LATER)


@pytest.mark.parametrize(
    ("changes", "id"),
    [
        pytest.param({"noticed_on": LATER + timedelta(days=1)}, "C-224", id="明日の通知"),
        pytest.param({"noticed_on": date(2026, 5, 31)}, "C-225", id="診療月の前の通知"),
        pytest.param({"high_cost": -1}, "C-107", id="負の額"),
        pytest.param({"high_cost": 60_000, "fringe": 1}, "C-226", id="自己負担額を一円超える"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(granted: Recipient, changes: dict[str, Any], id: str) -> None:
    made = decided(claim(granted.number, COUNTER, total_cost=200_000, insured_self_pay=60_000))
    told = {"noticed_on": LATER, "high_cost": 0, "fringe": 0, **changes}
    with pytest.raises(actions.CannotClaim, match=id):
        actions.take_notice(made.pk, by=COUNTER, on=LATER, **told)
    assert held(made) == {HoldCause.BENEFITS}


def test_the_next_day_to_look_again_lies_ahead(granted: Recipient) -> None:
    hold = decided(claim(granted.number, COUNTER, total_cost=200_000, insured_self_pay=60_000)).holds.get()
    with pytest.raises(actions.CannotClaim, match="C-222"):
        actions.follow_up(hold.pk, next_on=LATER, note="", by=COUNTER, on=LATER)
    with pytest.raises(actions.CannotClaim, match="C-223"):
        actions.follow_up(hold.pk, next_on=LATER + timedelta(days=1), note="あ" * 201, by=COUNTER, on=LATER)


def test_missing_papers_are_asked_for_reminded_of_and_at_last_a_ground_for_refusal(granted: Recipient) -> None:
    made = compared(line(granted.number), line(granted.number, provider="別の医院", insured_self_pay=700))
    actions.want(made.pk, ["insurance", "account"], by=COUNTER, on=LATER)
    actions.decide_folder(made.pk, by=EXAMINER, on=LATER)
    assert {cause for one in made.claims.all() for cause in held(one)} == {HoldCause.PAPERS}
    letter = actions.ask(made.pk, by=COUNTER, on=LATER)
    said = "".join(
        "".join(by_unicode_tables(bytes(PrintedDocument.objects.get(pk=letter.document_id).content))).split()
    )
    assert "医療費の請求に要る書類の提出について" in said
    assert made.number in said
    assert [one.kind for one in waiting(Wish(["claim_papers"], LATER))] == ["claim_papers"]
    with pytest.raises(actions.CannotClaim, match="C-245"):
        actions.remind(made.pk, by=COUNTER, on=letter.due_on)
    after = letter.due_on + timedelta(days=1)
    with pytest.raises(actions.CannotClaim, match="C-246"):
        actions.close_papers(made.pk, by=COUNTER, on=after)
    actions.take_in_paper(made.pk, "account", by=COUNTER)
    reminder = actions.remind(made.pk, by=COUNTER, on=after)
    assert reminder.labels == [one.label for one in made.papers.filter(kind="insurance")]
    end = reminder.due_on + timedelta(days=1)
    with pytest.raises(actions.CannotClaim, match="C-246"):
        actions.close_papers(made.pk, by=EXAMINER, on=reminder.due_on)
    actions.close_papers(made.pk, by=EXAMINER, on=end)
    tried(  # who gave the papers up does not decide
        "claims.papers", lambda by: actions.decide_folder(made.pk, by=by, on=end), same=EXAMINER, other=APPROVER, says="C-202"
    )
    assert set(made.claims.values_list("state", flat=True)) == {State.REFUSED}
    notice = PrintedDocument.objects.get(pk=made.claims.first().refusal_document)
    assert "期限までに提出がない" in "".join("".join(by_unicode_tables(bytes(notice.content))).split())


def test_papers_that_came_let_the_folder_be_decided(granted: Recipient) -> None:
    made = compared(line(granted.number))
    actions.want(made.pk, ["insurance", "account"], by=COUNTER, on=LATER)
    actions.take_in_paper(made.pk, "insurance", by=COUNTER)
    with pytest.raises(actions.CannotClaim, match="C-244"):
        actions.waive(made.pk, "account", why="", by=COUNTER)
    actions.waive(made.pk, "account", why="口座は届出済", by=COUNTER)
    actions.decide_folder(made.pk, by=EXAMINER, on=LATER)
    assert made.claims.get().state == State.GRANTED
    assert set(made.papers.values_list("state", flat=True)) == {PaperState.THERE, PaperState.WAIVED}
    with pytest.raises(actions.CannotClaim, match="C-241"):
        actions.want(made.pk, ["receipt"], by=COUNTER, on=LATER)


def test_care_in_kind_above_the_cap_is_listed_for_the_insurer(granted: Recipient) -> None:
    take_in(file_of(receipt(granted.number, points=11_800)), EXAMINER)
    assert list(over_cap(JUNE)) == []  # 35,400 yen: the cap itself
    ReceiptLine.objects.update(self_pay_yen=35_401)
    row = over_cap(JUNE).get()
    told = expected_benefit(row)
    assert (row.insurer_number, row.counted, told.cap, told.benefit) == ("01130012", 35_401, 35_400, 1)
    assert list(over_cap(Month(2026, 7))) == []
