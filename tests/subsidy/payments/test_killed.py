"""A process dies in the middle of a step of a payment, by SIGKILL; the step is done again, and has its effect once."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.subsidy.claims.models import Claim, State
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.payments.models import (
    Handover,
    LeftOut,
    Payment,
    PaymentFile,
    PaymentItem,
    PaymentLetter,
    PaymentRun,
    RunStep,
    TransferReturn,
)
from tests.foundation.forked import Process
from tests.subsidy import paying


class TestKilled:
    """A process dies in the middle of a step, by SIGKILL, while the database waits; the step is done again."""

    pytestmark = pytest.mark.django_db(databases=["default", "journal"], transaction=True)
    STEPS = {
        "build": ("subsidy_payments_paymentitem", "actions.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER)"),
        "approve": ("history_entry", "actions.approve(run.pk, by=APPROVER, at=clock.now())"),
        "send": ("subsidy_ledger_postingline", "actions.send(run.pk, by=SENDER, on=LATER, at=clock.now())"),
        "papers": ("subsidy_payments_paymentfile", "paying.papers()"),
        "letters": ("subsidy_payments_paymentletter", "paying.letters()"),
        "hand over": ("history_entry", "paying.handed_over(run)"),
        "settle": ("subsidy_ledger_postingline", "paying.settled(run)"),
        "register a return": ("history_entry", "paying.return_registered(run.payments.get())"),
        "confirm it": ("subsidy_ledger_postingline", "paying.return_confirmed(run.payments.get())"),
    }  # fmt: skip

    @pytest.fixture
    def process(self, tmp_path: Path) -> Iterator[Callable[[str], Process]]:
        started: list[Process] = []

        def start(step: str) -> Process:
            log = tmp_path / f"{len(started)}.log"
            started.append(Process("tests.subsidy.one_step", self.STEPS[step][1], log=log))
            return started[-1]

        yield start
        for each in started:
            each.kill()

    @pytest.mark.clause("SUB-2")
    def test_each_step_killed_and_done_again_has_its_effect_once(
        self, transactional_db: None, granted: Recipient, owner_connection: psycopg.Connection[Any], process: Any
    ) -> None:
        made = paying.owed(granted)
        for step, (table, _) in self.STEPS.items():
            before = self._state()
            with owner_connection.transaction():
                owner_connection.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
                dies = process(step)
                backend = self._when_blocked(owner_connection, table, dies)
                os.kill(dies.pid, signal.SIGKILL)
                dies.wait(30)
            self._when_gone(owner_connection, backend)
            assert self._state() == before, f"{step} left something behind"
            goes_on = process(step)
            assert goes_on.wait(60) == 0, goes_on.said()
            assert self._state() != before
        made.refresh_from_db()
        assert made.state == State.FAILED
        assert PaymentRun.objects.count() == Payment.objects.count() == PaymentItem.objects.count() == 1
        assert PaymentLetter.objects.count() == Handover.objects.count() == 1
        assert (balances()[Account.PAYABLE_TO_PERSON], balances()[Account.BANK]) == (-3_000, 0)
        assert balances()[Account.IN_TRANSIT] == 0
        assert audit().findings == []

    @staticmethod
    def _state() -> str:
        """Everything that counts, as text."""
        models = (
            PaymentRun, RunStep, LeftOut, Payment, PaymentItem, PaymentFile, PaymentLetter, Handover, TransferReturn, Claim
        )  # fmt: skip
        rows = {model.__name__: list(model.objects.order_by("id").values_list("id")) for model in models}
        states = [list(model.objects.order_by("id").values_list("state", flat=True)) for model in (PaymentRun, Payment, TransferReturn)]
        journal = HistoryEntry.objects.filter(event__startswith="payments.").count()
        return json.dumps([rows, states, balances(), journal])

    @staticmethod
    def _when_blocked(owner: psycopg.Connection[Any], table: str, process: Process) -> int:
        """The server's process that waits for the table on behalf of ours."""
        waiting = "SELECT pid FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
        end = time.monotonic() + 60
        while (row := owner.execute(waiting, [table]).fetchone()) is None:
            assert process.poll() is None, process.said()
            assert time.monotonic() < end, "The process never came to the table."
            time.sleep(0.05)
        return int(row[0])

    @staticmethod
    def _when_gone(owner: psycopg.Connection[Any], backend: int) -> None:
        """The server finds its client dead as soon as it gets the table, and takes the transaction back."""
        end = time.monotonic() + 60
        while owner.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [backend]).fetchone():
            assert time.monotonic() < end
            time.sleep(0.05)
