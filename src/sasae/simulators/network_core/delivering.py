"""Delivering answers to inquirers, and telling providers what came to nothing."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby

from sasae.contracts import information_network as network
from sasae.contracts.inquiries import InquiryState
from sasae.simulators.network_core.models import CoreInquiry, State
from sasae.simulators.partners import ask
from sasae.simulators.pension_body.magic import PENSION
from sasae.wire.client import Refused, Unreachable

log = logging.getLogger("sasae.network_core")
AT_ONCE = 500
MOST_TEXT = 8 * 1024 * 1024  # characters of sealed answers in one message


def deliver_answers() -> int:
    """Answers to queries that came one by one go one by one, the others in one message an inquirer."""
    ready = list(CoreInquiry.objects.filter(state=State.PROVIDED).order_by("received_at")[:AT_ONCE])
    moved = sum(_deliver_one(row) for row in ready if not row.together)
    together = sorted((row for row in ready if row.together), key=lambda row: str(row.question["inquirer"]))
    for _, group in groupby(together, key=lambda row: row.question["inquirer"]):
        moved += sum(_deliver_many(part) for part in _parts(list(group)))
    return moved


def _parts(rows: list[CoreInquiry]) -> list[list[CoreInquiry]]:
    """No message becomes too large."""
    parts: list[list[CoreInquiry]] = [[]]
    size = 0
    for row in rows:
        length = len((row.answer or {}).get("sealed_answer", ""))
        if parts[-1] and size + length > MOST_TEXT:
            parts.append([])
            size = 0
        parts[-1].append(row)
        size += length
    return [part for part in parts if part]


def delivery_of(row: CoreInquiry) -> network.AnswerDelivery:
    """What the inquirer gets: the answer as it came, and the marks to check it by. The other's code is not in it."""
    answer, code = row.answer or {}, row.question["code"]
    provided_at = answer.get("provided_at")
    return network.AnswerDelivery(
        processing_no=row.processing_no,
        permit_no=row.permit_no,
        provider=row.question["provider"],
        state=InquiryState(answer["state"]),
        sealed_answer=answer["sealed_answer"],
        items=row.items if answer["state"] == "answered" else [],
        provided_at=datetime.fromisoformat(provided_at) if provided_at else None,
        message=answer["message"],
        permit_sha256=sha256(row.permit.encode()).hexdigest(),
        subject=sha256(f"{row.permit_no}\n{code}".encode()).hexdigest(),
    )


def _deliver_one(row: CoreInquiry) -> int:
    delivery = delivery_of(row)
    try:
        ask(
            "network_core", network.DELIVER_ANSWER, delivery,
            idempotency_key=f"answer-{row.permit_no}-{delivery.state.value}",
        )  # fmt: skip
    except (Unreachable, Refused) as trouble:
        log.warning("%s: %s", row.processing_no, trouble)
        return 0
    return _delivered([row])


def _deliver_many(rows: Sequence[CoreInquiry]) -> int:
    deliveries = [delivery_of(row) for row in rows]
    mark = _mark(f"{each.permit_no}-{each.state.value}" for each in deliveries)
    try:
        ask(
            "network_core", network.DELIVER_ANSWERS, network.AnswerDeliveries(deliveries=deliveries),
            idempotency_key=f"answers-{mark}",
        )  # fmt: skip
    except (Unreachable, Refused) as trouble:
        log.warning("answers %s: %s", mark, trouble)
        return 0
    return _delivered(rows)


def _delivered(rows: Sequence[CoreInquiry]) -> int:
    """An answer the inquirer could not use is withdrawn by a message of its own."""
    numbers = [row.pk for row in rows]
    return CoreInquiry.objects.filter(pk__in=numbers, state=State.PROVIDED).update(state=State.DELIVERED)


def void_permits() -> int:
    """Tell each provider which queries were withdrawn."""
    rows = list(CoreInquiry.objects.filter(state=State.WITHDRAWN).order_by("processing_no")[:AT_ONCE])
    moved = 0
    by_provider = sorted(rows, key=lambda row: str(row.question["provider"]))
    for provider, group in groupby(by_provider, key=lambda row: row.question["provider"]):
        moved += _void(provider, list(group))
    return moved


def _void(provider: str, rows: list[CoreInquiry]) -> int:
    names = ("inquirer", "provider", "affair", "procedure", "information", "requested_at", "not_disclosed")
    permits = [
        network.PermitVoid(
            permit_no=row.permit_no, processing_no=row.processing_no, reason=row.why_withdrawn,
            **{name: row.question[name] for name in names},
        )
        for row in rows
    ]  # fmt: skip
    if provider != PENSION:
        mark = _mark(each.permit_no for each in permits)
        try:
            ask("network_core", network.VOID_PERMITS, network.PermitsVoid(permits=permits), f"void-{mark}")
        except (Unreachable, Refused) as trouble:
            log.warning("void %s: %s", provider, trouble)
            return 0
    return CoreInquiry.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.VOID)


def _mark(texts: Iterable[str]) -> str:
    return sha256(",".join(texts).encode()).hexdigest()[:32]
