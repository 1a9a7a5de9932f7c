"""The key that opens an answer: made for one question, kept in the browser's cookie, never stored here."""

from collections.abc import Iterable
from typing import Any

import pyrage
from django.conf import settings
from django.http import HttpRequest, HttpResponse

_BEFORE = "sasae_looks_"
_COOKIE = _BEFORE + "{id}"
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


def held(request: HttpRequest) -> list[str]:
    """The numbers of the questions whose keys the browser sends along."""
    return [name.removeprefix(_BEFORE) for name in request.COOKIES if name.startswith(_BEFORE)]


def drop(response: HttpResponse, numbers: Iterable[str]) -> None:
    """Take keys of answers that are over from the browser: it sends along every key it has, and no server reads on for ever."""
    for number in numbers:
        response.delete_cookie(_COOKIE.format(id=number), path="/looks/", samesite="Lax")


def opened(request: HttpRequest, question_id: Any, sealed: bytes) -> bytes:
    """The answer, by the browser's key. Raises CannotOpen."""
    try:
        identity = pyrage.x25519.Identity.from_str(request.COOKIES.get(_COOKIE.format(id=question_id.hex), ""))
        content: bytes = pyrage.decrypt(sealed, [identity])
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as refusal:
        raise CannotOpen(str(question_id)) from refusal
    return content
