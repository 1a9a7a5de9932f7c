"""Looking at an answer before anybody reads it: whose it is, what it answers, whom it speaks of, what is in it."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sasae.contracts.information_network import AnswerDelivery, Masters
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.keys.client import open_many
from sasae.intermediary.keys.envelope import CannotOpen
from sasae.intermediary.masters.queries import permitted, signing_keys
from sasae.intermediary.provisions.signing import NotSigned, read
from sasae.kernel.findings import Finding, error

LARGEST = 1024 * 1024  # characters of an encrypted answer; the largest data set known is below a tenth of it


@dataclass(frozen=True)
class Looked:
    """One delivery, and what is wrong with it; nothing is when the list is empty."""

    delivery: AnswerDelivery
    findings: list[Finding]


def look_at(body_code: str, pairs: list[tuple[Inquiry, AnswerDelivery]], masters: Masters | None) -> list[Looked]:
    """Each delivery with its findings; answers are opened by the body's agent. Raises AgentAway."""
    sealed = [(inquiry, each) for inquiry, each in pairs if each.state == "answered" and _openable(each)]
    opened = open_many(body_code, [(each.processing_no, each.sealed_answer) for _, each in sealed]) if sealed else []
    plain = {each.processing_no: content for (_, each), content in zip(sealed, opened, strict=True)}
    keys = {provider: signing_keys(provider) for provider in {inquiry.provider for inquiry, _ in sealed}}
    return [
        Looked(
            each,
            _findings(inquiry, each, plain.get(each.processing_no), keys.get(inquiry.provider, []), masters)
            if each.state == "answered"
            else [],
        )
        for inquiry, each in pairs
    ]


def _openable(delivery: AnswerDelivery) -> bool:
    return 0 < len(delivery.sealed_answer) <= LARGEST


def _findings(
    inquiry: Inquiry, delivery: AnswerDelivery, plain: bytes | CannotOpen | None, keys: Sequence[str],
    masters: Masters | None,
) -> list[Finding]:  # fmt: skip
    if not delivery.sealed_answer:
        return [error("I-407", "sealed_answer", "回答ありとされていますが、回答がありません。")]
    if plain is None:
        return [error("I-402", "sealed_answer", f"回答が大きすぎます（{LARGEST:,}文字まで）。")]
    if isinstance(plain, CannotOpen):
        return [error("I-401", "sealed_answer", "回答の暗号を、この団体の鍵で開けません。")]
    content = _signed(plain, keys)
    if content is None:
        return [error("I-403", "sealed_answer", "回答の署名が提供者のものではありません。")]
    return _of_another(inquiry, delivery, content) or _outside(inquiry, delivery, content, masters)


def _signed(plain: bytes, keys: Sequence[str]) -> dict[str, Any] | None:
    """What the provider signed, with the key it has now or the one before."""
    for key in keys:
        with suppress(NotSigned):
            return read(plain, key)
    return None


def _of_another(inquiry: Inquiry, delivery: AnswerDelivery, content: dict[str, Any]) -> list[Finding]:
    """An answer to another question, or of another person, in the place of this one's."""
    expected = {
        "processing_no": inquiry.processing_no, "permit_no": delivery.permit_no, "inquirer": inquiry.processing_no[:6],
        "provider": inquiry.provider, "information": inquiry.information, "permit_sha256": delivery.permit_sha256,
    }  # fmt: skip
    wrong = [name for name, value in expected.items() if not value or content.get(name) != value]
    if wrong or delivery.provider != inquiry.provider:
        return [error("I-404", ",".join(wrong) or "provider", "回答が、この照会に対するものではありません。")]
    if not delivery.subject or content.get("subject") != delivery.subject:
        return [error("I-405", "subject", "回答が、照会した人とは別の人のものです。")]
    return []


def _outside(
    inquiry: Inquiry, delivery: AnswerDelivery, content: dict[str, Any], masters: Masters | None
) -> list[Finding]:
    """Items nobody may give, or words that are no answer."""
    records = content.get("records")
    if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
        return [error("I-407", "records", "回答の形が違います。")]
    use = masters and permitted(
        masters, procedure=inquiry.procedure, information=inquiry.information, inquirer=inquiry.processing_no[:6],
        provider=inquiry.provider, on=inquiry.requested_at.date(),
    )  # fmt: skip
    allowed = set(use.items) if use else set()
    special = content.get("special", [])
    if not isinstance(special, list) or not all(isinstance(each, dict) for each in special):
        return [error("I-407", "special", "回答の形が違います。")]
    given = {item for each in [*records, *special] for item in each} | set(delivery.items)
    if not given <= allowed:
        return [error("I-406", "items", "許可されていない項目が回答に含まれています。")]
    return []


def answer_of(plain: bytes) -> dict[str, Any]:
    """The part of an opened answer that the body is told. Its signature was looked at when it came."""
    payload = plain.split(b".")[1]
    content = json.loads(urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))
    return {name: content[name] for name in ("information", "records", "special") if name in content}
