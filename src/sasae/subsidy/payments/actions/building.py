"""A run is built from everything that was granted until its closing day, or from every refund that was decided; with
what failed before and can be paid again."""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction
from django.db.models import Count, IntegerField, Max, Q, Sum
from django.db.models.functions import Cast, Substr

from sasae.foundation.history import Actor, record
from sasae.kernel import clock
from sasae.kernel.findings import Finding, error, one_line
from sasae.reference import banks
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.payments.actions.following import follow
from sasae.subsidy.payments.actions.refusals import CannotPay
from sasae.subsidy.payments.models import (
    LeftOut,
    Obstacle,
    Payment,
    PaymentDeduction,
    PaymentItem,
    PaymentRun,
    RunKind,
    RunStep,
    Step,
)
from sasae.subsidy.payments.refunds import RefundPayee, keep_left_out, keep_refunds, lock_refunds, sort_out_refunds
from sasae.subsidy.payments.schedule import approvals_for, closing_for, wrong_day, wrong_lead
from sasae.subsidy.payments.selection import Limits, Payee, lock_payable, payable_in_chunks, sort_out

_ONE_AT_A_TIME = 7_201_904_001  # the lock two builders meet at: numbers go up without a gap


@transaction.atomic
def build(*, pay_on: date, by: Actor, on: date, kind: RunKind = RunKind.CLAIMS, hurry: str = "") -> PaymentRun:
    """Collect what is to be paid into a run; what is not paid is listed with its reason.

    Set-based, some thousand payees at a time. The same data give the same run, to the serial numbers. `hurry`: why it is
    to be paid on a day for which the bank gets the file later than it asks for. Raises CannotPay.
    """
    late = wrong_lead(pay_on, on)
    why = one_line(hurry, CannotPay.said, most=200, at="hurry") if late else ""
    if findings := wrong_day(pay_on, on) or ([] if why else late):
        raise CannotPay(findings)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    run = PaymentRun.objects.create(
        number=_next_number(on), kind=kind, pay_on=pay_on, count=0, yen=0, built_by=by.id, hurry=why,
        closing=closing_for(pay_on) if kind == RunKind.CLAIMS else None,
    )  # fmt: skip
    RunStep.objects.create(run=run, step=Step.BUILD, by=by.id, at=clock.now())
    _fill(run) if kind == RunKind.CLAIMS else _fill_with_refunds(run)
    _add_up(run, on)
    follow(run.payments.all(), ClaimState.IN_RUN)
    persons = run.payments.order_by("serial").values_list("payee__atena_no", flat=True)
    left = LeftOut.objects.filter(run=run).count()
    record(by, "payments.built", run.number, persons.iterator(), count=run.count, yen=run.yen, left_out=left)
    if why:
        record(by, "payments.hurried", run.number, why=why)
    return run


def _next_number(on: date) -> str:
    """Counted on through all months; the numbers of a run that was given up are not used again."""
    last = PaymentRun.objects.annotate(place=Cast(Substr("number", 7), IntegerField())).aggregate(last=Max("place"))["last"] or 0
    return f"{on:%Y%m}{last + 1:04d}"


def _fill(run: PaymentRun) -> None:
    limits = Limits.of(run.closing or run.pay_on, run.pay_on)
    lock_payable()
    serial = _last_serial()
    for claims in payable_in_chunks():
        payees, left = sort_out(claims, limits)
        _plan(run, payees, serial)
        serial += len(payees)
        LeftOut.objects.bulk_create(
            [
                LeftOut(run=run, claim=claim, payee_id=claim.payee_id, yen=claim.amount, reason=reason)
                for claim, reason in left
            ]
        )


def _last_serial() -> int:
    return int(Payment.objects.aggregate(last=Max("serial"))["last"] or 0)


def _fill_with_refunds(run: PaymentRun) -> None:
    payees, left = sort_out_refunds(lock_refunds(), Limits.of(run.pay_on, run.pay_on))
    keep_refunds(_payments(run, payees, _last_serial()), payees)
    keep_left_out(run, left)


def _payments(run: PaymentRun, payees: Sequence[Payee] | Sequence[RefundPayee], serial: int) -> list[Payment]:
    return Payment.objects.bulk_create(
        [_payment(run, payee, f"{number:010d}") for number, payee in enumerate(payees, start=serial + 1)]
    )


def _plan(run: PaymentRun, payees: Sequence[Payee], serial: int) -> None:
    """One payment a payee with its claims."""
    payments = _payments(run, payees, serial)
    PaymentItem.objects.bulk_create(
        [
            PaymentItem(payment=payment, claim=claim, yen=payee.payable(claim), granted=claim.amount)
            for payment, payee in zip(payments, payees, strict=True)
            for claim in payee.claims
        ]
    )
    PaymentDeduction.objects.bulk_create(
        [
            PaymentDeduction(payment=payment, receivable_id=one.receivable_id, claim_id=one.claim_id, yen=one.yen)
            for payment, payee in zip(payments, payees, strict=True)
            for one in payee.deductions
        ]
    )


def _payment(run: PaymentRun, payee: Payee | RefundPayee, serial: str) -> Payment:
    account = payee.target.account
    bank, branch = banks.bank(account.bank), banks.branch(account.bank, account.branch)
    assert bank is not None and branch is not None  # noqa: PT018 - sort_out left the others out
    return Payment(
        run=run, serial=serial, payee_id=account.person_id, account=account, yen=payee.yen, deducted=payee.deducted,
        bank=account.bank, bank_name=bank.name, branch=account.branch, branch_name=branch.name, account_type=account.type,
        account_number=account.number, holder=payee.target.holder, new_code=payee.target.new_code,
    )  # fmt: skip


def _add_up(run: PaymentRun, on: date) -> None:
    """Count and total of the transfers, and who has to approve; a run of nothing is none. Raises CannotPay."""
    transfers = Count("id", filter=Q(yen__gt=0))
    total = run.payments.aggregate(all=Count("id"), count=transfers, yen=Sum("yen"), deducted=Sum("deducted"))
    if not total["all"]:
        raise CannotPay(_nothing(run))
    run.count, run.yen = total["count"], total["yen"]
    run.approvals = approvals_for(run.yen + total["deducted"], on)
    run.save()


def _nothing(run: PaymentRun) -> list[Finding]:
    """That nothing can be paid, and how much of it for which reason."""
    rows = LeftOut.objects.filter(run=run).values_list("reason").annotate(count=Count("id")).order_by("reason")
    why = [error("P-104", "claims", f"{Obstacle(reason).label}（{count}件）") for reason, count in rows]
    what = "支払える請求" if run.kind == RunKind.CLAIMS else "還付する過誤納金"
    return [error("P-104", "claims", f"{what}がありません。"), *why]
