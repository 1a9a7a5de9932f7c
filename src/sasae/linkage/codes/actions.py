"""The way of a code: wanted → asked of the intermediary → its number handed to the gateway → completed.

Each step moves rows by a condition on their state, so a step that is run twice does nothing the second time. The
individual number is read for the one call to the gateway and stands in no queue.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from sasae.contracts import body_gateway, code_gateway
from sasae.foundation import sealing
from sasae.foundation.copying import copy_in
from sasae.foundation.history import BATCH, Actor, record
from sasae.foundation.outbox import send_later
from sasae.foundation.partners import ask
from sasae.kernel.findings import Finding
from sasae.linkage.codes.models import CodeRequest, State
from sasae.linkage.codes.queries import can_be_asked_again
from sasae.linkage.people.models import UnifiedPerson

AT_ONCE = 500
ACTOR = BATCH("codes", "符号取得")
WITHOUT_NUMBER = "個人番号が登録されていません。"
FAILED = "中間サーバーで符号を取得できませんでした。"


def want_codes(people: Sequence[UnifiedPerson]) -> None:
    """Note that these newly numbered persons need a code. Part of the caller's transaction."""
    copy_in(CodeRequest, [CodeRequest(unified=person) for person in people])


@transaction.atomic
def want_again(unified_no: str, *, by: Actor) -> bool:
    """Ask once more for a code that was not to be had, or hand a number on again that seems lost behind the gateway.

    Returns whether it was in a state that allows it.
    """
    found = CodeRequest.objects.select_for_update().filter(unified__unified_no=unified_no).first()
    if found is None or not can_be_asked_again(found):
        return False
    state = State.WANTED if found.state == State.REFUSED else State.NUMBERED
    moved = CodeRequest.objects.filter(pk=found.pk).update(
        state=state, message="", attempts=F("attempts") + 1, checked_at=None, moved_at=Now()
    )
    if moved:
        record(by, "codes.wanted_again", unified_no, [unified_no])
    return bool(moved)


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
    key = f"codes-{_mark(waiting)}"
    CodeRequest.objects.filter(id__in=[each.id for each in waiting]).update(
        state=State.ASKED, message_key=key, moved_at=Now()
    )
    send_later(
        body_gateway.REQUEST_CODES,
        body_gateway.CodesRequest(unified_nos=[each.unified.unified_no for each in waiting]),
        key=key,
        on_answer="sasae.linkage.codes.actions.take_processing_numbers",
        on_refused="sasae.linkage.codes.actions.note_refusal",
    )
    record(ACTOR, "codes.asked", "中間サーバー", count=len(waiting))
    return len(waiting)


def _mark(requests: Iterable[CodeRequest]) -> str:
    """What names one effect: these requests in this attempt. Asked for again later, they are another effect."""
    told = ",".join(f"{each.id}:{each.attempts}" for each in requests)
    return sha256(told.encode()).hexdigest()[:32]


def take_processing_numbers(answer: body_gateway.CodesAnswer) -> None:
    """Keep the processing numbers. Runs in the transaction that marks the message delivered."""
    numbers = {code.unified_no: code.processing_no for code in answer.codes}
    requests = list(
        CodeRequest.objects.filter(state=State.ASKED, unified__unified_no__in=numbers).select_related("unified")
    )
    for request in requests:
        request.processing_no = numbers[request.unified.unified_no]
    CodeRequest.objects.bulk_update(requests, ["processing_no"], batch_size=1000)
    CodeRequest.objects.filter(id__in=[each.id for each in requests]).update(state=State.NUMBERED, moved_at=Now())


def note_refusal(findings: list[Finding], key: str) -> None:
    """The intermediary refused a request: its persons wait for staff. Runs in the message's transaction."""
    message = " ".join(finding.message for finding in findings)[:200]
    CodeRequest.objects.filter(state=State.ASKED, message_key=key).update(
        state=State.REFUSED, message=message, moved_at=Now()
    )


def hand_on() -> int:
    """Hand numbered requests with their individual numbers to the gateway. Returns how many.

    The call is idempotent by processing number, so a kill between the call and the update repeats it harmlessly.
    """
    numbered = list(CodeRequest.objects.filter(state=State.NUMBERED).select_related("unified").order_by("id")[:AT_ONCE])
    if not numbered:
        return 0
    ready = [each for each in numbered if each.unified.individual_number_cipher is not None]
    refused = {each.processing_no: WITHOUT_NUMBER for each in numbered if each not in ready}
    if ready:
        people = [
            code_gateway.NumberToCode(
                processing_no=each.processing_no,
                individual_number=sealing.decrypt(each.unified.individual_number_cipher).decode(),
            )
            for each in ready
        ]
        question = code_gateway.AcquireRequest(people=people)
        answer = ask(code_gateway.ACQUIRE, question, idempotency_key=f"acquire-{_mark(ready)}")
        refused |= {each.processing_no: each.message for each in answer.refused}
    _handed_on([each.id for each in numbered], refused)
    return len(numbered)


@transaction.atomic
def _handed_on(ids: list[int], refused: dict[str, str]) -> None:
    requests = CodeRequest.objects.filter(id__in=ids, state=State.NUMBERED)
    for request in requests.filter(processing_no__in=refused):
        request.state, request.message = State.REFUSED, refused[request.processing_no][:200]
        request.save()
    moved = requests.exclude(processing_no__in=refused).update(state=State.HANDED_ON, moved_at=Now())
    record(ACTOR, "codes.handed_on", "住基GW", count=moved, refused=len(refused))


def confirm() -> int:
    """Ask the intermediary which codes have arrived, those not asked about for longest first. Returns how many moved."""
    open_requests = list(
        CodeRequest.objects.filter(state=State.HANDED_ON)
        .select_related("unified")
        .order_by(F("checked_at").asc(nulls_first=True), "id")[:AT_ONCE]
    )
    if not open_requests:
        return 0
    answer = ask(
        body_gateway.CODE_STATES,
        body_gateway.CodesRequest(unified_nos=[each.unified.unified_no for each in open_requests]),
    )
    CodeRequest.objects.filter(id__in=[each.id for each in open_requests]).update(checked_at=Now())
    states = body_gateway.CodeState
    arrived = [code.unified_no for code in answer.codes if code.state == states.COMPLETED]
    failed = [code.unified_no for code in answer.codes if code.state == states.ERROR]
    return _completed(arrived, failed)


@transaction.atomic
def _completed(arrived: list[str], failed: list[str]) -> int:
    handed_on = CodeRequest.objects.filter(state=State.HANDED_ON)
    completed = handed_on.filter(unified__unified_no__in=arrived).update(state=State.COMPLETED, moved_at=Now())
    refused = handed_on.filter(unified__unified_no__in=failed).update(
        state=State.REFUSED, message=FAILED, moved_at=Now()
    )
    if completed:
        record(ACTOR, "codes.completed", "中間サーバー", count=completed)
    if refused:
        record(ACTOR, "codes.failed", "中間サーバー", failed, count=refused)
    return completed + refused
