"""Asking providers: queries that came one by one in a message each, those that came together in one message a provider.

Which queries a message carries is written down before it is sent, so that a repeated message is the same to the byte:
the provider then gives its first answer again, and nothing is provided twice.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby

from django.db import connection, transaction

from sasae.contracts import information_network as network
from sasae.simulators.network_core.models import CoreInquiry, State
from sasae.simulators.network_core.submitting import renew_permit
from sasae.simulators.partners import ask
from sasae.simulators.pension_body import answers as pension_body
from sasae.simulators.pension_body.magic import PENSION
from sasae.wire.client import Refused, Unreachable

log = logging.getLogger("sasae.network_core")
AT_ONCE = 500
_KEEP = f"""
    UPDATE {CoreInquiry._meta.db_table} AS known
    SET answer = new.answer::jsonb, provided_at = new.provided_at, state = 'provided'
    FROM unnest(%s::text[], %s::text[], %s::timestamptz[]) AS new (processing_no, answer, provided_at)
    WHERE known.processing_no = new.processing_no AND known.state = 'waiting'
"""  # noqa: S608 - our own table's name
RENEWALS = 3  # a provider whose clock is wrong would refuse for ever


def ask_providers() -> int:
    """Ask about every query that waits. A body that does not answer makes only its own queries wait."""
    _group()
    waiting = list(CoreInquiry.objects.filter(state=State.WAITING).order_by("received_at")[:AT_ONCE])
    keys = sorted({each.asked_with for each in waiting if each.asked_with})
    moved = sum(_ask_together(key) for key in keys)
    return moved + sum(_ask_one(each) for each in waiting if not each.asked_with)


def _group() -> None:
    """Put queries that came together into messages, a provider each."""
    fresh = CoreInquiry.objects.filter(state=State.WAITING, together=True, asked_with="").exclude(
        question__provider=PENSION
    )
    rows = sorted(fresh.order_by("processing_no")[:AT_ONCE], key=lambda row: str(row.question["provider"]))
    for provider, group in groupby(rows, key=lambda row: row.question["provider"]):
        permits = [row.permit_no for row in group]
        mark = sha256(",".join(permits).encode()).hexdigest()[:32]
        CoreInquiry.objects.filter(permit_no__in=permits).update(asked_with=f"provide-{provider}-{mark}")


def request_of(inquiry: CoreInquiry) -> network.ProvisionRequest:
    """The request a provider gets."""
    question = {key: value for key, value in inquiry.question.items() if key != "not_disclosed"}
    return network.ProvisionRequest(
        permit=inquiry.permit, items=inquiry.items, not_disclosed=inquiry.question["not_disclosed"], **question
    )


def _ask_one(inquiry: CoreInquiry) -> int:
    try:
        if inquiry.question["provider"] == PENSION:
            answer = pension_body.provide(request_of(inquiry))
        else:
            key = f"provide-{inquiry.permit_no}"
            answer = ask("network_core", network.PROVIDE, request_of(inquiry), idempotency_key=key)
    except pension_body.Silent:
        return 0
    except (Unreachable, Refused) as trouble:
        log.warning("%s: %s", inquiry.processing_no, trouble)
        return 0
    return _keep(inquiry, answer)


def _ask_together(key: str) -> int:
    """One message; those withdrawn meanwhile stay in it, and their answers count for nothing."""
    rows = list(CoreInquiry.objects.filter(asked_with=key).order_by("processing_no"))
    try:
        answer = ask(
            "network_core", network.PROVIDE_BULK,
            network.ProvisionRequests(requests=[request_of(row) for row in rows]), idempotency_key=key,
        )  # fmt: skip
    except (Unreachable, Refused) as trouble:
        log.warning("%s: %s", key, trouble)
        return 0
    with transaction.atomic():
        return _keep_many(rows, answer.provisions)


def _keep_many(rows: Sequence[CoreInquiry], answers: Sequence[network.Provision]) -> int:
    """All answers in one statement; what needs another permit gets it by itself."""
    pairs = [(row, answer) for row, answer in zip(rows, answers, strict=True) if row.state == State.WAITING]
    good = [(row, answer) for row, answer in pairs if not _needs_another_permit(row, answer)]
    numbers, told = [row.pk for row, _ in good], [answer.model_dump_json() for _, answer in good]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [numbers, told, [answer.provided_at for _, answer in good]])
        kept = cursor.rowcount
    return kept + sum(_keep(row, answer) for row, answer in pairs if _needs_another_permit(row, answer))


def _needs_another_permit(inquiry: CoreInquiry, answer: network.Provision) -> bool:
    return answer.permit_lapsed and inquiry.renewals < RENEWALS


def _keep(inquiry: CoreInquiry, answer: network.Provision) -> int:
    """Note the answer, or issue another permit for one that was not used in time."""
    waiting = CoreInquiry.objects.filter(pk=inquiry.pk, state=State.WAITING)
    if _needs_another_permit(inquiry, answer):
        renew_permit(inquiry)
        return waiting.update(
            permit_no=inquiry.permit_no, permit=inquiry.permit, renewals=inquiry.renewals, asked_with="", together=False
        )
    return waiting.update(answer=answer.model_dump(mode="json"), provided_at=answer.provided_at, state=State.PROVIDED)


def decide_late(now: datetime) -> int:
    """The pension body's clerks decide on what waits for them. `now`: real time, they take their seconds."""
    moved = 0
    waiting = CoreInquiry.objects.filter(
        state=State.DELIVERED, answer__state="not_automatic", question__provider=PENSION
    )
    for inquiry in waiting.order_by("received_at")[:AT_ONCE]:
        waited = (now - inquiry.received_at).total_seconds()
        answer = pension_body.decided_late(request_of(inquiry), waited)
        if answer is not None:
            moved += CoreInquiry.objects.filter(pk=inquiry.pk, state=State.DELIVERED).update(
                answer=answer.model_dump(mode="json"), provided_at=answer.provided_at, state=State.PROVIDED
            )
    return moved
