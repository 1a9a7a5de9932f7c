"""What the debts say the books must hold, and whether what is kept beside them is what moved them."""

from collections.abc import Callable, Iterator

from django.db.models import F, IntegerField, OuterRef, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from sasae.kernel.findings import Finding, error, warning
from sasae.subsidy.ledger.deriving import Rows, balance
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.recovery.actions.money import COUNTER
from sasae.subsidy.recovery.models import (
    Allocation,
    Instalment,
    Movement,
    MovementKind,
    Order,
    OrderKind,
    OrderState,
    Part,
    Receivable,
    Refund,
    SetOffClaim,
    State,
)
from sasae.subsidy.recovery.models.receivable import ACCOUNTS, Debtor
from sasae.subsidy.recovery.queries import reduced_of_part, without_grant


def _decided(debtor: Debtor) -> Rows:
    return Part.objects.filter(receivable__debtor_kind=debtor, receivable__state__in=Receivable.BOOKED)


def _laid(account: Account, yen: Combinable, **which: object) -> Rows:
    return balance(
        Allocation.objects.filter(**which), account, yen=yen, scheme=F("part__scheme"), person="part__person",
        provider="part__provider", month="part__treatment_month",
    )  # fmt: skip


def _taken(account: Account, sign: int) -> Rows:
    return balance(
        SetOffClaim.objects.all(), account, yen=sign * F("yen"), scheme=Scheme.REIMBURSEMENT, person="claim__person",
        provider="claim__provider", month="claim__treatment_month",
    )  # fmt: skip


def _of_debtor(debtor: Debtor, account: Account) -> tuple[Callable[[], Rows], ...]:
    of = {"movement__receivable__debtor_kind": debtor}
    return (
        lambda: balance(_decided(debtor), account, yen="yen", scheme=F("scheme")),
        lambda: balance(_decided(debtor), Account.RECOVERED, yen=-F("yen"), scheme=F("scheme")),
        lambda: _laid(account, -F("applied"), **of),
    )


def _against(kind: MovementKind, account: Account, **which: object) -> Callable[[], Rows]:
    return lambda: _laid(account, F("applied") + F("excess"), movement__kind=kind, **which)


BALANCES = (
    *(tell for debtor, account in ACCOUNTS.items() for tell in _of_debtor(debtor, account)),
    *(_against(kind, account) for kind, account in COUNTER.items() if kind != MovementKind.REFUND),
    _against(MovementKind.REFUND, Account.PAYABLE_TO_PERSON, movement__refund__isnull=False),
    _against(MovementKind.REFUND, Account.COLLECTED, movement__refund__isnull=True),
    lambda: _laid(Account.OVERPAID, -F("excess")),
    lambda: _taken(Account.PAYABLE_TO_PERSON, 1),
    lambda: _taken(Account.SET_OFF, -1),
)


def _sum(rows: Rows, key: str, column: str) -> Coalesce:
    """The sum of a column over the rows of the outer row, zero where there are none."""
    summed = rows.filter(**{key: OuterRef("pk")}).order_by().values(key).annotate(sum=Sum(column)).values("sum")
    return Coalesce(Subquery(summed, output_field=IntegerField()), Value(0))


