"""A body's query: kept in its schema, submitted to the core by a job that knows only its number, closed by the answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from sasae.contracts import body_gateway, information_network
from sasae.foundation.history import SYSTEM, record
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.inserting import insert
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.queries import ended
from sasae.intermediary.codes.models import Code
from sasae.intermediary.inquiries.deadlines import WAIT
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.masters.queries import in_force, permitted
from sasae.intermediary.records.actions import INQUIRED, Exchange
from sasae.kernel.findings import Finding, error

_NUMBERS = "SELECT nextval('processing_seq') FROM generate_series(1, %s)"


class CannotInquire(ValueError):
    """The query may not be made; `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings


def request(body: Body, query: body_gateway.InformationRequest, *, now: datetime) -> str:
    """Keep a query and give its processing number; the same record ID gets the same number again.

    Raises CannotInquire when the masters do not permit it or the person's code is not there yet.
    """
    (taken,) = take(body, [query], now=now)
    if isinstance(taken, CannotInquire):
        raise taken
    return taken


def take(body: Body, queries: Sequence[body_gateway.InformationRequest], *, now: datetime) -> list[str | CannotInquire]:
    """Many queries in one go, in the order given: a processing number each, or why that one is refused."""
    masters = in_force()
    gone = ended({query.provider for query in queries})
    refused = [_not_permitted(body, query, masters, gone, now) for query in queries]
    with acting_for(body.code):
        numbers = [query.unified_no for query in queries]
        coded = set(
            Code.objects.filter(unified_no__in=numbers, code__isnull=False).values_list("unified_no", flat=True)
        )
        known = {
            each.record_id: each for each in Inquiry.objects.filter(record_id__in=[one.record_id for one in queries])
        }
        new: dict[str, Inquiry] = {}
        for query, refusal in zip(queries, refused, strict=True):
            if refusal is None and query.record_id not in known and query.unified_no in coded:
                new.setdefault(query.record_id, _row(query, now))
        _number(body, list(new.values()), now)
        insert(Inquiry, list(new.values()))
    answers = [
        refusal or _taken(query, known.get(query.record_id) or new.get(query.record_id))
        for query, refusal in zip(queries, refused, strict=True)
    ]
    _tell(body, list(new.values()))
    return answers


def _tell(body: Body, new: Sequence[Inquiry]) -> None:
    """One line of the journal: of the one query, or of all that came together."""
    if len(new) == 1:
        inquiry = new[0]
        record(
            SYSTEM(body.caller), "inquiry.requested", inquiry.processing_no, [f"{body.code}:{inquiry.unified_no}"],
            information=inquiry.information, provider=inquiry.provider, operator=inquiry.operator,
        )  # fmt: skip
    elif new:
        persons = list(dict.fromkeys(f"{body.code}:{each.unified_no}" for each in new))
        numbers = [each.processing_no for each in new]
        record(SYSTEM(body.caller), "inquiry.many_requested", body.code, persons, count=len(new), numbers=numbers)


def _taken(query: body_gateway.InformationRequest, known: Inquiry | None) -> str | CannotInquire:
    if known is None:
        return CannotInquire([error("I-103", "unified_no", "符号が未取得のため照会できません。")])
    if any(getattr(known, name) != value for name, value in query.model_dump().items()):
        message = "同じレコード識別番号で、別の内容の照会を受け付けています。"
        return CannotInquire([error("I-105", "record_id", message)])
    return known.processing_no


def _not_permitted(
    body: Body, query: body_gateway.InformationRequest, masters: information_network.Masters | None,
    gone: dict[str, str], now: datetime,
) -> CannotInquire | None:  # fmt: skip
    if masters is None:
        return CannotInquire([error("I-101", "masters", "配信マスターがまだ届いていません。")])
    if query.provider in gone:
        return CannotInquire([error("I-110", "provider", gone[query.provider])])
    use = permitted(
        masters, procedure=query.procedure, information=query.information, inquirer=body.code,
        provider=query.provider, on=now.date(),
    )  # fmt: skip
    if use is None:
        message = f"特定個人情報名「{query.information}」の照会は許可されていません。"
        return CannotInquire([error("I-102", "information", message)])
    return None


def _row(query: body_gateway.InformationRequest, now: datetime) -> Inquiry:
    days = WAIT.on(now.date())["automatic"]
    return Inquiry(requested_at=now, ends_at=now + timedelta(days=days), **query.model_dump())


def _number(body: Body, inquiries: Sequence[Inquiry], now: datetime) -> None:
    if not inquiries:
        return
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [len(inquiries)])
        for inquiry, (number,) in zip(inquiries, cursor.fetchall(), strict=True):
            inquiry.processing_no = f"{body.code}{now:%Y%m%d}{number:010d}"


def exchange_of(inquiry: Inquiry, bases: dict[str, str], **more: Any) -> Exchange:
    """What the inquiring side records of a query, in the state it is in. `bases`: legal basis by procedure."""
    told = {
        name: getattr(inquiry, name)
        for name in ("processing_no", "unified_no", "provider", "affair", "procedure", "information", "requested_at",
                     "not_disclosed")
    }  # fmt: skip
    return Exchange(
        side=INQUIRED, inquirer=inquiry.processing_no[:6], result=str(inquiry.state),
        basis=bases.get(inquiry.procedure, ""), **{**told, **more},
    )  # fmt: skip
