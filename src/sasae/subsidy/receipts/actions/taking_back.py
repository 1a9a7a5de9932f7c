"""The body's corrections: a line with negative amounts takes an accepted one back, once, and the books with it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sasae.foundation.history import Actor
from sasae.foundation.sets import among_texts
from sasae.subsidy.receipts.adjudication import NO_ORIGINAL, OFFSET
from sasae.subsidy.receipts.booking import unbook
from sasae.subsidy.receipts.known import recipients_of
from sasae.subsidy.receipts.models import (
    LINE_MOVES,
    Correction,
    CorrectionState,
    LineState,
    ReceiptLine,
)
from sasae.subsidy.receipts.waiting import Line

OPEN = (CorrectionState.ASKED, CorrectionState.LISTED, CorrectionState.AGREED, CorrectionState.REJECTED)


def take_back(lines: Sequence[Line], *, by: Actor, on: date) -> None:
    """Find what each negative line cancels, mark both, book the opposite. Without an original the line is held.

    Part of the caller's transaction, which saves `lines`.
    """
    recipients_of((line.recipient_number for line in lines), lock=True)
    found = _originals(lines)
    taken = []
    for line in lines:
        original = _taken_from(found[_key(line, -(line.in_kind_yen or 0))], line)
        grounds: dict[str, Any] = {"facts": {"month": line.treatment_month, "yen": [line.in_kind_yen]}, "not_met": []}
        line.grounds = grounds
        if original is None:
            line.reason, grounds["not_met"] = NO_ORIGINAL, [NO_ORIGINAL]
            _move(line, LineState.HELD)
            continue
        line.reason, line.takes_back_id, line.person_id = OFFSET, original.pk, original.person_id
        line.entitlement_id = original.entitlement_id
        grounds["facts"]["original"] = original.pk
        _move(line, LineState.OFFSET)
        _move(original, LineState.TAKEN_BACK)
        taken.append(original)
    ReceiptLine.objects.bulk_update(taken, ["state"], batch_size=1000)
    unbook(taken, on=on, by=by, why="過誤による取消し")
    settle(taken)


def _key(line: Line, yen: int) -> tuple[object, ...]:
    return line.recipient_number, line.treatment_month, line.provider, line.point_table, yen


def _taken_from(candidates: list[ReceiptLine], line: Line) -> ReceiptLine | None:
    """The one that is meant, which is then no candidate any more: never one whose 入外 is another, where both say it;
    rather one of the same insurer and number of days; of several that look alike the last."""
    fitting = [each for each in candidates if each.setting == line.setting or not each.setting or not line.setting]
    if not fitting:
        return None

    def likeness(each: ReceiptLine) -> tuple[object, ...]:
        same = each.setting == line.setting, each.insurer_number == line.insurer_number, each.days == line.days
        return *same, each.pk

    meant = max(fitting, key=likeness)
    candidates.remove(meant)
    return meant


def _originals(lines: Sequence[Line]) -> dict[tuple[object, ...], list[ReceiptLine]]:
    rows = (
        ReceiptLine.objects.select_for_update(of=("self",))
        .filter(
            recipient_number__in=among_texts({line.recipient_number for line in lines}),
            treatment_month__in={line.treatment_month for line in lines},
            state=LineState.ACCEPTED,
        )
        .select_related("file")
        .order_by("id")
    )
    found: dict[tuple[object, ...], list[ReceiptLine]] = defaultdict(list)
    for row in rows:
        found[_key(row, row.in_kind_yen or 0)].append(row)
    return found


def _move(line: Line, state: LineState) -> None:
    if state == line.state:
        return
    assert state in LINE_MOVES[LineState(line.state)]  # the queries take lines in these states only
    line.state = state


def settle(taken: Sequence[ReceiptLine]) -> None:
    """What the office had asked for about these lines is done with that."""
    corrections = list(Correction.objects.select_for_update().filter(line__in=taken, state__in=OPEN).order_by("id"))
    for correction in corrections:
        correction.state = CorrectionState.SETTLED
    Correction.objects.bulk_update(corrections, ["state"], batch_size=1000)
