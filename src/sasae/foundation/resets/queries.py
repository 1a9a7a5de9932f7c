"""Which requests somebody may see; what stands open for an ID; what its owner has not been told yet."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from sasae.foundation.accounts.models import User
from sasae.foundation.accounts.queries import name_of_staff
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.instruction.queries import of_office, within_reach
from sasae.foundation.resets.models import Reset, ResetState


def of_my_office(supervisor: Any) -> QuerySet[User]:
    """Those whom a supervisor sees face to face: of their own office."""
    return of_office(within_reach(supervisor), supervisor)


def asked_within(supervisor: Any) -> QuerySet[Reset]:
    """The requests for people of the supervisor's office, and those the supervisor asked for."""
    mine = of_my_office(supervisor).values("login_id")
    return _named(Reset.objects.filter(Q(login_id__in=mine) | Q(asked_by=supervisor.login_id)))


def administered(manager: Any) -> QuerySet[Reset]:
    """The requests for the IDs a manager administers."""
    return _named(Reset.objects.filter(login_id__in=reach_of(manager).of(User.objects.all()).values("login_id")))


def to_grant(manager: Any) -> QuerySet[Reset]:
    """Those that wait for this manager: not their own, and not those they asked for."""
    rows = Reset.objects.filter(login_id__in=reach_of(manager).of(User.objects.all()).values("login_id"))
    return rows.filter(state=ResetState.ASKED).exclude(login_id=manager.login_id).exclude(asked_by=manager.login_id)


def open_for(login_id: str, now: datetime) -> Reset | None:
    """The granted one whose code can be used; until then nobody gets in by the old password."""
    return Reset.objects.filter(login_id=login_id, state=ResetState.GRANTED, code_until__gt=now).first()


def authenticator_of(user: User, now: datetime) -> TOTPDevice | None:
    """The one a command may ask for a code; none while one can be set anew, for it may be in another's hands."""
    return None if open_for(user.login_id, now) else TOTPDevice.objects.filter(user=user, confirmed=True).first()


def untold(login_id: str) -> QuerySet[Reset]:
    """What was granted for an ID and its owner has not seen."""
    return Reset.objects.filter(login_id=login_id, granted_at__isnull=False, told_at=None)


def _named(rows: QuerySet[Reset]) -> QuerySet[Reset]:
    return rows.annotate(who=name_of_staff("login_id"), asker=name_of_staff("asked_by"), granter=name_of_staff("granted_by"))
