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
from sasae.kernel import clock
from sasae.kernel.findings import Finding, error
from sasae.linkage.inquiries import masters
from sasae.linkage.inquiries.codes import codes
from sasae.linkage.inquiries.models import ALLOWED_MOVES, OPEN, Inquiry, State
from sasae.linkage.naming import system_name
from sasae.linkage.people.models import RegisteredPerson


class CannotInquire(ValueError):
    """The inquiry may not be made; `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings


def objections(request: InquiryRequest, person: RegisteredPerson | None, *, on: date) -> list[Finding]:
    """What stands against this inquiry besides its legal basis."""
    found = masters.objections(
        masters.in_force(), affair=request.affair_code or codes().affair, procedure=request.procedure or codes().procedure,
        information=request.information, provider=request.provider, on=on,
    )  # fmt: skip
    found += about_consent(request.information, request.consent_on, on)
    if person is None:
        found.append(error("L-103", "atena_no", "この宛名番号の人は登録されていません。"))
    elif person.unified is None:
        found.append(error("L-104", "atena_no", "個人番号が未登録のため、情報照会ができません。"))
    if request.period_to < request.period_from:
        found.append(error("L-105", "period_to", "対象期間の末日が初日より前です。"))
    return found


def about_consent(information: str, consent_on: date | None, on: date) -> list[Finding]:
    """Tax data is asked for with the person's consent on record alone."""
    known = codes().information.get(information)
    if known is not None and known.consent and consent_on is None:
        return [error("L-102", "consent_on", f"{known.name}の照会には本人の同意が必要です。")]
    if consent_on is not None and consent_on > on:
        return [error("L-107", "consent_on", "同意日が照会日より後です。")]
    return []


@transaction.atomic
def accept(request: InquiryRequest, *, asked_by: str, on: date) -> Inquiry:
    """Keep the inquiry and send it on, both or neither. Raises CannotInquire."""
    person = RegisteredPerson.objects.select_related("unified").filter(atena_no=request.atena_no).first()
    if found := objections(request, person, on=on):
        raise CannotInquire(found)
    assert person is not None
    assert person.unified is not None
    inquiry = Inquiry.objects.create(
        inquiry_no=next_numbers(on, 1)[0],
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
        affair_code=request.affair_code or codes().affair,
        procedure=request.procedure or codes().procedure,
        not_disclosed=person.protected(on),
    )
    send_later(
        body_gateway.REQUEST_INFORMATION,
        to_intermediary(inquiry, person.unified.unified_no),
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


def to_intermediary(inquiry: Inquiry, unified_no: str) -> body_gateway.InformationRequest:
    """The question in the intermediary's words."""
    return body_gateway.InformationRequest(
        record_id=inquiry.inquiry_no,
        unified_no=unified_no,
        affair=inquiry.affair_code or codes().affair,
        procedure=inquiry.procedure or codes().procedure,
        information=inquiry.information,
        provider=inquiry.provider,
        period_from=inquiry.period_from,
        period_to=inquiry.period_to,
        office=system_name(inquiry.asked_by),
        operator=inquiry.operator,
        not_disclosed=inquiry.not_disclosed,
    )


def next_numbers(on: date, count: int) -> list[str]:
    """As many new 照会番号."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('linkage_inquiry_no') FROM generate_series(1, %s)", [count])
        return [f"{on:%Y%m%d}{row[0]:010d}" for row in cursor.fetchall()]


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


def note_asked(inquiry_ids: list[int]) -> None:
    """Their results were asked for just now: the others come first next time."""
    Inquiry.objects.filter(id__in=inquiry_ids).update(checked_at=Now())


@transaction.atomic
def take_results(results: list[body_gateway.InformationResult]) -> list[Inquiry]:
    """Keep what came back; a result that is already known changes nothing. Returns those that moved."""
    told = {result.processing_no: result for result in results}
    rows = Inquiry.objects.select_for_update(of=("self",)).select_related("person").order_by("id")
    moved = []
    for inquiry in rows.filter(processing_no__in=told, state__in=OPEN):
        result = told[inquiry.processing_no]
        state = State(result.state.value)
        if state == inquiry.state:
            continue
        _move(inquiry, state)
        inquiry.permit_no, inquiry.message, inquiry.provided_at = (
            result.permit_no,
            result.message[:500],
            result.provided_at,
        )
        inquiry.moved_at = clock.now()
        if result.answer is not None:
            text = json.dumps(result.answer, ensure_ascii=False, sort_keys=True)
            inquiry.answer_cipher = sealing.encrypt(text.encode())
        moved.append(inquiry)
    changed = ["state", "permit_no", "message", "provided_at", "answer_cipher", "moved_at"]
    Inquiry.objects.bulk_update(moved, changed, batch_size=200)
    for inquiry in moved:
        _closed(inquiry)
    return moved


def _closed(inquiry: Inquiry) -> None:
    record(
        SYSTEM("intermediary"), "inquiry.closed", inquiry.inquiry_no, [inquiry.person.atena_no],
        state=State(inquiry.state).label,
    )  # fmt: skip
