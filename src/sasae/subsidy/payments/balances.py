"""What the payments say the books must hold: what was sent is owed no more, but on its way or arrived."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from sasae.kernel.findings import Finding, error
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.keeping_periods import money_given_up_before
from sasae.subsidy.ledger.deriving import Rows, balance
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.payments.models import Payment, PaymentItem, PaymentRefund, PaymentState
from sasae.subsidy.recovery.models import Allocation, Refund, RefundState


def _moved(account: Account, sign: int, *states: PaymentState) -> Rows:
    """The claims in payments of these states, as an amount of the account."""
    return balance(
        PaymentItem.objects.filter(payment__state__in=states), account, yen=sign * F("yen"), scheme=Scheme.REIMBURSEMENT,
        person="claim__person", provider="claim__provider", month="claim__treatment_month",
    )  # fmt: skip


def _moved_refunds(account: Account, sign: int, *states: PaymentState) -> Rows:
    """The refunds in payments of these states, by the parts of the debts they were paid too much on."""
    laid = Allocation.objects.filter(movement__refund__payments__payment__state__in=states)
    return balance(
        laid, account, yen=-sign * F("excess"), scheme=F("part__scheme"), person="part__person",
        provider="part__provider", month="part__treatment_month",
    )  # fmt: skip


BALANCES = (
    lambda: _moved_refunds(Account.PAYABLE_TO_PERSON, 1, PaymentState.SENT, PaymentState.PAID),
    lambda: _moved_refunds(Account.IN_TRANSIT, -1, PaymentState.SENT),
    lambda: _moved_refunds(Account.BANK, -1, PaymentState.PAID),
    lambda: _moved(Account.PAYABLE_TO_PERSON, 1, PaymentState.SENT, PaymentState.PAID),
    lambda: _moved(Account.IN_TRANSIT, -1, PaymentState.SENT),
    lambda: _moved(Account.BANK, -1, PaymentState.PAID),
)


def paid_twice() -> Iterator[Finding]:
    """A claim or a refund in two payments that left."""
    out = PaymentItem.objects.filter(payment__state__in=[PaymentState.SENT, PaymentState.PAID])
    for number, times in out.values_list("claim__number").annotate(times=Count("id")).filter(times__gt=1):
        yield error("LG-106", number, f"この請求は{times}回支払われています。")
    back = PaymentRefund.objects.filter(payment__state__in=[PaymentState.SENT, PaymentState.PAID])
    debts = back.values_list("refund", "refund__movement__receivable__number").annotate(times=Count("id"))
    for _, number, times in debts.filter(times__gt=1):
        yield error("LG-106", number, f"この過誤納金は{times}回還付されています。")


def refunds_elsewhere() -> Iterator[Finding]:
    """Refunds that say of themselves another thing than their payments: paid without one, or to be paid once more."""
    ours = PaymentRefund.objects.filter(refund=OuterRef("pk"))
    told = Refund.objects.annotate(
        paid=Exists(ours.filter(payment__state=PaymentState.PAID)),
        under_way=Exists(ours.filter(payment__state__in=[PaymentState.PLANNED, PaymentState.SENT])),
    )  # fmt: skip
    paid, in_run = Q(state=RefundState.PAID), Q(state=RefundState.IN_RUN)
    wrong = told.filter(Q(paid=True) & ~paid | Q(paid=False) & paid | Q(under_way=True) & ~in_run | Q(under_way=False) & in_run)
    for number, state in wrong.order_by("pk").values_list("movement__receivable__number", "state"):
        yield error("LG-130", number, f"還付の状態は「{RefundState(state).label}」ですが、振込と合いません。")


def wrong_totals() -> Iterator[Finding]:
    """Runs whose total is not the sum of their payments, payments that are not the sum of their claims."""
    whole = Payment.objects.all()
    if (day := money_given_up_before()) is not None:  # families' payments of runs before then may be gone
        whole = whole.filter(run__pay_on__gte=day)
    payments = whole.values_list("run__number", "run__yen").annotate(sum=Sum("yen")).exclude(sum=F("run__yen"))
    for number, yen, total in payments.order_by("run__number"):
        yield error("LG-107", number, f"支払の合計は{yen:,}円ですが、明細の合計は{total:,}円です。")
    items = PaymentItem.objects.values_list("payment__serial", "payment__yen").annotate(sum=Sum("yen"))
    for serial, yen, total in items.exclude(sum=F("payment__yen")).order_by("payment__serial"):
        yield error("LG-108", serial, f"振込の金額は{yen:,}円ですが、内訳の合計は{total:,}円です。")
    back = PaymentRefund.objects.values_list("payment__serial", "payment__yen").annotate(sum=Sum("yen"))
    for serial, yen, total in back.exclude(sum=F("payment__yen")).order_by("payment__serial"):
        yield error("LG-108", serial, f"振込の金額は{yen:,}円ですが、還付の合計は{total:,}円です。")
    unlike = PaymentItem.objects.exclude(granted=F("claim__amount")).exclude(claim__state=ClaimState.EXAMINING)
    live = unlike.filter(live=True).values_list("claim__number", "granted", "claim__amount")
    for number, yen, granted in live:
        yield error("LG-109", number, f"支払の内訳は{yen:,}円ですが、助成額は{granted:,}円です。")


CHECKS = (paid_twice, wrong_totals, refunds_elsewhere)
