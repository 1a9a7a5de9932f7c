"""What each file says, from the cases; and what the ledger says of the same, so that no file leaves that differs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Concat

from sasae.kernel.dated import load_dated
from sasae.kernel.period import Month
from sasae.subsidy.ledger.models import Account, Posting, PostingLine
from sasae.subsidy.payments.models import Payment, PaymentRun
from sasae.subsidy.receipts.models import Cycle
from sasae.subsidy.recovery.models import Movement, MovementKind, Receivable
from sasae.subsidy.statistics.queries import fiscal_year_of
from sasae.subsidy.treasury.models import Kind

CODES = load_dated(__package__, "budget_codes.yaml")
SHARE = load_dated(__package__, "prefecture.yaml")
Row = dict[str, Any]
_COSTS = {Account.IN_KIND: "in_kind", Account.REIMBURSEMENT: "reimbursement"}
_DUE = (Account.DUE_FROM_PERSON, Account.DUE_FROM_INSURER, Account.DUE_FROM_THIRD_PARTY)


@dataclass(frozen=True)
class Made:
    """The rows of a file, their sum, and the ledger's. Yen."""

    rows: list[Row]
    yen: int
    ledger: int


def span(kind: str, period: str) -> tuple[date, date]:
    """First and last day of a month, or of a fiscal year. Raises ValueError."""
    if kind in (Kind.PAYMENT_ORDERS, Kind.RECEIVABLES):
        month = Month.parse(period)
        return month.first, month.last
    year = int(period)
    return date(year, 4, 1), date(year + 1, 3, 31)


def made(kind: str, period: str) -> Made:
    """What a file of this period holds."""
    first, last = span(kind, period)
    return _MAKERS[Kind(kind)](first, last)


def _ledger(first: date, last: date, **narrowed: Any) -> QuerySet[PostingLine]:
    return PostingLine.objects.filter(posting__on__gte=first, posting__on__lte=last, **narrowed)


def _sum(rows: QuerySet[PostingLine]) -> int:
    return rows.aggregate(yen=Sum("yen"))["yen"] or 0


def _payment_orders(first: date, last: date) -> Made:
    """A run that was sent is one order; what a body was paid for a month is one. The day is that of the booking."""
    codes = CODES.on(last)
    rows = []
    for run, sent_on in _sent_runs(first, last):
        rows.append(_order(run.number, sent_on, codes["reimbursement"], "総合振込", "償還払い", run.count, run.yen))
    for one, paid_on in _paid_cycles(first, last):
        text = f"{one.billing_month} 請求分"
        about = (one.get_reviewer_display(), text, one.settled_count or 0, one.settled_yen or 0)
        rows.append(_order(f"G{one.pk:06d}", paid_on, codes["in_kind"], *about))
    sent = _ledger(first, last, account=Account.PAYABLE_TO_PERSON, posting__cause__endswith=":sent")
    bodies = _ledger(first, last, account=Account.PAYABLE_TO_BODY, posting__cause__startswith="body paid:")
    return Made(rows, sum(row["yen"] for row in rows), _sum(sent) + _sum(bodies))


def _sent_runs(first: date, last: date) -> list[tuple[PaymentRun, date]]:
    booked = Posting.objects.filter(cause=OuterRef("cause")).values("on")[:1]
    causes = Payment.objects.annotate(cause=Concat(Value("payment:"), "serial", Value(":sent")))
    sent = causes.annotate(sent_on=Subquery(booked)).filter(sent_on__gte=first, sent_on__lte=last)
    days = dict(sent.order_by().values_list("run_id").annotate(on=Min("sent_on")))
    return [(run, days[run.pk]) for run in PaymentRun.objects.filter(pk__in=days).order_by("number")]


def _paid_cycles(first: date, last: date) -> list[tuple[Cycle, date]]:
    paid = Posting.objects.filter(cause__startswith="body paid:", on__gte=first, on__lte=last)
    days = {int(cause.split(":")[1]): on for cause, on in paid.values_list("cause", "on")}
    return [(one, days[one.pk]) for one in Cycle.objects.filter(pk__in=days).order_by("billing_month", "pk")]


