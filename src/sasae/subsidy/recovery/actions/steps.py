"""What each kind of order asks for, and what it does once it is approved. Part of `orders`, which holds the debt."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sasae.foundation.history import Actor
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.recovery.actions.letters import send_plan, send_refund
from sasae.subsidy.recovery.actions.locking import parts_of
from sasae.subsidy.recovery.actions.money import Share, book, settle_state, shares
from sasae.subsidy.recovery.actions.refunds import keep_refund
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
    "remitted": "履行延期から10年を経た無資力による免除（地方自治法施行令171条の7）",
    "waived": "議会の議決による権利の放棄",
}
SUSPENSIONS = {
    "whereabouts": "所在が不明で、差し押さえる財産がない（地方自治法施行令171条の5第2号）",
    "small": "少額で、取り立てる費用に満たない（同3号）",
    "closed": "法人が事業を休止し、再開の見込みがない（同1号）",
}


def _live(found: Receivable) -> None:
    if found.state not in Receivable.LIVE:
        raise CannotRecover(f"返還金 {found.number} は「{found.get_state_display()}」です。", id="RV-101", at="state")


def _not_barred(found: Receivable, on: date) -> None:
    """What is extinguished is not revived by a plan or a set-off (地方自治法236条2項)."""
    if found.limited_on is not None and on > found.limited_on:
        raise CannotRecover(f"返還金 {found.number} は、時効が完成しています。", id="RV-206", at="kind")


def _whole(found: Receivable, yen: int) -> None:
    if yen != found.owed:
        raise CannotRecover(
            f"残額は{found.owed:,}円です。起案の後に変わったときは、起案し直してください。", id="RV-403", at="yen"
        )


def _check_plan(found: Receivable, one: Order, on: date) -> None:
    _live(found)
    _not_barred(found, one.proposed_on)
    _whole(found, one.yen)
    count, first = int(one.terms.get("count", 0)), date.fromisoformat(one.terms["first_due_on"])
    most = min(terms_on(on)["most_instalments"], found.owed)
    latest = one.proposed_on + timedelta(days=terms_on(on)["first_within_days"])
    if most < 2:
        raise CannotRecover(f"残額が{found.owed:,}円のため、分けられません。", id="RV-404", at="count")
    if not 2 <= count <= most:
        raise CannotRecover(f"分割は2回から{most}回までです。", id="RV-404", at="count")
    if not on < first <= latest:
        said = f"初回の納期限は、今日より後、{to_wareki(latest)}までの日にしてください。"
        raise CannotRecover(said, id="RV-405", at="first_due_on")


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
    interrupt(found, InterruptionKind.PLAN, one.proposed_on, by=by, until=days[-1])
    found.save()
    send_plan(found, one, by=by, on=on)


def _check_set_off(found: Receivable, one: Order, on: date) -> None:
    _live(found)
    _not_barred(found, on)
    if found.debtor_kind != Debtor.PERSON:
        raise CannotRecover("相殺できるのは、本人の返還金だけです。", id="RV-406")
    if not 0 < one.yen <= found.owed:
        raise CannotRecover(f"相殺する額は、残額（{found.owed:,}円）までです。", id="RV-205", at="yen")


def _check_reduce(found: Receivable, one: Order, on: date) -> None:
    most = found.yen - _reduced(found)
    if found.state not in (*Receivable.LIVE, State.PAID) or not 0 < one.yen <= most:
        raise CannotRecover(f"減額できるのは{most:,}円までです。", id="RV-407", at="yen")


def _reduced(found: Receivable) -> int:
    rows = found.movements.filter(kind=MovementKind.REDUCTION)
    return sum(applied + excess for applied, excess in rows.values_list("applied", "excess"))


def _reduce(found: Receivable, one: Order, by: Actor, on: date) -> None:
    """Less is owed. What was paid already beyond what is left is to be given back."""
    laid = shares(parts_of(found), one.yen, found.owed)
    book(
        found, MovementKind.REDUCTION, laid, cause=f"order:{one.pk}", moved_on=on, on=on, by=by, order=one, text=one.why
    )
    settle_state(found, State.CANCELLED if _reduced(found) == found.yen else State.PAID)
    if found.state == State.CANCELLED:
        found.parts.update(live=False)


def _check_refund(found: Receivable, one: Order, on: date) -> None:
    if not 0 < one.yen <= found.overpaid:
        raise CannotRecover(f"還付できる過誤納金は{found.overpaid:,}円です。", id="RV-408", at="yen")


def _refund(found: Receivable, one: Order, by: Actor, on: date) -> None:
    """What lies beyond the debt goes back, from the parts where it lies: to a person by the next run of refunds."""
    left, laid = one.yen, []
    for part, lies in _lying(found):
        taken = min(left, lies)
        left -= taken
        if taken:
            laid.append(Share(part, 0, -taken))
    movement = book(
        found, MovementKind.REFUND, laid, cause=f"order:{one.pk}", moved_on=on, on=on, by=by, order=one, text=one.why
    )
    found.save()
    keep_refund(found, movement)
    send_refund(found, one.yen, by=by, on=on)


def _lying(found: Receivable) -> list[tuple[Any, int]]:
    parts = found.parts.select_for_update(of=("self",)).order_by("treatment_month", "pk")
    excess: dict[int, int] = {}
    for part, yen in Allocation.objects.filter(movement__receivable=found).values_list("part_id", "excess"):
        excess[part] = excess.get(part, 0) + yen
    return [(part, excess.get(part.pk, 0)) for part in parts if excess.get(part.pk, 0) > 0]


def _payment(found: Receivable, one: Order) -> Movement:
    payment = found.movements.filter(pk=one.terms.get("movement"), kind=MovementKind.PAYMENT).first()
    if payment is None or found.movements.filter(cause=f"back:{payment.pk}").exists():
        raise CannotRecover("取り消せる収納ではありません。", id="RV-409", at="movement")
    return payment


def _check_take_back(found: Receivable, one: Order, on: date) -> None:
    payment = _payment(found, one)
    if one.yen != payment.applied + payment.excess:
        raise CannotRecover("収納は、その全額を取り消します。", id="RV-410", at="yen")
    if found.state in (State.WRITTEN_OFF, State.CANCELLED) and payment.applied:
        raise CannotRecover(f"返還金 {found.number} は「{found.get_state_display()}」です。", id="RV-101", at="state")
    if found.movements.filter(kind=MovementKind.REDUCTION, excess__gt=0).exists():
        raise CannotRecover("納付の後に減額した返還金の収納は、取り消せません。", id="RV-414", at="movement")
    lying = {part.pk: yen for part, yen in _lying(found)}
    if any(yen > lying.get(part, 0) for part, yen in payment.allocations.values_list("part_id", "excess")):
        raise CannotRecover("この収納の過誤納金は、すでに還付されています。", id="RV-411", at="movement")


def _take_back(found: Receivable, one: Order, by: Actor, on: date) -> None:
    """An entry that was wrong: the opposite of it, part by part; its interruption counts no more."""
    payment = _payment(found, one)
    parts = {part.pk: part for part in parts_of(found)}
    rows = payment.allocations.select_related("part").order_by("pk")
    laid = [Share(parts.get(row.part_id, row.part), -row.applied, -row.excess) for row in rows]
    book(
        found,
        MovementKind.TAKE_BACK,
        laid,
        cause=f"back:{payment.pk}",
        moved_on=on,
        on=on,
        by=by,
        order=one,
        text=one.why,
    )
    limit_anew(found)
    settle_state(found)


def _check_write_off(found: Receivable, one: Order, on: date) -> None:
    _live(found)
    _whole(found, one.yen)
    ground = one.terms.get("ground")
    if ground not in GROUNDS:
        raise CannotRecover("不納欠損の事由を選んでください。", id="RV-412", at="ground")
    if ground == LIMITATION and (found.limited_on is None or on <= found.limited_on):
        last = to_wareki(found.limited_on) if found.limited_on else ""
        raise CannotRecover(f"時効はまだ完成していません（最後の日 {last}）。", id="RV-413", at="ground")


def _write_off(found: Receivable, one: Order, by: Actor, on: date) -> None:
    laid = shares(parts_of(found), one.yen, found.owed)
    text = GROUNDS[one.terms["ground"]]
    book(found, MovementKind.WRITE_OFF, laid, cause=f"order:{one.pk}", moved_on=on, on=on, by=by, order=one, text=text)
    settle_state(found, State.WRITTEN_OFF)


def _check_suspend(found: Receivable, one: Order, on: date) -> None:
    _live(found)
    _whole(found, one.yen)
    if found.suspended_on is not None:
        raise CannotRecover("徴収は、すでに停止しています。", id="RV-415", at="kind")
    if one.terms.get("ground") not in SUSPENSIONS:
        raise CannotRecover("徴収停止の事由を選んでください。", id="RV-416", at="ground")


def _suspend(found: Receivable, one: Order, by: Actor, on: date) -> None:
    """No reminder goes out from now on; the limitation runs on, and what comes in is taken."""
    found.suspended_on = on
    found.save()


def _check_resume(found: Receivable, one: Order, on: date) -> None:
    _live(found)
    if found.suspended_on is None:
        raise CannotRecover("徴収は停止していません。", id="RV-417", at="kind")


def _resume(found: Receivable, one: Order, by: Actor, on: date) -> None:
    found.suspended_on = None
    found.save()


def _decided_only(found: Receivable, one: Order, by: Actor, on: date) -> None:
    """A set-off is decided here and taken by the payment run."""


CHECKS: dict[OrderKind, Callable[[Receivable, Order, date], None]] = {
    OrderKind.PLAN: _check_plan,
    OrderKind.SET_OFF: _check_set_off,
    OrderKind.REDUCE: _check_reduce,
    OrderKind.REFUND: _check_refund,
    OrderKind.TAKE_BACK: _check_take_back,
    OrderKind.WRITE_OFF: _check_write_off,
    OrderKind.SUSPEND: _check_suspend,
    OrderKind.RESUME: _check_resume,
}
DO: dict[OrderKind, Callable[[Receivable, Order, Actor, date], None]] = {
    OrderKind.PLAN: _plan,
    OrderKind.SET_OFF: _decided_only,
    OrderKind.REDUCE: _reduce,
    OrderKind.REFUND: _refund,
    OrderKind.TAKE_BACK: _take_back,
    OrderKind.WRITE_OFF: _write_off,
    OrderKind.SUSPEND: _suspend,
    OrderKind.RESUME: _resume,
}
