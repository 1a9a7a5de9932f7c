"""Asking another system, as the running service. For answers that are needed now; what only has to arrive goes by outbox."""

from typing import TypeVar

from django.db import connection

from sasae.contracts.operation import Message, Operation
from sasae.foundation.outbox.line import line

Question = TypeVar("Question", bound=Message)
Answer = TypeVar("Answer", bound=Message)


class InsideTransaction(RuntimeError):
    """A call to a partner sits inside a transaction: it would hold locks while another system thinks."""


def ask(operation: Operation[Question, Answer], message: Question, idempotency_key: str | None = None) -> Answer:
    """The answer of the operation's callee.

    Raises wire.client's Unreachable (try again), Refused (do not), NotNamed (a broken set-up), and InsideTransaction.
    """
    if any(not block._from_testcase for block in connection.atomic_blocks):
        raise InsideTransaction(operation.full_name)
    return line().call(operation, message, idempotency_key=idempotency_key)
