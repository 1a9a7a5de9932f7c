"""A run is sent once: what was approved is held against what is, the files are kept, the books say it is on its way."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from sasae.formats.zengin import ZenginRefused
from sasae.foundation.batch import start
from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Finding, error
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.payments import outputs
from sasae.subsidy.payments.actions.files import keep
from sasae.subsidy.payments.actions.letters import LETTERS
from sasae.subsidy.payments.actions.papers import PAPERS
from sasae.subsidy.payments.actions.refusals import MOST_NAMED, CannotPay, locked, move, refuse_second_step
from sasae.subsidy.payments.actions.setting_off import take_deductions
from sasae.subsidy.payments.booking import book
from sasae.subsidy.payments.models import (
    BranchClosure,
    LetterKind,
    Payment,
    PaymentItem,
    PaymentRefund,
    PaymentRun,
    PaymentState,
    RunState,
    RunStep,
    Step,
)
from sasae.subsidy.payments.schedule import answer_by, too_late
from sasae.subsidy.people.models import BankAccount
from sasae.subsidy.recovery.models import RefundState

_PLACE = re.compile(r"^(\d+)件目")


SENDING = Pair("payments.send", thing="支払", first="作成・承認", second="振込データの作成")


@transaction.atomic
def send(run_id: int, *, by: Actor, on: date, at: datetime) -> PaymentRun:
    """Make the files of an approved run and book the money as in transit. Made once: asked again, nothing happens. Letters
    and printed lists follow in the background.

    By a person who neither built nor approved it. Raises CannotPay, also where anything changed since the approval.
    """
    run = locked(run_id)
    if run.state in (RunState.SENT, RunState.SETTLED):
        return run
    move(run, RunState.SENT)
    refuse_second_step(run, by, SENDING, "P-203", "作成した人・承認した人とは別の人が振込データを作成してください。")
    if findings := changed(run, on):
        raise CannotPay(findings)
    RunStep.objects.create(run=run, step=Step.SEND, by=by.id, at=at)
    run.sent_by, run.sent_at, run.answer_by = by.id, at, answer_by(run.pay_on)
    run.save()
    _keep_outputs(run)
    run.payments.filter(yen__gt=0).update(state=PaymentState.SENT)
    booked = book(
        Payment.objects.filter(run=run), "sent", Account.PAYABLE_TO_PERSON, Account.IN_TRANSIT, on=on, by=by
    )
    if booked != run.yen:
        raise CannotPay.one("P-405", run.number, f"台帳の金額{booked:,}円が、支払の合計{run.yen:,}円と合いません。")
    take_deductions(run, by=by, on=on, at=at)
    start(PAPERS, {"run": run.number, "on": on.isoformat()}, by, once=run.number)
    start(
        LETTERS, {"run": run.number, "kind": LetterKind.NOTICE, "on": on.isoformat()}, by, once=f"notice:{run.number}"
    )
    persons = run.payments.order_by("serial").values_list("payee__atena_no", flat=True)
    record(by, "payments.sent", run.number, persons.iterator(), count=run.count, yen=run.yen)
    return run


def _keep_outputs(run: PaymentRun) -> None:
    if unprintable := _named_of(outputs.cannot_be_printed(run)):
        raise CannotPay(unprintable)
    try:
        for output in outputs.make(run):
            keep(run, output)
    except ZenginRefused as refused:
        raise CannotPay([_named(run, finding) for finding in refused.findings[:MOST_NAMED]]) from refused


def _named(run: PaymentRun, finding: Finding) -> Finding:
    """A fault of the n-th transfer, with the serial number and the name of its payee."""
    if found := _PLACE.match(finding.at):
        payment = run.payments.select_related("payee").order_by("serial")[int(found[1]) - 1]
        return Finding(finding.id, finding.severity, f"振込 {payment.serial}　{payment.payee.name}さん", finding.message)
    return finding


def changed(run: PaymentRun, on: date) -> list[Finding]:
    """What is no longer as it was approved: the day, claims, accounts, branches. Each stops the sending."""
    found = []
    if run.pay_on <= on:
        found.append(error("P-404", "pay_on", "振込指定日を過ぎました。この支払を取り消し、作り直してください。"))
    elif too_late(run.pay_on, on) and not run.hurry:
        said = "作成・承認の後に、銀行への持込期限を過ぎました。この支払を取り消し、作り直してください。"
        found.append(error("P-407", "pay_on", said))
    found += _named_of(_changed_refunds(run))
    return [*found, *_named_of(_changed_claims(run)), *_named_of(_changed_accounts(run)), *_named_of(_closed(run))]


def _named_of(rows: Iterator[Finding]) -> list[Finding]:
    return [finding for _, finding in zip(range(MOST_NAMED), rows, strict=False)]


def _changed_claims(run: PaymentRun) -> Iterator[Finding]:
    items = PaymentItem.objects.filter(payment__run=run, live=True)
    wrong = items.exclude(claim__state=ClaimState.IN_RUN, claim__amount=F("granted"), claim__payee=F("payment__payee"))
    for serial, number in wrong.order_by("id").values_list("payment__serial", "claim__number").iterator():
        yield error("P-401", f"振込 {serial}", f"請求 {number} が、承認の後に変わりました。この支払を取り消し、作り直してください。")


def _changed_refunds(run: PaymentRun) -> Iterator[Finding]:
    items = PaymentRefund.objects.filter(payment__run=run, live=True)
    right = {"refund__state": RefundState.IN_RUN, "refund__yen": F("yen"), "refund__payee": F("payment__payee")}
    wrong = items.exclude(**right).order_by("id")
    for serial, number in wrong.values_list("payment__serial", "refund__movement__receivable__number").iterator():
        said = f"返還金 {number} の還付が、承認の後に変わりました。この支払を取り消し、作り直してください。"
        yield error("P-401", f"振込 {serial}", said)


def _changed_accounts(run: PaymentRun) -> Iterator[Finding]:
    current = BankAccount.objects.filter(person=OuterRef("payee"), until__isnull=True, pk=OuterRef("account"))
    for serial, name in _those(run.payments.filter(~Exists(current))):
        said = f"{name}さんの口座が、作成の後に変わりました。この支払を取り消し、作り直してください。"
        yield error("P-402", f"振込 {serial}", said)


def _closed(run: PaymentRun) -> Iterator[Finding]:
    standing = BranchClosure.objects.filter(closed_on__lte=run.pay_on, withdrawn_by="")
    gone = standing.filter(bank=OuterRef("bank"), branch=OuterRef("branch"))
    for serial, name in _those(run.payments.filter(Exists(gone))):
        said = f"{name}さんの振込先の支店が、振込指定日には統廃合で使えません。この支払を取り消し、作り直してください。"
        yield error("P-403", f"振込 {serial}", said)


def _those(rows: QuerySet[Payment]) -> Iterator[tuple[str, str]]:
    yield from rows.order_by("serial").values_list("serial", "payee__name").iterator()
