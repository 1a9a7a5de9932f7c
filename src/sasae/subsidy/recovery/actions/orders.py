"""Steps about a debt that one proposes and another approves: a plan, a set-off, less, given back, undone, given up."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import one_line
from sasae.subsidy.recovery.actions.locking import locked, persons_of
from sasae.subsidy.recovery.actions.steps import CHECKS, DO
from sasae.subsidy.recovery.models import Order, OrderKind, OrderState, Receivable
from sasae.subsidy.recovery.refusals import CannotRecover

APPROVAL = Pair("recovery.order", thing="債権の処理", first="起案", second="承認")


@transaction.atomic
def order(number: str, kind: OrderKind, *, yen: int, why: str, by: Actor, on: date, **terms: Any) -> Order:
    """Propose a step. `terms`: count and first_due_on of a plan, movement of a taking back, ground of a write-off.

    Raises CannotRecover where it could not be approved as things stand.
    """
    why = one_line(why, CannotRecover, missing="理由を入れてください。", most=300)
    found = locked(number, *Receivable.BOOKED)
    told = {key: value.isoformat() if isinstance(value, date) else value for key, value in terms.items()}
    made = Order(receivable=found, kind=kind, yen=yen, terms=told, why=why, proposed_by=by.id, proposed_on=on)
    CHECKS[kind](found, made, on)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as twice:
        if "subsidy_recovery_one_order" not in str(twice):
            raise
        raise CannotRecover(f"{kind.label}の起案が、すでに承認を待っています。", id="RV-401") from twice
    record(by, "receivable.ordered", number, persons_of(found), what=kind.label, yen=f"{yen:,}", why=why)
    return made


@transaction.atomic
def drop_order(order_id: int, *, why: str, by: Actor, on: date) -> Order:
    """Give up a step that was proposed, or an approved set-off that has not been taken."""
    why = one_line(why, CannotRecover, missing="理由を入れてください。", most=300)
    found, one = _locked_order(order_id)
    unused = one.kind == OrderKind.SET_OFF and one.state == OrderState.APPROVED and one.used == 0
    if one.state != OrderState.PROPOSED and not unused:
        raise CannotRecover(f"この起案は「{one.get_state_display()}」です。", id="RV-402", at="state")
    one.state, one.decided_by, one.decided_on = OrderState.DROPPED, by.id, on
    one.save()
    record(by, "receivable.order_dropped", found.number, persons_of(found), what=one.get_kind_display(), why=why)
    return one


def _locked_order(order_id: int) -> tuple[Receivable, Order]:
    number = Order.objects.values_list("receivable__number", flat=True).get(pk=order_id)
    found = locked(number)
    return found, Order.objects.select_for_update(of=("self",)).get(pk=order_id)


@transaction.atomic
def approve(order_id: int, *, by: Actor, on: date) -> Order:
    """Approve a step by another person, and do it: once. Raises CannotRecover where it is possible no more."""
    found, one = _locked_order(order_id)
    if one.state != OrderState.PROPOSED:
        raise CannotRecover(f"この起案は「{one.get_state_display()}」です。", id="RV-402", at="state")
    refusal = CannotRecover("起案した人とは別の人が承認してください。", id="RV-107", at="decided_by")
    APPROVAL.by_another_than(one.proposed_by, by, about=found.number, refusal=refusal)
    kind = OrderKind(one.kind)
    CHECKS[kind](found, one, on)
    one.state, one.decided_by, one.decided_on = OrderState.APPROVED, by.id, on
    one.save()
    DO[kind](found, one, by, on)
    record(
        by, "receivable.order_approved", found.number, persons_of(found), what=kind.label, yen=f"{one.yen:,}",
        owed=f"{found.owed:,}",
    )  # fmt: skip
    return one
