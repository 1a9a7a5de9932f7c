"""Where a request comes from, as the journal names it."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def terminal_named(request: HttpRequest) -> str:
    """The terminal a request comes from: its number where terminals are registered, else its address."""
    return getattr(request, "terminal", "") or address_of(request)


def address_of(request: HttpRequest) -> str:
    """The address somebody comes from. Where a proxy on this machine ends TLS it is the last that the proxy names, for
    what stands before that the caller may have written. Other systems come without one."""
    near: str = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER is None or request.path.startswith("/contracts/") or not _ip(near, loopback=True):
        return near
    named = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return named if _ip(named) else near


def _ip(text: str, *, loopback: bool = False) -> bool:
    try:
        return ip_address(text).is_loopback or not loopback
    except ValueError:
        return False
