"""Debts as of one day, as known on another: what had moved them by the day says what was owed, and how far each had come."""

from collections.abc import Iterable
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from sasae.foundation.gate import Gate
from sasae.foundation.history.as_of import AsOf, as_known, as_stood, row_of, standing
from sasae.foundation.printing.models import PrintedDocument
from sasae.subsidy.applications.showing import time_line
from sasae.subsidy.people.models import Person
from sasae.subsidy.recovery.models import (
    Allocation,
    Instalment,
    Movement,
    MovementKind,
    Order,
    OrderKind,
    OrderState,
    Receivable,
    Refund,
    State,
)
from sasae.subsidy.recovery.queries import movements_of, staff_of, with_what_is_open


def debts_then(then: AsOf) -> QuerySet[Any]:
    """Every debt proposed by the day, as rows of a list. One taken over was decided in the old system before that."""
    until = Movement.objects.filter(receivable=OuterRef("pgh_obj_id"), on__lte=then.on, at__lte=then.known_at)
    names = standing(Person, then.known_at).filter(pgh_obj_id=OuterRef("debtor"))
    versions = (
        standing(Receivable, then.known_at)
        .select_related("debtor")
        .filter(Q(proposed_on__lte=then.on) | Q(decided_on__lte=then.on))
    )
    rows = versions.annotate(
        name_then=Subquery(names.values("name")[:1]),
        owed_then=F("yen") - _sum(until, "applied"), overpaid_then=_sum(until, "excess"),
        reduced_then=_sum(until.filter(kind=MovementKind.REDUCTION), F("applied") + F("excess")),
        written_off=Exists(until.filter(kind=MovementKind.WRITE_OFF)), dropped=Exists(_told(then).filter(state=State.DROPPED)),
    )  # fmt: skip
    return rows.annotate(state_then=_state(then)).annotate(
        decided_then=_decided(F("decided_on")), due_then=_decided(_day("due_on", then)), limited_then=_decided(_day("limited_on", then)),
        suspended_then=Subquery(_told(then).values("suspended_on")[:1]),
    )  # fmt: skip


def _told(then: AsOf) -> QuerySet[Any]:
    """What had been kept of a debt when the day was over, the last first."""
    return _kept().filter(pgh_created_at__lte=then.told_by).order_by("-pgh_created_at", "-pgh_id")


def _kept() -> QuerySet[Any]:
    events: QuerySet[Any] = Receivable.pgh_event_model.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"))  # type: ignore[attr-defined]
    return events


def _day(column: str, then: AsOf) -> Coalesce:
    """A day that has no day of its own: as it stood when the day was over, or at first where it was kept later."""
    known = (
        _kept()
        .filter(**{f"{column}__isnull": False}, pgh_created_at__lte=then.known_at)
        .order_by("pgh_created_at", "pgh_id")
    )
    last = _told(then).filter(**{f"{column}__isnull": False})
    return Coalesce(Subquery(last.values(column)[:1]), Subquery(known.values(column)[:1]))


def _decided(value: Any) -> Case:
    return Case(
        When(state_then__in=[State.PROPOSED, State.DROPPED], then=Value(None)), default=value, output_field=DateField()
    )


