"""Who owes the city is paid by set-off only by two persons' decision, once, and only up to what was decided."""

import pytest

from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.payments import actions
from sasae.subsidy.payments.models import FileKind, LetterKind, PaymentState, RunState
from sasae.subsidy.recovery import actions as recovery
from sasae.subsidy.recovery.models import OrderKind, Receivable
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy import paying
from tests.subsidy.conftest import PAYMENTS
from tests.subsidy.recovery.debts import ASKED, again, decided, errors, ordered, paid_claim

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-5", "SUB-2")]


@pytest.fixture
def debt(granted: Recipient) -> Receivable:
    """3,000 yen that were paid and are to be given back; another claim of 3,000 yen waits to be paid."""
    made = decided(paid_claim(granted))
    paying.owed(granted, provider="別の医院")
    return made


def test_without_a_decision_the_whole_is_paid_although_something_is_owed(debt: Receivable) -> None:
    payment = paying.sent().payments.get()
    assert (payment.yen, payment.deducted, again(debt).owed) == (3_000, 0, 3_000)


def test_what_one_person_proposes_takes_nothing(debt: Receivable) -> None:
    recovery.order(debt.number, OrderKind.SET_OFF, yen=1_000, why="申出による", by=PAYMENTS, on=ASKED)
    assert paying.built().payments.get().deducted == 0


def test_by_a_decision_the_rest_is_transferred_and_the_debt_is_less(debt: Receivable) -> None:
    ordered(debt, OrderKind.SET_OFF, 1_000)
    run = paying.built()
    assert again(debt).owed == 3_000  # nothing is taken before it is sent
    run = paying.settled(paying.sent(run))
    payment = run.payments.get()
    assert (payment.yen, payment.deducted, run.yen, again(debt).owed) == (2_000, 1_000, 2_000, 2_000)
    assert b"0000002000" in paying.content(run, FileKind.TRANSFER)
    assert set(Claim.objects.values_list("state", flat=True)) == {ClaimState.PAID}
    assert (balances()[Account.BANK], balances()[Account.PAYABLE_TO_PERSON]) == (-5_000, 0)
    assert errors() == []
    notice = "".join("".join(by_unicode_tables(paying.letters(LetterKind.NOTICE)[-1])).split())
    assert "返していただく額との相殺" in notice
    assert "−1,000円" in notice


def test_set_off_whole_nothing_is_transferred_and_the_claim_is_paid(debt: Receivable) -> None:
    ordered(debt, OrderKind.SET_OFF, 3_000)
    run = paying.sent()
    payment = run.payments.get()
    assert (run.count, run.state, payment.yen, payment.state) == (0, RunState.SETTLED, 0, PaymentState.PAID)
    assert not run.files.filter(kind=FileKind.TRANSFER).exists()
    assert (again(debt).owed, balances()[Account.PAYABLE_TO_PERSON]) == (0, 0)
    assert errors() == []


def test_beside_others_who_are_paid_the_answer_speaks_of_those_alone(debt: Receivable, granted: Recipient) -> None:
    ordered(debt, OrderKind.SET_OFF, 3_000)
    paying.owed(paying.neighbour(granted, 1), insured_self_pay=2_000)
    run = paying.settled(paying.sent())
    assert (run.count, run.yen, run.state) == (1, 2_000, RunState.SETTLED)
    assert set(run.payments.values_list("state", flat=True)) == {PaymentState.PAID}
    assert errors() == []


def test_what_failed_is_paid_later_without_what_was_set_off(debt: Receivable, granted: Recipient) -> None:
    ordered(debt, OrderKind.SET_OFF, 1_000)
    run = paying.sent()
    paying.settled(run, {run.payments.get().serial: "3"})
    assert (again(debt).owed, balances()[Account.PAYABLE_TO_PERSON]) == (2_000, -2_000)
    paying.change_account(granted, number="7654321")
    later = paying.settled(paying.sent()).payments.get()
    assert (later.yen, later.deducted) == (2_000, 0)
    assert balances()[Account.PAYABLE_TO_PERSON] == 0
    assert errors() == []


def test_a_debt_that_was_paid_meanwhile_stops_the_sending(debt: Receivable) -> None:
    ordered(debt, OrderKind.SET_OFF, 3_000)
    run = paying.built()
    recovery.pay(
        debt.number, yen=2_000, paid_on=again(debt).decided_on, reference="1", by=PAYMENTS, on=again(debt).decided_on
    )
    with pytest.raises(actions.CannotPay) as stopped:
        paying.sent(run)
    assert [finding.id for finding in stopped.value.findings] == ["P-406"]
    assert again(debt).owed == 1_000
