"""The way of the money: built from granted claims, approved by another, sent once, settled by the bank's answer."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection, transaction

from sasae.formats.zengin import RESULTS, TransferResult, read_results
from sasae.foundation.history import Actor, record
from sasae.foundation.printing import CannotPrint
from sasae.kernel.findings import Finding, error, has_errors
from sasae.reference import banks
from sasae.reference.closed_days import is_business_day
from sasae.subsidy.claims.actions import set_state
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.ledger.actions import Entry, Line, post
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.payments import outputs
from sasae.subsidy.payments.models import (
    PAYMENT_MOVES,
    RUN_MOVES,
    FileKind,
    Payment,
    PaymentFile,
    PaymentItem,
    PaymentRun,
    PaymentState,
    RefusedResult,
    RunState,
)
from sasae.subsidy.payments.selection import Payee, earlier_accounts, new_code, sort_out


class CannotPay(ValueError):
    """The step is not allowed; `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings

    @classmethod
    def one(cls, id: str, at: str, message: str) -> "CannotPay":
        """A refusal for a single reason."""
        return cls([error(id, at, message)])


def _move(run: PaymentRun, state: RunState) -> None:
    if state not in RUN_MOVES[RunState(run.state)]:
        raise CannotPay.one("P-101", "state", f"支払 {run.number} は「{run.get_state_display()}」です。")
    run.state = state


@transaction.atomic
def build(*, pay_on: date, by: Actor, on: date) -> PaymentRun:
    """Collect everything granted or failed before into a run; what cannot be paid is listed with its reason."""
    if pay_on <= on:
        raise CannotPay.one("P-102", "pay_on", "振込指定日は今日より後の日にしてください。")
    if not is_business_day(pay_on):
        raise CannotPay.one("P-103", "pay_on", "振込指定日が銀行の休業日です。")
    claims = list(
        Claim.objects.select_for_update(of=("self",))
        .filter(state__in=[ClaimState.GRANTED, ClaimState.FAILED], amount__gt=0)
        .select_related("payee")
        .order_by("id")
    )
    payees, left_out = sort_out(claims)
    if not payees:
        raise CannotPay.one("P-104", "claims", "支払える請求がありません。")
    run = PaymentRun.objects.create(
        number=_next_run(on), pay_on=pay_on, count=len(payees), left_out=left_out, built_by=by.id,
        yen=sum(claim.amount for payee in payees for claim in payee.claims),
    )  # fmt: skip
    _plan(run, payees)
    set_state([claim for payee in payees for claim in payee.claims], ClaimState.IN_RUN)
    record(
        by, "payments.built", run.number, [payee.account.person.atena_no for payee in payees], count=run.count,
        yen=run.yen, left_out=len(left_out),
    )  # fmt: skip
    return run


def _next_run(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_payment_run')")
        return f"{on:%Y%m}{cursor.fetchone()[0]:04d}"


def _plan(run: PaymentRun, payees: Sequence[Payee]) -> None:
    """One payment a payee with its claims."""
    earlier = earlier_accounts(payee.account.person_id for payee in payees)
    payments = Payment.objects.bulk_create(
        [
            _payment(run, payee, serial, new_code(payee.account, earlier[payee.account.person_id]))
            for payee, serial in zip(payees, _serials(len(payees)), strict=True)
        ]
    )
    PaymentItem.objects.bulk_create(
        [
            PaymentItem(payment=payment, claim=claim, yen=claim.amount)
            for payment, payee in zip(payments, payees, strict=True)
            for claim in payee.claims
        ]
    )


def _serials(count: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_payment_serial') FROM generate_series(1, %s)", [count])
        return [f"{row[0]:010d}" for row in cursor.fetchall()]


def _payment(run: PaymentRun, payee: Payee, serial: str, new_code: str) -> Payment:
    account = payee.account
    bank, branch = banks.bank(account.bank), banks.branch(account.bank, account.branch)
    assert bank is not None and branch is not None  # noqa: PT018 - _obstacle left the others out
    return Payment(
        run=run, serial=serial, payee_id=account.person_id, yen=sum(claim.amount for claim in payee.claims),
        bank=account.bank, bank_name=bank.name, branch=account.branch, branch_name=branch.name,
        account_type=account.type, account_number=account.number, holder=payee.holder, new_code=new_code,
    )  # fmt: skip


@transaction.atomic
def approve(run_id: int, *, by: Actor, at: datetime) -> PaymentRun:
    """Approve by another person than the builder."""
    run = PaymentRun.objects.select_for_update().get(id=run_id)
    if run.built_by == by.id:
        raise CannotPay.one("P-201", "approved_by", "作成した人とは別の人が承認してください。")
    _move(run, RunState.APPROVED)
    run.approved_by, run.approved_at = by.id, at
    run.save()
    record(by, "payments.approved", run.number, count=run.count, yen=run.yen)
    return run


@transaction.atomic
def discard(run_id: int, *, by: Actor, why: str) -> PaymentRun:
    """Give up a run that has not been sent; its claims can be paid in a later one."""
    if not why.strip():
        raise CannotPay.one("P-202", "why", "取消しの理由を入力してください。")
    run = PaymentRun.objects.select_for_update().get(id=run_id)
    _move(run, RunState.DISCARDED)
    run.save()
    claims = list(Claim.objects.filter(payment_items__payment__run=run, payment_items__live=True))
    PaymentItem.objects.filter(payment__run=run).update(live=False)
    run.payments.update(state=PaymentState.DISCARDED)
    set_state(claims, ClaimState.GRANTED)
    record(by, "payments.discarded", run.number, why=why)
    return run


@transaction.atomic
def send(run_id: int, *, by: Actor, on: date, at: datetime) -> PaymentRun:
    """Make every output of an approved run and book the money as in transit. Made once: asked again, nothing happens."""
    run = PaymentRun.objects.select_for_update().get(id=run_id)
    if run.state in (RunState.SENT, RunState.SETTLED):
        return run
    _move(run, RunState.SENT)
    run.sent_by, run.sent_at = by.id, at
    run.save()
    payments = list(run.payments.select_related("payee").prefetch_related("items__claim__person").order_by("serial"))
    try:
        for kind, name, media_type, content in outputs.make(run, payments, by=by, on=on):
            _keep(run, kind, name, media_type, content)
    except CannotPrint as unprintable:
        raise CannotPay(unprintable.findings) from unprintable
    run.payments.update(state=PaymentState.SENT)
    _book(payments, "sent", Account.PAYABLE_TO_PERSON, Account.IN_TRANSIT, on, by)
    record(
        by, "payments.sent", run.number, [payment.payee.atena_no for payment in payments], count=run.count, yen=run.yen
    )
    return run


def _keep(run: PaymentRun, kind: FileKind, name: str, media_type: str, content: bytes) -> None:
    PaymentFile.objects.create(
        run=run, kind=kind, name=name, media_type=media_type, content=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip


def _book(payments: Iterable[Payment], step: str, debit: Account, credit: Account, on: date, by: Actor) -> None:
    """Move each payment's claims from one account to another, by person, provider and month."""
    entries = []
    for payment in payments:
        lines = []
        for item in payment.items.all():
            claim = item.claim
            about = (claim.person_id, claim.provider, claim.treatment_month, Scheme.REIMBURSEMENT)
            lines += [Line(debit, item.yen, *about), Line(credit, -item.yen, *about)]
        entries.append(Entry(f"payment:{payment.serial}:{step}", f"振込 {payment.serial}", tuple(lines)))
    post(entries, on=on, by=by)


def settle(run_id: int, content: bytes, *, by: Actor, on: date, at: datetime) -> PaymentRun:
    """Take the bank's answer in: every payment of the run, once, to the yen. The same again: nothing happens.

    What cannot be taken in is kept with its findings, and changes nothing else. Raises CannotPay.
    """
    try:
        return _settle(run_id, content, by, on, at)
    except CannotPay as refusal:
        _keep_refused(run_id, content, refusal.findings, by)
        raise


@transaction.atomic
def _settle(run_id: int, content: bytes, by: Actor, on: date, at: datetime) -> PaymentRun:
    run = PaymentRun.objects.select_for_update().get(id=run_id)
    if run.state == RunState.SETTLED:
        _require_same(run, content)
        return run
    _move(run, RunState.SETTLED)
    results, findings = read_results(content)
    payments = {each.serial: each for each in run.payments.prefetch_related("items__claim").select_related("payee")}
    findings = [*findings, *_mismatches(results, payments)]
    if has_errors(findings):
        raise CannotPay(findings)
    paid, failed = _outcomes(results, payments, at)
    _keep(run, FileKind.RESULT, f"result-{run.number}.txt", "text/plain", content)
    run.save()
    _book(paid, "paid", Account.IN_TRANSIT, Account.BANK, on, by)
    _book(failed, "failed", Account.IN_TRANSIT, Account.PAYABLE_TO_PERSON, on, by)
    PaymentItem.objects.filter(payment__in=failed).update(live=False)
    set_state([item.claim for payment in paid for item in payment.items.all()], ClaimState.PAID)
    set_state([item.claim for payment in failed for item in payment.items.all()], ClaimState.FAILED)
    record(
        by, "payments.settled", run.number, [payment.payee.atena_no for payment in payments.values()],
        paid=len(paid), failed=len(failed),
    )  # fmt: skip
    return run


def _require_same(run: PaymentRun, content: bytes) -> None:
    """A settled run takes the same file again, and no other."""
    if not run.files.filter(kind=FileKind.RESULT, sha256=hashlib.sha256(content).hexdigest()).exists():
        raise CannotPay.one("P-305", run.number, "この支払には、別の振込結果を取り込み済みです。銀行に確かめてください。")


@transaction.atomic
def _keep_refused(run_id: int, content: bytes, findings: Sequence[Finding], by: Actor) -> None:
    refused = RefusedResult.objects.create(
        run_id=run_id, content=content, sha256=hashlib.sha256(content).hexdigest(), received_by=by.id,
        findings=[finding.as_dict() for finding in findings],
    )  # fmt: skip
    record(by, "payments.result_refused", refused.run.number, count=len(findings))


def _mismatches(results: Sequence[TransferResult], payments: dict[str, Payment]) -> list[Finding]:
    """The answer must speak of exactly the run's payments, each once, each to the yen."""
    found = []
    seen: set[str] = set()
    for result in results:
        payment = payments.get(result.customer_code1)
        if payment is None:
            found.append(error("P-301", result.customer_code1, "この支払にない振込の結果です。"))
        elif result.yen != payment.yen:
            found.append(
                error("P-302", result.customer_code1, f"金額が違います（{payment.yen}円に対し{result.yen}円）。")
            )
        elif result.customer_code1 in seen:
            found.append(error("P-303", result.customer_code1, "同じ振込の結果が二つあります。"))
        seen.add(result.customer_code1)
    found += [error("P-304", serial, "結果のない振込があります。") for serial in sorted(set(payments) - seen)]
    return found


def _outcomes(
    results: Sequence[TransferResult], payments: dict[str, Payment], at: datetime
) -> tuple[list[Payment], list[Payment]]:
    paid, failed = [], []
    for result in results:
        payment = payments[result.customer_code1]
        state = PaymentState.PAID if result.paid else PaymentState.FAILED
        assert state in PAYMENT_MOVES[PaymentState(payment.state)]  # the run was sent, and with it every payment
        payment.state, payment.settled_at = state, at
        payment.failure = "" if result.paid else RESULTS.get(result.code, f"コード{result.code}")
        (paid if result.paid else failed).append(payment)
    Payment.objects.bulk_update([*paid, *failed], ["state", "settled_at", "failure"], batch_size=1000)
    return paid, failed
