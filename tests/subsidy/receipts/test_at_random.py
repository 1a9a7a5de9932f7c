"""Import, decide, undo, put back, correct, close, pay, in any order and with crashes: the books equal the accepted lines."""

import random
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sasae.foundation.batch import run_now, start
from sasae.foundation.batch import work as batch_work
from sasae.foundation.batch.models import BatchRun, RunState
from sasae.kernel import clock
from sasae.kernel.findings import Severity
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import Account, Posting, PostingLine
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.receipts import actions, batches
from sasae.subsidy.receipts.models import CorrectionKind, Cycle, CycleState, LineState, ReadBlock, ReceiptLine
from sasae.subsidy.receipts.monthly import SETTLED
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER, PAYMENTS
from tests.subsidy.money import JULY, LATER, MISAKI_CARD, receipt
from tests.subsidy.receipts.listed import list_of, listed
from tests.subsidy.town import MISAKI

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
STEPS = [
    "take_in", "take_in", "take_in", "break_off", "go_on", "decide", "decide", "undo", "hold", "take_back", "ask",
    "together", "undo_together", "list_out", "bill_and_ask", "close", "send_back", "pay", "crash",
]  # fmt: skip


class Crash(Exception):
    """The power is gone before the commit."""


class Office:
    """One step after another. What is refused changes nothing, what crashes changes nothing."""

    def __init__(self, chance: random.Random, number: str) -> None:
        self.chance, self.number, self.made = chance, number, 0

    def step(self, name: str) -> None:
        with suppress(actions.CannotDecide), transaction.atomic():
            getattr(self, name)()

    def _content(self, sign: int = 1) -> bytes:
        lines = []
        for _ in range(self.chance.randint(1, 3)):
            self.made += 1
            card = replace(
                MISAKI_CARD, insurer=self.chance.choice(["06132013", MISAKI_CARD.insurer, MISAKI_CARD.insurer])
            )
            clinic = f"99900{self.chance.randint(1, 6):02d}"
            points = self.chance.choice([300, 310])
            lines += listed(receipt(self.number, card, points=points), clinic=clinic, sign=sign, first=self.made)
        return list_of(lines, JULY)

    def _begin(self, content: bytes) -> Any:
        file, _ = actions.upload(f"{self.made}.csv", content, by=EXAMINER)
        return start("receipts.import", {"file": file.pk}, by=EXAMINER, once=str(file.pk))

    def take_in(self) -> None:
        run_now(self._begin(self._content()))

    def take_back(self) -> None:
        """The body's negative lines; of some the original is here."""
        accepted = list(ReceiptLine.objects.filter(state=LineState.ACCEPTED))
        if accepted and self.chance.random() < 0.7:
            line = self.chance.choice(accepted)
            self.made += 1
            made = listed(receipt(self.number, points=line.points), clinic=line.provider, sign=-1, first=self.made)
            run_now(self._begin(list_of(made, JULY)))
        else:
            run_now(self._begin(self._content(-1)))

    def break_off(self) -> None:
        """Killed after the listing, or after its first chunk."""
        run = self._begin(self._content())
        batch_work.list_run(run.pk)
        if self.chance.random() < 0.5:
            batch_work.work_chunk(run.pk, 0)

    def go_on(self) -> None:
        for run in BatchRun.objects.filter(kind="receipts.import", state__in=[RunState.LISTING, RunState.RUNNING]):
            run_now(run)

    def crash(self) -> None:
        """Any other step, and the power is gone before the commit."""
        with suppress(Crash), transaction.atomic():
            getattr(self, self.chance.choice([step for step in STEPS if step != "crash"]))()
            raise Crash

    def decide(self) -> None:
        if line := self._any(LineState.HELD):
            actions.decide_held(line.pk, accept=self.chance.random() < 0.7, note="確かめた", by=EXAMINER, on=LATER)

    def undo(self) -> None:
        if line := self._any(LineState.ACCEPTED, LineState.RETURNED):
            actions.undo(line.pk, note="誤り", by=self.chance.choice([EXAMINER, APPROVER]), on=LATER)

    def together(self) -> None:
        """A line that was never paid, and the body's negative line of it, cancel each other."""
        if original := self._any(LineState.HELD, LineState.RETURNED):
            self.made += 1
            made = listed(receipt(self.number, points=original.points), clinic=original.provider, sign=-1, first=self.made)
            run_now(self._begin(list_of(made, JULY)))
            if waiting := ReceiptLine.objects.filter(state=LineState.HELD, reason="H26").order_by("id").last():
                actions.cancel_together(waiting.pk, original.pk, note="過誤", by=EXAMINER, on=LATER)

    def undo_together(self) -> None:
        if line := ReceiptLine.objects.filter(reason="A11").order_by("id").last():
            actions.undo(line.pk, note="誤り", by=self.chance.choice([EXAMINER, APPROVER]), on=LATER)

    def hold(self) -> None:
        if line := self._any(LineState.ACCEPTED):
            actions.hold(line.pk, note="念のため", by=COUNTER, on=LATER)

    def ask(self) -> None:
        if line := self._any(LineState.ACCEPTED):
            actions.ask(line.pk, kind=CorrectionKind.MISTAKE, why="過誤", by=COUNTER, on=LATER)

    def list_out(self) -> None:
        actions.make_list("2", by=COUNTER, on=LATER)

    def bill_and_ask(self) -> None:
        if cycle := self._cycle(CycleState.OPEN):
            actions.enter_bill(cycle.pk, count=1, yen=self.chance.choice([900, 1800]), by=EXAMINER)
            actions.ask_closing(cycle.pk, explanation="差は保留の分", by=EXAMINER)

    def close(self) -> None:
        if cycle := self._cycle(CycleState.CLOSING):
            by = self.chance.choice([EXAMINER, APPROVER])
            actions.close(cycle.pk, by=by, on=LATER, at=clock.now())

    def send_back(self) -> None:
        if cycle := self._cycle(CycleState.CLOSING):
            actions.send_back(cycle.pk, why="もう一度", by=APPROVER)

    def pay(self) -> None:
        if cycle := self._cycle(CycleState.CLOSED):
            actions.pay(cycle.pk, paid_on=LATER, by=PAYMENTS, on=LATER)

    def _any(self, *states: str) -> ReceiptLine | None:
        found = list(ReceiptLine.objects.filter(state__in=states).order_by("id"))
        return self.chance.choice(found) if found else None

    def _cycle(self, state: str) -> Cycle | None:
        found = list(Cycle.objects.filter(state=state).order_by("id"))
        return self.chance.choice(found) if found else None


