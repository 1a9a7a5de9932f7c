"""What each file says, from the cases; and what the ledger says of the same, so that no file leaves that differs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Concat

from sasae.kernel.dated import load_dated
from sasae.kernel.period import Month, fiscal_year
from sasae.subsidy.ledger.models import Account, Posting, PostingLine
from sasae.subsidy.payments.models import Payment, PaymentRun, RunKind
from sasae.subsidy.receipts.models import Cycle
from sasae.subsidy.recovery.models import Reason
from sasae.subsidy.treasury.models import MONTHLY, Kind
from sasae.subsidy.treasury.returns import (
    CODES,
    RETURNED,
    Asked,
    Figures,
    asked_back,
    books_closed,
    first_day_after,
    of_year,
    received_by_year,
)

SHARE = load_dated(__package__, "prefecture.yaml")
Row = dict[str, Any]
_COSTS = {Account.IN_KIND: "in_kind", Account.REIMBURSEMENT: "reimbursement"}
_RUNS = {RunKind.CLAIMS: ("reimbursement", "償還払い"), RunKind.REFUNDS: ("overpaid", "過誤納金の還付")}
_DUE = (Account.DUE_FROM_PERSON, Account.DUE_FROM_INSURER, Account.DUE_FROM_THIRD_PARTY)


@dataclass(frozen=True)
class Made:
    """The rows of a file, their sum, and the ledger's; `also`: further pairs that must agree. Yen."""

    rows: list[Row]
    yen: int
    ledger: int
    also: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Span:
    """A month, or a fiscal year: its name, first and last day, and the day from which nothing is added to it any more."""

    name: str
    first: date
    last: date
    over: date


def span(kind: str, period: str) -> Span:
    """The month, or the fiscal year, whose books are closed two months after it. Raises ValueError, NotInForce."""
    if kind in MONTHLY:
        month = Month.parse(period)
        CODES.on(month.last)
        return Span(str(month), month.first, month.last, month.last)
    if not (period.isascii() and period.isdecimal() and len(period) == 4):
        raise ValueError(period)
    year = int(period)
    return Span(period, date(year, 4, 1), date(year + 1, 3, 31), books_closed(year))


def made(kind: str, months: Span) -> Made:
    """What a file of this period holds."""
    return _MAKERS[Kind(kind)](months.first, months.last)


def _ledger(first: date, last: date, **narrowed: Any) -> QuerySet[PostingLine]:
    return PostingLine.objects.filter(posting__on__gte=first, posting__on__lte=last, **narrowed)


def _sum(rows: QuerySet[PostingLine]) -> int:
    return rows.aggregate(yen=Sum("yen"))["yen"] or 0


def _payment_orders(first: date, last: date) -> Made:
    """A run that was sent is one order; what a body was paid for a month is one. The day is that of the booking."""
    codes = CODES.on(last)
    rows = []
    for run, sent_on in _sent_runs(first, last):
        code, text = _RUNS[RunKind(run.kind)]
        rows.append(_order(run.number, sent_on, codes[code], "総合振込", text, run.count, run.yen))
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
        "number": number, "on": on.isoformat(), "year": fiscal_year(on), "code": code["code"], "payee": payee,
        "text": text, "count": count, "yen": yen,
    }  # fmt: skip


def _receivables(first: date, last: date) -> Made:
    """Decisions, and reductions as negative rows. The name of a debtor stays with us: the treasury knows the number.

    In the month after a year's books were closed: what has not gone back into the expense by then is income from now on.
    """
    codes = CODES.on(last)
    rows = []
    parts = [part for part in asked_back() if not part.carried]
    for (number, item), those in _by_item(part for part in parts if first <= part.decided_on <= last):
        text = f"返還金（{Reason(those[0].reason).label}）"
        rows.append(
            _decision(number, those[0].decided_on, codes[item], those[0], text, sum(part.yen for part in those))
        )
    for part in parts:
        for move in part.moves:
            if move.reduced and first <= move.on <= last:
                code = codes[part.item_on(move.on)]
                rows.append(_decision(part.number, move.on, code, part, "減額・決定取消", -move.reduced))
    rows += _not_returned(parts, first, last, codes)
    rows.sort(key=lambda row: (row["number"], row["on"]))
    booked = _ledger(first, last, account=Account.RECOVERED).exclude(posting__cause__startswith="opening-due:")
    return Made(rows, sum(row["yen"] for row in rows), -_sum(booked))


def _by_item(parts: Iterable[Asked]) -> Iterable[tuple[tuple[str, str], list[Asked]]]:
    found: dict[tuple[str, str], list[Asked]] = defaultdict(list)
    for part in parts:
        found[part.number, part.item_on(part.decided_on)].append(part)
    return found.items()


def _not_returned(parts: Iterable[Asked], first: date, last: date, codes: dict[str, Any]) -> Iterator[Row]:
    closed, on = books_closed(first.year - 1), first_day_after(first.year - 1)
    if not first <= on <= last:
        return
    for part in parts:
        left = part.left(closed) if part.restores and part.decided == first.year - 1 else 0
        if left:
            yield _decision(part.number, on, codes[RETURNED], part, "出納閉鎖までに返されなかった額", -left) | {
                "year": part.decided
            }
            yield _decision(part.number, on, codes[part.item], part, "出納閉鎖の後の調定", left)


