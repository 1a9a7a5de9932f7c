"""Steps about a debt that one proposes and another approves: a plan, a set-off, less, given back, undone, given up."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import one_line
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.recovery.actions.letters import send_plan
from sasae.subsidy.recovery.actions.locking import locked, parts_of, persons_of
from sasae.subsidy.recovery.actions.money import Share, book, settle_state, shares
from sasae.subsidy.recovery.actions.time import interrupt, limit_anew
from sasae.subsidy.recovery.models import (
    Allocation,
    Debtor,
    Instalment,
    InterruptionKind,
    Movement,
    MovementKind,
    Order,
    OrderKind,
    OrderState,
    Receivable,
    State,
)
from sasae.subsidy.recovery.refusals import CannotRecover
from sasae.subsidy.recovery.terms import monthly, split, terms_on

LIMITATION = "limitation"
GROUNDS = {
    LIMITATION: "消滅時効の完成（地方自治法236条）",
    "bankruptcy": "破産などによる免責",
    "inheritance": "相続放棄・相続人の不存在",
    "waived": "議会の議決による権利の放棄",
}


@transaction.atomic
def order(
    number: str, kind: OrderKind, *, yen: int, why: str, by: Actor, on: date, **terms: Any
) -> Order:
    """Propose a step. `terms`: count and first_due_on of a plan, movement of a taking back, ground of a write-off.

    Raises CannotRecover where it could not be approved as things stand.
    """
    why = one_line(why, CannotRecover, missing="理由を入れてください。", most=300)
    found = locked(number, *Receivable.BOOKED)
    told = {key: value.isoformat() if isinstance(value, date) else value for key, value in terms.items()}
    made = Order(receivable=found, kind=kind, yen=yen, terms=told, why=why, proposed_by=by.id, proposed_on=on)
    _CHECKS[kind](found, made, on)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as twice:
        if "subsidy_recovery_one_order" not in str(twice):
            raise
        raise CannotRecover(f"{kind.label}の起案が、すでに承認を待っています。", id="RC-401") from twice
    record(by, "receivable.ordered", number, persons_of(found), what=kind.label, yen=f"{yen:,}", why=why)
    return made


@transaction.atomic
def drop_order(order_id: int, *, why: str, by: Actor, on: date) -> Order:
    """Give up a step that was proposed, or an approved set-off that has not been taken."""
    why = one_line(why, CannotRecover, missing="理由を入れてください。", most=300)
    found, one = _locked_order(order_id)
    unused = one.kind == OrderKind.SET_OFF and one.state == OrderState.APPROVED and one.used == 0
    if one.state != OrderState.PROPOSED and not unused:
        raise CannotRecover(f"この起案は「{one.get_state_display()}」です。", id="RC-402", at="state")
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
        raise CannotRecover(f"この起案は「{one.get_state_display()}」です。", id="RC-402", at="state")
    if one.proposed_by == by.id:
        raise CannotRecover("起案した人とは別の人が承認してください。", id="RC-107", at="decided_by")
    kind = OrderKind(one.kind)
    _CHECKS[kind](found, one, on)
    one.state, one.decided_by, one.decided_on = OrderState.APPROVED, by.id, on
    one.save()
    _DO[kind](found, one, by, on)
    record(
        by, "receivable.order_approved", found.number, persons_of(found), what=kind.label, yen=f"{one.yen:,}",
        owed=f"{found.owed:,}",
    )  # fmt: skip
    return one


def _live(found: Receivable) -> None:
    if found.state not in Receivable.LIVE:
        raise CannotRecover(f"返還金 {found.number} は「{found.get_state_display()}」です。", id="RC-101", at="state")


def _whole(found: Receivable, yen: int) -> None:
    if yen != found.owed:
        raise CannotRecover(f"残額は{found.owed:,}円です。起案の後に変わったときは、起案し直してください。", id="RC-403", at="yen")


def _check_plan(found: Receivable, one: Order, on: date) -> None:
    _live(found)
    _whole(found, one.yen)
    count, first = int(one.terms.get("count", 0)), date.fromisoformat(one.terms["first_due_on"])
    most = terms_on(on)["most_instalments"]
    if not 2 <= count <= min(most, found.owed):
        raise CannotRecover(f"分割は2回から{min(most, found.owed)}回までです。", id="RC-404", at="count")
    if first <= on:
        raise CannotRecover("初回の納期限は今日より後の日にしてください。", id="RC-405", at="first_due_on")


def _plan(found: Receivable, one: Order, by: Actor, on: date) -> None:
    """The debt as it stands, in instalments; asking for them is an acknowledgement (民法152条)."""
    days = monthly(date.fromisoformat(one.terms["first_due_on"]), int(one.terms["count"]))
    amounts = split(one.yen, len(days))
    Instalment.objects.bulk_create(
        [
            Instalment(order=one, place=place, due_on=due_on, yen=yen)
            for place, (due_on, yen) in enumerate(zip(days, amounts, strict=True), 1)
        ]
    )
    found.due_on = days[-1]
    interrupt(found, InterruptionKind.ACKNOWLEDGED, one.proposed_on, by=by, note="分割納付の申出")
    limit_anew(found)
    found.save()
    send_plan(found, one, by=by, on=on)


def _check_set_off(found: Receivable, one: Order, on: date) -> None:
    _live(found)
    if found.debtor_kind != Debtor.PERSON:
        raise CannotRecover("相殺できるのは、本人の返還金だけです。", id="RC-406")
    if not 0 < one.yen <= found.owed:
        raise CannotRecover(f"相殺する額は、残額（{found.owed:,}円）までです。", id="RC-205", at="yen")


def _check_reduce(found: Receivable, one: Order, on: date) -> None:
    gone = sum(found.movements.filter(kind=MovementKind.REDUCTION).values_list("applied", flat=True))
    gone += sum(found.movements.filter(kind=MovementKind.REDUCTION).values_list("excess", flat=True))
    most = found.yen - gone
    if found.state not in (*Receivable.LIVE, State.PAID) or not 0 < one.yen <= most:
        raise CannotRecover(f"減額できるのは{most:,}円までです。", id="RC-407", at="yen")


def _reduce(found: Receivable, one: Order, by: Actor, on: date) -> None:
    """Less is owed. What was paid already beyond what is left is to be given back."""
    laid = shares(parts_of(found), one.yen, found.owed)
    book(found, MovementKind.REDUCTION, laid, cause=f"order:{one.pk}", moved_on=on, on=on, by=by, order=one, text=one.why)
    paid = found.movements.filter(kind__in=[MovementKind.PAYMENT, MovementKind.TAKE_BACK, MovementKind.SET_OFF])
    all_gone = sum(one.applied for one in paid) <= found.overpaid
    settle_state(found, State.CANCELLED if all_gone else State.PAID)
    if found.state == State.CANCELLED:
        found.parts.update(live=False)


def _check_refund(found: Receivable, one: Order, on: date) -> None:
    if not 0 < one.yen <= found.overpaid:
        raise CannotRecover(f"還付できる過誤納金は{found.overpaid:,}円です。", id="RC-408", at="yen")


def _refund(found: Receivable, one: Order, by: Actor, on: date) -> None:
    """What lies beyond the debt goes back, from the parts where it lies."""
    left, laid = one.yen, []
    for part, lies in _lying(found):
        taken = min(left, lies)
        left -= taken
        if taken:
            laid.append(Share(part, 0, -taken))
    book(found, MovementKind.REFUND, laid, cause=f"order:{one.pk}", moved_on=on, on=on, by=by, order=one, text=one.why)
    found.save()


def _lying(found: Receivable) -> list[tuple[Any, int]]:
    parts = found.parts.select_for_update(of=("self",)).order_by("treatment_month", "pk")
    excess: dict[int, int] = {}
    for part, yen in Allocation.objects.filter(movement__receivable=found).values_list("part_id", "excess"):
        excess[part] = excess.get(part, 0) + yen
    return [(part, excess.get(part.pk, 0)) for part in parts if excess.get(part.pk, 0) > 0]


def _payment(found: Receivable, one: Order) -> Movement:
    payment = found.movements.filter(pk=one.terms.get("movement"), kind=MovementKind.PAYMENT).first()
    if payment is None or found.movements.filter(cause=f"back:{payment.pk}").exists():
        raise CannotRecover("取り消せる収納ではありません。", id="RC-409", at="movement")
    return payment


def _check_take_back(found: Receivable, one: Order, on: date) -> None:
    payment = _payment(found, one)
    if one.yen != payment.applied + payment.excess:
        raise CannotRecover("収納は、その全額を取り消します。", id="RC-410", at="yen")
    if found.state in (State.WRITTEN_OFF, State.CANCELLED) and payment.applied:
        raise CannotRecover(f"返還金 {found.number} は「{found.get_state_display()}」です。", id="RC-101", at="state")
    if found.movements.filter(kind=MovementKind.REDUCTION, excess__gt=0).exists():
        raise CannotRecover("納付の後に減額した返還金の収納は、取り消せません。", id="RC-414", at="movement")
    lying = {part.pk: yen for part, yen in _lying(found)}
    if any(yen > lying.get(part, 0) for part, yen in payment.allocations.values_list("part_id", "excess")):
        raise CannotRecover("この収納の過誤納金は、すでに還付されています。", id="RC-411", at="movement")


def _take_back(found: Receivable, one: Order, by: Actor, on: date) -> None:
    """An entry that was wrong: the opposite of it, part by part; its interruption counts no more."""
    payment = _payment(found, one)
    parts = {part.pk: part for part in parts_of(found)}
    rows = payment.allocations.select_related("part").order_by("pk")
    laid = [Share(parts.get(row.part_id, row.part), -row.applied, -row.excess) for row in rows]
    book(
        found, MovementKind.TAKE_BACK, laid, cause=f"back:{payment.pk}", moved_on=on, on=on, by=by, order=one, text=one.why
    )
    limit_anew(found)
    settle_state(found)


def _check_write_off(found: Receivable, one: Order, on: date) -> None:
    _live(found)
    _whole(found, one.yen)
    ground = one.terms.get("ground")
    if ground not in GROUNDS:
        raise CannotRecover("不納欠損の事由を選んでください。", id="RC-412", at="ground")
    if ground == LIMITATION and (found.limited_on is None or on <= found.limited_on):
        last = to_wareki(found.limited_on) if found.limited_on else ""
        raise CannotRecover(f"時効はまだ完成していません（最後の日 {last}）。", id="RC-413", at="ground")


def _write_off(found: Receivable, one: Order, by: Actor, on: date) -> None:
    laid = shares(parts_of(found), one.yen, found.owed)
    text = GROUNDS[one.terms["ground"]]
    book(found, MovementKind.WRITE_OFF, laid, cause=f"order:{one.pk}", moved_on=on, on=on, by=by, order=one, text=text)
    settle_state(found, State.WRITTEN_OFF)


def _decided_only(found: Receivable, one: Order, by: Actor, on: date) -> None:
    """A set-off is decided here and taken by the payment run."""


_CHECKS: dict[OrderKind, Callable[[Receivable, Order, date], None]] = {
    OrderKind.PLAN: _check_plan,
    OrderKind.SET_OFF: _check_set_off,
    OrderKind.REDUCE: _check_reduce,
    OrderKind.REFUND: _check_refund,
    OrderKind.TAKE_BACK: _check_take_back,
    OrderKind.WRITE_OFF: _check_write_off,
}
_DO: dict[OrderKind, Callable[[Receivable, Order, Actor, date], None]] = {
    OrderKind.PLAN: _plan,
    OrderKind.SET_OFF: _decided_only,
    OrderKind.REDUCE: _reduce,
    OrderKind.REFUND: _refund,
    OrderKind.TAKE_BACK: _take_back,
    OrderKind.WRITE_OFF: _write_off,
}