def invariant() -> None:
    """The books are the accepted lines; nobody is paid twice; a paid month left the bank once."""
    accepted = ReceiptLine.objects.filter(state=LineState.ACCEPTED)
    yen = accepted.aggregate(yen=Sum("in_kind_yen"))["yen"] or 0
    paid = ReceiptLine.objects.filter(cycle__state=CycleState.PAID, state__in=SETTLED)
    out = paid.aggregate(yen=Sum("in_kind_yen"))["yen"] or 0
    assert balances()[Account.IN_KIND] == yen
    assert balances()[Account.BANK] == -out
    assert balances()[Account.PAYABLE_TO_BODY] == out - yen
    keys = Counter(
        accepted.values_list("person_id", "provider", "treatment_month", "point_table", "setting", "insurer_number")
    )
    assert all(times == 1 for times in keys.values())
    by_key = dict(
        PostingLine.objects.filter(account=Account.IN_KIND).order_by().values_list("provider").annotate(yen=Sum("yen"))
    )
    assert all(0 <= total <= 2 * 930 for total in by_key.values())


@pytest.mark.clause("BUS-2", "BUS-5")
def test_whatever_is_done_and_wherever_it_breaks_the_books_equal_the_accepted_lines(
    granted: Recipient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BLOCK", 1)
    monkeypatch.setattr(batches.ImportReceipts, "chunk_size", 1)
    number = Recipient.objects.get(person__atena_no=MISAKI).number
    seen: set[str] = set()

    @settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(st.integers(0, 2**32), st.lists(st.sampled_from(STEPS), min_size=14, max_size=24))
    def play(seed: int, steps: list[str]) -> None:
        with transaction.atomic():
            office = Office(random.Random(seed), number)
            for name in ["take_in", "take_in", *steps, "go_on"]:
                office.step(name)
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                invariant()
            assert [finding.id for finding in audit().findings if finding.severity is Severity.ERROR] == []
            assert not ReadBlock.objects.exists()
            seen.update(cause.split(":")[0] for cause in Posting.objects.values_list("cause", flat=True))
            seen.update(ReceiptLine.objects.values_list("state", flat=True))
            transaction.set_rollback(True)

    play()
    assert {"receipt", "receipt back", LineState.OFFSET} <= seen
