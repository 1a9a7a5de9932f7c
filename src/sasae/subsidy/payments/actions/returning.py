"""組戻: a transfer that was paid comes back from the bank. Booked back once; owed again until another run pays it."""

from datetime import date

from django.db import transaction

from sasae.foundation.batch import start
from sasae.foundation.history import Actor, record
from sasae.kernel.findings import error, one_line
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.claims.moves import move_all
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.payments.actions.letters import LETTERS
from sasae.subsidy.payments.actions.refusals import CannotPay
from sasae.subsidy.payments.booking import book
from sasae.subsidy.payments.models import (
    PAYMENT_MOVES,
    LetterKind,
    Payment,
    PaymentItem,
    PaymentRun,
    PaymentState,
)


@transaction.atomic
def give_back(serial: str, *, yen: int, returned_on: date, why: str, by: Actor, on: date) -> Payment:
    """The bank has sent this transfer back, whole. Registered once. Raises CannotPay."""
    said = one_line(why, CannotPay.said, missing="銀行の知らせにある理由を入れてください。", most=40)
    run = PaymentRun.objects.select_for_update().get(payments__serial=serial)
    payment = Payment.objects.select_for_update().get(serial=serial)
    if PaymentState.RETURNED not in PAYMENT_MOVES[PaymentState(payment.state)]:
        raise CannotPay.one("P-701", "serial", f"振込 {serial} は「{payment.get_state_display()}」です。")
    findings = []
    if yen != payment.yen:
        findings.append(error("P-702", "yen", f"この振込は{payment.yen:,}円です。戻った金額と違うときは、銀行に確かめてください。"))
    if not run.pay_on <= returned_on <= max(on, run.pay_on):
        findings.append(error("P-703", "returned_on", "戻った日は、振込指定日から今日までの日にしてください。"))
    if findings:
        raise CannotPay(findings)
    payment.state, payment.failure, payment.returned_on = PaymentState.RETURNED, said, returned_on
    payment.save()
    items = PaymentItem.objects.filter(payment=payment, yen__gt=0)
    book(Payment.objects.filter(pk=payment.pk), "returned", Account.BANK, Account.PAYABLE_TO_PERSON, on=on, by=by)
    move_all(Claim.objects.filter(pk__in=items.values("claim")), ClaimState.FAILED, expected=items.count())
    items.update(live=False)
    params = {"run": run.number, "kind": LetterKind.REQUEST, "on": on.isoformat(), "serials": [serial]}
    start(LETTERS, params, by, once=f"request:{serial}")
    record(by, "payments.returned", serial, [payment.payee.atena_no], yen=payment.yen, why=said)
    return payment
