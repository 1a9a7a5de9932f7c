"""Money back by fiscal year and budget item: what goes back into the expense, what is income, what is carried over.

What was paid in error or too much goes back into the expense it was paid from (歳出の戻入, 地方自治法施行令159条) as long as
that year's books are open; what has not come in by then is income of the year after (施行令160条). What an insurer or
somebody who did harm owes is income from the start. Amounts in yen.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, OuterRef, Subquery

from sasae.kernel.dated import load_dated
from sasae.kernel.period import Month, fiscal_year
from sasae.subsidy.ledger.models import Account, PostingLine
from sasae.subsidy.recovery.models import Allocation, Debtor, MovementKind, Part, Receivable
from sasae.subsidy.treasury.models import MONTHLY, Kind, TreasuryFile

CODES = load_dated(__package__, "budget_codes.yaml")
COSTS = (Account.IN_KIND, Account.REIMBURSEMENT)
RETURNED = "returned"
_YEAR_ENDS = (Kind.SETTLEMENT, Kind.PREFECTURE, Kind.RECEIVABLES)
_ITEMS = {Debtor.PERSON: "sundry", Debtor.INSURER: "benefits", Debtor.THIRD_PARTY: "damages"}
_FIELDS = (
    "pk", "receivable__number", "receivable__debtor_kind", "receivable__reason", "receivable__decided_on",
    "receivable__due_on", "treatment_month", "yen", "spent_on", "carried", "receivable__proposed_on",
)  # fmt: skip


def books_closed(year: int) -> date:
    """出納閉鎖期日: the day a fiscal year's books are closed, in the year after (地方自治法235条の5)."""
    month, day = CODES.on(date(year + 1, 3, 31))["books_closed"].split("-")
    return date(year + 1, int(month), int(day))


def first_day_after(year: int) -> date:
    """The day after a fiscal year's books are closed."""
    return books_closed(year) + timedelta(days=1)


def told_to() -> dict[int, int]:
    """By fiscal year: up to which movement the first file counted that says how the year ended. What is entered later for
    that year is counted in the next, so that each yen stands in the files once."""
    found: dict[int, int] = {}
    rows = TreasuryFile.objects.filter(kind__in=_YEAR_ENDS, counted_to__isnull=False)
    for kind, period, counted in rows.values_list("kind", "period", "counted_to"):
        if (year := _ended(kind, period)) is not None:
            found[year] = min(counted, found.get(year, counted))
    return found


def _ended(kind: str, period: str) -> int | None:
    """The fiscal year whose end a file tells: its own, or of a month's file that of which the books were closed before."""
    if kind not in MONTHLY:
        return int(period)
    month = Month.parse(period)
    year = month.first.year - 1
    return year if month.first <= first_day_after(year) <= month.last else None


def counted_on(movement: int, on: date, told: Mapping[int, int]) -> tuple[date, int]:
    """From which day on a movement counts, and of which year the files had left before it was entered (0: of none)."""
    late = [year for year, last in told.items() if movement > last and on <= books_closed(year)]
    return (first_day_after(max(late)), max(late)) if late else (on, 0)


@dataclass(frozen=True)
class Move:
    """What moved a part on a day. Yen; `applied` lessens what is owed. `late`: the fiscal year for which it was entered
    after that year's figures had left; it counts on the first day after that year."""

    on: date
    kind: MovementKind
    applied: int
    excess: int
    late: int = 0

    @property
    def received(self) -> int:
        """What came in, in money or set off. Less is owed of what was paid already: that much came in for nothing."""
        if self.kind == MovementKind.REDUCTION:
            return -self.excess
        return self.applied if self.kind != MovementKind.WRITE_OFF else 0

    @property
    def reduced(self) -> int:
        """What is asked no more."""
        return self.applied + self.excess if self.kind == MovementKind.REDUCTION else 0

    @property
    def written_off(self) -> int:
        """What was given up."""
        return self.applied if self.kind == MovementKind.WRITE_OFF else 0


