"""What the core does of its own accord: hand codes over, ask providers, deliver answers. One pass at a time.

Every step reads its state from the database and moves it after the partner has answered; killed between the two, the step
is repeated with the same idempotency key.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from sasae.contracts import information_network as network
from sasae.contracts.inquiries import InquiryState
from sasae.simulators.network_core.models import CoreInquiry, IssuedCode, State
from sasae.simulators.partners import ask
from sasae.wire.client import Refused, Unreachable

log = logging.getLogger("sasae.network_core")
AT_ONCE = 500


def dispatch() -> int:
    """One pass over everything that waits. Returns how many things moved; what does not move keeps nobody waiting."""
    return _hand_codes_over() + _each(State.WAITING, _ask_provider) + _each(State.PROVIDED, _deliver_answer)


def _hand_codes_over() -> int:
    waiting = list(IssuedCode.objects.filter(delivered=False).order_by("processing_no")[:AT_ONCE])
    if not waiting:
        return 0
    codes = [network.CodeOfProcessing(processing_no=each.processing_no, code=each.code) for each in waiting]
    mark = sha256(",".join(each.processing_no for each in waiting).encode()).hexdigest()[:32]
    try:
        ask("network_core", network.DELIVER_CODES, network.CodesDelivery(codes=codes), idempotency_key=f"codes-{mark}")
    except (Unreachable, Refused) as trouble:
        log.warning("codes: %s", trouble)
        return 0
    return IssuedCode.objects.filter(pk__in=[each.pk for each in waiting]).update(delivered=True)


def _each(state: State, step: Callable[[CoreInquiry], None]) -> int:
    """One step for every query in a state. A body that does not answer makes only its own queries wait."""
    moved = 0
    for inquiry in list(CoreInquiry.objects.filter(state=state).order_by("received_at")[:AT_ONCE]):
        try:
            step(inquiry)
        except (Unreachable, Refused) as trouble:
            log.warning("%s: %s", inquiry.processing_no, trouble)
        else:
            moved += 1
    return moved


def _ask_provider(inquiry: CoreInquiry) -> None:
    question = {key: value for key, value in inquiry.question.items() if key not in {"not_disclosed"}}
    answer = ask(
        "network_core",
        network.PROVIDE,
        network.ProvisionRequest(
            permit=inquiry.permit,
            items=inquiry.items,
            not_disclosed=inquiry.question["not_disclosed"],
            **question,
        ),
        idempotency_key=f"provide-{inquiry.permit_no}",
    )
    inquiry.answer = answer.model_dump(mode="json")
    inquiry.provided_at = answer.provided_at
    inquiry.state = State.PROVIDED
    inquiry.save()


def _deliver_answer(inquiry: CoreInquiry) -> None:
    answer = inquiry.answer or {}
    provided_at = answer.get("provided_at")
    ask(
        "network_core",
        network.DELIVER_ANSWER,
        network.AnswerDelivery(
            processing_no=inquiry.processing_no,
            permit_no=inquiry.permit_no,
            provider=inquiry.question["provider"],
            state=InquiryState(answer["state"]),
            sealed_answer=answer["sealed_answer"],
            items=inquiry.items if answer["state"] == "answered" else [],
            provided_at=datetime.fromisoformat(provided_at) if provided_at else None,
            message=answer["message"],
        ),
        idempotency_key=f"answer-{inquiry.permit_no}-{answer['state']}",
    )
    inquiry.state = State.DELIVERED
    inquiry.save()
