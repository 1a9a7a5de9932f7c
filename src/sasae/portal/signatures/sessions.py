"""The resident's session: a cookie of its own, apart from the staff's."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sasae.foundation.history import Actor
from sasae.kernel import clock
from sasae.portal.signatures.models import Resident, ResidentSession

COOKIE = "sasae_portal_resident"
LASTS = timedelta(hours=2)


def hashed(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def holder_of(serial: str) -> Resident:
    """The resident behind a user certificate; kept from the first log-in on."""
    resident, _ = Resident.objects.get_or_create(serial=serial)
    return resident


def open_session(response: HttpResponse, resident: Resident, *, now: datetime) -> None:
    """Log a resident in on this answer. A fresh token each time, so that no token known before is of use."""
    token = secrets.token_urlsafe(32)
    ResidentSession.objects.create(token_hash=hashed(token), resident=resident, expires_at=now + LASTS)
    response.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, path="/")


def close_session(request: HttpRequest, response: HttpResponse) -> None:
    """Log out: the token is worth nothing from now on."""
    ResidentSession.objects.filter(token_hash=hashed(request.COOKIES.get(COOKIE, ""))).delete()
    response.delete_cookie(COOKIE, path="/")


def resident_of(request: HttpRequest) -> Resident | None:
    """Who is logged in, or None."""
    if not hasattr(request, "_resident"):
        request._resident = _find(request)  # type: ignore[attr-defined]
    found: Resident | None = request._resident  # type: ignore[attr-defined]
    return found


def _find(request: HttpRequest) -> Resident | None:
    token = request.COOKIES.get(COOKIE, "")
    if not token:
        return None
    session = (
        ResidentSession.objects.filter(token_hash=hashed(token), expires_at__gt=clock.now())
        .select_related("resident")
        .first()
    )
    return session.resident if session else None


def actor(request: HttpRequest) -> Actor | None:
    """The resident as the journal names them: a number of ours, no name."""
    resident = resident_of(request)
    return Actor(str(resident.id), "住民", "resident") if resident else None


def page(request: HttpRequest) -> dict[str, object]:
    """Context processor: whether a resident is logged in."""
    return {"resident": resident_of(request)}
