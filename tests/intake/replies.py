"""Replies as the portal hands them over: answers, signed withdrawals, word of a new version."""

import base64
import json
import uuid
from typing import Any

from django.conf import settings

from sasae.contracts.portal_letters import Entry, Letter, LetterContent, Paper, Reply, ReplyContent, ReplyKind
from sasae.kernel import clock
from sasae.wire import sealing
from tests.intake.card_authority import Card


def read_letter(letter: Letter) -> LetterContent:
    """What the portal reads of a letter, by its own key."""
    return LetterContent.model_validate_json(sealing.unseal_text(settings.SASAE_PKI, "portal", letter.sealed))


def reply(
    receipt_number: str, kind: ReplyKind = ReplyKind.ANSWER, *, card: Card | None = None, to: str = "intake",
    payload: dict[str, Any] | None = None, signature: bytes | None = None, papers: dict[str, bytes] | None = None,
    **content: Any,
) -> Reply:  # fmt: skip
    """One reply; a withdrawal is signed by the card over `payload`, or over the right one."""
    number = uuid.uuid4().hex
    signed = ""
    if kind == ReplyKind.WITHDRAWAL:
        right = {"form": "withdrawal", "receipt_number": receipt_number, "reply": number, "reason": ""}
        signed = json.dumps({**right, **(payload or {})}, ensure_ascii=False, sort_keys=True)
    told = ReplyContent(
        payload=signed, papers=[
            Paper(name=name, media_type="", content_base64=base64.b64encode(one).decode())
            for name, one in (papers or {}).items()
        ], **content,
    )  # fmt: skip
    given = signature or (card.sign(signed.encode()) if card and signed else b"")
    return Reply(
        entry=Entry(id=number, receipt_number=receipt_number, kind=kind, sent_at=clock.now()),
        sealed=sealing.seal_text(settings.SASAE_PKI, to, told.model_dump_json()),
        signature_base64=base64.b64encode(given).decode(),
        certificate_base64=base64.b64encode(card.der).decode() if card and signed else "",
    )
