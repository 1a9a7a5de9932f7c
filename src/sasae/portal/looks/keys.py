"""The key that opens an answer: made for one question, kept in the browser's cookie, never stored here."""

from typing import Any

import pyrage
from django.conf import settings
from django.http import HttpRequest, HttpResponse

_COOKIE = "sasae_looks_{id}"
LASTS = 25 * 60 * 60  # seconds: a question's life and its answer's


class CannotOpen(ValueError):
    """The browser at hand has not the key, or the answer was not sealed to it."""


def make() -> tuple[str, str]:
    """A new key: what opens, and what is sealed to."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def give(response: HttpResponse, question_id: Any, secret: str) -> None:
    """Leave the key with the browser: for this area alone, out of reach of scripts."""
    response.set_cookie(
        _COOKIE.format(id=question_id.hex), secret, max_age=LASTS, path="/looks/", httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def opened(request: HttpRequest, question_id: Any, sealed: bytes) -> bytes:
    """The answer, by the browser's key. Raises CannotOpen."""
    try:
        identity = pyrage.x25519.Identity.from_str(request.COOKIES.get(_COOKIE.format(id=question_id.hex), ""))
        content: bytes = pyrage.decrypt(sealed, [identity])
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as refusal:
        raise CannotOpen(str(question_id)) from refusal
    return content