@dataclass(frozen=True)
class Asked:
    """One part of a decided debt, with everything that moved it. `spent`: the fiscal year of the expense."""

    number: str
    debtor: Debtor
    reason: str
    decided_on: date
    due_on: date | None
    spent: int
    yen: int
    moves: tuple[Move, ...]
    carried: int = 0  # taken over from an old system in this fiscal year

    @property
    def decided(self) -> int:
        """The fiscal year of the decision."""
        return fiscal_year(self.decided_on)

    @property
    def restores(self) -> bool:
        """Whether it was asked back of whoever was paid in error, in the year of the expense."""
        return self.debtor == Debtor.PERSON and self.spent == self.decided and not self.carried

    @property
    def income_year(self) -> int:
        """The year whose income it is first; from the next on it is carried over (滞納繰越)."""
        return self.decided + 1 if self.restores else self.decided

    @property
    def item(self) -> str:
        """The budget item of it as income."""
        return _ITEMS[self.debtor]

    def item_on(self, day: date) -> str:
        """The budget item on a day: back into the expense while that year's books are open, income else."""
        return RETURNED if self.restores and day <= books_closed(self.decided) else self.item

    def left(self, until: date) -> int:
        """What was still owed at the end of a day."""
        return self.yen - sum(move.applied for move in self.moves if move.on <= until)


@dataclass
class Figures:
    """What one item did in one year: asked - reduced - received - written off is what is left. Yen."""

    asked: int = 0
    reduced: int = 0
    received: int = 0
    written_off: int = 0
    left: int = 0

    def add(self, asked: int, moves: Iterable[Move], left: int) -> None:
        """One part more."""
        self.asked += asked
        self.left += left
        for move in moves:
            self.reduced += move.reduced
            self.received += move.received
            self.written_off += move.written_off


def asked_back(**which: Any) -> list[Asked]:
    """The parts of the decided debts, in the order of their numbers. Three questions, however many."""
    parts = Part.objects.filter(receivable__state__in=Receivable.BOOKED, **which).order_by("receivable__number", "pk")
    moves: dict[int, list[Move]] = defaultdict(list)
    rows = Allocation.objects.filter(part__in=parts.order_by().values("pk")).order_by("pk")
    told_before = told_to()
    for part, movement, on, kind, applied, excess in rows.values_list(
        "part_id", "movement_id", "movement__on", "movement__kind", "applied", "excess"
    ).iterator():
        day, late = counted_on(movement, on, told_before)
        moves[part].append(Move(day, MovementKind(kind), applied, excess, late))
    told = parts.annotate(spent_on=_spent_on()).values_list(*_FIELDS)
    return [
        Asked(
            number, Debtor(debtor), reason, decided_on, due_on, _year(spent_on, month), yen, tuple(moves[pk]),
            fiscal_year(taken_on) if carried else 0,
        )  # fmt: skip
        for pk, number, debtor, reason, decided_on, due_on, month, yen, spent_on, carried, taken_on in told.iterator()
    ]


def _spent_on() -> Subquery:
    """The day the expense was booked for what is asked back."""
    same = {name: OuterRef(name) for name in ("person", "provider", "treatment_month", "scheme")}
    booked = PostingLine.objects.filter(account__in=COSTS, yen__gt=0, **same)
    booked = booked.exclude(posting__cause__startswith="opening").order_by("posting__on", "pk")
    return Subquery(booked.annotate(day=F("posting__on")).values("day")[:1])


def _year(spent_on: date | None, month: str) -> int:
    """The fiscal year of the expense; of what an old system paid, that of the treatment."""
    return fiscal_year(spent_on or Month.parse(month).first)


CURRENT, ARREARS = "現年度分", "滞納繰越分"
Items = dict[tuple[str, str], Figures]  # budget item, group


def of_year(parts: Iterable[Asked], year: int) -> Items:
    """Every item's figures in a fiscal year. What comes in until its books are closed counts for it, and no later."""
    found: Items = defaultdict(Figures)
    for part in parts:
        for item, group, asked, after, until in _places(part, year):
            moves = [move for move in part.moves if (after is None or move.on > after) and move.on <= until]
            if asked or moves:
                found[item, group].add(asked, moves, part.left(until))
    return found


def _places(part: Asked, year: int) -> Iterator[tuple[str, str, int, date | None, date]]:
    """Where a part stands in a year: item, group, what is asked, and from after which day to which it moves there."""
    until, group = books_closed(year), CURRENT if year == part.income_year else ARREARS
    if part.restores and year == part.decided:
        yield RETURNED, CURRENT, part.yen, None, until
    elif year == (part.carried or part.income_year) and not part.restores:
        yield part.item, group, part.yen, None, until
    elif year >= (part.carried or part.income_year):
        before = books_closed(year - 1)
        yield part.item, group, part.left(before), before, until


def received_by_year(parts: Iterable[Asked], year: int) -> dict[int, int]:
    """What came in for a fiscal year's books, by the year of the expense it was paid from. Yen."""
    found: dict[int, int] = defaultdict(int)
    for part in parts:
        for _, _, _, after, until in _places(part, year):
            found[part.spent] += sum(
                move.received for move in part.moves if (after is None or move.on > after) and move.on <= until
            )
    return dict(found)
