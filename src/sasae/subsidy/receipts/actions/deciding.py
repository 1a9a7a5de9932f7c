"""Putting an accepted line back, and undoing a decision: by another person, with its trace."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.subsidy.receipts.actions.held import locked, need
from sasae.subsidy.receipts.actions.together import TOGETHER, undo_together
from sasae.subsidy.receipts.booking import unbook
from sasae.subsidy.receipts.models import (
    LINE_MOVES,
    Correction,
    CorrectionKind,
    CorrectionState,
    Cycle,
    CycleState,
    Decision,
    LineState,
    ReceiptLine,
    Verb,
)
from sasae.subsidy.receipts.refusals import CannotDecide

BY_HAND = "H91"


UNDOING = Pair("receipts.undo", thing="レセプトの明細", first="判断", second="判断の取消し")


@transaction.atomic
def hold(line_id: int, *, note: str, by: Actor, on: date) -> ReceiptLine:
    """Put an accepted line that no person decided back, so that one does. Only while its month is open."""
    need(note)
    line = _locked(line_id)
    if line.state != LineState.ACCEPTED or line.decided_by:
        raise CannotDecide("職員の判断を経ずに認定された明細だけを、保留に戻せます。", id="RC-103")
    _refuse_asked(line)
    _refuse_closed(line)
    unbook([line], on=on, by=by, why="保留に戻した")
    reason, moved = line.reason, _move(line, LineState.HELD)
    moved.reason = BY_HAND
    moved.save()
    _trace(moved, Verb.HOLD, reason, note, by)
    return moved


@transaction.atomic
def undo(line_id: int, *, note: str, by: Actor, on: date) -> ReceiptLine:
    """Undo a person's decision, by another person and with the reason; the line waits again. What was booked is reversed."""
    need(note)
    line, *original = _with_original(line_id)
    together = line.state == LineState.OFFSET and line.reason == TOGETHER
    if not line.decided_by or not (together or line.state in (LineState.ACCEPTED, LineState.RETURNED)):
        raise CannotDecide("取り消せる判断がありません。", id="RC-104")
    refusal = CannotDecide("判断した本人は取り消せません。ほかの職員が取り消してください。", id="RC-105")
    UNDOING.by_another_than(line.decided_by, by, about=str(line.pk), refusal=refusal)
    if together:
        _refuse_closed(line)
        undo_together(line, original[0], note=note, by=by)
        return line
    if line.state == LineState.ACCEPTED:
        _refuse_asked(line)
        _refuse_closed(line)
        unbook([line], on=on, by=by, why="判断の取消し")
    else:
        _withdraw_return(line)
    against, moved = line.decided_by, _move(line, LineState.HELD)
    moved.decided_by, moved.decision_note = "", ""
    moved.save()
    _trace(moved, Verb.UNDO, moved.reason, note, by, against)
    return moved


def _locked(line_id: int) -> ReceiptLine:
    found = locked([line_id])
    if found:
        return found[0]
    raise CannotDecide("この番号の明細はありません。", id="RC-115")


def _with_original(line_id: int) -> list[ReceiptLine]:
    """The line, and behind it the one it takes back, both locked."""
    keys = ReceiptLine.objects.filter(Q(pk=line_id) | Q(taken_back_by=line_id)).values_list("pk", flat=True)
    if found := sorted(locked(list(keys)), key=lambda each: each.pk != line_id):
        return found
    raise CannotDecide("この番号の明細はありません。", id="RC-115")


def _move(line: ReceiptLine, state: LineState) -> ReceiptLine:
    if state not in LINE_MOVES[LineState(line.state)]:
        raise CannotDecide(f"この明細は「{line.get_state_display()}」です。", id="RC-102")
    line.state = state
    return line


def _refuse_asked(line: ReceiptLine) -> None:
    """What the body is asked about is not taken back here as well."""
    asked = [CorrectionState.ASKED, CorrectionState.LISTED, CorrectionState.AGREED]
    if line.corrections.filter(state__in=asked).exists():
        raise CannotDecide("この明細は審査支払機関への申出があります。先に申出を取り下げてください。", id="RC-113")


def _refuse_closed(line: ReceiptLine) -> None:
    """Money of a closed month is the body's: it comes back by a correction, not by a click."""
    cycle = Cycle.objects.select_for_update().get(pk=line.cycle_id)
    if cycle.state != CycleState.OPEN:
        raise CannotDecide(
            f"{cycle}は「{cycle.get_state_display()}」です。締めた月の明細は、過誤の申出で取り消してください。",
            id="RC-111",
        )


def _withdraw_return(line: ReceiptLine) -> None:
    """A return that has not gone out is withdrawn; one that has is the body's."""
    open_one = (
        Correction.objects.select_for_update().filter(line=line, kind=CorrectionKind.RETURN).order_by("-id").first()
    )
    if open_one is None:
        return
    if open_one.state != CorrectionState.ASKED:
        raise CannotDecide("返戻はもう審査支払機関に出しました。取り消せません。", id="RC-112")
    open_one.state = CorrectionState.WITHDRAWN
    open_one.save()


def _trace(line: ReceiptLine, verb: Verb, reason: str, note: str, by: Actor, against: str = "") -> None:
    Decision.objects.create(line=line, verb=verb, reason=reason, note=note[:200], by=by.id, against=against)
    persons = [line.person.atena_no] if line.person else []
    record(by, "receipt.decided", str(line.pk), persons, state=line.get_state_display(), note=note, verb=verb.label)
