"""Lines adjudicated in sets and booked. What is accepted is booked; what is held waits for a person; none is lost."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import TypeVar

from django.db import transaction

from sasae.foundation.history import Actor
from sasae.kernel.period import Month
from sasae.subsidy.receipts.actions.taking_back import take_back
from sasae.subsidy.receipts.adjudication import ACCEPTED, Asked, Judged, Known, adjudicate, is_correction
from sasae.subsidy.receipts.booking import book
from sasae.subsidy.receipts.known import Covered, Office, look_up, recipients_of
from sasae.subsidy.receipts.models import LINE_MOVES, LineState, ReadBlock, ReceiptFile, ReceiptLine
from sasae.subsidy.receipts.money import Amounts, share_on
from sasae.subsidy.receipts.values import values_of
from sasae.subsidy.receipts.waiting import Line, ReadLine, copy_in, lines_of

DOUBLES = ("H05", "H17", "H18")
LATE = 61  # months: a treatment that is longer ago than this is late by any rule

_Line = TypeVar("_Line", ReadLine, ReceiptLine)
_CHANGED = ("person", "entitlement", "reason", "state", "grounds", "bookings")


@transaction.atomic
def decide_blocks(file_id: int, blocks: Iterable[int], *, by: Actor, on: date) -> dict[int, list[str]]:
    """Decide the lines of these blocks, keep them and book the accepted ones. A block that is gone was decided.

    A handful of queries for the whole set. Returns the reason codes of each block's lines. The load of a file leaves
    one line of history, when it is finished.
    """
    waiting = ReadBlock.objects.filter(pk__in=list(blocks))
    file = ReceiptFile.objects.defer("findings").get(pk=file_id)
    found = {block.pk: list(lines_of(block, file)) for block in waiting.select_for_update().order_by("pk")}
    lines = sorted(chain.from_iterable(found.values()), key=attrgetter("pk"))
    recipients = recipients_of((line.recipient_number for line in lines), lock=True)
    accepted = _decide_set(lines, recipients, by=by, on=on)
    copy_in(lines)
    book(accepted, on=on, by=by)
    waiting.delete()
    return {pk: [line.reason for line in block] for pk, block in found.items()}


@transaction.atomic
def judge_again(file_id: int, *, by: Actor, on: date) -> int:
    """Lines of a file that were held as doubles of what the same file took back: asked once more. How many were."""
    held = ReceiptLine.objects.filter(file_id=file_id, state=LineState.HELD, reason__in=DOUBLES, decided_by="")
    recipients = recipients_of(held.values_list("recipient_number", flat=True), lock=True)
    lines = list(held.select_for_update(of=("self",)).select_related("file").order_by("id"))
    accepted = _decide_set(lines, recipients, by=by, on=on)
    ReceiptLine.objects.bulk_update(lines, _CHANGED, batch_size=500)
    book(accepted, on=on, by=by)
    return len(lines)


def _decide_set(lines: Sequence[_Line], recipients: Mapping[str, Covered], *, by: Actor, on: date) -> list[_Line]:
    """Decide each line; those that are to be booked. What takes something back goes first, and is booked there."""
    taking = [line for line in lines if is_correction(line.in_kind_yen, line.self_pay_yen)]
    asking = [line for line in lines if not is_correction(line.in_kind_yen, line.self_pay_yen)]
    if taking:
        take_back(taking, by=by, on=on)
    if not asking:
        return []
    office = look_up(asking, recipients)
    return [line for line in asking if _decide(line, office, on) == ACCEPTED]


def _decide(line: Line, office: Office, on: date) -> str:
    """Set reason, grounds and state."""
    known = office.of(line)
    judged = judge(line, known, on)
    line.person_id, line.entitlement_id = known.person_id, known.entitlement_id
    line.reason = judged.code
    line.grounds = {"facts": judged.facts, "not_met": list(judged.not_met)}
    outcome = LineState.ACCEPTED if judged.code == ACCEPTED else LineState.HELD
    if outcome == line.state:
        return judged.code
    assert outcome in LINE_MOVES[LineState(line.state)]  # the queries above take undecided lines only
    line.state = outcome
    if judged.code == ACCEPTED:
        line.bookings += 1
        office.accept(line, known)
    return judged.code


def judge(line: Line, known: Known, on: date) -> Judged:
    """The rules' answer on a line as it stands."""
    asked = asked_of(line, known)
    month = asked.month or asked.billing or Month.of(on)
    if asked.billing is not None and month < asked.billing.plus(-LATE):
        month = asked.billing  # so late that the tables of values do not reach back: in_time() holds it anyway
    return adjudicate(asked, known, values_of(month))


def asked_of(line: Line, known: Known) -> Asked:
    """A kept line as the rules look at it."""
    money = None
    if line.decided_yen is not None and line.self_pay_yen is not None and line.in_kind_yen is not None:
        money = Amounts(
            line.decided_yen, line.self_pay_yen, line.window_yen or 0, line.in_kind_yen, line.other_public_yen
        )
    month = _month(line.treatment_month)
    special = line.special
    return Asked(
        recipient=line.recipient_number, birth_date=line.birth_date, month=month,
        billing=_month(line.file.billing_month), provider=line.provider,
        point_table=line.point_table, setting=line.setting, kind=line.receipt_kind, insurer=line.insurer_number,
        days=line.days, points=line.points, money=money, share=share_on(line.birth_date or known.birth_date, month),
        payers=tuple(line.payers.split(",")) if line.payers else (), order=line.public_order,
        marks=frozenset(special[place : place + 2] for place in range(0, len(special), 2)) if special else frozenset(),
        capped=line.capped,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _month(text: str) -> Month | None:
    return Month.parse(text) if text else None
