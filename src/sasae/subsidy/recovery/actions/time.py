"""The running of time: what makes the limitation begin anew."""

from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import one_line
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.recovery.actions.locking import locked, persons_of
from sasae.subsidy.recovery.models import Interruption, InterruptionKind, Movement, MovementKind, Receivable
from sasae.subsidy.recovery.refusals import CannotRecover
from sasae.subsidy.recovery.terms import last_day, terms_on

_YEARS = {InterruptionKind.JUDGEMENT: "judgement_years"}


def interrupt(
    receivable: Receivable, kind: InterruptionKind, on: date, *, by: Actor, note: str = "",
    movement: Movement | None = None,
) -> Interruption:  # fmt: skip
    """The period begins anew on the day after. Part of the caller's transaction; the caller saves the debt."""
    last = last_day(on, terms_on(on)[_YEARS.get(kind, "limitation_years")])
    made = Interruption.objects.create(
        receivable=receivable, kind=kind, on=on, last_on=last, note=note, by=by.id, movement=movement
    )
    if receivable.limited_on is None or last > receivable.limited_on:
        receivable.limited_on = last
    return made


def limit_anew(receivable: Receivable) -> None:
    """The last day once more, from the due day and every interruption that still counts."""
    assert receivable.due_on is not None and receivable.decided_on is not None  # noqa: PT018 - a decided debt has both
    first = last_day(receivable.due_on, terms_on(receivable.decided_on)["limitation_years"])
    back = Movement.objects.filter(receivable=receivable, kind=MovementKind.TAKE_BACK).values_list("cause", flat=True)
    gone = {int(cause.rsplit(":", 1)[1]) for cause in back}
    rows = receivable.interruptions.values_list("last_on", "movement_id")
    receivable.limited_on = max([first, *(last for last, movement in rows if movement not in gone)])


@transaction.atomic
def acknowledge(number: str, *, on_day: date, note: str, by: Actor, on: date) -> Interruption:
    """The debtor acknowledged the debt (債務承認), in writing. Raises CannotRecover."""
    return _running(number, InterruptionKind.ACKNOWLEDGED, on_day, note, by, on)


@transaction.atomic
def judgement(number: str, *, on_day: date, note: str, by: Actor, on: date) -> Interruption:
    """A judgement, settlement in court or payment order became final. Raises CannotRecover."""
    return _running(number, InterruptionKind.JUDGEMENT, on_day, note, by, on)


def _running(number: str, kind: InterruptionKind, on_day: date, note: str, by: Actor, on: date) -> Interruption:
    note = one_line(note, CannotRecover, missing="承認書や判決の日付などを入れてください。", at="note", most=300)
    found = locked(number, *Receivable.LIVE)
    assert found.decided_on is not None and found.limited_on is not None  # noqa: PT018 - a live debt has both
    if not found.decided_on <= on_day <= on:
        raise CannotRecover("日は、決定の日から今日までの日を入れてください。", id="RC-301", at="on_day")
    if on_day > found.limited_on:
        said = f"時効は{to_wareki(found.limited_on)}で完成しています。その後の日では更新できません。"
        raise CannotRecover(said, id="RC-302", at="on_day")
    made = interrupt(found, kind, on_day, by=by, note=note)
    found.save()
    record(
        by, "receivable.interrupted", number, persons_of(found), kind=kind.label, on=to_wareki(on_day),
        last=to_wareki(found.limited_on), note=note,
    )  # fmt: skip
    return made