def _sum(rows: QuerySet[Movement], column: Any) -> Coalesce:
    summed = rows.order_by().values("receivable").annotate(sum=Sum(column)).values("sum")
    return Coalesce(Subquery(summed, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField())


def _state(then: AsOf) -> Case:
    """The state that follows from what had moved the debt (`settle_state` says the same of now)."""
    return Case(
        When(dropped=True, then=Value(State.DROPPED)),
        When(Q(decided_on__isnull=True) | Q(decided_on__gt=then.on), then=Value(State.PROPOSED)),
        When(written_off=True, then=Value(State.WRITTEN_OFF)),
        When(owed_then=0, reduced_then=F("yen"), then=Value(State.CANCELLED)),
        When(owed_then=0, then=Value(State.PAID)),
        When(owed_then__lt=F("yen"), then=Value(State.PARTLY)),
        default=Value(State.NOTIFIED), output_field=CharField(),
    )  # fmt: skip


def debts_stood(debts: Iterable[Receivable], then: AsOf) -> dict[int, Receivable]:
    """These debts as they stood, by their keys; those that were not there yet are left out."""
    present = {debt.pk: debt for debt in debts}
    return {
        row.pgh_obj_id: _stood(present[row.pgh_obj_id], row) for row in debts_then(then).filter(pgh_obj_id__in=present)
    }


def _stood(debt: Receivable, row: Any) -> Receivable:
    told = row_of(debt, row)
    told.state, told.owed, told.overpaid = row.state_then, row.owed_then, row.overpaid_then
    told.decided_on, told.due_on, told.limited_on = row.decided_then, row.due_then, row.limited_then
    told.decided_by = row.decided_by if row.decided_then else ""
    told.suspended_on = row.suspended_then if told.state in Receivable.LIVE else None
    return told


def debt_page(debt: Receivable, gate: Gate, then: AsOf) -> dict[str, Any] | None:
    """What a debt's page shows; None where it was not there yet."""
    one = debts_stood([debt], then).get(debt.pk)
    if one is None:
        return None
    if debt.debtor:
        one.debtor = next(iter(as_known([debt.debtor], then.known_at)), debt.debtor)
    orders, movements = _orders(debt, then), _movements(debt, then)
    letters = list(debt.letters.filter(on__lte=then.on).order_by("pk"))
    printed = PrintedDocument.objects.filter(
        pk__in=[letter.document_id for letter in letters], printed_at__lte=then.known_at
    )
    there = {str(key) for key in printed.values_list("pk", flat=True)}
    return {
        "one": one,
        "parts": _parts(debt, then),
        "staff": staff_of(one, movements, orders),
        "movements": movements,
        "instalments": _instalments(one, orders),
        "orders": orders,
        "letters": [letter for letter in letters if letter.document_id in there],
        "interruptions": debt.interruptions.filter(on__lte=then.on, at__lte=then.known_at).order_by("on", "pk"),
        "may_print": gate.may("printing.view"),
        "entries": time_line(debt.number, then),
    }  # fmt: skip


def _parts(debt: Receivable, then: AsOf) -> list[Any]:
    """The parts, each with what was owed of it, of persons by the name known then."""
    laid = Allocation.objects.filter(part__receivable=debt, movement__on__lte=then.on, movement__at__lte=then.known_at)
    gone = dict(laid.order_by().values_list("part").annotate(sum=Sum("applied")))
    parts = as_known(
        debt.parts.select_related("person", "claim", "line").order_by("treatment_month", "pk"), then.known_at
    )
    names = {row.pk: row for row in as_known({part.person_id: part.person for part in parts}.values(), then.known_at)}
    for part in parts:
        part.owed, part.person = part.yen - gone.get(part.pk, 0), names.get(part.person_id, part.person)
    return parts


def _movements(debt: Receivable, then: AsOf) -> list[Movement]:
    """What had moved the debt; a refund in its state of the day."""
    found = movements_of(debt, on__lte=then.on, at__lte=then.known_at)
    refunds = as_stood(Refund.objects.filter(movement__in=[row.pk for row in found]), then, "state")
    by_movement = {refund.movement_id: refund for refund in refunds}
    for row in found:
        if row.pk in by_movement:
            row.refund = by_movement[row.pk]
    return found


def _orders(debt: Receivable, then: AsOf) -> list[Order]:
    """The steps proposed by the day; one that was decided later still waited."""
    return [row for row in as_stood(debt.orders.order_by("-pk"), then, "state") if row.proposed_on <= then.on]


def _instalments(one: Receivable, orders: list[Order]) -> list[tuple[Instalment, int]]:
    plan = next((row for row in orders if (row.kind, row.state) == (OrderKind.PLAN, OrderState.APPROVED)), None)
    if plan is None or one.state not in Receivable.LIVE:
        return []
    return with_what_is_open(list(plan.instalments.order_by("place")), one.owed)
