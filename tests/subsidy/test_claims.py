"""Reimbursement: what a claim comes to, who decides, how it is corrected, and what a refusal says."""

import json
from datetime import date
from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel.period import Month
from sasae.law import ClaimDecision, decide_claim
from sasae.law.single_parent.benefit import ClaimOutcome
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.cases import case_of
from sasae.subsidy.claims.models import Claim, State
from sasae.subsidy.claims.queries import fingerprint
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.ledger.models import Account, Posting
from sasae.subsidy.ledger.queries import balances
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER
from tests.subsidy.money import CLINIC, LATER, claim, file_of, receipt, take_in
from tests.subsidy.town import HOME, MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def entered_again(made: Claim, why: str = "領収書と照合", **changes: Any) -> Claim:
    """Corrected by the counter to these values; the others stay."""
    values = {
        "month": Month.parse(made.treatment_month), "provider": made.provider, "days": made.days,
        "total_cost": made.total_cost, "insured_self_pay": made.insured_self_pay, "claimed_on": made.claimed_on,
    }  # fmt: skip
    return actions.correct(made.pk, why=why, by=COUNTER, on=LATER, **{**values, **changes})


@pytest.mark.clause("BUS-2", "SUB-2", "FIL-3")
def test_a_claim_keeps_what_the_receipt_says_and_owes_what_the_law_gives(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER, insured_self_pay=3_000, meals=460, fringe=40)
    assert (made.state, made.person.atena_no, made.payee.atena_no) == (State.RECEIVED, MISAKI, MISAKI)
    decision = actions.decide(made.pk, by=EXAMINER, on=LATER)
    made.refresh_from_db()
    assert (made.state, made.amount, made.decided_by) == (State.GRANTED, 2_500, EXAMINER.id)
    assert (balances()[Account.REIMBURSEMENT], balances()[Account.PAYABLE_TO_PERSON]) == (2_500, -2_500)
    assert ClaimDecision.from_json(made.decision) == decision
    facts = {fact.name: fact.value for ground in decision.grounds for fact in ground.facts}
    assert (facts["保険診療の自己負担額"], facts["食事療養標準負担額等"], facts["助成額"]) == (3_000, 460, 2_500)
    assert all(ground.article for ground in decision.grounds)


def test_a_childs_claim_is_paid_to_the_applicant(granted: Recipient) -> None:
    ren = Recipient.objects.get(person__atena_no=REN)
    made = claim(ren.number, COUNTER)
    assert (made.person.atena_no, made.payee.atena_no) == (REN, MISAKI)


@pytest.mark.clause("BUS-2")
@pytest.mark.parametrize(
    ("changes", "state"),
    [
        pytest.param({"month": Month(2026, 12)}, State.GRANTED, id="資格の最後の月"),
        pytest.param({"month": Month(2027, 1)}, State.REFUSED, id="その翌月"),
        pytest.param({"month": Month(2026, 5)}, State.REFUSED, id="資格の前の月"),
        pytest.param({"treated_on": [date(2026, 6, 15)]}, State.GRANTED, id="資格の初日の診療"),
        pytest.param({"treated_on": [date(2026, 6, 14)]}, State.REFUSED, id="その前日の診療"),
        pytest.param(
            {"month": Month(2026, 9), "treated_on": [date(2026, 9, 10)]}, State.GRANTED, id="資格の末日の診療"
        ),
        pytest.param({"month": Month(2026, 9), "treated_on": [date(2026, 9, 11)]}, State.REFUSED, id="その翌日の診療"),
        pytest.param({"claimed_on": date(2031, 6, 30)}, State.GRANTED, id="五年の期限の日の請求"),
        pytest.param({"claimed_on": date(2031, 7, 1)}, State.REFUSED, id="その翌日の請求"),
    ],
)
def test_cover_and_time_limit_count_to_the_day(granted: Recipient, changes: dict[str, Any], state: State) -> None:
    if changes.get("month") == Month(2026, 9):
        Entitlement.objects.filter(recipient=granted).update(valid_to=date(2026, 9, 10))
    told = {"days": 1, "claimed_on": date(2027, 2, 1), **changes}
    made = claim(granted.number, COUNTER, **told)
    actions.decide(made.pk, by=EXAMINER, on=told["claimed_on"])
    made.refresh_from_db()
    assert made.state == state
    assert made.amount == (3_000 if state == State.GRANTED else 0)
    assert balances()[Account.REIMBURSEMENT] == made.amount
    assert bool(made.refusal_document) == (state == State.REFUSED)


