"""How a query ends: by an answer that holds, by a refusal, by its time being over, or by a clerk's giving it up.

Whoever locks the query first decides. A query that ended in error here is withdrawn at the core, which makes void what
the provider may have done of it, so that both sides and the core record the same end.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from sasae.contracts import information_network
from sasae.foundation.history import SYSTEM, Actor, Line, record, record_each
from sasae.foundation.outbox import send_later
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.inquiries.actions import CannotInquire, exchange_of
from sasae.intermediary.inquiries.checking import Looked, look_at
from sasae.intermediary.inquiries.deadlines import WAIT
from sasae.intermediary.inquiries.models import ALLOWED_MOVES, OPEN, Inquiry, State
from sasae.intermediary.masters.queries import bases, in_force
from sasae.intermediary.provisions.signing import digest
from sasae.intermediary.records.actions import Exchange, keep
from sasae.kernel.findings import error

TOO_LATE = "期限までに回答がありませんでした。"
WRONG = "届いた回答に誤りがあったため、使えません。"


def close(body: Body, delivery: information_network.AnswerDelivery, *, now: datetime) -> bool:
    """Keep one answer; see close_many. Raises CannotInquire for an answer to a query nobody made."""
    (taken,) = close_many(body, [delivery], now=now)
    if isinstance(taken, CannotInquire):
        raise taken
    return taken


@transaction.atomic
def close_many(
    body: Body, deliveries: Sequence[information_network.AnswerDelivery], *, now: datetime
) -> list[bool | CannotInquire]:
    """Keep answers and record them; one that comes twice, or after the next one, changes nothing.

    False says that the answer does not count: it was wrong, or the query had been given up. Raises AgentAway.
    """
    once = {each.processing_no: each for each in deliveries}
    with acting_for(body.code):
        found = {each.processing_no: each for each in Inquiry.objects.filter(processing_no__in=once)}
    open_ones = [(found[number], each) for number, each in once.items() if _moves(found.get(number), each)]
    basis = bases()
    looked = {each.delivery.processing_no: each for each in look_at(body.code, open_ones, in_force())}
    with acting_for(body.code):
        locked = list(Inquiry.objects.select_for_update().filter(processing_no__in=looked).order_by("processing_no"))
        moved = [each for each in locked if _move(each, looked[each.processing_no], now)]
        _write(moved)
        keep([_exchange(each, basis, looked[each.processing_no]) for each in moved], on=now.date())
    _tell(body, moved, looked)
    found |= {each.processing_no: each for each in locked}
    return [_counts(found.get(each.processing_no)) for each in deliveries]


_CHANGED = ("state", "permit_no", "sealed_answer", "answer_sha256", "message", "provided_at", "closed_at", "ends_at")
# A row's findings are ids without spaces: one array a row cannot stand inside one array for all.
_WRITE = """
    UPDATE inquiry SET state = new.state, permit_no = new.permit_no, sealed_answer = new.sealed_answer,
        answer_sha256 = new.answer_sha256, message = new.message, provided_at = new.provided_at,
        closed_at = new.closed_at, ends_at = new.ends_at, findings = string_to_array(new.findings, ' ')
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[],
                %s::timestamptz[], %s::timestamptz[], %s::text[])
        AS new (processing_no, state, permit_no, sealed_answer, answer_sha256, message, provided_at, closed_at, ends_at,
                findings)
    WHERE inquiry.processing_no = new.processing_no
