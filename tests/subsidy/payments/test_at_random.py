"""Payments in any order, with crashes: each claim is paid and each refund sent at most once, totals are the books', the
books sum to zero."""

import random
from collections.abc import Callable
from contextlib import suppress
from itertools import cycle
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import Count, F, Sum
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sasae.foundation.history import Actor
from sasae.kernel import clock
from sasae.kernel.findings import Severity
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import Account, Posting
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.payments import actions
from sasae.subsidy.payments.models import (
    FileKind,
    Payment,
    PaymentItem,
    PaymentRefund,
    PaymentRun,
    PaymentState,
    RunKind,
    RunState,
    RunStep,
)
from sasae.subsidy.recovery.actions import CannotRecover
from sasae.subsidy.recovery.models import OrderKind, Refund, RefundState
from tests.subsidy import paying
from tests.subsidy.conftest import APPROVER, PAYMENTS, SENDER
from tests.subsidy.money import LATER, PAY_ON, bank_answer
from tests.subsidy.recovery.debts import decided, ordered, received

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
STAFF = [PAYMENTS, APPROVER, SENDER, Actor("approver2", "承認 2", "staff")]
CRASHES = [0, 0, 0, 0, 3, 8, 15, 30]  # statements after which the server is gone; 0: it stays
STEPS = [
    "owe", "owe", "owe", "build", "build", "try_out", "approve", "approve", "approve", "discard", "send", "send", "send",
    "settle", "settle", "give_back", "change_account", "overpay", "overpay", "build_refunds", "build_refunds",
]  # fmt: skip


class ServerGone:
    """The line to the database breaks after so many statements."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, many, context)


class Office:
    """An office that pays, step by step. A step that is refused, or whose server goes, changes nothing."""

    def __init__(self, chance: random.Random, recipients: list[Recipient]) -> None:
        self.chance = chance
        self.recipients = recipients
        self.entered = 0

    def step(self, name: str) -> None:
        """One step; now and then the server goes away in the middle of it."""
        crash = self.chance.choice(CRASHES)
        with suppress(actions.CannotPay, CannotRecover, OperationalError), transaction.atomic():
            if crash:
                with connection.execute_wrapper(ServerGone(crash)):
                    getattr(self, name)()
            else:
                getattr(self, name)()

    def _run(self, *states: RunState) -> PaymentRun | None:
        """One that the step is meant for; one time in six any."""
        runs = PaymentRun.objects.order_by("id")
        fitting = list(runs.filter(state__in=states)) if self.chance.random() > 1 / 6 else list(runs)
        return self.chance.choice(fitting) if fitting else None

    def whole(self, who: Recipient, code: str) -> PaymentRun:
        """One run from the claim to the bank's answer, by the book."""
        self.entered += 1
        paying.owed(who, provider=f"病院{self.entered}")
        run = paying.sent()
        return paying.settled(run, dict.fromkeys(run.payments.values_list("serial", flat=True), code))

    def owe(self) -> None:
        self.entered += 1
        yen = self.chance.randint(1, 3_000)
        paying.owed(self.chance.choice(self.recipients), provider=f"医院{self.entered}", insured_self_pay=yen)

    def overpay(self) -> None:
        """Somebody pays more than was asked back of a claim, and what is too much is decided to go back."""
        paid = Claim.objects.filter(state="50", amount__gt=0, recovered__isnull=True).order_by("id").first()
        if paid:
            debt = decided(paid)
            beyond = self.chance.randint(1, 500)
            received(debt, paid.amount + beyond, f"{debt.number}")
            ordered(debt, OrderKind.REFUND, beyond)

    def build(self) -> None:
        actions.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER)

    def build_refunds(self) -> None:
        actions.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER, kind=RunKind.REFUNDS)

    def refunded(self, code: str) -> PaymentRun:
        """A refund from the decision to the bank's answer, by the book."""
        self.overpay()
        run = paying.sent(actions.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER, kind=RunKind.REFUNDS))
        return paying.settled(run, dict.fromkeys(run.payments.values_list("serial", flat=True), code))

    def try_out(self) -> None:
        actions.simulate(pay_on=PAY_ON, by=PAYMENTS, on=LATER)

    def approve(self) -> None:
        if run := self._run(RunState.BUILT):
            actions.approve(run.pk, by=self.chance.choice(STAFF), at=clock.now())

    def discard(self) -> None:
        if run := self._run(RunState.BUILT, RunState.APPROVED):
            actions.discard(run.pk, by=PAYMENTS, why="やり直し")

    def send(self) -> None:
        if run := self._run(RunState.APPROVED):
            actions.send(run.pk, by=self.chance.choice(STAFF), on=LATER, at=clock.now())

    def settle(self) -> None:
        """The answer of the bank; now and then twice."""
        if run := self._run(RunState.SENT):
            file = run.files.filter(kind=FileKind.TRANSFER).first()
            codes = {serial: self.chance.choice("0028") for serial in run.payments.values_list("serial", flat=True)}
            answer = bank_answer(bytes(file.content) if file else b"", codes)
            for _ in range(self.chance.choice([1, 2])):
                actions.settle(run.pk, answer, by=SENDER, on=LATER, at=clock.now())

    def give_back(self) -> None:
        paid = list(Payment.objects.filter(state=PaymentState.PAID, yen__gt=0).order_by("id"))
        if paid := self.chance.choice(paid) if paid else None:
            for _ in range(self.chance.choice([1, 2])):
                paying.returned(paid, PAY_ON, "解約")

    def change_account(self) -> None:
        paying.change_account(self.chance.choice(self.recipients), number=f"{self.chance.randint(1, 9_999_999):07d}")


