"""Asking one of the five systems, as one of the partners (the network core delivers, the other city inquires)."""

import os
from functools import lru_cache
from typing import TypeVar

from django.conf import settings

from sasae.contracts.operation import Message, Operation
from sasae.wire.client import Client
from sasae.wire.identity import load

Question = TypeVar("Question", bound=Message)
Answer = TypeVar("Answer", bound=Message)


def ask(
    partner: str, operation: Operation[Question, Answer], message: Question, idempotency_key: str | None = None
) -> Answer:
    """The answer of the operation's callee to `partner`. Raises wire.client's Unreachable, Refused, NotNamed."""
    return _line(partner, os.getpid()).call(operation, message, idempotency_key=idempotency_key)


@lru_cache(maxsize=16)
def _line(partner: str, process: int) -> Client:
    """One client a partner and process: connections are not shared over a fork."""
    return Client(load(settings.SASAE_PKI, partner), settings.SASAE_PKI, settings.SASAE_ADDRESSES)
