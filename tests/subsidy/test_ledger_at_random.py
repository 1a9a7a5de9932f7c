"""Everything that moves money, at random: the books balance after each step, and every yen is found again."""

import random
import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sasae.kernel import clock
from sasae.kernel.findings import Severity
from sasae.subsidy.claims import actions as claims
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit, differences
from sasae.subsidy.ledger.models import Posting
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.payments import actions as payments
from sasae.subsidy.payments.models import FileKind, PaymentItem, PaymentRun, RunState
from sasae.subsidy.people.actions import register_account
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts import actions as receipts
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER, PAYMENTS, SENDER
from tests.subsidy.money import JUNE, LATER, MISAKI_CARD, PAY_ON, bank_answer, claim, file_of, receipt, take_in
from tests.subsidy.town import MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
REFUSALS = (claims.CannotClaim, payments.CannotPay, receipts.CannotDecide)


def errors() -> list[str]:
    return [finding.id for finding in audit().findings if finding.severity is Severity.ERROR]


class Office:
    """Everything that moves money, step by step, at random. A step that is refused changes nothing."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.entered = 0

    def step(self, name: str) -> None:
        with suppress(*REFUSALS):
            getattr(self, name)()

    def enter(self) -> None:
        self.entered += 1
        who = Recipient.objects.get(person__atena_no=self.chance.choice([MISAKI, REN]))
        yen = self.chance.randint(1, 3_000)
        claim(who.number, COUNTER, provider=f"医院{self.entered}", insured_self_pay=yen)

    def decide(self) -> None:
        """Mostly one that is open; now and then one that is not."""
        if made := self._any(Claim.objects.all(), state__in=["10", "20"]):
            claims.decide(made.pk, by=EXAMINER, on=LATER)

    def correct(self) -> None:
        if made := self._any(Claim.objects.all(), state="30"):
            claims.correct(
                made.pk, month=JUNE, claimed_on=LATER, why="訂正", by=COUNTER, on=LATER, provider=made.provider,
                days=made.days, total_cost=10_000, insured_self_pay=self.chance.randint(1, 3_000),
            )  # fmt: skip

    def withdraw(self) -> None:
        if made := self._any(Claim.objects.all(), state="10"):
            claims.withdraw(made.pk, why="取下げ", on=LATER, by=COUNTER)

    def build(self) -> None:
        payments.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER)

    def discard(self) -> None:
        if run := self._any(PaymentRun.objects.all(), state=RunState.BUILT):
            payments.discard(run.pk, by=PAYMENTS, why="取消し")

    def send(self) -> None:
        if run := self._any(PaymentRun.objects.all(), state=RunState.BUILT):
            payments.approve(run.pk, by=APPROVER, at=clock.now())
            payments.send(run.pk, by=SENDER, on=LATER, at=clock.now())

    def settle(self) -> None:
        """The bank's answer: each transfer is paid, or fails; now and then the same answer comes twice."""
        if run := self._any(PaymentRun.objects.all(), state=RunState.SENT):
            file = run.files.filter(kind=FileKind.TRANSFER).first()
            sent = bytes(file.content) if file else b""
            codes = {serial: self.chance.choice("0028") for serial in run.payments.values_list("serial", flat=True)}
            for _ in range(self.chance.choice([1, 2])):
                payments.settle(run.pk, bank_answer(sent, codes), by=PAYMENTS, on=LATER, at=clock.now())

    def repay(self) -> None:
        """The failed account is corrected, so that the next run pays."""
        register_account(
            Person.objects.get(atena_no=MISAKI), bank="0001", branch="001", type="1",
            number=f"{self.chance.randint(1, 9_999_999):07d}", holder_kana="ﾐﾔﾏｴ ﾐｻｷ", source="届出", at=clock.now(),
            by=COUNTER,
        )  # fmt: skip

    def receive(self) -> None:
        """A receipt in kind; one in two is of another insurer and waits for a person."""
        who = Recipient.objects.get(person__atena_no=MISAKI)
        self.entered += 1
        card = replace(MISAKI_CARD, insurer=self.chance.choice(["06132013", MISAKI_CARD.insurer]))
        month = JUNE.plus(self.chance.randint(0, 3))
        take_in(file_of(receipt(who.number, card, month, points=291 + self.entered)), EXAMINER)

    def give_back(self) -> None:
        """A held line is accepted or returned to the body."""
        if line := self._any(ReceiptLine.objects.filter(state=LineState.HELD)):
            accept = self.chance.random() < 0.5
            receipts.decide_held(line.pk, accept=accept, note="確かめた", by=EXAMINER, on=LATER)

    def _any(self, rows: Any, **likely: Any) -> Any:
        """One that the step is meant for; one time in six any."""
        found = list(rows.order_by("id"))
        fitting = list(rows.filter(**likely).order_by("id"))
        chosen = found if self.chance.random() < 1 / 6 else fitting or found
        return self.chance.choice(chosen) if chosen else None


STEPS = [
    "enter", "enter", "enter", "decide", "decide", "decide", "correct", "withdraw", "build", "build", "discard", "send",
    "send", "settle", "settle", "repay", "receive", "give_back",
]  # fmt: skip


@pytest.mark.clause("BUS-2", "BUS-5")
def test_whatever_is_done_every_posting_sums_to_zero_and_every_yen_is_found_again(granted: Recipient) -> None:
    booked_for: set[str] = set()

    @settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(st.integers(0, 2**32))
    def play(seed: int) -> None:
        with transaction.atomic():
            chance = random.Random(seed)
            office = Office(chance)
            for name in ["enter", "enter", "decide", "decide", *chance.choices(STEPS, k=32)]:
                office.step(name)
                connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
                assert sum(balances().values()) == 0
                assert list(differences()) == []
            assert errors() == []
            paid = list(PaymentItem.objects.filter(payment__state="paid").values_list("claim_id", flat=True))
            assert len(paid) == len(set(paid))
            booked_for.update(re.sub(r"[0-9:]+", " ", cause).strip() for cause in causes())
            transaction.set_rollback(True)

    play()
    assert booked_for == {"claim", "claim back", "receipt", "payment sent", "payment paid", "payment failed"}


def causes() -> list[str]:
    return list(Posting.objects.values_list("cause", flat=True))
