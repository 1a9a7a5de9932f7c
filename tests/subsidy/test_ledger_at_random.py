"""Everything that moves money, at random: the books balance after each step, and every yen is found again."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from sasae.kernel import clock
from sasae.kernel.findings import Severity
from sasae.subsidy.claims import actions as claims
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit, booked, derived, differences
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.payments import actions as payments
from sasae.subsidy.payments.models import FileKind, PaymentItem, PaymentRun, RunState
from sasae.subsidy.people.actions import register_account
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts import actions as receipts
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER, PAYMENTS
from tests.subsidy.money import JUNE, LATER, MISAKI_CARD, PAY_ON, bank_answer, claim, file_of, receipt, take_in
from tests.subsidy.town import MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
REFUSALS = (claims.CannotClaim, payments.CannotPay, receipts.CannotDecide)


def errors() -> list[str]:
    return [finding.id for finding in audit().findings if finding.severity is Severity.ERROR]


class Office:
    """Everything that moves money, step by step, at random. A step that is refused changes nothing."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self.draw = draw
        self.entered = 0

    def step(self, name: str) -> None:
        with suppress(*REFUSALS):
            getattr(self, name)()

    def enter(self) -> None:
        self.entered += 1
        who = Recipient.objects.get(person__atena_no=self.draw(st.sampled_from([MISAKI, REN])))
        yen = self.draw(st.integers(1, 3_000))
        claim(who.number, COUNTER, provider=f"医院{self.entered}", insured_self_pay=yen)

    def decide(self) -> None:
        if made := self._any(Claim.objects.all()):
            claims.decide(made.pk, by=EXAMINER, on=LATER)

    def correct(self) -> None:
        if made := self._any(Claim.objects.all()):
            yen = self.draw(st.integers(1, 3_000))
            claims.correct(
                made.pk, month=JUNE, claimed_on=LATER, why="訂正", by=COUNTER, on=LATER, provider=made.provider,
                days=made.days, total_cost=10_000, insured_self_pay=yen,
            )  # fmt: skip

    def withdraw(self) -> None:
        if made := self._any(Claim.objects.all()):
            claims.withdraw(made.pk, why="取下げ", by=COUNTER)

    def build(self) -> None:
        payments.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER)

    def approve(self) -> None:
        if run := self._any(PaymentRun.objects.all()):
            payments.approve(run.pk, by=APPROVER, at=clock.now())

    def discard(self) -> None:
        if run := self._any(PaymentRun.objects.all()):
            payments.discard(run.pk, by=PAYMENTS, why="取消し")

    def pay(self) -> None:
        """Everything from the button to the bank's answer: paid, or failed."""
        for run in PaymentRun.objects.exclude(state__in=[RunState.SETTLED, RunState.DISCARDED]):
            if run.state == RunState.BUILT:
                payments.approve(run.pk, by=APPROVER, at=clock.now())
            payments.send(run.pk, by=PAYMENTS, on=LATER, at=clock.now())
            sent = bytes(run.files.get(kind=FileKind.TRANSFER).content)
            codes = {
                serial: self.draw(st.sampled_from("0128")) for serial in run.payments.values_list("serial", flat=True)
            }
            payments.settle(run.pk, bank_answer(sent, codes), by=PAYMENTS, on=LATER, at=clock.now())

    def repay(self) -> None:
        """The failed account is corrected, so that the next run pays."""
        number = f"{self.draw(st.integers(1, 9_999_999)):07d}"
        register_account(
            Person.objects.get(atena_no=MISAKI), bank="0001", branch="001", type="1", number=number,
            holder_kana="ﾐﾔﾏｴ ﾐｻｷ", source="届出", at=clock.now(), by=COUNTER,
        )  # fmt: skip
        self.build()

    def receive(self) -> None:
        """A receipt in kind; one in two is of another insurer and waits for a person."""
        who = Recipient.objects.get(person__atena_no=MISAKI)
        self.entered += 1
        card = replace(MISAKI_CARD, insurer="06132013") if self.draw(st.booleans()) else MISAKI_CARD
        month = JUNE.plus(self.draw(st.integers(0, 3)))
        take_in(file_of(receipt(who.number, card, month, points=291 + self.entered)), EXAMINER)

    def give_back(self) -> None:
        """A held line is accepted or returned to the body."""
        if line := self._any(ReceiptLine.objects.filter(state=LineState.HELD)):
            accept = self.draw(st.booleans())
            receipts.decide_held(line.pk, accept=accept, note="確かめた", by=EXAMINER, on=LATER)

    def _any(self, rows: Any) -> Any:
        found = list(rows.order_by("id"))
        return self.draw(st.sampled_from(found)) if found else None


STEPS = [
    "enter", "enter", "decide", "decide", "correct", "withdraw", "build", "approve", "discard", "pay", "pay", "repay",
    "receive", "give_back",
]  # fmt: skip


@pytest.mark.clause("BUS-2", "BUS-5")
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_whatever_is_done_every_posting_sums_to_zero_and_every_yen_is_found_again(
    granted: Recipient, data: DataObject
) -> None:
    with transaction.atomic():
        office = Office(data.draw)
        for name in data.draw(st.lists(st.sampled_from(STEPS), min_size=5, max_size=24)):
            office.step(name)
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
            assert sum(balances().values()) == 0
            assert list(differences()) == []
        assert errors() == []
        assert booked() == derived()
        paid = PaymentItem.objects.filter(payment__state="paid").values_list("claim_id", flat=True)
        assert len(paid) == len(set(paid))
        transaction.set_rollback(True)