"""


def _write(moved: Sequence[Inquiry]) -> None:
    """One statement for all; the rows are locked."""
    if not moved:
        return
    columns = [[getattr(each, name) for each in moved] for name in ("processing_no", *_CHANGED)]
    columns.append([" ".join(each.findings) for each in moved])
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, columns)


def _moves(inquiry: Inquiry | None, delivery: information_network.AnswerDelivery) -> bool:
    return inquiry is not None and State(delivery.state.value) in ALLOWED_MOVES[State(inquiry.state)]


def _counts(inquiry: Inquiry | None) -> bool | CannotInquire:
    if inquiry is None:
        return CannotInquire([error("I-104", "processing_no", "この処理通番の照会はありません。")])
    return inquiry.state != State.ERROR


def _move(inquiry: Inquiry, looked: Looked, now: datetime) -> bool:
    """Set the outcome, unless another message was faster."""
    delivery = looked.delivery
    if not _moves(inquiry, delivery):
        return False
    if looked.findings:
        inquiry.state, inquiry.message = State.ERROR, WRONG
        inquiry.findings = [each.id for each in looked.findings]
    else:
        inquiry.state, inquiry.message = State(delivery.state.value), delivery.message[:500]
        inquiry.sealed_answer = delivery.sealed_answer
        inquiry.answer_sha256 = digest(delivery.sealed_answer) if delivery.sealed_answer else ""
        inquiry.provided_at = delivery.provided_at
    inquiry.permit_no = delivery.permit_no
    if inquiry.state == State.NOT_AUTOMATIC:
        inquiry.ends_at = inquiry.requested_at + timedelta(days=WAIT.on(inquiry.requested_at.date())["by_hand"])
    else:
        inquiry.closed_at = now
    return True


def _exchange(inquiry: Inquiry, basis: dict[str, str], looked: Looked) -> Exchange:
    given = not looked.findings
    return exchange_of(
        inquiry, basis, permit_no=inquiry.permit_no, permit_sha256=looked.delivery.permit_sha256,
        items=tuple(looked.delivery.items) if given else (), provided_at=inquiry.provided_at,
        answer_sha256=inquiry.answer_sha256, message=inquiry.message,
    )  # fmt: skip


def _tell(body: Body, moved: Sequence[Inquiry], looked: dict[str, Looked]) -> None:
    wrong = [each for each in moved if looked[each.processing_no].findings]
    right = [each for each in moved if not looked[each.processing_no].findings]
    closed = [_line(body, each, state=State(each.state).label) for each in right]
    record_each(SYSTEM("network_core"), "inquiry.closed", closed)
    told = [_line(body, each, findings=" ".join(each.findings)) for each in wrong]
    record_each(SYSTEM("network_core"), "inquiry.answered_wrongly", told)
    for each in wrong:
        _withdraw(body, each, f"{WRONG}（{' '.join(each.findings)}）")


def _line(body: Body, inquiry: Inquiry, **detail: str) -> Line:
    return Line(inquiry.processing_no, [f"{body.code}:{inquiry.unified_no}"], detail)


@transaction.atomic
def give_up(body: Body, processing_no: str, *, reason: str, by: Actor, now: datetime, overdue: bool = False) -> None:
    """End a query that has no final answer. Raises CannotInquire when there is none to end (any more)."""
    if not reason.strip():
        raise CannotInquire([error("I-108", "reason", "打ち切る理由を入力してください。")])
    basis = bases()
    with acting_for(body.code):
        inquiry = Inquiry.objects.select_for_update().filter(processing_no=processing_no, state__in=OPEN).first()
        if inquiry is None or (overdue and inquiry.ends_at is not None and inquiry.ends_at > now):
            raise CannotInquire([error("I-107", "processing_no", "回答を待っている照会ではありません。")])
        inquiry.state, inquiry.message, inquiry.closed_at = State.ERROR, reason.strip()[:500], now
        inquiry.save()
        keep([exchange_of(inquiry, basis, permit_no=inquiry.permit_no, message=inquiry.message)], on=now.date())
    _withdraw(body, inquiry, inquiry.message)
    persons = [f"{body.code}:{inquiry.unified_no}"]
    record(by, "inquiry.given_up", processing_no, persons, why=inquiry.message)


def _withdraw(body: Body, inquiry: Inquiry, reason: str) -> None:
    send_later(
        information_network.WITHDRAW,
        information_network.Withdrawal(processing_no=inquiry.processing_no, inquirer=body.code, reason=reason[:500]),
        key=f"withdraw-{inquiry.processing_no}",
    )


def end_overdue(body: Body, *, now: datetime, at_most: int = 500) -> int:
    """Give up what has waited beyond its time. Returns how many."""
    with acting_for(body.code):
        overdue = list(
            Inquiry.objects.filter(state__in=OPEN, ends_at__lt=now)
            .order_by("ends_at").values_list("processing_no", flat=True)[:at_most]
        )  # fmt: skip
    ended = 0
    for processing_no in overdue:
        try:
            give_up(body, processing_no, reason=TOO_LATE, by=SYSTEM("intermediary"), now=now, overdue=True)
        except CannotInquire:  # answered in this moment
            continue
        ended += 1
    return ended
