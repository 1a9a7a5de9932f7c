"""Checks ID and password. Whether an ID exists cannot be told from the time the answer takes."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from sasae.foundation.accounts.models import User


class StaffBackend(BaseBackend):
    """Named staff with ID and password; users past their last day are unknown, at once."""

    def authenticate(
        self, request: HttpRequest | None, login_id: str | None = None, password: str | None = None, **_: object
    ) -> User | None:
        """The user, when ID and password agree and the ID is in force."""
        if not login_id or not password:
            return None
        user = User.objects.filter(login_id=login_id).first()
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) and user.usable() else None

    def get_user(self, user_id: int) -> User | None:
        """The user of a running session, or None once the ID has ended."""
        user = User.objects.filter(pk=user_id).first()
        return user if user is not None and user.usable() else None