@pytest.mark.clause("BUS-2")
def test_a_refusal_is_a_letter_with_reasons_and_the_way_to_object(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER, month=Month(2026, 5))
    actions.decide(made.pk, by=EXAMINER, on=LATER)
    made.refresh_from_db()
    paper = PrintedDocument.objects.get(pk=made.refusal_document)
    assert (paper.kind, paper.subject, paper.persons) == ("claim_refusal", made.number, [MISAKI])
    said = "".join("".join(by_unicode_tables(bytes(paper.content))).split())
    for words in (
        "医療費助成不支給決定通知書", "宮前美咲様", made.number, "令和8年5月", "あさお台耳鼻咽喉科",
        "診療を受けた日に、受診者に資格があること。この要件を満たしていません", "条例第7条第2項", "令和8年7月10日",
        "川崎市長に対して審査請求をすることができます", "3か月以内", "処分の取消しの訴え", "6か月以内", "川崎市を被告として",
    ):  # fmt: skip
        assert words in said, words
    assert HOME.replace("　", "") in said
    assert "助成額は、" not in said  # an amount that would have been due is no reason


def test_when_nothing_is_left_to_pay_the_letter_says_so(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER, fringe=3_000)
    actions.decide(made.pk, by=EXAMINER, on=LATER)
    made.refresh_from_db()
    assert made.state == State.REFUSED
    said = "".join(by_unicode_tables(bytes(PrintedDocument.objects.get(kind="claim_refusal").content)))
    assert "差し引いた後に助成する額が残ること。" in said
    assert Posting.objects.count() == 0


def test_a_letter_that_cannot_be_printed_stops_the_decision_with_the_characters(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER, month=Month(2026, 5), provider="ꙮ医院")
    with pytest.raises(actions.CannotClaim, match="ꙮ") as stopped:
        actions.decide(made.pk, by=EXAMINER, on=LATER)
    assert [(one.id, one.at) for one in stopped.value.findings] == [("PR-001", "provider")]
    made.refresh_from_db()
    assert (made.state, PrintedDocument.objects.filter(kind="claim_refusal").count()) == (State.RECEIVED, 0)


def test_a_refused_or_withdrawn_claim_may_come_again(granted: Recipient) -> None:
    first = claim(granted.number, COUNTER)
    actions.withdraw(first.pk, why="領収書の取り違え", by=COUNTER, on=LATER)
    second = claim(granted.number, COUNTER)
    assert (second.state, Claim.objects.count()) == (State.RECEIVED, 2)
    with pytest.raises(actions.CannotClaim, match="取下"):
        actions.decide(first.pk, by=EXAMINER, on=LATER)


def test_a_withdrawal_says_why_and_only_before_the_decision(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER)
    with pytest.raises(actions.CannotClaim, match="理由"):
        actions.withdraw(made.pk, why=" ", by=COUNTER, on=LATER)
    actions.decide(made.pk, by=EXAMINER, on=LATER)
    with pytest.raises(actions.CannotClaim, match="支給決定"):
        actions.withdraw(made.pk, why="やめる", by=COUNTER, on=LATER)


def test_what_was_paid_in_kind_after_the_entry_is_not_granted(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER, provider=CLINIC)
    take_in(file_of(receipt(granted.number)), EXAMINER)
    with pytest.raises(actions.CannotClaim, match="現物給付") as refused:
        actions.decide(made.pk, by=EXAMINER, on=LATER)
    assert refused.value.findings[0].id == "C-203"
    assert balances()[Account.REIMBURSEMENT] == 0


@pytest.mark.clause("BUS-2")
def test_who_entered_never_decides(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER)
    with pytest.raises(actions.CannotClaim, match="別の人"):
        actions.decide(made.pk, by=COUNTER, on=LATER)
    entered_again(made)
    with pytest.raises(actions.CannotClaim, match="別の人"):
        actions.decide(made.pk, by=COUNTER, on=LATER)
    actions.decide(made.pk, by=EXAMINER, on=LATER)


def test_who_corrects_counts_as_who_entered(granted: Recipient) -> None:
    made = claim(granted.number, EXAMINER)
    entered_again(made, insured_self_pay=2_000)
    with pytest.raises(actions.CannotClaim, match="別の人"):
        actions.decide(made.pk, by=COUNTER, on=LATER)
    actions.decide(made.pk, by=EXAMINER, on=LATER)
    made.refresh_from_db()
    assert made.amount == 2_000


