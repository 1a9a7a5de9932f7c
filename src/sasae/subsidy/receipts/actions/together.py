"""A negative line and the line it cancels that was never paid, decided together, and undone together. No yen moves."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.subsidy.receipts.actions.held import locked, need, settle_where_open
from sasae.subsidy.receipts.actions.taking_back import settle
from sasae.subsidy.receipts.models import (
    LINE_MOVES,
    CorrectionKind,
    Decision,
    LineState,
    ReceiptLine,
    Verb,
)
from sasae.subsidy.receipts.refusals import CannotDecide
from sasae.subsidy.receipts.unpaid import unpaid_originals

TOGETHER = "A11"
_CHANGED = ("state", "reason", "person", "entitlement", "cycle", "takes_back", "decided_by", "decision_note")


@transaction.atomic
def cancel_together(line_id: int, original_id: int, *, note: str, by: Actor, on: date) -> ReceiptLine:
    """Decide that a held negative line cancels this line, which is held or was returned. Neither is owed from then on.

    Both are settled in one open month, where they sum to zero. Raises CannotDecide.
    """
    need(note)
    pair = {line.pk: line for line in locked([line_id, original_id])}
    line, original = pair.get(line_id), pair.get(original_id)
    if line is None or original is None:
        raise CannotDecide("この番号の明細はありません。", id="RC-115")
    if not unpaid_originals(line).filter(pk=original.pk).exists():
        raise CannotDecide(
            "選んだ明細は、このマイナスの明細の元になりません。同じ受給者番号・診療年月・医療機関・点数表・金額で、"
            "保留か返戻のものを選んでください。", id="RC-116", at="original",
        )  # fmt: skip
    reasons = {each.pk: each.reason for each in pair.values()}
    settle_where_open(list(pair.values()))
    original.cycle = line.cycle
    _move(line, LineState.OFFSET)
    _move(original, LineState.TAKEN_BACK)
    line.reason, line.takes_back = TOGETHER, original
    line.person, line.entitlement_id = original.person, original.entitlement_id
    for each in pair.values():
        each.decided_by, each.decision_note = by.id, note[:200]
    settle([original])
    _save(pair.values())
    for each in pair.values():
        _trace(each, Verb.TOGETHER, reasons[each.pk], note, by)
    return line


def undo_together(line: ReceiptLine, original: ReceiptLine, *, note: str, by: Actor) -> None:
    """Both wait again. An original whose return had gone out to the body stays returned, as it was. Part of `undo`."""
    against = line.decided_by
    gone_out = original.corrections.filter(kind=CorrectionKind.RETURN, list__isnull=False).exists()
    returned = original.decisions.filter(verb=Verb.RETURN).order_by("-id").first() if gone_out else None
    _move(line, LineState.HELD)
    _move(original, LineState.RETURNED if returned else LineState.HELD)
    line.reason, line.takes_back = _reason_before(line), None
    line.person = line.entitlement = None
    line.decided_by = line.decision_note = ""
    original.decided_by, original.decision_note = (returned.by, returned.note) if returned else ("", "")
    _save([line, original])
    for each in (line, original):
        _trace(each, Verb.UNDO, each.reason, note, by, against)


def _reason_before(line: ReceiptLine) -> str:
    return line.decisions.filter(verb=Verb.TOGETHER).order_by("-id").values_list("reason", flat=True)[0]


def _move(line: ReceiptLine, state: LineState) -> None:
    assert state in LINE_MOVES[LineState(line.state)], (line.state, state)  # both were looked at under their lock
    line.state = state


def _save(lines: Iterable[ReceiptLine]) -> None:
    ReceiptLine.objects.bulk_update(list(lines), _CHANGED)


def _trace(line: ReceiptLine, verb: Verb, reason: str, note: str, by: Actor, against: str = "") -> None:
    Decision.objects.create(line=line, verb=verb, reason=reason, note=note[:200], by=by.id, against=against)
    persons = [line.person.atena_no] if line.person else []
    record(by, "receipt.decided", str(line.pk), persons, state=line.get_state_display(), note=note, verb=verb.label)
