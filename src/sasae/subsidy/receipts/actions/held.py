"""What a person decides about held lines, one or many: accept and book, or return to the body. One set, the same checks."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.period import Month
from sasae.subsidy.receipts.actions.months import cycle_for
from sasae.subsidy.receipts.actions.taking_back import take_back
from sasae.subsidy.receipts.adjudication import NO_ORIGINAL, Known, is_correction
from sasae.subsidy.receipts.booking import book
from sasae.subsidy.receipts.known import look_up, recipients_of
from sasae.subsidy.receipts.models import (
    Correction,
    CorrectionKind,
    Cycle,
    CycleState,
    Decision,
    LineState,
    ReceiptLine,
    Verb,
)
from sasae.subsidy.receipts.refusals import CannotDecide

MOST_AT_ONCE = 500
_CHANGED = (
    "state", "reason", "grounds", "person", "entitlement", "cycle", "takes_back", "bookings", "decided_by", "decision_note",
)  # fmt: skip
Refused = dict[int, CannotDecide]


def need(note: str) -> None:
    """A reason is asked of every decision."""
    if not note.strip():
        raise CannotDecide("判断の理由を入力してください。", id="RC-106", at="note")


def locked(lines: Iterable[int]) -> list[ReceiptLine]:
    """The recipients first, then the lines: in the order everybody holds them in. What is not there is left out."""
    rows = ReceiptLine.objects.filter(id__in=list(lines))
    recipients_of(rows.values_list("recipient_number", flat=True), lock=True)
    return list(rows.select_for_update(of=("self",)).select_related("file", "person").order_by("id"))


@transaction.atomic
def decide_held(line_id: int, *, accept: bool, note: str, by: Actor, on: date) -> ReceiptLine:
    """A person's decision on a held line, with its reason. Raises CannotDecide."""
    need(note)
    held = locked([line_id])
    if not held:
        raise CannotDecide("この番号の明細はありません。", id="RC-115")
    done, refused = _decide(held, accept=accept, note=note, by=by, on=on)
    for refusal in refused.values():
        raise refusal
    for line in done:
        persons = [line.person.atena_no] if line.person else []
        verb = Verb.ACCEPT if accept else Verb.RETURN
        record(by, "receipt.decided", str(line.pk), persons, state=line.get_state_display(), note=note, verb=verb.label)
    return held[0]


@transaction.atomic
def decide_many(lines: Iterable[int], *, accept: bool, note: str, by: Actor, on: date) -> tuple[int, list[str]]:
    """The same decision on many held lines at once: how many were decided, and why others were not. Raises CannotDecide."""
    need(note)
    asked = sorted(set(lines))
    if len(asked) > MOST_AT_ONCE:
        raise CannotDecide(f"一度に判断できるのは{MOST_AT_ONCE}件までです（選んだのは{len(asked):,}件）。", id="RC-114")
    held = locked(asked)
    done, refused = _decide(held, accept=accept, note=note, by=by, on=on)
    if done:
        persons = sorted({line.person.atena_no for line in done if line.person})
        state = "認定または過誤調整" if accept else "返戻"
        record(by, "receipts.decided", "", persons, count=len(done), state=state, note=note)
    there = {line.pk for line in held}
    gone = [f"明細{pk}：この番号の明細はありません。（RC-115）" for pk in asked if pk not in there]
    return len(done), [*(f"明細{pk}：{refused[pk]}" for pk in sorted(refused)), *gone]


def _decide(
    held: Sequence[ReceiptLine], *, accept: bool, note: str, by: Actor, on: date
) -> tuple[list[ReceiptLine], Refused]:
    """Decide what can be: saved, booked or returned, traced. The others, and why."""
    refused = {
        line.pk: CannotDecide(f"この明細は「{line.get_state_display()}」です。", id="RC-102")
        for line in held if line.state != LineState.HELD
    }  # fmt: skip
    waiting = [line for line in held if line.pk not in refused]
    reasons = {line.pk: line.reason for line in waiting}
    settle_where_open(waiting)
    done = _accept(waiting, refused, by, on) if accept else _return(waiting)
    for line in done:
        line.decided_by, line.decision_note = by.id, note[:200]
    ReceiptLine.objects.bulk_update(done, _CHANGED, batch_size=500)
    book([line for line in done if line.state == LineState.ACCEPTED], on=on, by=by)
    Correction.objects.bulk_create(
        Correction(
            kind=CorrectionKind.RETURN, line=line, reviewer=line.file.reviewer, why=note[:200], asked_by=by.id, asked_on=on
        )
        for line in done if line.state == LineState.RETURNED
    )  # fmt: skip
    verb = Verb.ACCEPT if accept else Verb.RETURN
    Decision.objects.bulk_create(
        Decision(line=line, verb=verb, reason=reasons[line.pk], note=note[:200], by=by.id) for line in done
    )
    return done, refused


def _return(waiting: Sequence[ReceiptLine]) -> list[ReceiptLine]:
    for line in waiting:
        line.state = LineState.RETURNED
    return list(waiting)


def _accept(waiting: Sequence[ReceiptLine], refused: Refused, by: Actor, on: date) -> list[ReceiptLine]:
    """Corrections of the body first, once their originals are here; then what is asked for, none of it twice."""
    back = [line for line in waiting if is_correction(line.in_kind_yen, line.self_pay_yen)]
    asking = [line for line in waiting if not is_correction(line.in_kind_yen, line.self_pay_yen)]
    if back:
        take_back(back, by=by, on=on)
    for line in back:
        if line.reason == NO_ORIGINAL:
            refused[line.pk] = CannotDecide(
                "取り消す元の、認定した明細が見つかりません。元の明細が保留か返戻のときは、明細の画面であわせて処理してください。",
                id="RC-107",
            )
    done = [line for line in back if line.pk not in refused]
    office = look_up(asking)
    for line in asking:
        known = office.of(line)
        if refusal := _impossible(line, known):
            refused[line.pk] = refusal
            continue
        line.person_id, line.entitlement_id = known.person_id, known.entitlement_id
        line.state, line.bookings = LineState.ACCEPTED, line.bookings + 1
        office.accept(line, known)
        done.append(line)
    return done


def _impossible(line: ReceiptLine, known: Known) -> CannotDecide | None:
    """What no reason of a person makes payable: nobody, no cover, no amount, or money that went out already."""
    if known.person_id is None or known.entitlement_id is None or line.in_kind_yen is None or line.in_kind_yen < 0:
        return CannotDecide("受診者・資格・金額が定まらないため、認定できません。", id="RC-108")
    if known.paid_in_kind:
        return CannotDecide("同じ請求がすでに認定されています。二重には認定できません。", id="RC-109")
    if known.reimbursed:
        said = "同じ人・診療月・医療機関の償還払いがすでに決定されています。二重には認定できません。"
        return CannotDecide(said, id="RC-110")
    return None


def settle_where_open(lines: Sequence[ReceiptLine]) -> None:
    """Lines whose month is closed by now are settled in the next open one."""
    keys = {line.cycle_id or line.file.cycle_id for line in lines}
    cycles = {cycle.pk: cycle for cycle in Cycle.objects.select_for_update().filter(pk__in=keys).order_by("id")}
    for pk, cycle in cycles.items():
        if cycle.state != CycleState.OPEN:
            cycles[pk] = cycle_for(Month.parse(cycle.billing_month), cycle.reviewer)
    for line in lines:
        line.cycle = cycles[line.cycle_id or line.file.cycle_id]  # type: ignore[index] - a held line's file has one
