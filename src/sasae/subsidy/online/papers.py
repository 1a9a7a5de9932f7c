"""The papers residents attached. They stay with intake, and are asked for when somebody looks."""

import base64
import hashlib
from typing import Any

from sasae.contracts import published_applications as published
from sasae.foundation.own_keys import unseal
from sasae.foundation.partners import ask
from sasae.subsidy.claims.entry import media_type
from sasae.subsidy.online.models import Sent
from sasae.wire.sealing import CannotOpen


class NotAsSent(ValueError):
    """The bytes are not those that were signed with the application."""


def papers_of(sent: Sent) -> list[dict[str, Any]]:
    """Each paper's number and name, and whether the page can show it as a picture."""
    return [
        {"number": one["number"], "name": one["name"], "picture": one["media_type"] in ("image/jpeg", "image/png")}
        for one in sent.attachments
    ]


def fetch(sent: Sent, number: int) -> tuple[bytes, str]:
    """A paper and what it is by its own bytes; empty for what a page does not show. Raises LookupError, NotAsSent, and
    wire's errors."""
    told = next((one for one in sent.attachments if one["number"] == number), None)
    if told is None:
        raise LookupError(number)
    question = published.AttachmentRequest(receipt_number=sent.receipt_number, number=number)
    try:
        content = unseal(base64.b64decode(ask(published.RELAY_ATTACHMENT, question).content_sealed))
    except (CannotOpen, ValueError):
        raise NotAsSent(told["name"]) from None
    if hashlib.sha256(content).hexdigest() != told["sha256"]:
        raise NotAsSent(told["name"])
    return content, media_type(content)
