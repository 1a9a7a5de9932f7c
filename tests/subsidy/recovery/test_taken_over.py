"""Debts an old system left behind: paid by their old slips, reminded, limited, given up and settled like any other."""

from datetime import date, timedelta
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.old_system.models import OpenReceivable
from sasae.subsidy.recovery import actions
from sasae.subsidy.recovery.actions import CannotRecover
from sasae.subsidy.recovery.models import InterruptionKind, LetterKind, OrderKind, Reason, Receivable, State
from sasae.subsidy.recovery.queries import named
from sasae.subsidy.treasury import actions as treasury
from sasae.subsidy.treasury.models import Kind
from tests.subsidy.conftest import COUNTER, EXAMINER, PAYMENTS
from tests.subsidy.old_system.files import checked, imported, rows
from tests.subsidy.recovery.debts import ASKED, again, errors, ordered
from tests.subsidy.treasury.test_treasury import clear, rows_of

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
CUTOVER, DUE = date(2026, 6, 1), date(2026, 2, 28)
ONE_DAY = timedelta(days=1)


def taken(recipient: Recipient, **changes: Any) -> Receivable:
    """3,000 of 5,000 yen still owed on the cut-over day."""
    told: dict[str, Any] = {
        "number": "R2025000001", "person": recipient.person, "reason": Reason.LOST, "treatment_month": "2025-11",
        "provider": "みなと医院", "decided_on": date(2026, 2, 1), "due_on": DUE, "yen": 5_000, "paid": 2_000, **changes,
    }  # fmt: skip
    debt = actions.OldDebt(**told)
    actions.take_over([debt], asked_by=COUNTER.id, approved_by=EXAMINER.id, by=COUNTER, on=CUTOVER)
    return Receivable.objects.get(origin=told["number"])


@pytest.mark.clause("SUB-2")
def test_a_coming_over_makes_each_old_debt_one_of_ours_once() -> None:
    for _ in range(2):
        imported(checked(rows()))
    debt, old = Receivable.objects.get(), OpenReceivable.objects.get()
    assert (debt.origin, debt.owed, debt.state) == (old.number, old.yen - old.paid, State.NOTIFIED)
    assert (debt.due_on, debt.limited_on) == (date(2026, 2, 28), date(2031, 2, 28))
    assert debt.proposed_by != debt.decided_by
    assert errors() == []


@pytest.mark.clause("BUS-5")
@pytest.mark.parametrize("slip", ["R2025000001", "ours", "ours-00"], ids=["the old number", "ours", "our slip"])
def test_a_clearing_file_clears_it_by_the_old_number_and_by_ours(granted: Recipient, slip: str) -> None:
    debt = taken(granted)
    file = clear(f"{slip.replace('ours', debt.number)},N1,2026-08-20,1000")
    assert (file.cleared, again(debt).owed, again(debt).state) == (1, 2_000, State.PARTLY)
    assert balances()[Account.DUE_FROM_PERSON] == 2_000
    assert errors() == []


def test_a_number_that_only_looks_like_an_instalment_is_not_cut(granted: Recipient) -> None:
    debt = taken(granted, number="K-2025-07")
    assert named(["K-2025-07", "K-2025", f"{debt.number}-01", f"{debt.number}-1x", ""]) == {
        "K-2025-07": debt, f"{debt.number}-01": debt,
    }  # fmt: skip


def test_it_is_reminded_paid_by_a_new_slip_and_ends_with_a_statement(granted: Recipient) -> None:
    debt = taken(granted)
    actions.send_slip(debt.number, by=COUNTER, on=ASKED)
    actions.remind([debt.number], by=COUNTER, on=ASKED)
    actions.pay(debt.number, yen=3_000, paid_on=ASKED, reference="1", by=COUNTER, on=ASKED)
    actions.close_account(debt.number, by=EXAMINER, on=ASKED)
    assert set(debt.letters.values_list("kind", flat=True)) == {
        LetterKind.SLIP,
        LetterKind.REMINDER,
        LetterKind.CLOSING,
    }
    assert (again(debt).state, errors()) == (State.PAID, [])


def test_it_is_written_off_from_the_day_after_its_old_limitation(granted: Recipient) -> None:
    debt = taken(granted, due_on=date(2022, 2, 28), decided_on=date(2022, 2, 1))
    last = date(2027, 2, 28)
    with pytest.raises(CannotRecover, match="RV-413"):
        ordered(debt, OrderKind.WRITE_OFF, 3_000, last, ground="limitation")
    ordered(debt, OrderKind.WRITE_OFF, 3_000, last + ONE_DAY, ground="limitation")
    assert (again(debt).state, balances()[Account.WRITTEN_OFF]) == (State.WRITTEN_OFF, 3_000)
    assert errors() == []


class TestBefore:
    """What the old system did about the limitation is recorded by staff: for the days before the coming-over alone."""

    def record(self, debt: Receivable, kind: InterruptionKind, day: date) -> None:
        actions.before_taking_over(debt.number, kind, on_day=day, note="旧システムの記録", by=COUNTER, on=ASKED)

    def test_a_part_payment_before_makes_it_begin_anew(self, granted: Recipient) -> None:
        debt = taken(granted)
        self.record(debt, InterruptionKind.PART_PAYMENT, date(2026, 5, 31))
        assert again(debt).limited_on == date(2031, 5, 31)

    @pytest.mark.parametrize(("day", "refused"), [(CUTOVER, False), (CUTOVER + ONE_DAY, True)])
    def test_to_the_day_of_the_coming_over(self, granted: Recipient, day: date, refused: bool) -> None:
        debt = taken(granted)
        if refused:
            with pytest.raises(CannotRecover, match="RV-308"):
                self.record(debt, InterruptionKind.PART_PAYMENT, day)
        else:
            self.record(debt, InterruptionKind.PART_PAYMENT, day)
            assert again(debt).limited_on == date(2031, 6, 1)

    def test_after_the_old_system_s_reminder_ours_changes_no_limitation(self, granted: Recipient) -> None:
        debt = taken(granted)
        self.record(debt, InterruptionKind.REMINDER, date(2026, 3, 30))
        with pytest.raises(CannotRecover, match="RV-309"):
            self.record(debt, InterruptionKind.REMINDER, date(2026, 4, 30))
        actions.remind([debt.number], by=COUNTER, on=ASKED)
        assert again(debt).limited_on == date(2031, 3, 30)


def test_the_treasury_was_told_of_its_decision_by_the_old_system_and_is_told_of_what_comes_in(
    granted: Recipient,
) -> None:
    debt = taken(granted)
    actions.pay(debt.number, yen=1_000, paid_on=ASKED, reference="1", by=COUNTER, on=ASKED)
    made = {kind: treasury.make(kind, period, by=PAYMENTS, on=date(2027, 6, 1), at=clock.now())
            for kind, period in ((Kind.RECEIVABLES, "2026-06"), (Kind.SETTLEMENT, "2026"))}  # fmt: skip
    assert made[Kind.RECEIVABLES].rows == 0
    told = {row["text"]: row["yen"] for row in rows_of(made[Kind.SETTLEMENT]) if row["code"] == "22-05-04-10-01"}
    assert told == {
        "調定額（滞納繰越分）": "3000", "収納額（滞納繰越分）": "1000", "不納欠損額（滞納繰越分）": "0",
        "収入未済額（滞納繰越分）": "2000",
    }  # fmt: skip
