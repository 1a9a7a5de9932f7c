"""The running of time: what makes the limitation begin anew."""

from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import one_line
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.recovery.actions.locking import locked, persons_of
from sasae.subsidy.recovery.models import HOLDING, Interruption, InterruptionKind, Movement, MovementKind, Receivable
from sasae.subsidy.recovery.refusals import CannotRecover
from sasae.subsidy.recovery.terms import last_day, months_later, terms_on

_YEARS = {InterruptionKind.JUDGEMENT: "judgement_years"}


def interrupt(
    receivable: Receivable, kind: InterruptionKind, on: date, *, by: Actor, note: str = "",
    movement: Movement | None = None, until: date | None = None,
) -> Interruption:  # fmt: skip
    """The period begins anew on the day after; `until`: after that day, where the debt is put off or held till then.

    Part of the caller's transaction; the caller saves the debt.
    """
    last = (
        until
        if until and kind in HOLDING
        else last_day(until or on, terms_on(on)[_YEARS.get(kind, "limitation_years")])
    )
    made = Interruption.objects.create(
        receivable=receivable, kind=kind, on=on, last_on=last, note=note, by=by.id, movement=movement
    )
    limit_anew(receivable)
    return made


def limit_anew(receivable: Receivable) -> None:
    """The last day once more, from the due day of the decision and every event that still counts, in their order.

    What came after the limitation was completed counts for nothing; neither does a demand that was made while only an
    earlier demand held the completion off (民法150条2項).
    """
    assert receivable.first_limited_on is not None  # a decided debt has it
    back = Movement.objects.filter(receivable=receivable, kind=MovementKind.TAKE_BACK).values_list("cause", flat=True)
    gone = {int(cause.rsplit(":", 1)[1]) for cause in back}
    last = held = receivable.first_limited_on
    for row in receivable.interruptions.order_by("on", "pk"):
        if row.movement_id in gone or row.on > held or row.kind == InterruptionKind.DEMAND and row.on > last:
            continue
        if row.kind not in HOLDING:
            last = max(last, row.last_on)
        held = max(held, last, row.last_on)
    receivable.limited_on = held


@transaction.atomic
def acknowledge(number: str, *, on_day: date, note: str, by: Actor, on: date) -> Interruption:
    """The debtor acknowledged the debt (債務承認), in writing. Raises CannotRecover."""
    return _running(number, InterruptionKind.ACKNOWLEDGED, on_day, note, by, on)


@transaction.atomic
def judgement(number: str, *, on_day: date, note: str, by: Actor, on: date) -> Interruption:
    """A judgement, settlement in court or payment order became final. Raises CannotRecover."""
    return _running(number, InterruptionKind.JUDGEMENT, on_day, note, by, on)


@transaction.atomic
def demand(number: str, *, on_day: date, note: str, by: Actor, on: date) -> Interruption:
    """A demand (催告) other than the first reminder: for six months the limitation is not completed (民法150条)."""
    until = months_later(on_day, terms_on(on)["demand_months"])
    return _running(number, InterruptionKind.DEMAND, on_day, note, by, on, until=until)


@transaction.atomic
def lawsuit(number: str, *, on_day: date, note: str, by: Actor, on: date, until: date | None = None) -> Interruption:
    """A suit or payment order was applied for (民法147条): held `until` staff look again, six months after it ended."""
    until = until or months_later(on, terms_on(on)["lawsuit_months"])
    if until <= on_day:
        raise CannotRecover("猶予の最終日は、申立ての日より後の日を入れてください。", id="RV-307", at="until")
    return _running(number, InterruptionKind.LAWSUIT, on_day, note, by, on, until=until)


@transaction.atomic
def before_taking_over(
    number: str, kind: InterruptionKind, *, on_day: date, note: str, by: Actor, on: date
) -> Interruption:
    """What made the limitation of a debt begin anew while the old system had it. Raises CannotRecover."""
    found = locked(number, *Receivable.LIVE)
    if not found.origin or on_day > found.proposed_on:
        said = "督促と一部納付は、旧システムから引き継いだ債権の、引き継ぐ前の日についてだけ記録します。"
        raise CannotRecover(said, id="RV-308", at="kind")
    if kind == InterruptionKind.REMINDER and found.interruptions.filter(kind=kind).exists():
        raise CannotRecover("時効の更新となる督促は、最初の一回だけです。", id="RV-309", at="kind")
    return _running(number, kind, on_day, note, by, on)


def _running(
    number: str, kind: InterruptionKind, on_day: date, note: str, by: Actor, on: date, until: date | None = None
) -> Interruption:
    note = one_line(note, CannotRecover, missing="承認書や判決の日付などを入れてください。", at="note", most=300)
    found = locked(number, *Receivable.LIVE)
    assert found.decided_on is not None and found.limited_on is not None  # noqa: PT018 - a live debt has both
    if not found.decided_on <= on_day <= on:
        raise CannotRecover("日は、決定の日から今日までの日を入れてください。", id="RV-301", at="on_day")
    if on_day > found.limited_on:
        said = f"時効は{to_wareki(found.limited_on)}で完成しています。その後の日では更新できません。"
        raise CannotRecover(said, id="RV-302", at="on_day")
    interrupt(found, kind, on_day, by=by, note=note, until=until)
    found.save()
    record(
        by, "receivable.interrupted", number, persons_of(found), kind=kind.label, on=to_wareki(on_day),
        last=to_wareki(found.limited_on), note=note,
    )  # fmt: skip
    return found.interruptions.latest("pk")
