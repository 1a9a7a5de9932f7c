"""What moves a debt: laid on its parts, oldest treatment first, kept, and booked, once for each cause."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import one_line
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.ledger.actions import Entry, Line, post
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.recovery.actions.locking import locked, locked_many, may_move, move, parts_of, persons_of
from sasae.subsidy.recovery.actions.time import interrupt
from sasae.subsidy.recovery.models import (
    Allocation,
    InterruptionKind,
    Movement,
    MovementKind,
    Order,
    OrderKind,
    OrderState,
    Part,
    Receivable,
    SetOffClaim,
    State,
)
from sasae.subsidy.recovery.refusals import CannotRecover

COUNTER = {
    MovementKind.PAYMENT: Account.COLLECTED,
    MovementKind.TAKE_BACK: Account.COLLECTED,
    MovementKind.REFUND: Account.PAYABLE_TO_PERSON,  # a payment run sends it
    MovementKind.SET_OFF: Account.SET_OFF,
    MovementKind.REDUCTION: Account.RECOVERED,
    MovementKind.WRITE_OFF: Account.WRITTEN_OFF,
}


def counter_of(receivable: Receivable, kind: MovementKind) -> Account:
    """The other side of a movement. Who is no person here gets a refund by the treasury, out of what came in."""
    return Account.COLLECTED if kind == MovementKind.REFUND and receivable.debtor_id is None else COUNTER[kind]


@dataclass(frozen=True)
class Share:
    """What of a movement goes on a part, and what lies there beyond the debt. Yen."""

    part: Part
    applied: int
    excess: int = 0


def shares(parts: Sequence[Part], yen: int, owed: int) -> list[Share]:
    """So much money laid on the parts as they stand; what is beyond the debt stays with the last. Yen."""
    left, found = min(yen, owed), []
    for part in parts:
        taken = min(left, part.owed)
        left -= taken
        if taken:
            found.append(Share(part, taken))
    excess = yen - min(yen, owed)
    if excess:
        last = parts[-1]
        found = [share for share in found if share.part is not last] + [
            Share(last, sum(share.applied for share in found if share.part is last), excess)
        ]
    return found


def book(
    receivable: Receivable, kind: MovementKind, laid: Sequence[Share], *, cause: str, moved_on: date, on: date,
    by: Actor, text: str = "", order: Order | None = None, claims: Sequence[tuple[Claim, int]] = (),
) -> Movement:  # fmt: skip
    """Keep a movement and book it. Part of the caller's transaction, which holds the debt and its parts."""
    may_move()
    movement = Movement.objects.create(
        receivable=receivable, kind=kind, cause=cause, on=moved_on, order=order, text=text, by=by.id,
        applied=sum(share.applied for share in laid), excess=sum(share.excess for share in laid),
    )  # fmt: skip
    Allocation.objects.bulk_create(
        [Allocation(movement=movement, part=one.part, applied=one.applied, excess=one.excess) for one in laid]
    )
    SetOffClaim.objects.bulk_create([SetOffClaim(movement=movement, claim=claim, yen=yen) for claim, yen in claims])
    for share in laid:
        share.part.owed -= share.applied
    Part.objects.bulk_update([share.part for share in laid if share.applied], ["owed"])
    receivable.owed -= movement.applied
    receivable.overpaid += movement.excess
    said = f"返還金 {receivable.number} {kind.label}"
    post([Entry(f"movement:{movement.pk}", said, tuple(_lines(receivable, kind, laid, claims)))], on=on, by=by)
    return movement


def _lines(
    receivable: Receivable, kind: MovementKind, laid: Sequence[Share], claims: Sequence[tuple[Claim, int]]
) -> list[Line]:
    lines = []
    for claim, yen in claims:
        about = (claim.person_id, claim.provider, claim.treatment_month, Scheme.REIMBURSEMENT)
        lines += [Line(Account.PAYABLE_TO_PERSON, yen, *about), Line(Account.SET_OFF, -yen, *about)]
    for share in laid:
        part = share.part
        key = (part.person_id, part.provider, part.treatment_month, Scheme(part.scheme))
        amounts = {
            counter_of(receivable, kind): share.applied + share.excess,
            receivable.account: -share.applied,
            Account.OVERPAID: -share.excess,
        }
        lines += [Line(account, yen, *key) for account, yen in amounts.items() if yen]
    return lines


def settle_state(receivable: Receivable, ended: State = State.PAID) -> None:
    """The state that follows from what is owed; `ended` where nothing is. Saves."""
    left = State.PARTLY if receivable.owed < receivable.yen else State.NOTIFIED
    state = left if receivable.owed else ended
    if state != receivable.state:
        move(receivable, state)
    receivable.save()


