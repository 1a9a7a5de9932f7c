"""One live session a user, ended after a time without work, and after a working day at the latest."""

import hashlib
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from sasae.foundation.accounts.contractors import watched
from sasae.foundation.history import Actor, record
from sasae.kernel import clock

WRITE_EVERY = 60  # seconds; a session's last use is stored no finer than this


def session_mark(session_key: str | None) -> str:
    """What the user's row keeps of the session key: enough to compare, useless to a thief."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()


class OneLiveSession:
    """Ends a session that was replaced by a newer log-in, left alone too long, or begun too long ago."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            self._follow(request)
            end = self._why_end(request)
            if end:
                actor: Actor = user.actor
                logout(request)
                request.user = AnonymousUser()
                request.session["sign_in_note"] = end
                record(actor, end, actor.name)
        return self.get_response(request)

    def _follow(self, request: HttpRequest) -> None:
        """Django gives a session another key when the secret it was made under was replaced: it is still the same one."""
        came_by = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        now = request.session.session_key
        if came_by and now != came_by and request.user.session_mark == session_mark(came_by):
            from sasae.foundation.accounts.actions import follow_session

            follow_session(request.user, session_mark(now))

    def _why_end(self, request: HttpRequest) -> str:
        if request.user.session_mark != session_mark(request.session.session_key):
            return "session.replaced"
        if request.user.contractor and not watched(request.user.login_id, clock.now()):
            return "session.outside_window"
        now = int(time.time())
        last = request.session.get("last_use", now)
        if now - last > settings.SASAE_IDLE_MINUTES * 60:
            return "session.expired"
        if now - request.session.get("begun", now) > settings.SASAE_LONGEST_HOURS * 3600:
            return "session.too_long"
        if now - last >= WRITE_EVERY or "last_use" not in request.session:
            request.session["last_use"] = now
        return ""
