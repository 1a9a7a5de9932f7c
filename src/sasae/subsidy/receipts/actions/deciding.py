"""What a person decides about a line: accept, return, put back; and undo, by another person, with its trace."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.period import Month
from sasae.subsidy.receipts.actions.months import cycle_for
from sasae.subsidy.receipts.actions.taking_back import take_back
from sasae.subsidy.receipts.adjudication import NO_ORIGINAL
from sasae.subsidy.receipts.booking import book, unbook
from sasae.subsidy.receipts.known import look_up, recipients_of
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
MOST_AT_ONCE = 500


@transaction.atomic
def decide_held(line_id: int, *, accept: bool, note: str, by: Actor, on: date) -> ReceiptLine:
    """A person's decision on a held line, with its reason: accept and book it, or return it to the body."""
    _need(note)
    line = _locked(line_id)
    state = LineState.ACCEPTED if accept else LineState.RETURNED
    if line.state != LineState.HELD:
        raise CannotDecide(f"この明細は「{line.get_state_display()}」です。", id="RC-102")
    if accept and (line.in_kind_yen or 0) < 0:
        return _offset(line, note, by, on)
    if accept:
        _refuse_impossible(line)
    _settle_where_open(line)
    reason, moved = line.reason, _move(line, state)
    moved.decided_by, moved.decision_note = by.id, note[:200]
    if accept:
        moved.bookings += 1
    moved.save()
    if accept:
        book([moved], on=on, by=by)
    else:
        Correction.objects.create(
            kind=CorrectionKind.RETURN,
            line=moved,
            reviewer=moved.file.reviewer,
            why=note[:200],
            asked_by=by.id,
            asked_on=on,
        )
    _trace(moved, Verb.ACCEPT if accept else Verb.RETURN, reason, note, by)
    return moved


def decide_many(lines: Iterable[int], *, accept: bool, note: str, by: Actor, on: date) -> tuple[int, list[str]]:
    """The same decision on many held lines, each its own transaction: how many were decided, and why others were not."""
    done, refused = 0, []
    for line_id in sorted(set(lines))[:MOST_AT_ONCE]:
        try:
            decide_held(line_id, accept=accept, note=note, by=by, on=on)
        except CannotDecide as refusal:
            refused.append(f"明細{line_id}：{refusal}")
        else:
            done += 1
    return done, refused


@transaction.atomic
def hold(line_id: int, *, note: str, by: Actor, on: date) -> ReceiptLine:
    """Put an accepted line that no person decided back, so that one does. Only while its month is open."""
    _need(note)
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
    _need(note)
    line = _locked(line_id)
    if not line.decided_by or line.state not in (LineState.ACCEPTED, LineState.RETURNED):
        raise CannotDecide("取り消せる判断がありません。", id="RC-104")
    if line.decided_by == by.id:
        raise CannotDecide("判断した本人は取り消せません。ほかの職員が取り消してください。", id="RC-105")
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


def _need(note: str) -> None:
    if not note.strip():
        raise CannotDecide("判断の理由を入力してください。", id="RC-106", at="note")


def _locked(line_id: int) -> ReceiptLine:
    """The recipient first, then the line: in the order everybody holds them in."""
    recipients_of(ReceiptLine.objects.filter(id=line_id).values_list("recipient_number", flat=True), lock=True)
    return ReceiptLine.objects.select_for_update(of=("self",)).select_related("file", "person").get(id=line_id)


def _move(line: ReceiptLine, state: LineState) -> ReceiptLine:
    if state not in LINE_MOVES[LineState(line.state)]:
        raise CannotDecide(f"この明細は「{line.get_state_display()}」です。", id="RC-102")
    line.state = state
    return line


def _offset(line: ReceiptLine, note: str, by: Actor, on: date) -> ReceiptLine:
    """A held correction of the body, once its original is here."""
    reason = line.reason
    _settle_where_open(line)
    take_back([line], by=by, on=on)
    if line.reason == NO_ORIGINAL:
        raise CannotDecide("取り消す元の明細が見つかりません。", id="RC-107")
    line.decided_by, line.decision_note = by.id, note[:200]
    line.save()
    _trace(line, Verb.ACCEPT, reason, note, by)
    return line


def _refuse_impossible(line: ReceiptLine) -> None:
    """What no reason of a person makes payable: nobody, no cover, no amount, or money that went out already."""
    known = look_up([line]).of(line)
    if known.person_id is None or known.entitlement_id is None or line.in_kind_yen is None or line.in_kind_yen < 0:
        raise CannotDecide("受診者・資格・金額が定まらないため、認定できません。", id="RC-108")
    if known.paid_in_kind:
        raise CannotDecide("同じ請求がすでに認定されています。二重には認定できません。", id="RC-109")
    if known.reimbursed:
        raise CannotDecide(
            "同じ人・診療月・医療機関の償還払いがすでに決定されています。二重には認定できません。", id="RC-110"
        )
    line.person_id, line.entitlement_id = known.person_id, known.entitlement_id


def _settle_where_open(line: ReceiptLine) -> None:
    """A line whose month is closed by now is settled in the next open one."""
    cycle = Cycle.objects.select_for_update().get(pk=line.cycle_id or line.file.cycle_id)
    if cycle.state != CycleState.OPEN:
        cycle = cycle_for(Month.parse(cycle.billing_month), cycle.reviewer)
    line.cycle = cycle


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
