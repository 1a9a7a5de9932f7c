"""Putting a message into the outbox, sending it, and what follows from the answer."""

import hashlib
import inspect
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from sasae.contracts.operation import Message, Operation
from sasae.foundation import sealing
from sasae.foundation.batch.queue import defer
from sasae.foundation.history import SYSTEM, Actor, record
from sasae.foundation.outbox.line import line
from sasae.foundation.outbox.models import ALLOWED_MOVES, OutboxMessage, State
from sasae.foundation.outbox.operations import operation_named
from sasae.kernel import clock
from sasae.kernel.findings import Finding
from sasae.wire.client import NotNamed, Refused, Unreachable, checked_key

AGAIN_AFTER = 30  # seconds before what waits is looked at again
LONGEST_WAIT = 15 * 60  # seconds between two attempts
NOT_A_JUDGEMENT = {401}  # the line was not believed (clock, certificate): says nothing of the message


class KeyReused(ValueError):
    """The key already stands for a message with another body. A key names one effect."""


class CannotMove(ValueError):
    """The message is not in a state that allows this; the text says which, in Japanese."""


def send_later(
    operation: Operation[Any, Any], message: Message, key: str, on_answer: str = "", on_refused: str = ""
) -> OutboxMessage:
    """Send when, and only when, the surrounding transaction commits. The same message again changes nothing.

    `key` names the effect and must not name a person (it is shown to operators). `on_answer` is the dotted path of a
    function `(answer)` or `(answer, key)`, run in the transaction that marks the message delivered; `on_refused`, of
    `(findings)` or `(findings, key)`, likewise when the callee refuses. Raises KeyReused.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("send_later belongs inside the transaction whose effect it tells of.")
    operation_named(operation.full_name)
    checked_key(key)
    if not isinstance(message, operation.request):
        raise TypeError(f"{operation.full_name} asks with {operation.request.__name__}.")
    for path in filter(None, (on_answer, on_refused)):
        import_string(path)
    body = message.model_dump_json().encode()
    digest = hashlib.sha256(body).hexdigest()
    row, new = OutboxMessage.objects.get_or_create(
        operation=operation.full_name,
        key=key,
        defaults={
            "callee": operation.callee,
            "body": sealing.encrypt(body, _context(operation.full_name, key)),
            "body_sha256": digest,
            "on_answer": on_answer or "",
            "on_refused": on_refused or "",
        },
    )
    if not new and row.body_sha256 != digest:
        raise KeyReused(f"{operation.full_name} {key}")
    if new:
        _queue(row)
    return row


def deliver(message_id: int) -> None:
    """Send one message and settle it; when the callee cannot be reached, set the next attempt."""
    message = OutboxMessage.objects.filter(pk=message_id, state=State.WAITING).first()
    if message is None or message.body is None:
        return
    if _waits():
        _wait(message_id)
        return
    operation = operation_named(message.operation)
    body = sealing.decrypt(message.body, _context(message.operation, message.key))
    try:
        answer = line().call(operation, operation.request.model_validate_json(body), idempotency_key=message.key)
    except (Unreachable, NotNamed) as trouble:
        _try_again(message_id, str(trouble))
    except Refused as refusal:
        if refusal.status in NOT_A_JUDGEMENT:
            _try_again(message_id, str(refusal))
        else:
            _refused(message_id, refusal.findings)
    else:
        _delivered(message_id, answer)


@transaction.atomic
def send_again(message_id: int, *, by: Actor) -> OutboxMessage:
    """Staff send a refused message once more, after the cause was mended. Raises CannotMove."""
    message = OutboxMessage.objects.select_for_update().get(pk=message_id)
    _move(message, State.WAITING)
    message.attempts, message.findings, message.problem, message.settled_at = 0, [], "", None
    message.save()
    _queue(message)
    record(by, "message.sent_again", message.key, operation=message.operation)
    return message


@transaction.atomic
def put_back() -> int:
    """Queue messages that are due and have no job, whatever became of it. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT m.id FROM outbox_message m
               WHERE m.state = 'waiting' AND m.next_try_at < %s AND NOT EXISTS (
                   SELECT 1 FROM procrastinate_jobs j WHERE j.lock = 'outbox:' || m.id AND j.status IN ('todo', 'doing'))
               ORDER BY m.id LIMIT 1000""",
            [clock.real_now() - timedelta(minutes=1)],
        )
        lost = [row[0] for row in cursor.fetchall()]
    for message in OutboxMessage.objects.filter(pk__in=lost):
        _queue(message)
    return len(lost)


@transaction.atomic
def _delivered(message_id: int, answer: Message) -> None:
    message = _waiting(message_id)
    if message is None:
        return
    if message.on_answer:
        _call(import_string(message.on_answer), answer, message.key)
    _move(message, State.DELIVERED)
    message.body, message.problem, message.settled_at = None, "", clock.real_now()
    message.save()
    record(SYSTEM("outbox"), "message.delivered", message.key, callee=message.callee, operation=message.operation)


@transaction.atomic
def _refused(message_id: int, findings: list[Finding]) -> None:
    message = _waiting(message_id)
    if message is None:
        return
    if message.on_refused:
        _call(import_string(message.on_refused), findings, message.key)
    _move(message, State.REFUSED)
    message.findings, message.settled_at = [finding.as_dict() for finding in findings], clock.real_now()
    message.save()
    record(
        SYSTEM(message.callee), "message.refused", message.key, callee=message.callee, operation=message.operation,
        findings=" ".join(finding.id for finding in findings),
    )  # fmt: skip


@transaction.atomic
def _try_again(message_id: int, problem: str) -> None:
    message = _waiting(message_id)
    if message is None:
        return
    message.attempts += 1
    message.problem = problem[:300]
    message.next_try_at = clock.real_now() + timedelta(seconds=wait_before(message.attempts))
    message.save()
    _queue(message)


def _waits() -> bool:
    """Whether the service lets nothing leave for now, where its settings name a question for that."""
    question = getattr(settings, "SASAE_OUTBOX_WAITS", "")
    return bool(question and import_string(question)())


@transaction.atomic
def _wait(message_id: int) -> None:
    """Look at the message again later; that it waited is no failed attempt."""
    message = _waiting(message_id)
    if message is not None:
        message.next_try_at = clock.real_now() + timedelta(seconds=AGAIN_AFTER)
        message.save()
        defer("outbox.deliver", [{"message_id": message.pk}], lock=f"outbox:{message.pk}", at=message.next_try_at)


def wait_before(attempt: int) -> float:
    """Seconds before the next attempt after this many failed: 1, 2, 4 … up to a quarter of an hour, by chance ±50 %."""
    return float(min(2 ** min(attempt - 1, 20), LONGEST_WAIT) * secrets.SystemRandom().uniform(0.5, 1.5))


def _waiting(message_id: int) -> OutboxMessage | None:
    """The message, locked, unless another worker has settled it meanwhile."""
    return OutboxMessage.objects.select_for_update().filter(pk=message_id, state=State.WAITING).first()


def _move(message: OutboxMessage, state: State) -> None:
    if state not in ALLOWED_MOVES[State(message.state)]:
        raise CannotMove(f"この電文は「{State(message.state).label}」のため、「{state.label}」にできません。")
    message.state = state


def _queue(message: OutboxMessage) -> None:
    later = message.next_try_at if message.attempts else None
    defer("outbox.deliver", [{"message_id": message.pk}], lock=f"outbox:{message.pk}", at=later)


def _call(function: Callable[..., Any], content: Any, key: str) -> None:
    """Call with the key as well where the function takes it."""
    if len(inspect.signature(function).parameters) > 1:
        function(content, key)
    else:
        function(content)


def _context(operation: str, key: str) -> str:
    return f"outbox_message/{operation}/{key}"
