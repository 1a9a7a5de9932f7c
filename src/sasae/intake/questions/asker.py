"""Who asks: the card's own signature over the question, checked here anew, and the one person the certificate leads to.

Nothing the portal says of the resident is believed. Whatever is in doubt is answered with the way to the office.
"""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.serialization import Encoding

from sasae.contracts import person_index
from sasae.contracts.person_index import Purpose
from sasae.contracts.resident_questions import Asked, Question, statement
from sasae.formats.jpki import verify_log_in
from sasae.foundation.own_keys import unseal_text
from sasae.foundation.partners import ask
from sasae.intake.downloads.revocation import anchors, revocation_list
from sasae.intake.matching.models import SerialLink
from sasae.wire.sealing import CannotOpen

AFFAIR = "本人への開示"
BASIS = "disclosure_to_the_person"
OLDEST = timedelta(hours=24)
FASTEST = timedelta(minutes=5)  # how far the portal's clock may be ahead
USER_ANCHORS = "user-ca*"


@dataclass(frozen=True)
class Asker:
    """The person, or why they are not certain; and what they ask."""

    asked: Asked
    atena_no: str = ""
    doubt: str = ""


def purpose(question_id: str, operator: str = "questions") -> Purpose:
    """Why linkage is asked."""
    return Purpose(affair=AFFAIR, basis=BASIS, operator=operator, case=question_id)


def asker_of(question: Question, at: datetime) -> Asker:
    """Raises CannotCheckNow, wire's Unreachable and Refused: the question waits."""
    serial, asked, doubt = _signed(question, at)
    if doubt:
        return Asker(asked, doubt=doubt)
    told = ask(
        person_index.PERSON_BY_SERIAL,
        person_index.SerialRequest(purpose=purpose(question.question_id), serial=serial),
    )
    if told.doubtful or not told.atena_no:
        return Asker(asked, doubt="証明書のシリアル番号に当たる人が、一人に定まらない")
    known = SerialLink.objects.filter(serial=serial, deleted=False).first()
    if known is not None and known.atena_no != told.atena_no:
        return Asker(asked, doubt="シリアル番号紐付と、連携基盤の答えが違う")
    return Asker(asked, told.atena_no)


def _signed(question: Question, at: datetime) -> tuple[str, Asked, str]:
    """Serial number, what is asked, and what is wrong with it."""
    if not at - OLDEST < question.asked_at <= at + FASTEST:
        return "", Asked(), "照会が古いか、時刻がおかしい"
    try:
        signature = base64.b64decode(question.signature, validate=True)
        certificate = base64.b64decode(question.certificate, validate=True)
        asked = Asked.model_validate_json(unseal_text(question.content))
    except (ValueError, CannotOpen):
        return "", Asked(), "照会の署名または内容を読めない"
    said = statement(
        question.question_id, question.kind.value, question.asked_at, question.recipient, question.content
    )
    result = verify_log_in(
        sha256(said).digest(), signature, at=at, crls=[revocation_list(at, "user")],
        anchors=[one.public_bytes(Encoding.DER) for one in anchors(USER_ANCHORS)],
    )  # fmt: skip
    if not result.ok or result.signer is None or result.certificate_der != certificate:
        ids = " ".join(dict.fromkeys(finding.id for finding in result.findings))
        return "", asked, f"照会の署名を確かめられない（{ids or '証明書の違い'}）"
    return result.signer.serial, asked, ""
