"""Asking a card to sign: the browser is sent to the card page with a digest and comes back with a signature.

The state token ties the way out to the way back. It is unguessable, works once, and only its hash is kept.
"""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from sasae.foundation.history import record
from sasae.kernel import clock
from sasae.portal.services.catalog import services
from sasae.portal.signatures.models import Kind, SignatureRequest
from sasae.portal.signatures.sessions import hashed
from sasae.portal.submissions.models import Submission

LASTS = timedelta(minutes=15)
QUESTION = "question:"  # before the number of a question about one's own data
WITHDRAWAL = "withdrawal:"  # before the number of the reply that is to be signed

COSIGNATURE = "cosign:"  # before the number of the application, and after a colon who of its form signs


def ask_log_in(request: HttpRequest, target: str) -> str:
    """The card page's address for a log-in; afterwards the resident goes on to `target`."""
    challenge = hashlib.sha256(secrets.token_bytes(32)).hexdigest()
    return _ask(request, Kind.USER, challenge, target, "サービス検索・電子申請へのログイン")


def ask_signature(request: HttpRequest, submission: Submission) -> str:
    """The card page's address for the signature of an application."""
    record(request.gate.actor, "signature.asked", str(submission.id))  # type: ignore[attr-defined]
    title = services()[submission.procedure].title
    return _ask(request, Kind.SIGNING, submission.digest, str(submission.id), title)


def ask_cosignature(request: HttpRequest, submission: Submission, place: str, name: str) -> str:
    """The card page's address for the signature of one co-applicant over the same digest."""
    record(request.gate.actor, "signature.asked", str(submission.id))  # type: ignore[attr-defined]
    title = f"{services()[submission.procedure].title}（{' '.join(name.split())} さんの署名）"
    return _ask(request, Kind.SIGNING, submission.digest, f"{COSIGNATURE}{submission.id}:{place}", title)


def ask_withdrawal(request: HttpRequest, reply_id: uuid.UUID, digest: str, receipt_number: str) -> str:
    """The card page's address for the signature that takes an application back."""
    record(request.gate.actor, "signature.asked", receipt_number)  # type: ignore[attr-defined]
    return _ask(request, Kind.SIGNING, digest, f"{WITHDRAWAL}{reply_id.hex}", f"申請の取下げ（{receipt_number}）")


def ask_question(question_id: uuid.UUID, digest: str, request: HttpRequest) -> str:
    """The card page's address for a question about one's own data; signed by the user certificate."""
    return _ask(request, Kind.USER, digest, f"{QUESTION}{question_id}", "わたしの記録についての照会")


def _ask(request: HttpRequest, kind: Kind, digest: str, target: str, label: str) -> str:
    state = secrets.token_urlsafe(32)
    SignatureRequest.objects.create(
        state_hash=hashed(state), kind=kind, digest=digest, target=target[:200], asked_at=clock.now()
    )
    question = {
        "kind": kind.value,
        "digest": digest,
        "return_to": request.build_absolute_uri(reverse("signatures:returned")),
        "state": state,
        "label": label,
    }
    return f"{settings.SASAE_CARD_PAGE}/sign?{urlencode(question)}"


def take(state: str, *, now: datetime) -> SignatureRequest | None:
    """The request a state token stands for, used up by this call; None when unknown, used or too old."""
    taken = SignatureRequest.objects.filter(
        state_hash=hashed(state), used_at__isnull=True, asked_at__gt=now - LASTS
    ).update(used_at=now)
    return SignatureRequest.objects.get(state_hash=hashed(state)) if taken else None
