"""組戻: a transfer that was paid comes back from the bank. One person registers it, another holds it against the bank's
word; then it is booked back, once, and owed again until another run pays it. The same for claims and for refunds."""

from datetime import date, datetime

from django.db import transaction

from sasae.foundation.batch import start
from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import error, one_line
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.payments.actions.following import follow
from sasae.subsidy.payments.actions.letters import LETTERS
from sasae.subsidy.payments.actions.refusals import CannotPay
from sasae.subsidy.payments.booking import book
from sasae.subsidy.payments.models import (
    PAYMENT_MOVES,
    LetterKind,
    Payment,
    PaymentRun,
    PaymentState,
    TransferReturn,
    TransferReturnState,
)

RETURN = Pair("payments.confirm_return", thing="振込の組戻", first="登録", second="確認")


@transaction.atomic
def register_return(
    serial: str, *, yen: int, returned_on: date, why: str, by: Actor, on: date, at: datetime
) -> TransferReturn:
    """The bank has sent this transfer back, whole: waits for another person. Nothing moves yet. Raises CannotPay."""
    said = one_line(why, CannotPay.said, missing="銀行の知らせにある理由を入れてください。", most=40)
    run, payment = _locked(serial)
    if payment.returns.filter(state=TransferReturnState.WAITING).exists():
        raise CannotPay.one("P-704", "serial", f"振込 {serial} の組戻は登録済みで、別の人の確認を待っています。")
    findings = []
    if yen != payment.yen:
        findings.append(error("P-702", "yen", f"この振込は{payment.yen:,}円です。戻った金額と違うときは、銀行に確かめてください。"))
    if not run.pay_on <= returned_on <= max(on, run.pay_on):
        findings.append(error("P-703", "returned_on", "戻った日は、振込指定日から今日までの日にしてください。"))
    if findings:
        raise CannotPay(findings)
    made = TransferReturn.objects.create(
        payment=payment, yen=yen, returned_on=returned_on, why=said, registered_by=by.id, registered_at=at
    )
    record(by, "payments.return_registered", serial, [payment.payee.atena_no], yen=yen, why=said)
    return made


@transaction.atomic
def confirm_return(serial: str, *, by: Actor, on: date, at: datetime) -> Payment:
    """Another person finds it as the bank says: the books, the claims and the letter follow. Raises CannotPay."""
    run, payment = _locked(serial)
    told = _waiting(payment)
    refusal = CannotPay.one("P-706", "by", "組戻を登録した人とは別の人が確認してください。")
    RETURN.by_another_than(told.registered_by, by, about=serial, refusal=refusal)
    told.state, told.decided_by, told.decided_at = TransferReturnState.CONFIRMED, by.id, at
    told.save()
    payment.state, payment.failure, payment.returned_on = PaymentState.RETURNED, told.why, told.returned_on
    payment.save()
    those = Payment.objects.filter(pk=payment.pk)
    book(those, "returned", Account.BANK, Account.PAYABLE_TO_PERSON, on=on, by=by)
    follow(those, ClaimState.FAILED, live=False)
    params = {"run": run.number, "kind": LetterKind.REQUEST, "on": on.isoformat(), "serials": [serial]}
    start(LETTERS, params, by, once=f"request:{serial}")
    record(by, "payments.returned", serial, [payment.payee.atena_no], yen=payment.yen, why=told.why)
    return payment


@transaction.atomic
def withdraw_return(serial: str, *, why: str, by: Actor, at: datetime) -> TransferReturn:
    """It was registered by mistake: taken back before it is confirmed, by whoever sees it. Raises CannotPay."""
    said = one_line(why, CannotPay.said, missing="取り下げる理由を入力してください。")
    _, payment = _locked(serial)
    told = _waiting(payment)
    told.state, told.decided_by, told.decided_at, told.why_withdrawn = TransferReturnState.WITHDRAWN, by.id, at, said
    told.save()
    record(by, "payments.return_withdrawn", serial, [payment.payee.atena_no], why=said)
    return told


def _locked(serial: str) -> tuple[PaymentRun, Payment]:
    """A transfer that was paid, and its run, to this transaction. Raises CannotPay where it was not."""
    run = PaymentRun.objects.select_for_update().get(payments__serial=serial)
    payment = Payment.objects.select_for_update().get(serial=serial)
    if PaymentState.RETURNED not in PAYMENT_MOVES[PaymentState(payment.state)] or not payment.yen:
        raise CannotPay.one("P-701", "serial", f"振込 {serial} は「{payment.get_state_display()}」です。")
    return run, payment


def _waiting(payment: Payment) -> TransferReturn:
    told = payment.returns.select_for_update().filter(state=TransferReturnState.WAITING).first()
    if told is None:
        raise CannotPay.one("P-705", "serial", f"振込 {payment.serial} に、確認を待つ組戻の登録はありません。")
    return told
