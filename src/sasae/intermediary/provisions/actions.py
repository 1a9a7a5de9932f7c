"""Answering a query of another body: permit, person, copy, encryption, record; one transaction in the body's schema."""

import json
from datetime import datetime

from sasae.contracts.information_network import Provision as Answer
from sasae.contracts.information_network import ProvisionRequest
from sasae.contracts.inquiries import InquiryState
from sasae.foundation.history import SYSTEM, record, refuse
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.codes.models import Code
from sasae.intermediary.copies.models import Copy
from sasae.intermediary.copies.queries import newest
from sasae.intermediary.keys.client import open_sealed
from sasae.intermediary.keys.envelope import encrypt
from sasae.intermediary.masters.queries import in_force, permitted
from sasae.intermediary.provisions.models import Provision, State
from sasae.intermediary.provisions.permit import NotPermitted, check
from sasae.intermediary.records.actions import keep


def provide(body: Body, request: ProvisionRequest, *, now: datetime) -> Answer:
    """Answer, or say why not. Refusals are recorded on this side too (NET-10)."""
    try:
        permit_no = _permit(body, request, now)
    except NotPermitted as refusal:
        refuse(
            SYSTEM("network_core"), "provision.refused", request.processing_no, str(refusal), inquirer=request.inquirer,
            information=request.information,
        )  # fmt: skip
        return Answer(state=InquiryState.REFUSED, message=str(refusal))
    with acting_for(body.code):
        person = Code.objects.filter(code=request.code).first()
        copies = (
            newest(person.unified_no, request.information, request.period_from, request.period_to) if person else []
        )
        state, message = _outcome(copies)
        sealed = _sealed(body, request, copies) if state is State.ANSWERED else ""
        provided_at = now if state is State.ANSWERED else None
        _keep(body, request, permit_no, person, state, message, provided_at, now)
    persons = [f"{body.code}:{person.unified_no}"] if person else []
    record(
        SYSTEM("network_core"), "provision.made", request.processing_no, persons, state=state.label,
        inquirer=request.inquirer, information=request.information,
    )  # fmt: skip
    return Answer(state=InquiryState(state.value), sealed_answer=sealed, provided_at=provided_at, message=message)


def _permit(body: Body, request: ProvisionRequest, now: datetime) -> str:
    masters = in_force()
    if masters is None:
        raise NotPermitted("配信マスターがまだ届いていません。")
    if request.provider != body.code:
        raise NotPermitted("提供者がこの団体ではありません。")
    permit_no = check(request, masters.permit_key, now=now)
    use = permitted(
        masters, procedure=request.procedure, information=request.information, inquirer=request.inquirer,
        provider=body.code, on=now.date(),
    )  # fmt: skip
    if use is None or not set(request.items) <= set(use.items):
        raise NotPermitted("照会許可用照合リストにない求めです。")
    with acting_for(body.code):
        if Provision.objects.filter(permit_no=permit_no).exists():
            raise NotPermitted("この許可証はすでに使われています。")
    return permit_no


def _outcome(copies: list[Copy]) -> tuple[State, str]:
    if not copies:
        return State.NOBODY, "該当する副本がありません。"
    if any(copy.not_disclosed or not copy.automatic_reply for copy in copies):
        return State.NOT_AUTOMATIC, "自動応答の対象外です。提供側の職員が確認します。"
    return State.ANSWERED, ""


def _sealed(body: Body, request: ProvisionRequest, copies: list[Copy]) -> str:
    """The permitted items of the copies, encrypted to the inquiring body."""
    return sealed_answer(body, request.information, request.items, request.inquirer_key, copies)


def sealed_answer(body: Body, information: str, items: list[str], key: str, copies: list[Copy]) -> str:
    """These items of the copies and no others, opened by the body's agent, encrypted to a key."""
    opened = [json.loads(open_sealed(body.code, f"copy-{copy.id}", copy.payload)) for copy in copies]
    permitted_items = [{item: data[item] for item in items if item in data} for data in opened]
    answer = {"information": information, "records": permitted_items}
    return encrypt(key, json.dumps(answer, ensure_ascii=False, sort_keys=True).encode())


def _keep(
    body: Body, request: ProvisionRequest, permit_no: str, person: Code | None, state: State, message: str,
    provided_at: datetime | None, now: datetime,
) -> None:  # fmt: skip
    unified_no = person.unified_no if person else None
    Provision.objects.create(
        permit_no=permit_no,
        processing_no=request.processing_no,
        inquirer=request.inquirer,
        unified_no=unified_no,
        affair=request.affair,
        procedure=request.procedure,
        information=request.information,
        items=request.items,
        state=state,
        message=message,
        requested_at=request.requested_at,
        provided_at=provided_at,
        period_from=request.period_from,
        period_to=request.period_to,
        inquirer_key=request.inquirer_key,
        not_disclosed=request.not_disclosed,
    )
    if unified_no:
        keep(
            side="提供",
            processing_no=request.processing_no,
            unified_no=unified_no,
            inquirer=request.inquirer,
            provider=body.code,
            affair=request.affair,
            procedure=request.procedure,
            information=request.information,
            items=request.items if state is State.ANSWERED else [],
            permit_no=permit_no,
            requested_at=request.requested_at,
            provided_at=provided_at,
            result=state.value,
            not_disclosed=request.not_disclosed,
            on=now.date(),
        )
