"""A code in the place of a password. A wrong one is a failed log-in like any other: it is counted and locks the ID."""

from secrets import compare_digest

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from sasae.foundation.accounts.models import User
from sasae.foundation.resets.actions import hashed
from sasae.foundation.resets.queries import open_for
from sasae.kernel import clock


class ResetBackend(BaseBackend):
    """Names who typed a code that was granted for them; nobody's session begins by it."""

    def authenticate(
        self, request: HttpRequest | None, login_id: str | None = None, reset_secret: str | None = None, **_: object
    ) -> User | None:
        """The user, when ID and code agree, in time, and the ID is in force."""
        if not login_id or not reset_secret:
            return None
        user, granted = User.objects.filter(login_id=login_id).first(), open_for(login_id, clock.now())
        if user is None or granted is None or not user.usable():
            return None
        return user if compare_digest(granted.code_sha256, hashed(reset_secret)) else None
