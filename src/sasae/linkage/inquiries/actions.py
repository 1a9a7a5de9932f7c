"""An inquiry's way: accepted → requested of the intermediary → answered, refused or waiting for the other side."""

import json
from datetime import date

from django.db import connection, transaction
from django.db.models.functions import Now

from sasae.contracts import body_gateway
from sasae.contracts.inquiries import InquiryRequest
from sasae.foundation import sealing
from sasae.foundation.history import SYSTEM, record
from sasae.foundation.outbox import send_later
from sasae.kernel.findings import Finding, error
from sasae.linkage.inquiries.codes import codes
from sasae.linkage.inquiries.models import ALLOWED_MOVES, Inquiry, State
from sasae.linkage.people.models import RegisteredPerson


class CannotInquire(ValueError):
    """The inquiry may not be made; `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings


def objections(request: InquiryRequest, person: RegisteredPerson | None, *, on: date) -> list[Finding]:
    """What stands against this inquiry besides its legal basis."""
    found = []
    information = codes().information.get(request.information)
    if information is None:
        found.append(error("L-101", "information", f"特定個人情報名コード「{request.information}」は照会できません。"))
    elif information.consent and request.consent_on is None:
        found.append(error("L-102", "consent_on", f"{information.name}の照会には本人の同意が必要です。"))
    if request.consent_on is not None and request.consent_on > on:
        found.append(error("L-107", "consent_on", "同意日が照会日より後です。"))
    if person is None:
        found.append(error("L-103", "atena_no", "この宛名番号の人は登録されていません。"))
    elif person.unified is None:
        found.append(error("L-104", "atena_no", "個人番号が未登録のため、情報照会ができません。"))
    if request.period_to < request.period_from:
        found.append(error("L-105", "period_to", "対象期間の末日が初日より前です。"))
    return found


@transaction.atomic
def accept(request: InquiryRequest, *, asked_by: str, on: date) -> Inquiry:
    """Keep the inquiry and send it on, both or neither. Raises CannotInquire."""
    person = RegisteredPerson.objects.select_related("unified").filter(atena_no=request.atena_no).first()
    if found := objections(request, person, on=on):
        raise CannotInquire(found)
    assert person is not None
    assert person.unified is not None
    inquiry = Inquiry.objects.create(
        inquiry_no=_next_number(on),
        person=person,
        asked_by=asked_by,
        operator=request.purpose.operator,
        affair=request.purpose.affair,
        basis=request.purpose.basis,
        case=request.purpose.case,
        information=request.information,
        provider=request.provider,
        period_from=request.period_from,
        period_to=request.period_to,
        consent_on=request.consent_on,
    )
    send_later(
        body_gateway.REQUEST_INFORMATION,
        _request_to_intermediary(inquiry, person.unified.unified_no, protected=person.protected(on)),
        key=f"inquiry-{inquiry.inquiry_no}",
        on_answer="sasae.linkage.inquiries.actions.note_processing_number",
        on_refused="sasae.linkage.inquiries.actions.note_refusal",
    )
    record(
        SYSTEM(asked_by), "inquiry.accepted", inquiry.inquiry_no, [person.atena_no], asked_by=asked_by,
        information=request.information, provider=request.provider, basis=request.purpose.basis,
        operator=request.purpose.operator,
    )  # fmt: skip
    return inquiry


def _request_to_intermediary(inquiry: Inquiry, unified_no: str, *, protected: bool) -> body_gateway.InformationRequest:
    return body_gateway.InformationRequest(
        record_id=inquiry.inquiry_no,
        unified_no=unified_no,
        affair=codes().affair,
        procedure=codes().procedure,
        information=inquiry.information,
        provider=inquiry.provider,
        period_from=inquiry.period_from,
        period_to=inquiry.period_to,
        office=inquiry.asked_by,
        operator=inquiry.operator,
        not_disclosed=protected,
    )


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('linkage_inquiry_no')")
        return f"{on:%Y%m%d}{cursor.fetchone()[0]:010d}"


def _move(inquiry: Inquiry, state: State) -> None:
    if state not in ALLOWED_MOVES[State(inquiry.state)]:
        raise ValueError(f"照会 {inquiry.inquiry_no} は {inquiry.state} から {state} に変えられません。")
    inquiry.state = state


def note_processing_number(answer: body_gateway.InformationRequested, key: str) -> None:
    """The intermediary took the inquiry. Runs in the transaction that marks the message delivered."""
    inquiry = Inquiry.objects.select_for_update().get(inquiry_no=key.removeprefix("inquiry-"))
    _move(inquiry, State.REQUESTED)
    inquiry.processing_no = answer.processing_no
    inquiry.save()
    record(
        SYSTEM("intermediary"), "inquiry.requested", inquiry.inquiry_no, [inquiry.person.atena_no],
        processing_no=answer.processing_no,
    )  # fmt: skip


def note_refusal(findings: list[Finding], key: str) -> None:
    """The intermediary does not take the inquiry: it ends here, with the reasons. Runs in the message's transaction."""
    inquiry = Inquiry.objects.select_for_update().get(inquiry_no=key.removeprefix("inquiry-"))
    _move(inquiry, State.REFUSED)
    inquiry.message = " ".join(finding.message for finding in findings)[:500]
    inquiry.save()
    _closed(inquiry)


def note_asked(inquiry_id: int) -> None:
    """Its result was asked for just now: the others come first next time."""
    Inquiry.objects.filter(id=inquiry_id).update(checked_at=Now())


@transaction.atomic
def take_result(inquiry_id: int, result: body_gateway.InformationResult) -> Inquiry:
    """Keep what came back; a result that is already known changes nothing."""
    inquiry = Inquiry.objects.select_for_update().get(id=inquiry_id)
    state = State(result.state.value)
    if state == inquiry.state:
        return inquiry
    _move(inquiry, state)
    inquiry.permit_no = result.permit_no
    inquiry.message = result.message[:500]
    inquiry.provided_at = result.provided_at
    if result.answer is not None:
        text = json.dumps(result.answer, ensure_ascii=False, sort_keys=True)
        inquiry.answer_cipher = sealing.encrypt(text.encode())
    inquiry.save()
    _closed(inquiry)
    return inquiry


def _closed(inquiry: Inquiry) -> None:
    record(
        SYSTEM("intermediary"), "inquiry.closed", inquiry.inquiry_no, [inquiry.person.atena_no],
        state=State(inquiry.state).label,
    )  # fmt: skip
