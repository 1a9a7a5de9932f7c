"""The questions asked of debts: what is owed by whom, what is late, what the law no longer covers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from sasae.foundation.accounts.queries import names_of_staff
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.receipts.models import LineState
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


def movements_of(debt: Receivable, **until: Any) -> list[Movement]:
    """What moved a debt, in order, with what its page says of each: three questions, however many there are."""
    rows = debt.movements.filter(**until).select_related("cleared_line__file", "refund")
    rows = rows.prefetch_related("refund__payments__payment")
    return list(rows.defer("cleared_line__file__content", "cleared_line__file__findings").order_by("on", "pk"))


def staff_of(debt: Receivable, movements: Iterable[Movement], orders: Iterable[Order]) -> dict[str, str]:
    """The names of all staff a debt's page names."""
    return names_of_staff({
        debt.proposed_by, debt.decided_by, *(row.by for row in movements), *(row.proposed_by for row in orders),
    })  # fmt: skip


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
    return with_what_is_open(list(plan.instalments.order_by("place")), found.owed) if plan else []


def with_what_is_open(rows: list[Instalment], owed: int) -> list[tuple[Instalment, int]]:
    """Instalments in their order, each with what of it is open where so much is owed. Yen."""
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
    if found.suspended_on is not None:
        return None
    grace = timedelta(days=terms_on(on)["reminder_days"])
    rows = instalments_of(found)
    if not rows:
        assert found.due_on is not None  # a live debt has a day
        return Late(found.owed, found.due_on) if on > found.due_on + grace else None
    late = [(row, left) for row, left in rows if left and on > row.due_on + grace]
    return Late(sum(left for _, left in late), late[0][0].due_on) if late else None


def arrears(on: date) -> QuerySet[Receivable]:
    """Debts whose day has passed, by their own day or by an instalment that is not covered; suspended ones wait."""
    asked = Receivable.objects.filter(state__in=Receivable.LIVE, suspended_on__isnull=True)
    late = asked.filter(due_on__lt=on)
    planned = Order.objects.filter(kind=OrderKind.PLAN, state=OrderState.APPROVED, receivable__in=asked).order_by("pk")
    in_force = {one.receivable_id: one for one in planned.select_related("receivable").prefetch_related("instalments")}
    behind = [
        pk
        for pk, one in in_force.items()
        for row, left in with_what_is_open(sorted(one.instalments.all(), key=_place), one.receivable.owed)
        if left and row.due_on < on
    ]
    return late | asked.filter(pk__in=behind)


def may_take_back(found: Receivable) -> list[Movement]:
    """Payments that were entered and not taken back."""
    gone = {
        int(cause.rsplit(":", 1)[1])
        for cause in found.movements.filter(kind=MovementKind.TAKE_BACK).values_list("cause", flat=True)
    }
    return [one for one in found.movements.filter(kind=MovementKind.PAYMENT).order_by("pk") if one.pk not in gone]


def reduced_of_part() -> Coalesce:
    """What two persons took off a part again. For annotating parts. Yen."""
    rows = Allocation.objects.filter(part=OuterRef("pk"), movement__kind=MovementKind.REDUCTION).order_by()
    summed = rows.values("part").annotate(sum=Sum(F("applied") + F("excess"))).values("sum")
    return Coalesce(Subquery(summed, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField())


def without_grant() -> QuerySet[Part]:
    """Parts of treatments whose grant does not stand any more: taken back by the body, or undone here."""
    gone = Q(line__isnull=False) & ~Q(line__state=LineState.ACCEPTED)
    gone |= Q(claim__isnull=False) & ~Q(claim__state=ClaimState.PAID)
    return Part.objects.filter(gone, live=True).annotate(reduced=reduced_of_part()).filter(yen__gt=F("reduced"))


def gone_of(found: Receivable) -> list[str]:
    """The numbers of a debt's treatments whose grant does not stand any more."""
    rows = without_grant().filter(receivable=found).order_by("pk").select_related("claim", "line")
    return [one.claim.number if one.claim else one.line.receipt_no if one.line else "" for one in rows]


def named(slips: Iterable[str]) -> dict[str, Receivable]:
    """The debts of numbers as slips and files have them: ours, ours with the instalment (-01), or the old system's."""
    asked = {slip: _without_instalment(slip) for slip in slips}
    either = {*asked, *asked.values()} - {""}
    rows = Receivable.objects.filter(Q(number__in=either) | Q(origin__in=either)).order_by("pk")
    by_number: dict[str, Receivable] = {}
    for row in rows:
        by_number[row.number] = row
        by_number.setdefault(row.origin, row)
    found = {slip: by_number.get(slip) or by_number.get(number) for slip, number in asked.items() if slip}
    return {slip: row for slip, row in found.items() if row is not None}


def _without_instalment(slip: str) -> str:
    number, dash, instalment = slip.rpartition("-")
    return number if dash and len(instalment) == 2 and instalment.isdecimal() else slip
