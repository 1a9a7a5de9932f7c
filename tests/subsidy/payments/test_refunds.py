"""What was paid too much goes back by a run of its own: decided by two, sent by three, read back, sent again, once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import Account, Posting, PostingLine
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.payments import actions
from sasae.subsidy.payments.models import (
    FileKind,
    LeftOut,
    LetterKind,
    Obstacle,
    Payment,
    PaymentRefund,
    PaymentRun,
    PaymentState,
    RunKind,
)
from sasae.subsidy.people.models import BankAccount
from sasae.subsidy.recovery.models import Debtor, OrderKind, Reason, Receivable, Refund, RefundState
from tests.subsidy import paying
from tests.subsidy.conftest import APPROVER, PAYMENTS, SENDER
from tests.subsidy.money import LATER, PAY_ON
from tests.subsidy.recovery.debts import decided, ordered, paid_claim, received

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-2", "SUB-2")]


def errors() -> list[str]:
    return [finding.id for finding in audit().findings]


@pytest.fixture
def debt(granted: Recipient) -> Receivable:
    """3,000 yen asked back, 3,500 paid, 500 decided to go back."""
    made = decided(paid_claim(granted))
    received(made, 3_500)
    ordered(made, OrderKind.REFUND, 500)
    return made


def built() -> PaymentRun:
    return actions.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER, kind=RunKind.REFUNDS)


def refund() -> Refund:
    return Refund.objects.get()


def moved(cause: str) -> dict[str, int]:
    return dict(PostingLine.objects.filter(posting__cause=cause).values_list("account", "yen"))


class TestTheWay:
    """From the decision to the account."""

    def test_a_refund_goes_out_by_a_run_of_its_own_and_arrives(self, debt: Receivable, granted: Recipient) -> None:
        before = balances()
        assert (before[Account.PAYABLE_TO_PERSON], before[Account.OVERPAID], before[Account.COLLECTED]) == (-500, 0, 3_500)
        run = built()
        payment = run.payments.get()
        assert (run.kind, run.closing, run.count, run.yen) == (RunKind.REFUNDS, None, 1, 500)
        assert (payment.payee_id, payment.yen, payment.account_number) == (granted.person_id, 500, "1234567")
        assert (refund().state, payment.refunds.get().refund, payment.items.count()) == ("in_run", refund(), 0)
        paying.sent(run)
        transfer = paying.content(PaymentRun.objects.get(pk=run.pk), FileKind.TRANSFER)
        assert (b"0000000500" in transfer, payment.serial.encode() in transfer) == (True, True)
        assert moved(f"payment:{payment.serial}:sent") == {"payable_to_person": 500, "in_transit": -500}
        paying.settled(run)
        after = balances()
        assert (after[Account.PAYABLE_TO_PERSON], after[Account.IN_TRANSIT]) == (0, 0)
        assert after[Account.BANK] == before[Account.BANK] - 500
        assert (refund().state, errors()) == (RefundState.PAID, [])
        with pytest.raises(actions.CannotPay, match="還付する過誤納金がありません"):
            built()

    def test_claims_and_refunds_never_share_a_run(self, debt: Receivable, granted: Recipient) -> None:
        made = paying.owed(granted, provider="別の医院")
        claims, refunds = paying.built(), built()
        assert [item.claim for item in claims.payments.get().items.all()] == [made]
        assert (claims.payments.get().refunds.count(), refunds.payments.get().refunds.count()) == (0, 1)

    def test_its_letters_tell_the_debt_and_where_the_money_goes(self, debt: Receivable) -> None:
        run = paying.sent(built())
        papers = paying.letters()
        assert papers[-1].startswith(b"%PDF")
        paying.settled(run, {run.payments.get().serial: "2"})
        assert len(paying.letters(LetterKind.REQUEST)) == 1

    def test_the_lists_name_the_debt_and_its_payee(self, debt: Receivable) -> None:
        run = paying.sent(built())
        rows = paying.content(run, FileKind.PAYEES_CSV).decode("utf-8-sig").splitlines()
        assert "返還金の番号" in rows[0]
        assert (debt.number in rows[1], "500" in rows[1]) == (True, True)


class TestAgain:
    """What did not arrive is sent again, and nothing is sent twice."""

    def test_a_refund_that_failed_is_sent_again_to_the_new_account(self, debt: Receivable, granted: Recipient) -> None:
        run = paying.sent(built())
        paying.settled(run, {run.payments.get().serial: "2"})
        assert (refund().state, balances()[Account.PAYABLE_TO_PERSON], errors()) == (RefundState.FAILED, -500, [])
        with pytest.raises(actions.CannotPay, match="前回の振込が不能"):
            built()
        paying.change_account(granted, number="7654321")
        second = paying.settled(paying.sent(built()))
        assert (second.payments.get().account_number, second.payments.get().new_code) == ("7654321", "2")
        assert (refund().state, balances()[Account.PAYABLE_TO_PERSON], errors()) == (RefundState.PAID, 0, [])
        assert list(PaymentRefund.objects.order_by("id").values_list("live", flat=True)) == [False, True]

    def test_a_refund_the_bank_sent_back_is_owed_and_sent_again(self, debt: Receivable, granted: Recipient) -> None:
        run = paying.settled(paying.sent(built()))
        paying.given_back(run)
        assert (refund().state, balances()[Account.PAYABLE_TO_PERSON], errors()) == (RefundState.FAILED, -500, [])
        paying.change_account(granted, number="7654321")
        paying.settled(paying.sent(built()))
        assert (refund().state, errors()) == (RefundState.PAID, [])

    def test_a_run_that_is_given_up_lets_its_refunds_go(self, debt: Receivable) -> None:
        run = built()
        actions.discard(run.pk, by=PAYMENTS, why="日を改める")
        assert (refund().state, built().yen, errors()) == (RefundState.WAITING, 500, [])

    def test_the_database_refuses_a_second_payment_of_the_same(self, debt: Receivable) -> None:
        payment = built().payments.get()
        with pytest.raises(IntegrityError, match="refund_once"), transaction.atomic():
            PaymentRefund.objects.create(payment=payment, refund=refund(), yen=500)

    def test_a_refund_put_back_by_hand_stops_the_sending_and_is_found(self, debt: Receivable) -> None:
        run = built()
        Refund.objects.update(state=RefundState.WAITING)
        assert errors() == ["LG-130"]
        actions.approve(run.pk, by=APPROVER, at=clock.now())
        with pytest.raises(actions.CannotPay, match="P-401"):
            actions.send(run.pk, by=SENDER, on=LATER, at=clock.now())


class TestRefused:
    """Who gets nothing by the run, and who does no step of it."""

    def test_without_an_account_it_is_left_out_with_the_reason(self, debt: Receivable, granted: Recipient) -> None:
        other = paying.neighbour(granted, 1)
        second = decided(paid_claim(other))
        received(second, 3_100)
        ordered(second, OrderKind.REFUND, 100)
        BankAccount.objects.filter(person=other.person).update(until=clock.now())
        run = built()
        left = LeftOut.objects.get(run=run)
        assert (left.refund.movement.receivable, left.claim, left.reason) == (second, None, Obstacle.NO_ACCOUNT)
        assert run.payments.get().payee_id == granted.person_id

    def test_who_built_it_neither_approves_nor_sends_it(self, debt: Receivable) -> None:
        run = built()
        with pytest.raises(actions.CannotPay, match="P-201"):
            actions.approve(run.pk, by=PAYMENTS, at=clock.now())
        actions.approve(run.pk, by=APPROVER, at=clock.now())
        with pytest.raises(actions.CannotPay, match="P-203"):
            actions.send(run.pk, by=APPROVER, on=LATER, at=clock.now())

    def test_what_an_insurer_paid_too_much_is_given_back_by_the_treasury(self, granted: Recipient) -> None:
        made = decided(
            paid_claim(granted), reason=Reason.HIGH_COST, debtor_kind=Debtor.INSURER, payer_name="見本健康保険組合",
            payer_postal_code="2100000", payer_address="川崎市川崎区見本町1",
        )  # fmt: skip
        received(made, 3_200)
        ordered(made, OrderKind.REFUND, 200)
        assert (Refund.objects.exists(), balances()[Account.COLLECTED], errors()) == (False, 3_000, [])
        with pytest.raises(actions.CannotPay, match="還付する過誤納金がありません"):
            built()

    def test_two_refunds_of_one_person_go_in_one_transfer(self, debt: Receivable) -> None:
        received(debt, 70, "2")
        ordered(debt, OrderKind.REFUND, 70)
        payment = built().payments.get()
        assert (payment.yen, payment.refunds.count()) == (570, 2)


def test_the_home_page_counts_refunds_that_wait_until_a_run_has_them(
    debt: Receivable, signed_in: Callable[..., Any]
) -> None:
    desk = signed_in("payments.view", "payments.build")

    def waiting() -> list[tuple[int, str]]:
        work = desk.get("/").context["work"]
        return [(one["count"], one["url"]) for one in work if one["label"] == "支払を待つ過誤納金の還付"]

    assert waiting() == [(1, "/payments/new/?kind=refunds")]
    page = desk.get("/payments/new/?kind=refunds").content.decode()
    assert '<option value="refunds" selected>' in page
    built()
    assert waiting() in ([], [(0, "/payments/new/?kind=refunds")])


@pytest.mark.parametrize("kind", ["", "both"], ids=["nothing chosen", "no such kind"])
def test_what_is_paid_is_chosen_by_a_person(debt: Receivable, signed_in: Callable[..., Any], kind: str) -> None:
    """It decides who is paid and how much: left open, nothing is built and nothing is tried."""
    desk, before = signed_in("payments.view", "payments.build"), PaymentRun.objects.count()
    assert "任意" not in desk.get("/payments/new/").content.decode().split('for="id_kind"')[1].split("</label>")[0]
    for more in ({}, {"try": "1"}):
        page = desk.post("/payments/new/", {"kind": kind, "pay_on": PAY_ON.isoformat(), **more}).content.decode()
        assert "入力の誤り" in page
        assert "試算の結果" not in page
    assert PaymentRun.objects.count() == before


def test_a_refund_is_seen_from_the_debt_from_the_transfer_and_in_the_statement(
    debt: Receivable, granted: Recipient, signed_in: Callable[..., Any]
) -> None:
    desk = signed_in("payments.view", "payments.build", "payments.export", "recovery.view", "people.view")
    assert "還付を待つ過誤納金が1件（500円）" in desk.get("/payments/").content.decode()
    tried = desk.post("/payments/new/", {"kind": "refunds", "pay_on": PAY_ON.isoformat(), "try": "1"})
    assert "試算の結果" in tried.content.decode()
    made = desk.post("/payments/new/", {"kind": "refunds", "pay_on": PAY_ON.isoformat()}, follow=True).content.decode()
    assert "過誤納金の還付" in made
    serial = Payment.objects.get(refunds__isnull=False).serial
    assert debt.number in desk.get(f"/payments/transfers/{serial}/").content.decode()
    assert serial in desk.get(f"/recovery/{debt.number}/").content.decode()
    paying.settled(paying.sent(PaymentRun.objects.get(kind=RunKind.REFUNDS)))
    number = granted.person.atena_no
    shown = desk.get(f"/payments/payees/{number}/").content.decode()
    assert ("過誤納金の還付" in shown, "500円" in shown) == (True, True)
    rows = desk.get(f"/payments/payees/{number}/statement.csv").content.decode("utf-8-sig")
    assert debt.number in rows
    assert desk.get(f"/payments/payees/{number}/statement.pdf").content.startswith(b"%PDF")
    assert Payment.objects.filter(state=PaymentState.PAID).count() == 2
    assert Posting.objects.filter(cause__startswith=f"payment:{serial}:").count() == 2
