"""組戻: what was paid comes back; registered by one person, confirmed by another, booked back once, paid again by a later run."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, IntegrityError, transaction

from sasae.kernel import clock
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.payments import actions
from sasae.subsidy.payments.models import Payment, PaymentState, TransferReturn, TransferReturnState
from tests import two_persons
from tests.staff import at
from tests.subsidy import paying
from tests.subsidy.conftest import PAYMENTS, SENDER
from tests.subsidy.money import PAY_ON

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BACK_ON = PAY_ON + timedelta(days=5)


def refused(do: Callable[[], object]) -> list[str]:
    with pytest.raises(actions.CannotPay) as stopped:
        do()
    return [finding.id for finding in stopped.value.findings]


def register(payment: Payment, **changes: Any) -> TransferReturn:
    told = {"yen": payment.yen, "returned_on": BACK_ON, "why": "口座解約のため返却", **changes}
    return actions.register_return(payment.serial, by=SENDER, on=BACK_ON, at=clock.now(), **told)


def confirm(payment: Payment, by: Any = PAYMENTS) -> Payment:
    return actions.confirm_return(payment.serial, by=by, on=BACK_ON, at=clock.now())


@pytest.fixture
def paid(granted: Recipient) -> Payment:
    """3,000 yen arrived, and 2,000 of another payee's."""
    other = paying.neighbour(granted, 1)
    paying.owed(granted)
    paying.owed(other, insured_self_pay=2_000)
    return paying.settled(paying.sent()).payments.order_by("serial")[0]


def standing() -> tuple[int, int]:
    return balances()[Account.BANK], balances()[Account.PAYABLE_TO_PERSON]


@pytest.mark.clause("SUB-2")
def test_registered_by_one_it_waits_and_nothing_moves(paid: Payment) -> None:
    told = register(paid)
    paid.refresh_from_db()
    assert (told.state, paid.state) == (TransferReturnState.WAITING, PaymentState.PAID)
    assert standing() == (-5_000, 0)
    assert paid.items.get().claim.state == ClaimState.PAID
    two_persons.refused("payments.confirm_return", lambda by: confirm(paid, by), same=SENDER, other=PAYMENTS, says="P-706")
    assert standing() == (-5_000, 0)


@pytest.mark.clause("BUS-2", "SUB-2")
def test_confirmed_by_another_it_is_owed_again_and_the_books_say_so(paid: Payment) -> None:
    register(paid)
    confirm(paid)
    paid.refresh_from_db()
    assert (paid.state, paid.failure, paid.returned_on) == (PaymentState.RETURNED, "口座解約のため返却", BACK_ON)
    assert standing() == (-2_000, -3_000)
    assert paid.items.get().claim.state == ClaimState.FAILED
    assert audit().findings == []


def test_registered_or_confirmed_twice_it_counts_once(paid: Payment) -> None:
    register(paid)
    assert refused(lambda: register(paid)) == ["P-704"]
    confirm(paid)
    assert refused(lambda: confirm(paid)) == ["P-701"]
    assert refused(lambda: register(paid)) == ["P-701"]
    assert standing() == (-2_000, -3_000)


def test_what_nobody_registered_is_not_confirmed(paid: Payment) -> None:
    assert refused(lambda: confirm(paid)) == ["P-705"]


def test_a_mistake_is_withdrawn_with_a_reason_and_registered_anew(paid: Payment) -> None:
    register(paid)
    assert refused(lambda: actions.withdraw_return(paid.serial, why=" ", by=SENDER, at=clock.now())) == ["UK-301"]
    actions.withdraw_return(paid.serial, why="別の振込の知らせだった", by=SENDER, at=clock.now())
    assert refused(lambda: confirm(paid)) == ["P-705"]
    assert standing() == (-5_000, 0)
    register(paid)
    confirm(paid)
    assert list(TransferReturn.objects.order_by("id").values_list("state", flat=True)) == [
        TransferReturnState.WITHDRAWN, TransferReturnState.CONFIRMED,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        pytest.param({"yen": 2_999}, ["P-702"], id="金額が違う"),
        pytest.param({"returned_on": PAY_ON - timedelta(days=1)}, ["P-703"], id="振込指定日の前"),
        pytest.param({"returned_on": BACK_ON + timedelta(days=1)}, ["P-703"], id="今日より後"),
        pytest.param({"why": ""}, ["UK-301"], id="理由がない"),
    ],
)
def test_what_cannot_be_is_refused(paid: Payment, changes: dict[str, Any], ids: list[str]) -> None:
    assert refused(lambda: register(paid, **changes)) == ids


