"""Only permitted terminals get an answer (SASAE_TERMINALS_UNDER), the log-in page included; the journal knows which it was.

A terminal shows its key in a cookie. Where `sasae.toml` says `[terminals] certificates = true`, the proxy in front asks for a
client certificate, checks it and hands it on in the field Client-Cert (RFC 9440): then it must be the terminal's own as well.
An operator who does without says why (`without`), and each page says so.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sasae.foundation.came_from import address_of
from sasae.foundation.gate import NOBODY
from sasae.foundation.history import refuse
from sasae.foundation.history.situation import Situation, situation
from sasae.foundation.terminals.actions import hashed
from sasae.foundation.terminals.models import Terminal, TerminalState
from sasae.kernel import clock


def cookie_name() -> str:
    """The cookie that holds the terminal's key."""
    return f"sasae_{settings.SASAE_SERVICE}_terminal"


def terminal_of(request: HttpRequest) -> Terminal | None:
    """The permitted terminal a request comes from, or None."""
    key = request.COOKIES.get(cookie_name(), "")
    if not key:
        return None
    found = Terminal.objects.filter(
        key_sha256=hashed(key), state=TerminalState.PERMITTED, permitted_until__gte=clock.today()
    ).first()
    if found is None or not settings.SASAE_TERMINALS.get("certificates"):
        return found
    shown = _certificate(request.META.get("HTTP_CLIENT_CERT", ""))
    return found if found.certificate_sha256 and found.certificate_sha256 == shown else None


def _certificate(field: str) -> str:
    """The fingerprint of the certificate in a Client-Cert field, empty where it holds none."""
    try:
        der = base64.b64decode(field.strip().strip(":"), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return hashlib.sha256(der).hexdigest() if der else ""


class PermittedTerminals:
    """Stands before the gate."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.SASAE_TERMINALS_UNDER):
            terminal = terminal_of(request)
            request.terminal = terminal.code if terminal else ""  # type: ignore[attr-defined]
            required = not settings.SASAE_TERMINALS.get("without")
            if required and terminal is None and request.path != reverse("terminals:enrol"):
                return self._refused(request)
        return self.get_response(request)

    @staticmethod
    def _refused(request: HttpRequest) -> HttpResponse:
        with situation(Situation(terminal=address_of(request))):
            refuse(NOBODY, "terminal.refused", "端末", "許可していない端末", path=request.path[:200])
        return render(request, "terminals/refused.html", status=403)
