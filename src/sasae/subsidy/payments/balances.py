"""What the payments say the books must hold: what was sent is owed no more, but on its way or arrived."""

from collections.abc import Iterator

from django.db.models import Count, F, Sum

from sasae.kernel.findings import Finding, error
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.ledger.deriving import Rows, balance
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.payments.models import Payment, PaymentItem, PaymentState


def _moved(account: Account, sign: int, *states: PaymentState) -> Rows:
    """The claims in payments of these states, as an amount of the account."""
    return balance(
        PaymentItem.objects.filter(payment__state__in=states), account, yen=sign * F("yen"), scheme=Scheme.REIMBURSEMENT,
        person="claim__person", provider="claim__provider", month="claim__treatment_month",
    )  # fmt: skip


BALANCES = (
    lambda: _moved(Account.PAYABLE_TO_PERSON, 1, PaymentState.SENT, PaymentState.PAID),
    lambda: _moved(Account.IN_TRANSIT, -1, PaymentState.SENT),
    lambda: _moved(Account.BANK, -1, PaymentState.PAID),
)


def paid_twice() -> Iterator[Finding]:
    """A claim in two payments that left."""
    out = PaymentItem.objects.filter(payment__state__in=[PaymentState.SENT, PaymentState.PAID])
    for number, times in out.values_list("claim__number").annotate(times=Count("id")).filter(times__gt=1):
        yield error("LG-106", number, f"この請求は{times}回支払われています。")


def wrong_totals() -> Iterator[Finding]:
    """Runs whose total is not the sum of their payments, payments that are not the sum of their claims."""
    payments = (
        Payment.objects.values_list("run__number", "run__yen").annotate(sum=Sum("yen")).exclude(sum=F("run__yen"))
    )
    for number, yen, total in payments.order_by("run__number"):
        yield error("LG-107", number, f"支払の合計は{yen:,}円ですが、明細の合計は{total:,}円です。")
    items = PaymentItem.objects.values_list("payment__serial", "payment__yen").annotate(sum=Sum("yen"))
    for serial, yen, total in items.exclude(sum=F("payment__yen")).order_by("payment__serial"):
        yield error("LG-108", serial, f"振込の金額は{yen:,}円ですが、内訳の合計は{total:,}円です。")
    unlike = PaymentItem.objects.exclude(granted=F("claim__amount")).exclude(claim__state=ClaimState.EXAMINING)
    live = unlike.filter(live=True).values_list("claim__number", "granted", "claim__amount")
    for number, yen, granted in live:
        yield error("LG-109", number, f"支払の内訳は{yen:,}円ですが、助成額は{granted:,}円です。")


CHECKS = (paid_twice, wrong_totals)