def _decision(number: str, on: date, code: dict[str, str], part: Asked, text: str, yen: int) -> Row:
    return {
        "number": number, "on": on.isoformat(), "year": fiscal_year(on), "code": code["code"],
        "debtor": part.debtor.label, "text": text, "due_on": part.due_on.isoformat() if part.due_on else "", "yen": yen,
    }  # fmt: skip


def _settlement(first: date, last: date) -> Made:
    """Cost by code; of what was asked back by item: asked, come in, given up, still owed when the books were closed."""
    codes, year = CODES.on(last), first.year
    rows = []
    for account, name in _COSTS.items():
        rows.append(_settled(year, codes[name], "助成額", _sum(_year(first, last, account=account))))
    cost = sum(row["yen"] for row in rows)
    parts = asked_back()
    for (item, group), told in sorted(of_year(parts, year).items()):
        for text, yen in _texts(item, group, told):
            rows.append(_settled(year, codes[item], text, yen))
    rows += _entered_late(parts, year, codes)
    beyond = sum(move.excess for part in parts for move in part.moves if move.on <= books_closed(year))
    if beyond:
        rows.append(_settled(year, codes["overpaid"], "過誤納金（還付していない額）", beyond))
    owed = _sum(PostingLine.objects.filter(account__in=_DUE))
    return Made(
        rows,
        cost,
        _sum(_year(first, last, account__in=list(_COSTS))),
        also=((sum(p.left(date.max) for p in parts), owed),),
    )


def _entered_late(parts: Iterable[Asked], year: int, codes: dict[str, Any]) -> Iterator[Row]:
    """What came in for an earlier year and was entered after that year's figures had left: part of what this year says
    above, told once more by itself, so that the treasury finds the money whose day lies before the year."""
    found: dict[tuple[int, str], int] = defaultdict(int)
    for part in parts:
        for move in part.moves:
            if move.late and books_closed(year - 1) < move.on <= books_closed(year):
                found[move.late, part.item_on(move.on)] += move.received + move.excess
    for (earlier, item), yen in sorted(found.items()):
        if yen:
            text = f"うち{earlier}年度の決算の後に登録した、同年度までの収納額（差引）"
            yield _settled(year, codes[item], text, yen)


def _texts(item: str, group: str, told: Figures) -> list[tuple[str, int]]:
    asked = told.asked - told.reduced
    if item == RETURNED:
        return [("返納の決定額", asked), ("返納額（戻入）", told.received), ("不納欠損額", told.written_off),
                ("返納されず翌年度の歳入とする額", told.left)]  # fmt: skip
    return [(f"調定額（{group}）", asked), (f"収納額（{group}）", told.received),
            (f"不納欠損額（{group}）", told.written_off), (f"収入未済額（{group}）", told.left)]  # fmt: skip


def _year(first: date, last: date, **narrowed: Any) -> QuerySet[PostingLine]:
    """What was booked in a year. What came from the old system was paid, and settled, there."""
    return _ledger(first, last, **narrowed).exclude(posting__cause__startswith="opening")


def _settled(year: int, code: dict[str, str], text: str, yen: int) -> Row:
    return {"year": year, "code": code["code"], "name": code["name"], "text": text, "yen": yen}


def _prefecture(first: date, last: date) -> Made:
    """The prefecture's share of what the year cost, less what came back of it; what came back of earlier years goes back
    to the prefecture at those years' shares."""
    codes, year = CODES.on(last), first.year
    cost = _sum(_year(first, last, account__in=list(_COSTS)))
    came = received_by_year(asked_back(), year)
    back = came.pop(year, 0)
    base, share = max(0, cost - back), SHARE.on(last)
    rows = [_shared(year, codes["prefecture"], "実績", cost, back, base, share)]
    rows[0]["yen"] = rows[0]["yen"] // share["round_down_to"] * share["round_down_to"]
    for spent, yen in sorted(came.items()):
        if yen:
            then = SHARE.on(date(spent + 1, 3, 31))
            row = _shared(spent, codes["prefecture_return"], "過年度の返還", 0, yen, yen, then)
            rows.append(row | {"yen": -row["yen"]})
    yen = sum(row["yen"] for row in rows)
    return Made(rows, yen, yen)


def _shared(year: int, code: dict[str, str], text: str, cost: int, back: int, base: int, share: dict[str, int]) -> Row:
    return {
        "year": year, "code": code["code"], "text": text, "cost": cost, "returned": back, "base": base,
        "rate": f"{share['numerator']}/{share['denominator']}", "yen": base * share["numerator"] // share["denominator"],
    }  # fmt: skip


_MAKERS = {
    Kind.PAYMENT_ORDERS: _payment_orders, Kind.RECEIVABLES: _receivables, Kind.SETTLEMENT: _settlement,
    Kind.PREFECTURE: _prefecture,
}  # fmt: skip
