"""Lines adjudicated in sets and booked. What is accepted is booked; what is held waits for a person; none is lost."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from django.db import connection, transaction
from django.db.models import QuerySet

from sasae.foundation.history import Actor
from sasae.foundation.sets import among
from sasae.kernel.period import Month
from sasae.subsidy.receipts.actions.taking_back import take_back
from sasae.subsidy.receipts.adjudication import ACCEPTED, Asked, Judged, Known, adjudicate
from sasae.subsidy.receipts.booking import book
from sasae.subsidy.receipts.known import Office, look_up, recipients_of
from sasae.subsidy.receipts.models import LINE_MOVES, LineState, ReceiptFile, ReceiptLine
from sasae.subsidy.receipts.money import Amounts, share_on
from sasae.subsidy.receipts.values import values_of

DOUBLES = ("H05", "H17", "H18")
LATE = 61  # months: a treatment that is longer ago than this is late by any rule

_DECIDED = """
    UPDATE subsidy_receipts_receiptline l
    SET person_id = n.person, entitlement_id = n.entitlement, reason = n.reason, state = n.state,
        grounds = n.grounds, cycle_id = coalesce(l.cycle_id, n.cycle), bookings = n.bookings,
        takes_back_id = n.takes_back
    FROM json_to_recordset(%s::json) AS n(
        id bigint, person bigint, entitlement bigint, reason varchar, state varchar, grounds jsonb, cycle bigint,
        bookings int, takes_back bigint
    )
    WHERE l.id = n.id
"""


@transaction.atomic
def adjudicate_lines(lines: Iterable[int], *, by: Actor, on: date) -> dict[int, str]:
    """Decide these lines and book the accepted ones. A line that is decided already is left alone.

    A handful of queries for the whole set. Returns the reason code of each line by its id. The load of a file leaves
    one line of history, when it is finished.
    """
    asked = ReceiptLine.objects.filter(id__in=among(lines), state=LineState.READ)
    return _decide_set(_locked(asked), by=by, on=on)


@transaction.atomic
def judge_again(file_id: int, *, by: Actor, on: date) -> int:
    """Lines of a file that were held as doubles of what the same file took back: asked once more. How many were."""
    held = ReceiptLine.objects.filter(file_id=file_id, state=LineState.HELD, reason__in=DOUBLES, decided_by="")
    return len(_decide_set(_locked(held), by=by, on=on))


def _locked(lines: QuerySet[ReceiptLine]) -> list[ReceiptLine]:
    """The recipients before their lines: in the order everybody holds them in. Each with its file."""
    recipients_of(lines.values_list("recipient_number", flat=True), lock=True)
    held = list(lines.select_for_update().order_by("id"))
    files = ReceiptFile.objects.defer("findings").in_bulk({line.file_id for line in held})
    for line in held:
        line.file = files[line.file_id]
    return held


def _decide_set(lines: list[ReceiptLine], *, by: Actor, on: date) -> dict[int, str]:
    taking = [line for line in lines if (line.in_kind_yen or 0) < 0]
    asking = [line for line in lines if (line.in_kind_yen or 0) >= 0]
    if taking:
        take_back(taking, by=by, on=on)
    office = look_up(asking, lock=False) if asking else None
    accepted = []
    for line in asking:
        assert office is not None
        if _decide(line, office, on) == ACCEPTED:
            accepted.append(line)
    _save(lines)
    book(accepted, on=on, by=by)
    return {line.pk: line.reason for line in lines}


def _decide(line: ReceiptLine, office: Office, on: date) -> str:
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


def judge(line: ReceiptLine, known: Known, on: date) -> Judged:
    """The rules' answer on a line as it stands."""
    asked = asked_of(line, known)
    month = asked.month or asked.billing or Month.of(on)
    if asked.billing is not None and month < asked.billing.plus(-LATE):
        month = asked.billing  # so late that the tables of values do not reach back: in_time() holds it anyway
    return adjudicate(asked, known, values_of(month))


def asked_of(line: ReceiptLine, known: Known) -> Asked:
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


def _save(lines: Sequence[ReceiptLine]) -> None:
    """One statement, its rows as one text: thousands of texts in arrays would each be quoted on their own."""
    if not lines:
        return
    rows = [
        {
            "id": line.pk, "person": line.person_id, "entitlement": line.entitlement_id, "reason": line.reason,
            "state": line.state, "grounds": line.grounds, "cycle": line.file.cycle_id, "bookings": line.bookings,
            "takes_back": line.takes_back_id,
        }
        for line in lines
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED, [json.dumps(rows, ensure_ascii=False)])
