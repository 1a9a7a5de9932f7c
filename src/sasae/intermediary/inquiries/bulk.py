"""Many queries of a body at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from sasae.contracts import body_gateway
from sasae.foundation.batch.queue import defer
from sasae.foundation.history import SYSTEM, record
from sasae.foundation.sets import among_texts
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.codes.models import Code
from sasae.intermediary.inquiries.actions import CannotInquire
from sasae.intermediary.inquiries.batches import submit_inquiry
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.masters.queries import in_force, permitted
from sasae.kernel.findings import error

AGAIN = "同じレコード識別番号で、別の内容の照会を受け付けています。"
NO_CODE = "符号が未取得のため照会できません。"


def request_many(
    body: Body, queries: Sequence[body_gateway.InformationRequest], *, now: datetime
) -> list[body_gateway.Taken]:
    """Keep each query and its job, or say why not; a record ID that is known gets its number again."""
    taken, fresh = _sorted(body, queries, now)
    with acting_for(body.code):
        numbers = _next_numbers(body, now, len(fresh))
        rows = [
            Inquiry(processing_no=number, requested_at=now, **query.model_dump())
            for number, query in zip(numbers, fresh, strict=True)
        ]
        Inquiry.objects.bulk_create(rows, batch_size=500)
    if rows:
        persons = [f"{body.code}:{row.unified_no}" for row in rows]
        record(SYSTEM(body.caller), "inquiry.many_requested", body.code, persons, count=len(rows))
        jobs = [{"body_code": body.code, "processing_no": row.processing_no} for row in rows]
        defer(submit_inquiry.name, jobs, lock="submit-{processing_no}")
    taken |= {
        row.record_id: body_gateway.Taken(record_id=row.record_id, processing_no=row.processing_no) for row in rows
    }
    return [taken[query.record_id] for query in queries]


def _sorted(
    body: Body, queries: Sequence[body_gateway.InformationRequest], now: datetime
) -> tuple[dict[str, body_gateway.Taken], list[body_gateway.InformationRequest]]:
    """What is known or refused, by record ID, and what is new."""
    masters = in_force()
    if masters is None:
        raise CannotInquire([error("I-101", "masters", "配信マスターがまだ届いていません。")])
    with acting_for(body.code):
        asked = among_texts({query.record_id for query in queries})
        known = {row.record_id: row for row in Inquiry.objects.filter(record_id__in=asked)}
        persons = among_texts({query.unified_no for query in queries})
        coded = set(
            Code.objects.filter(unified_no__in=persons, code__isnull=False).values_list("unified_no", flat=True)
        )
    taken: dict[str, body_gateway.Taken] = {}
    fresh: dict[str, body_gateway.InformationRequest] = {}
    for query in queries:
        refusal, number, row = "", "", known.get(query.record_id)
        if row is not None and any(getattr(row, name) != value for name, value in query.model_dump().items()):
            refusal = AGAIN
        elif row is not None:
            number = row.processing_no
        elif query.record_id in fresh:
            raise CannotInquire([error("I-106", "record_id", "同じレコード識別番号が一度に二つあります。")])
        elif permitted(
            masters, procedure=query.procedure, information=query.information, inquirer=body.code,
            provider=query.provider, on=now.date(),
        ) is None:  # fmt: skip
            refusal = f"特定個人情報名「{query.information}」の照会は許可されていません。"
        elif query.unified_no not in coded:
            refusal = NO_CODE
        else:
            fresh[query.record_id] = query
            continue
        taken[query.record_id] = body_gateway.Taken(record_id=query.record_id, processing_no=number, refusal=refusal)
    return taken, list(fresh.values())


def _next_numbers(body: Body, now: datetime, count: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('processing_seq') FROM generate_series(1, %s)", [count])
        return [f"{body.code}{now:%Y%m%d}{row[0]:010d}" for row in cursor.fetchall()]