def hold() -> None:
    """What holds whatever was done."""
    left = PaymentItem.objects.filter(payment__state__in=[PaymentState.SENT, PaymentState.PAID])
    assert not left.values("claim").annotate(times=Count("id")).filter(times__gt=1).exists()
    back = PaymentRefund.objects.filter(payment__state__in=[PaymentState.SENT, PaymentState.PAID])
    assert not back.values("refund").annotate(times=Count("id")).filter(times__gt=1).exists()
    waits = Refund.objects.exclude(state=RefundState.PAID).exclude(payments__payment__state=PaymentState.SENT)
    owed = Claim.objects.filter(state__in=["30", "40", "51"]).exclude(payment_items__payment__state=PaymentState.SENT)
    sums = [rows.aggregate(yen=Sum(column, default=0))["yen"] for rows, column in ((waits, "yen"), (owed, "amount"))]
    assert -balances()[Account.PAYABLE_TO_PERSON] == sum(sums)
    assert not Payment.objects.values("run").annotate(all=Sum("yen")).exclude(all=F("run__yen")).exists()
    found = balances()
    paid, sent = (
        Payment.objects.filter(state=state).aggregate(yen=Sum("yen", default=0))["yen"]
        for state in (PaymentState.PAID, PaymentState.SENT)
    )
    assert (sum(found.values()), -found[Account.BANK], -found[Account.IN_TRANSIT]) == (0, paid, sent)
    assert not RunStep.objects.values("run", "by").annotate(times=Count("id")).filter(times__gt=1).exists()


@pytest.mark.clause("BUS-2", "SUB-2")
def test_whatever_happens_each_claim_is_paid_once_and_the_books_say_so(granted: Recipient) -> None:
    recipients = [granted, paying.neighbour(granted, 1), paying.neighbour(granted, 2)]
    booked: set[str] = set()
    back = cycle([True, False])

    @settings(max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])  # a seed has nothing to be shrunk
    @given(st.integers(0, 2**32))
    def play(seed: int) -> None:
        with transaction.atomic():
            chance = random.Random(seed)
            office = Office(chance, recipients)
            office.whole(recipients[0], "2")
            paying.given_back(office.whole(recipients[1], "0"))
            for code in "20":
                paying.change_account(recipients[2], number=f"{chance.randint(1, 9_999_999):07d}")
                office.whole(recipients[2], "0")
                run = office.refunded(code)
            if next(back):
                paying.given_back(run)
            for name in chance.choices(STEPS, k=35):
                office.step(name)
                hold()
            assert [one.id for one in audit().findings if one.severity is Severity.ERROR] == []
            booked.update(cause.rpartition(":")[2] for cause in Posting.objects.values_list("cause", flat=True))
            booked.update(f"refund {state}" for state in PaymentRefund.objects.values_list("payment__state", flat=True))
            transaction.set_rollback(True)

    play()
    assert {"sent", "paid", "failed", "returned", "refund paid", "refund failed", "refund returned"} <= booked
