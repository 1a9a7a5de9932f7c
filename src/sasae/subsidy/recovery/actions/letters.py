"""What goes out about a debt: the decision with its payment slip, the plan, reminders, the closing account."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import keep, render
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.recovery.actions.locking import locked, persons_of
from sasae.subsidy.recovery.actions.time import interrupt
from sasae.subsidy.recovery.models import (
    Debtor,
    InterruptionKind,
    Letter,
    LetterKind,
    Order,
    Receivable,
    State,
)
from sasae.subsidy.recovery.papers import letter_data, movements_of, plan_of, slip, treatments_of
from sasae.subsidy.recovery.queries import instalments_of, overdue
from sasae.subsidy.recovery.refusals import CannotRecover
from sasae.subsidy.recovery.terms import due_after, terms_on

ENDED = (State.PAID, State.WRITTEN_OFF, State.CANCELLED)


def _print(
    found: Receivable, kind: LetterKind, *, by: Actor, on: date, due_on: date | None = None, **more: object
) -> Letter:
    """One letter, printed once and kept. Raises CannotPrint."""
    place = found.letters.filter(kind=kind).count() + 1
    subject = f"{found.number}-{kind.value}-{place}"
    data = letter_data(found, kind, by=by, on=on, subject=subject) | more
    pdf = render("subsidy/recovery_letter", data, title=str(kind.label), day=on)
    kept = keep(f"recovery_{kind.value}", subject, pdf, by_id=by.id, persons=persons_of(found))
    return Letter.objects.create(
        receivable=found, kind=kind, place=place, on=on, due_on=due_on, addressee=found.debtor,
        document_id=str(kept.pk), by=by.id,
    )  # fmt: skip


def send_decision(found: Receivable, *, by: Actor, on: date) -> Letter:
    """The decision with how to appeal, or the claim to who answers for an injury; with a payment slip."""
    kind = LetterKind.DECISION if found.debtor_kind == Debtor.PERSON else LetterKind.CLAIM
    assert found.due_on is not None  # decided
    made = _print(
        found, kind, by=by, on=on, due_on=found.due_on, treatments=treatments_of(found, on),
        slips=[slip(found, found.due_on, found.owed)],
    )  # fmt: skip
    found.document_id = made.document_id
    return made


def send_plan(found: Receivable, order: Order, *, by: Actor, on: date) -> Letter:
    """The approved plan, with a payment slip for each instalment."""
    rows = list(order.instalments.order_by("place"))
    slips = [slip(found, row.due_on, row.yen, row.place) for row in rows]
    return _print(found, LetterKind.PLAN, by=by, on=on, due_on=found.due_on, plan=plan_of(rows), slips=slips)


def send_refund(found: Receivable, yen: int, *, by: Actor, on: date) -> Letter:
    """That so much was paid beyond the debt, and goes back."""
    return _print(found, LetterKind.REFUND, by=by, on=on, refund=yen)


@transaction.atomic
def send_slip(number: str, *, by: Actor, on: date) -> Letter:
    """A payment slip once more: one that was lost, or the first of ours for a debt that was taken over."""
    found = locked(number, *Receivable.LIVE)
    assert found.limited_on is not None  # a live debt has it
    if on > found.limited_on:
        raise CannotRecover(f"返還金 {found.number} は、時効が完成しています。", id="RV-206", at="on")
    rows = [(row, left) for row, left in instalments_of(found) if left]
    due_on = max(found.due_on or on, due_after(on, terms_on(on)["reminder_due_days"]))
    slips = [slip(found, row.due_on, left, row.place) for row, left in rows] or [slip(found, due_on, found.owed)]
    made = _print(
        found, LetterKind.SLIP, by=by, on=on, due_on=due_on, slips=slips, treatments=treatments_of(found, on),
        movements=movements_of(found),
    )  # fmt: skip
    record(by, "receivable.slip", number, persons_of(found), yen=f"{found.owed:,}")
    return made


@transaction.atomic
def remind(numbers: Collection[str], *, by: Actor, on: date) -> list[str]:
    """Reminders of debts that are overdue for long enough. Returns the numbers of those reminded.

    The first reminder makes the limitation begin anew (地方自治法236条4項); later ones do not.
    """
    done = []
    for number in sorted(numbers):
        found = locked(number, *Receivable.LIVE)
        late = overdue(found, on)
        _check_reminder(found, late is not None, on)
        due_on = due_after(on, terms_on(on)["reminder_due_days"])
        assert late is not None  # checked
        made = _print(
            found, LetterKind.REMINDER, by=by, on=on, due_on=due_on, overdue=late.as_data(),
            slips=[slip(found, due_on, late.yen)],
        )  # fmt: skip
        if not found.interruptions.filter(kind=InterruptionKind.REMINDER).exists():
            interrupt(found, InterruptionKind.REMINDER, on, by=by, note=f"督促状 {to_wareki(on)}")
            found.save()
        record(by, "receivable.reminded", number, persons_of(found), place=made.place, due_on=to_wareki(due_on))
        done.append(number)
    return done


def _check_reminder(found: Receivable, late: bool, on: date) -> None:
    assert found.limited_on is not None  # a live debt has it
    if found.suspended_on is not None:
        said = f"返還金 {found.number} は、{to_wareki(found.suspended_on)}から徴収を停止しています。"
        raise CannotRecover(said, id="RV-306", at="kind")
    if not late:
        raise CannotRecover(f"返還金 {found.number} は、まだ督促できる日ではありません。", id="RV-303", at="due_on")
    if on > found.limited_on:
        raise CannotRecover(f"返還金 {found.number} は、時効が完成しています。", id="RV-206", at="on")
    last = found.letters.filter(kind=LetterKind.REMINDER).order_by("-place").first()
    if last is not None and last.due_on is not None and on <= last.due_on:
        said = f"返還金 {found.number} の前の督促の期限（{to_wareki(last.due_on)}）が過ぎていません。"
        raise CannotRecover(said, id="RV-304", at="due_on")


@transaction.atomic
def close_account(number: str, *, by: Actor, on: date) -> Letter:
    """The closing statement of a debt that is ended: what was decided, what came in, what was given up. Once."""
    found = locked(number, *ENDED)
    if found.letters.filter(kind=LetterKind.CLOSING).exists():
        raise CannotRecover("精算通知書は、すでに作成されています。", id="RV-305", at="state")
    made = _print(found, LetterKind.CLOSING, by=by, on=on, movements=movements_of(found), state=found.get_state_display())
    record(by, "receivable.closed", number, persons_of(found), state=found.get_state_display())
    return made