def test_a_decided_claim_is_not_decided_again(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER)
    actions.decide(made.pk, by=EXAMINER, on=LATER)
    for again in (EXAMINER, APPROVER):
        with pytest.raises(actions.CannotClaim, match="支給決定"):
            actions.decide(made.pk, by=again, on=LATER)
    assert balances()[Account.PAYABLE_TO_PERSON] == -3_000


def test_a_page_opened_before_the_correction_decides_nothing(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER)
    seen = fingerprint(made)
    entered_again(made, insured_self_pay=300)
    with pytest.raises(actions.CannotClaim, match="内容が変わりました"):
        actions.decide(made.pk, by=EXAMINER, on=LATER, seen=seen)
    made.refresh_from_db()
    actions.decide(made.pk, by=EXAMINER, on=LATER, seen=fingerprint(made))
    assert balances()[Account.REIMBURSEMENT] == 300


def test_a_grant_is_corrected_by_the_opposite_booking_and_decided_anew(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER)
    for self_pay in (2_500, 2_600):
        actions.decide(made.pk, by=EXAMINER, on=LATER)
        corrected = entered_again(made, insured_self_pay=self_pay)
        assert (corrected.state, corrected.amount, corrected.decided_by) == (State.EXAMINING, 0, "")
        assert not any(balances().values())
    actions.decide(made.pk, by=EXAMINER, on=LATER)
    assert balances()[Account.PAYABLE_TO_PERSON] == -2_600
    causes = list(Posting.objects.order_by("id").values_list("cause", flat=True))
    assert causes == [f"claim:{made.pk}{end}" for end in ("", ":back:1", ":1", ":back:2", ":2")]


def test_a_correction_is_checked_like_an_entry_and_says_why(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER)
    other = claim(granted.number, COUNTER, provider="別の医院")
    for changes, said in (
        ({"why": ""}, "理由"),
        ({"days": 31}, "診療実日数"),
        ({"provider": other.provider}, other.number),
    ):
        with pytest.raises(actions.CannotClaim, match=said):
            entered_again(made, **changes)


@pytest.mark.clause("BUS-2")
def test_an_open_high_cost_benefit_holds_the_claim_until_the_insurers_answer(granted: Recipient) -> None:
    """延岡市の事例: 高額療養費を差し引く前に支給しない."""
    made = claim(granted.number, COUNTER, total_cost=200_000, insured_self_pay=60_000)
    decision = actions.decide(made.pk, by=EXAMINER, on=LATER)
    assert decision.outcome is ClaimOutcome.HELD
    made.refresh_from_db()
    assert (made.state, made.amount, made.decided_by) == (State.EXAMINING, 0, "")
    entered_again(made, total_cost=200_000, insured_self_pay=60_000, high_cost=24_600)
    actions.decide(made.pk, by=EXAMINER, on=LATER)
    assert balances()[Account.REIMBURSEMENT] == 35_400


def test_the_persons_whole_month_counts_towards_the_cap(granted: Recipient) -> None:
    first = claim(granted.number, COUNTER, total_cost=70_000, insured_self_pay=21_000)
    second = claim(granted.number, COUNTER, provider="別の医院", total_cost=48_000, insured_self_pay=14_400)
    assert actions.decide(first.pk, by=EXAMINER, on=LATER).outcome is ClaimOutcome.PAID  # 35,400 in all
    take_in(file_of(receipt(granted.number)), EXAMINER)  # another 900 in kind
    assert actions.decide(second.pk, by=EXAMINER, on=LATER).outcome is ClaimOutcome.HELD


def test_every_step_stands_in_the_journal(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER)
    entered_again(made)
    actions.decide(made.pk, by=EXAMINER, on=LATER)
    lines = HistoryEntry.objects.filter(subject=made.number).order_by("id")
    assert [(line.event, line.actor_id) for line in lines] == [
        ("claim.entered", COUNTER.id),
        ("claim.corrected", COUNTER.id),
        ("claim.decided", EXAMINER.id),
    ]
    assert all(line.persons == [MISAKI] for line in lines)


def test_the_stored_decision_is_what_the_law_says_again(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER)
    decision = actions.decide(made.pk, by=EXAMINER, on=LATER)
    made.refresh_from_db()
    assert decide_claim(case_of(made), LATER).to_json().decode() == made.decision == decision.to_json().decode()
    assert json.loads(made.decision)["amount"] == 3_000