def _order(number: str, on: date, code: dict[str, str], payee: str, text: str, count: int, yen: int) -> Row:
    return {
        "number": number, "on": on.isoformat(), "year": fiscal_year_of(on), "code": code["code"], "payee": payee,
        "text": text, "count": count, "yen": yen,
    }  # fmt: skip


def _receivables(first: date, last: date) -> Made:
    """Decisions, and reductions as negative rows. The name of a debtor stays with us: the treasury knows the number."""
    codes = CODES.on(last)
    rows = []
    decided = Receivable.objects.filter(state__in=Receivable.BOOKED, decided_on__gte=first, decided_on__lte=last)
    for one in decided.order_by("number"):
        rows.append(_decision(one, one.decided_on or first, one.yen, codes, f"返還金（{one.get_reason_display()}）"))
    reductions = Movement.objects.filter(kind=MovementKind.REDUCTION, on__gte=first, on__lte=last)
    for move in reductions.select_related("receivable").order_by("pk"):
        rows.append(_decision(move.receivable, move.on, -move.applied, codes, "減額・決定取消"))
    booked = _ledger(first, last, account=Account.RECOVERED).exclude(posting__cause__startswith="opening-due:")
    return Made(rows, sum(row["yen"] for row in rows), -_sum(booked))


def _decision(one: Receivable, on: date, yen: int, codes: dict[str, Any], text: str) -> Row:
    months = [month for (month,) in one.parts.values_list("treatment_month").order_by("treatment_month")]
    same_year = bool(months) and fiscal_year_of(Month.parse(months[0]).first) == fiscal_year_of(on)
    return {
        "number": one.number, "on": on.isoformat(), "year": fiscal_year_of(on),
        "code": codes["returned" if same_year else "sundry"]["code"], "debtor": one.get_debtor_kind_display(), "text": text,
        "due_on": one.due_on.isoformat() if one.due_on else "", "yen": yen,
    }  # fmt: skip


def _settlement(first: date, last: date) -> Made:
    """Cost by code, what was asked back, came in, was written off in the year, and what is still owed at its end."""
    codes, year = CODES.on(last), first.year
    rows = []
    for account, name in _COSTS.items():
        rows.append(_settled(year, codes[name], "助成額", _sum(_year(first, last, account=account))))
    money = codes["sundry"]
    for text, account, sign in (
        ("返還の調定", Account.RECOVERED, -1),
        ("収納", Account.COLLECTED, 1),
        ("不納欠損", Account.WRITTEN_OFF, 1),
    ):
        rows.append(_settled(year, money, text, sign * _sum(_year(first, last, account=account))))
    left = _sum(PostingLine.objects.filter(posting__on__lte=last, account__in=_DUE))
    rows.append(_settled(year, money, "年度末の未収額", left))
    cost = sum(row["yen"] for row in rows[:2])
    return Made(rows, cost, _sum(_year(first, last, account__in=list(_COSTS))))


def _year(first: date, last: date, **narrowed: Any) -> QuerySet[PostingLine]:
    """What was booked in a year. What came from the old system was paid, and settled, there."""
    return _ledger(first, last, **narrowed).exclude(posting__cause__startswith="opening")


def _settled(year: int, code: dict[str, str], text: str, yen: int) -> Row:
    return {"year": year, "code": code["code"], "name": code["name"], "text": text, "yen": yen}


def _prefecture(first: date, last: date) -> Made:
    """The prefecture's share of what the year cost, less what was asked back."""
    share, code = SHARE.on(last), CODES.on(last)["prefecture"]
    cost = _sum(_year(first, last, account__in=list(_COSTS)))
    returned = -_sum(_year(first, last, account=Account.RECOVERED))
    base = max(0, cost - returned)
    yen = base * share["numerator"] // share["denominator"] // share["round_down_to"] * share["round_down_to"]
    row = {
        "year": first.year, "code": code["code"], "cost": cost, "returned": returned, "base": base,
        "rate": f"{share['numerator']}/{share['denominator']}", "yen": yen,
    }  # fmt: skip
    return Made([row], yen, yen)


_MAKERS = {
    Kind.PAYMENT_ORDERS: _payment_orders, Kind.RECEIVABLES: _receivables, Kind.SETTLEMENT: _settlement,
    Kind.PREFECTURE: _prefecture,
}  # fmt: skip