def test_what_was_not_paid_does_not_come_back(granted: Recipient) -> None:
    paying.owed(granted)
    payment = paying.sent().payments.get()
    assert refused(lambda: register(payment)) == ["P-701"]


def test_it_waits_for_another_account_and_is_then_paid_once_more(paid: Payment, granted: Recipient) -> None:
    register(paid)
    confirm(paid)
    assert refused(paying.built) == ["P-104", "P-104"]
    paying.change_account(granted, number="7654321")
    again = paying.settled(paying.sent()).payments.get()
    assert (again.yen, again.new_code, again.state) == (3_000, "2", PaymentState.PAID)
    assert Claim.objects.get(payee=granted.person).state == ClaimState.PAID
    assert standing() == (-5_000, 0)


class TestInTheDatabase:
    """The same, where the program is not asked."""

    def test_one_person_is_not_two(self, paid: Payment) -> None:
        told = register(paid)
        with pytest.raises(IntegrityError, match="return_two_people"), transaction.atomic():
            TransferReturn.objects.filter(pk=told.pk).update(state="confirmed", decided_by=told.registered_by)

    def test_a_transfer_nobody_confirmed_does_not_come_back(self, paid: Payment) -> None:
        register(paid)
        with pytest.raises(IntegrityError, match="confirmed by nobody"), transaction.atomic():
            Payment.objects.filter(pk=paid.pk).update(state=PaymentState.RETURNED)

    @pytest.mark.parametrize("state", [PaymentState.PLANNED, PaymentState.SENT, PaymentState.FAILED])
    def test_a_paid_transfer_goes_nowhere_else(self, paid: Payment, state: PaymentState) -> None:
        with pytest.raises(Error, match="transition"), transaction.atomic():
            Payment.objects.filter(pk=paid.pk).update(state=state)


class TestOnScreen:
    def test_what_was_typed_is_kept_and_another_confirms(self, paid: Payment, signed_in: Any) -> None:
        desk, address = signed_in("payments.view", "payments.result"), at(f"/payments/transfers/{paid.serial}/")
        told = {"yen": "2999", "returned_on": PAY_ON.isoformat(), "why": "口座解約"}
        page = desk.post(address, told).content.decode()
        assert "この振込は3,000円です" in page
        assert 'value="口座解約"' in page
        assert signed_in("payments.view").post(address, told).status_code == 403
        page = desk.post(address, {**told, "yen": "3000"}, follow=True).content.decode()
        assert "組戻を登録しました" in page
        assert "銀行の知らせのとおりと確認する" not in page  # whoever registered it is not the other person
        assert "別の人が確認してください" in desk.post(f"{address}return/confirm/", follow=True).content.decode()
        TransferReturn.objects.update(registered_by=SENDER.id)
        assert "銀行の知らせのとおりと確認する" in desk.get(address).content.decode()
        assert "組戻を確認しました" in desk.post(f"{address}return/confirm/", follow=True).content.decode()
        paid.refresh_from_db()
        assert (paid.state, paid.failure) == (PaymentState.RETURNED, "口座解約")

    def test_it_stands_in_the_list_and_among_the_work_until_it_is_withdrawn(
        self, paid: Payment, signed_in: Any
    ) -> None:
        register(paid)
        desk = signed_in("payments.view", "payments.result")
        assert "確認を待つ組戻" in desk.get(at("/")).content.decode()
        assert paid.serial in desk.get(at("/payments/returns/?state=waiting")).content.decode()
        there = at(f"/payments/transfers/{paid.serial}/return/withdraw/")
        assert "取り下げる理由を入力してください" in desk.post(there, {"why": ""}, follow=True).content.decode()
        page = desk.post(there, {"why": "別の振込の知らせ"}, follow=True).content.decode()
        assert "組戻の登録を取り下げました" in page
        assert "取り下げました：別の振込の知らせ" in page
        assert paid.serial not in desk.get(at("/payments/returns/?state=waiting")).content.decode()

    def test_a_transfer_that_is_not_there_is_not_found(self, signed_in: Any, db: None) -> None:
        desk = signed_in("payments.view", "payments.result")
        for step in ("confirm", "withdraw"):
            assert desk.post(at(f"/payments/transfers/9999999999/return/{step}/")).status_code == 404
