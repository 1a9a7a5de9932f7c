"""The way of a code: wanted → asked of the intermediary → its number handed to the gateway → completed.

Each step moves rows by a condition on their state, so a step that is run twice does nothing the second time. The
individual number is read for the one call to the gateway and stands in no queue.
"""

from collections.abc import Sequence

from django.db import transaction

from sasae.contracts import body_gateway, code_gateway
from sasae.foundation import sealing
from sasae.foundation.history import BATCH, record
from sasae.foundation.outbox import send_later
from sasae.foundation.partners import ask
from sasae.linkage.codes.models import CodeRequest, State
from sasae.linkage.people.models import UnifiedPerson

AT_ONCE = 500
ACTOR = BATCH("codes", "符号取得")


def want_codes(people: Sequence[UnifiedPerson]) -> None:
    """Note that these newly numbered persons need a code. Part of the caller's transaction."""
    CodeRequest.objects.bulk_create([CodeRequest(unified=person) for person in people], batch_size=2000)


@transaction.atomic
def ask_for_codes() -> int:
    """Ask the intermediary for up to AT_ONCE codes. Returns how many were asked for."""
    waiting = list(
        CodeRequest.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state=State.WANTED)
        .select_related("unified")
        .order_by("id")[:AT_ONCE]
    )
    if not waiting:
        return 0
    CodeRequest.objects.filter(id__in=[each.id for each in waiting]).update(state=State.ASKED)
    send_later(
        body_gateway.REQUEST_CODES,
        body_gateway.CodesRequest(unified_nos=[each.unified.unified_no for each in waiting]),
        key=f"codes-{waiting[0].id}-{waiting[-1].id}",
        on_answer="sasae.linkage.codes.actions.take_processing_numbers",
    )
    record(ACTOR, "codes.asked", "中間サーバー", count=len(waiting))
    return len(waiting)


def take_processing_numbers(answer: body_gateway.CodesAnswer) -> None:
    """Keep the processing numbers. Runs in the transaction that marks the message delivered."""
    numbers = {code.unified_no: code.processing_no for code in answer.codes}
    requests = list(
        CodeRequest.objects.filter(state=State.ASKED, unified__unified_no__in=numbers).select_related("unified")
    )
    for request in requests:
        request.processing_no = numbers[request.unified.unified_no]
        request.state = State.NUMBERED
    CodeRequest.objects.bulk_update(requests, ["processing_no", "state"], batch_size=1000)


def hand_on() -> int:
    """Hand numbered requests with their individual numbers to the gateway. Returns how many.

    The call is idempotent by processing number, so a kill between the call and the update repeats it harmlessly.
    """
    numbered = list(CodeRequest.objects.filter(state=State.NUMBERED).select_related("unified").order_by("id")[:AT_ONCE])
    if not numbered:
        return 0
    people = [
        code_gateway.NumberToCode(
            processing_no=each.processing_no,
            individual_number=sealing.decrypt(bytes(each.unified.individual_number_cipher)).decode(),
        )
        for each in numbered
        if each.unified.individual_number_cipher is not None
    ]
    answer = ask(
        code_gateway.ACQUIRE,
        code_gateway.AcquireRequest(people=people),
        idempotency_key=f"acquire-{numbered[0].processing_no}-{numbered[-1].processing_no}",
    )
    _handed_on([each.id for each in numbered], {each.processing_no: each.message for each in answer.refused})
    return len(numbered)


@transaction.atomic
def _handed_on(ids: list[int], refused: dict[str, str]) -> None:
    requests = CodeRequest.objects.filter(id__in=ids, state=State.NUMBERED)
    for request in requests.filter(processing_no__in=refused):
        request.state, request.message = State.REFUSED, refused[request.processing_no][:200]
        request.save()
    moved = requests.exclude(processing_no__in=refused).update(state=State.HANDED_ON)
    record(ACTOR, "codes.handed_on", "住基GW", count=moved, refused=len(refused))


def confirm() -> int:
    """Ask the intermediary which codes have arrived. Returns how many were completed."""
    open_requests = list(
        CodeRequest.objects.filter(state=State.HANDED_ON).select_related("unified").order_by("moved_at")[:AT_ONCE]
    )
    if not open_requests:
        return 0
    answer = ask(
        body_gateway.CODE_STATES,
        body_gateway.CodesRequest(unified_nos=[each.unified.unified_no for each in open_requests]),
    )
    arrived = [code.unified_no for code in answer.codes if code.state == body_gateway.CodeState.COMPLETED]
    return _completed(arrived)


@transaction.atomic
def _completed(unified_nos: list[str]) -> int:
    moved = CodeRequest.objects.filter(state=State.HANDED_ON, unified__unified_no__in=unified_nos).update(
        state=State.COMPLETED
    )
    if moved:
        record(ACTOR, "codes.completed", "中間サーバー", count=moved)
    return moved