@transaction.atomic
def pay(
    number: str, *, yen: int, paid_on: date, reference: str, by: Actor, on: date, file: str = "", line: int = 0
) -> Movement:
    """Clear money that came in (消込). `reference` names it (領収済通知書の番号): the same clears once. `file` and `line`
    say from which clearing file it is, where it is from one.

    What is beyond the debt, or came after the limitation, is kept as overpaid, to be given back. Raises CannotRecover.
    """
    reference = one_line(
        reference, CannotRecover, missing="領収済通知書の番号を入れてください。", at="reference", most=30
    )
    found = locked(number, *Receivable.BOOKED)
    if yen <= 0:
        raise CannotRecover("収納した額は1円以上で入れてください。", id="RV-201", at="yen")
    if found.decided_on is None or not found.decided_on <= paid_on <= on:
        raise CannotRecover("収納した日は、決定の日から今日までの日を入れてください。", id="RV-202", at="paid_on")
    cause = f"payment:{found.pk}:{reference}"
    if Movement.objects.filter(cause=cause).exists():
        raise CannotRecover("この領収済通知書は、すでに消し込まれています。", id="RV-203", at="reference")
    barred = found.limited_on is not None and paid_on > found.limited_on
    laid = shares(parts_of(found), yen, 0 if barred else found.owed)
    text = f"領収済通知書 {reference}" + (f"（消込ファイル {line}行目）" if file else "")
    movement = book(found, MovementKind.PAYMENT, laid, cause=cause, moved_on=paid_on, on=on, by=by, text=text)
    if movement.applied and found.owed:
        interrupt(found, InterruptionKind.PART_PAYMENT, paid_on, by=by, movement=movement)
    if movement.applied:
        settle_state(found)
    else:
        found.save()
    told = {"file": file, "line": line} if file else {}
    record(
        by, "receivable.paid_by_file" if file else "receivable.paid", number, persons_of(found), yen=f"{yen:,}",
        paid_on=to_wareki(paid_on), owed=f"{found.owed:,}", excess=f"{movement.excess:,}", **told,
    )  # fmt: skip
    return movement


@dataclass(frozen=True)
class SetOff:
    """What of an approved set-off is taken from a payment: which claims it is taken from, in yen. A cause takes once."""

    receivable_id: int
    cause: str
    claims: tuple[tuple[int, int], ...]

    @property
    def yen(self) -> int:
        """The whole of it."""
        return sum(yen for _, yen in self.claims)


@transaction.atomic
def set_off(uses: Sequence[SetOff], *, on: date, by: Actor) -> int:
    """Take what is owed from what is paid: for the payment run, which holds the claims. Returns how many were new.

    Only what two persons decided (`Order` of the kind SET_OFF) and only up to what is owed; booked on both sides: owed
    to the person no more, and owed by the person no more. Asked again for a cause, nothing happens. Raises CannotRecover.
    """
    done = set(Movement.objects.filter(cause__in=[use.cause for use in uses]).values_list("cause", flat=True))
    fresh = [use for use in uses if use.cause not in done]
    debts = locked_many({use.receivable_id for use in fresh})
    orders: dict[int, list[Order]] = defaultdict(list)
    rows = Order.objects.select_for_update(of=("self",)).filter(
        receivable__in=debts, kind=OrderKind.SET_OFF, state=OrderState.APPROVED
    )
    for one in rows.order_by("pk"):
        orders[one.receivable_id].append(one)
    claims = Claim.objects.defer("decision").in_bulk({claim for use in fresh for claim, _ in use.claims})
    for use in fresh:
        _set_off(debts[use.receivable_id], orders[use.receivable_id], use, claims, by, on)
    return len(fresh)


def _use_up(orders: Sequence[Order], yen: int) -> None:
    """So much of what was decided is taken, the oldest decision first."""
    for one in orders:
        taken = min(yen, one.yen - one.used)
        yen -= taken
        if taken:
            one.used += taken
            one.save()


def _set_off(found: Receivable, orders: list[Order], use: SetOff, claims: dict[int, Claim], by: Actor, on: date) -> None:
    open_orders = [one for one in orders if one.used < one.yen]
    decided = sum(one.yen - one.used for one in open_orders)
    if not 0 < use.yen <= decided or any(yen <= 0 for _, yen in use.claims):
        raise CannotRecover(f"返還金 {found.number} には、この額を相殺する決定がありません。", id="RV-204", at="yen")
    if use.yen > found.owed or found.state not in Receivable.LIVE:
        raise CannotRecover(f"返還金 {found.number} の残額は{found.owed:,}円です。", id="RV-205", at="yen")
    if found.limited_on is not None and on > found.limited_on:
        raise CannotRecover(f"返還金 {found.number} は、時効が完成しています。", id="RV-206", at="on")
    if any(claims[claim].payee_id != found.debtor_id for claim, _ in use.claims):
        raise CannotRecover("返還する人に支払う請求とだけ相殺できます。", id="RV-207", at="claims")
    laid = shares(parts_of(found), use.yen, found.owed)
    book(
        found, MovementKind.SET_OFF, laid, cause=use.cause, moved_on=on, on=on, by=by, order=open_orders[0],
        claims=[(claims[claim], yen) for claim, yen in use.claims],
    )  # fmt: skip
    _use_up(open_orders, use.yen)
    settle_state(found)
    record(by, "receivable.set_off", found.number, persons_of(found), yen=f"{use.yen:,}", owed=f"{found.owed:,}")
