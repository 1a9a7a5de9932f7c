"""A body's query: kept in its schema, submitted to the core by a job that knows only its number, closed by the answer."""

from datetime import datetime
from typing import Any

from django.db import connection

from sasae.contracts import body_gateway, information_network
from sasae.foundation.history import SYSTEM, record
from sasae.foundation.partners import ask
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.codes.models import Code
from sasae.intermediary.inquiries.models import ALLOWED_MOVES, Inquiry, State
from sasae.intermediary.masters.queries import in_force, permitted
from sasae.intermediary.records.actions import keep
from sasae.kernel.findings import Finding, error
from sasae.wire.client import Refused


class CannotInquire(ValueError):
    """The query may not be made; `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings


def request(body: Body, query: body_gateway.InformationRequest, *, now: datetime) -> str:
    """Keep a query and give its processing number; the same record ID gets the same number again.

    Raises CannotInquire when the masters do not permit it or the person's code is not there yet.
    """
    _check_masters(body, query, now)
    with acting_for(body.code):
        known = Inquiry.objects.filter(record_id=query.record_id).first()
        if known is not None:
            if any(getattr(known, name) != value for name, value in query.model_dump().items()):
                message = "同じレコード識別番号で、別の内容の照会を受け付けています。"
                raise CannotInquire([error("I-105", "record_id", message)])
            return known.processing_no
        if not Code.objects.filter(unified_no=query.unified_no, code__isnull=False).exists():
            raise CannotInquire([error("I-103", "unified_no", "符号が未取得のため照会できません。")])
        inquiry = Inquiry.objects.create(
            processing_no=_next_number(body, now),
            requested_at=now,
            **query.model_dump(exclude={"requested_at"}),
        )
    record(
        SYSTEM(body.caller), "inquiry.requested", inquiry.processing_no, [f"{body.code}:{query.unified_no}"],
        information=query.information, provider=query.provider, operator=query.operator,
    )  # fmt: skip
    return inquiry.processing_no


def _check_masters(body: Body, query: body_gateway.InformationRequest, now: datetime) -> None:
    masters = in_force()
    if masters is None:
        raise CannotInquire([error("I-101", "masters", "配信マスターがまだ届いていません。")])
    use = permitted(
        masters, procedure=query.procedure, information=query.information, inquirer=body.code,
        provider=query.provider, on=now.date(),
    )  # fmt: skip
    if use is None:
        message = f"特定個人情報名「{query.information}」の照会は許可されていません。"
        raise CannotInquire([error("I-102", "information", message)])


def _next_number(body: Body, now: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('processing_seq')")
        return f"{body.code}{now:%Y%m%d}{cursor.fetchone()[0]:010d}"


def submit(body_code: str, processing_no: str, *, now: datetime) -> None:
    """Tell the core of a query. Idempotent: the core knows the processing number."""
    with acting_for(body_code):
        inquiry = Inquiry.objects.get(processing_no=processing_no)
        code = Code.objects.get(unified_no=inquiry.unified_no).code or ""
    if inquiry.submitted_at is not None:
        return
    question = _question(body_code, inquiry, code)
    try:
        answer = ask(information_network.SUBMIT, question, idempotency_key=f"submit-{processing_no}")
    except Refused as refusal:
        answer = information_network.InquiryAccepted(
            accepted=False, message=" ".join(finding.message for finding in refusal.findings)
        )
    with acting_for(body_code):
        changed: dict[str, Any] = {"submitted_at": now}
        if not answer.accepted:
            changed |= {"state": State.REFUSED, "message": answer.message[:500]}
            _record(body_code, inquiry, State.REFUSED, "", [], None, now)
        Inquiry.objects.filter(processing_no=processing_no, state=State.REQUESTED).update(**changed)


def _question(body_code: str, inquiry: Inquiry, code: str) -> information_network.Inquiry:
    return information_network.Inquiry(
        processing_no=inquiry.processing_no,
        inquirer=body_code,
        code=code,
        affair=inquiry.affair,
        procedure=inquiry.procedure,
        provider=inquiry.provider,
        information=inquiry.information,
        period_from=inquiry.period_from,
        period_to=inquiry.period_to,
        requested_at=inquiry.requested_at,
        not_disclosed=inquiry.not_disclosed,
    )


def close(body: Body, delivery: information_network.AnswerDelivery, *, now: datetime) -> None:
    """Keep the answer and record it; a delivery that comes twice changes nothing. Raises CannotInquire."""
    state = State(delivery.state.value)
    with acting_for(body.code):
        inquiry = Inquiry.objects.select_for_update().filter(processing_no=delivery.processing_no).first()
        if inquiry is None:
            raise CannotInquire([error("I-104", "processing_no", "この処理通番の照会はありません。")])
        if state not in ALLOWED_MOVES[State(inquiry.state)]:
            return
        inquiry.state = state
        inquiry.permit_no = delivery.permit_no
        inquiry.sealed_answer = delivery.sealed_answer
        inquiry.message = delivery.message[:500]
        inquiry.provided_at = delivery.provided_at
        inquiry.save()
        _record(body.code, inquiry, state, delivery.permit_no, delivery.items, delivery.provided_at, now)
    record(
        SYSTEM("network_core"), "inquiry.closed", delivery.processing_no, [f"{body.code}:{inquiry.unified_no}"],
        state=state.label,
    )  # fmt: skip


def _record(
    body_code: str, inquiry: Inquiry, result: State, permit_no: str, items: list[str], provided_at: datetime | None,
    now: datetime,
) -> None:  # fmt: skip
    keep(
        side="照会",
        processing_no=inquiry.processing_no,
        unified_no=inquiry.unified_no,
        inquirer=body_code,
        provider=inquiry.provider,
        affair=inquiry.affair,
        procedure=inquiry.procedure,
        information=inquiry.information,
        items=items,
        permit_no=permit_no,
        requested_at=inquiry.requested_at,
        provided_at=provided_at,
        result=result.value,
        not_disclosed=inquiry.not_disclosed,
        on=now.date(),
    )
