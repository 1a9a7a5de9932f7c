"""Many queries of a body at once: one statement for each step, one message to the core, however many they are."""

from collections.abc import Sequence
from datetime import datetime

from sasae.contracts import body_gateway
from sasae.foundation.batch.queue import defer
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.inquiries.actions import CannotInquire, take
from sasae.intermediary.inquiries.batches import submit_inquiries
from sasae.intermediary.masters.queries import in_force
from sasae.kernel.findings import error

TWICE = "同じレコード識別番号が一度に二つあります。"


def request_many(
    body: Body, queries: Sequence[body_gateway.InformationRequest], *, now: datetime
) -> list[body_gateway.Taken]:
    """Keep each query, or say why not; a record ID that is known gets its number again. One job submits them.

    Raises CannotInquire before the first masters have come, and for a record ID that stands twice in the message.
    """
    if in_force() is None:
        raise CannotInquire([error("I-101", "masters", "配信マスターがまだ届いていません。")])
    if len({query.record_id for query in queries}) != len(queries):
        raise CannotInquire([error("I-106", "record_id", TWICE)])
    taken = take(body, queries, now=now)
    numbers = sorted(each for each in taken if isinstance(each, str))
    if numbers:
        jobs = [{"body_code": body.code, "processing_nos": numbers}]
        defer(submit_inquiries.name, jobs, lock=f"submit-{body.code}")
    return [_told(query.record_id, each) for query, each in zip(queries, taken, strict=True)]


def _told(record_id: str, taken: str | CannotInquire) -> body_gateway.Taken:
    if isinstance(taken, str):
        return body_gateway.Taken(record_id=record_id, processing_no=taken)
    return body_gateway.Taken(record_id=record_id, refusal=" ".join(each.message for each in taken.findings))