def wrong_debts() -> Iterator[Finding]:
    """Debts and parts on which another amount is owed than what moved them leaves."""
    moved = Movement.objects.all()
    debts = Receivable.objects.annotate(
        asked=_sum(Part.objects.all(), "receivable", "yen"), gone=_sum(moved, "receivable", "applied"),
        beyond=_sum(moved, "receivable", "excess"),
    )  # fmt: skip
    for number, yen, asked in debts.exclude(yen=F("asked")).values_list("number", "yen", "asked"):
        yield error("LG-121", number, f"返還額は{yen:,}円ですが、内訳の合計は{asked:,}円です。")
    for number, owed, right in debts.exclude(owed=F("yen") - F("gone")).values_list("number", "owed", F("yen") - F("gone")):
        yield error("LG-122", number, f"残額は{owed:,}円ですが、動きからは{right:,}円です。")
    for number, kept, beyond in debts.exclude(overpaid=F("beyond")).values_list("number", "overpaid", "beyond"):
        yield error("LG-123", number, f"過誤納額は{kept:,}円ですが、動きからは{beyond:,}円です。")
    parts = Part.objects.annotate(gone=_sum(Allocation.objects.all(), "part", "applied"))
    wrong = parts.exclude(owed=F("yen") - F("gone")).values_list("receivable__number", "owed", F("yen") - F("gone"))
    for number, owed, right in wrong:
        yield error("LG-122", number, f"内訳の残額は{owed:,}円ですが、充当からは{right:,}円です。")


def wrong_movements() -> Iterator[Finding]:
    """Movements that do not lie whole on the parts, set-offs that took another amount, plans that are not the debt."""
    laid = Movement.objects.annotate(lies=_sum(Allocation.objects.all(), "movement", "applied"))
    for number, yen, lies in laid.exclude(applied=F("lies")).values_list("receivable__number", "applied", "lies"):
        yield error("LG-124", number, f"動きは{yen:,}円ですが、充当の合計は{lies:,}円です。")
    taken = Movement.objects.filter(kind=MovementKind.SET_OFF).annotate(
        taken=_sum(SetOffClaim.objects.all(), "movement", "yen")
    )
    for number, yen, other in taken.exclude(applied=F("taken")).values_list("receivable__number", "applied", "taken"):
        yield error("LG-125", number, f"相殺は{yen:,}円ですが、差し引いた額の合計は{other:,}円です。")
    plans = Order.objects.filter(kind=OrderKind.PLAN, state=OrderState.APPROVED)
    plans = plans.annotate(sum=_sum(Instalment.objects.all(), "order", "yen"))
    for number, yen, other in plans.exclude(yen=F("sum")).values_list("receivable__number", "yen", "sum"):
        yield error("LG-126", number, f"分割納付の債務は{yen:,}円ですが、各回の合計は{other:,}円です。")


def wrong_refunds() -> Iterator[Finding]:
    """Refunds of another amount, or to somebody else, than what was decided to go back."""
    right = {"yen": -F("movement__excess"), "payee": F("movement__receivable__debtor"), "movement__applied": 0}
    wrong = Refund.objects.exclude(movement__kind=MovementKind.REFUND, **right).order_by("pk")
    for number, yen, excess in wrong.values_list("movement__receivable__number", "yen", "movement__excess"):
        yield error("LG-129", number, f"還付は{yen:,}円ですが、還付の決定は{-excess:,}円です。受ける人も確かめてください。")


def asked_too_much() -> Iterator[Finding]:
    """Treatments of which more is asked back than was granted."""
    for column, name in (("claim", "claim__number"), ("line", "line__receipt_no")):
        rows = Part.objects.filter(live=True, **{f"{column}__isnull": False}).order_by()
        rows = rows.annotate(net=F("yen") - reduced_of_part())
        sums = rows.values_list(name, "granted").annotate(sum=Sum("net")).filter(sum__gt=F("granted"))
        for treatment, granted, asked in sums:
            said = f"助成額は{granted:,}円ですが、返還を求めた額の合計は{asked:,}円です。"
            yield error("LG-127", treatment, said)


def grants_gone() -> Iterator[Finding]:
    """Debts that ask back a grant which does not stand any more: it would come in twice."""
    rows = without_grant().filter(receivable__state__in=[*Receivable.LIVE, State.PAID]).order_by("pk")
    for number, month, provider in rows.values_list("receivable__number", "treatment_month", "provider"):
        yield warning("LG-128", number, f"{month} {provider} の助成は取り消されています。減額するかを確かめてください。")


CHECKS = (wrong_debts, wrong_movements, wrong_refunds, asked_too_much, grants_gone)
