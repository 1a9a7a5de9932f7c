"""The questions asked of debts: what is owed by whom, what is late, what the law no longer covers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet, Sum

from sasae.kernel.wareki import to_wareki
from sasae.subsidy.recovery.models import (
    Instalment,
    Movement,
    MovementKind,
    Order,
    OrderKind,
    OrderState,
    Receivable,
)
from sasae.subsidy.recovery.terms import terms_on


@dataclass(frozen=True)
class Owed:
    """A live debt of a person. `may_set_off`: what two persons decided to take from payments and was not taken yet. Yen."""

    receivable_id: int
    number: str
    owed: int
    may_set_off: int


def open_receivables(person_ids: Iterable[int]) -> dict[int, list[Owed]]:
    """The live debts of these persons, the oldest first. Two questions, however many persons. For the payment run."""
    rows = Receivable.objects.filter(debtor__in=list(person_ids), state__in=Receivable.LIVE).order_by("pk")
    debts = list(rows.values_list("pk", "number", "owed", "debtor_id"))
    orders = Order.objects.filter(
        receivable__in=[debt[0] for debt in debts], kind=OrderKind.SET_OFF, state=OrderState.APPROVED
    )
    left = dict(orders.order_by().values_list("receivable_id").annotate(left=Sum(F("yen") - F("used"))))
    found: dict[int, list[Owed]] = defaultdict(list)
    for pk, number, owed, debtor in debts:
        found[debtor].append(Owed(pk, number, owed, min(owed, left.get(pk, 0))))
    return dict(found)


@dataclass(frozen=True)
class Late:
    """What of a debt is late, since when. Yen."""

    yen: int
    due_on: date

    def as_data(self) -> dict[str, Any]:
        """As a letter prints it."""
        return {"yen": self.yen, "due_on": to_wareki(self.due_on)}


def plan_in_force(found: Receivable) -> Order | None:
    """The last approved plan, if there is one."""
    return found.orders.filter(kind=OrderKind.PLAN, state=OrderState.APPROVED).order_by("-pk").first()


def instalments_of(found: Receivable) -> list[tuple[Instalment, int]]:
    """The instalments of the plan in force, each with what of it is still open: what came in clears the oldest. Yen."""
    plan = plan_in_force(found)
    return _with_what_is_open(list(plan.instalments.order_by("place")), found.owed) if plan else []


def _with_what_is_open(rows: list[Instalment], owed: int) -> list[tuple[Instalment, int]]:
    cleared = max(sum(row.yen for row in rows) - owed, 0)
    told = []
    for row in rows:
        taken = min(cleared, row.yen)
        cleared -= taken
        told.append((row, row.yen - taken))
    return told


def _place(row: Instalment) -> int:
    return row.place


def overdue(found: Receivable, on: date) -> Late | None:
    """What is late for long enough to be reminded of, by the dated terms; None where nothing is."""
    grace = timedelta(days=terms_on(on)["reminder_days"])
    rows = instalments_of(found)
    if not rows:
        assert found.due_on is not None  # a live debt has a day
        return Late(found.owed, found.due_on) if on > found.due_on + grace else None
    late = [(row, left) for row, left in rows if left and on > row.due_on + grace]
    return Late(sum(left for _, left in late), late[0][0].due_on) if late else None


def arrears(on: date) -> QuerySet[Receivable]:
    """Debts whose day has passed: by the debt's own day, or by an instalment that is not covered."""
    late = Receivable.objects.filter(state__in=Receivable.LIVE, due_on__lt=on)
    planned = Order.objects.filter(
        kind=OrderKind.PLAN, state=OrderState.APPROVED, receivable__state__in=Receivable.LIVE
    ).order_by("pk")
    in_force = {one.receivable_id: one for one in planned.select_related("receivable").prefetch_related("instalments")}
    behind = [
        pk
        for pk, one in in_force.items()
        for row, left in _with_what_is_open(sorted(one.instalments.all(), key=_place), one.receivable.owed)
        if left and row.due_on < on
    ]
    return late | Receivable.objects.filter(pk__in=behind)


def may_take_back(found: Receivable) -> list[Movement]:
    """Payments that were entered and not taken back."""
    gone = {
        int(cause.rsplit(":", 1)[1])
        for cause in found.movements.filter(kind=MovementKind.TAKE_BACK).values_list("cause", flat=True)
    }
    return [one for one in found.movements.filter(kind=MovementKind.PAYMENT).order_by("pk") if one.pk not in gone]
