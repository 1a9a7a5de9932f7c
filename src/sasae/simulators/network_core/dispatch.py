"""What the core does of its own accord: hand codes over, ask providers, deliver answers. One pass at a time.

Every step reads its state from the database and moves it after the partner has answered; killed between the two, the step
is repeated with the same idempotency key.
"""

from datetime import datetime

from sasae.contracts import information_network as network
from sasae.contracts.inquiries import InquiryState
from sasae.simulators.network_core.models import CoreInquiry, IssuedCode, State
from sasae.simulators.partners import ask

AT_ONCE = 500


def dispatch() -> int:
    """One pass over everything that waits. Returns how many things moved."""
    return _hand_codes_over() + _ask_providers() + _deliver_answers()


def _hand_codes_over() -> int:
    waiting = list(IssuedCode.objects.filter(delivered=False).order_by("processing_no")[:AT_ONCE])
    if not waiting:
        return 0
    codes = [network.CodeOfProcessing(processing_no=each.processing_no, code=each.code) for each in waiting]
    key = f"codes-{waiting[0].processing_no}-{waiting[-1].processing_no}-{len(waiting)}"
    ask("network_core", network.DELIVER_CODES, network.CodesDelivery(codes=codes), idempotency_key=key)
    return IssuedCode.objects.filter(pk__in=[each.pk for each in waiting]).update(delivered=True)


def _ask_providers() -> int:
    waiting = list(CoreInquiry.objects.filter(state=State.WAITING).order_by("received_at")[:AT_ONCE])
    for inquiry in waiting:
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
    return len(waiting)


def _deliver_answers() -> int:
    waiting = list(CoreInquiry.objects.filter(state=State.PROVIDED).order_by("received_at")[:AT_ONCE])
    for inquiry in waiting:
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
            idempotency_key=f"answer-{inquiry.permit_no}",
        )
        inquiry.state = State.DELIVERED
        inquiry.save()
    return len(waiting)
