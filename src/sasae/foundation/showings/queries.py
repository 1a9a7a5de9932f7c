"""Whom somebody may see now; which requests they may permit; which they see in the list."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from sasae.foundation.accounts.models import User
from sasae.foundation.accounts.queries import name_of_staff
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.showings.models import Showing, ShowingState
from sasae.kernel.clock import TOKYO
from sasae.kernel.dated import load_dated

RULES = load_dated(__package__, "minutes.yaml", dict[str, int])
RIGHT = "protected.view"


class Permitted:
    """What one member of staff may be shown at a moment: by the right, and by another's permission for the person.

    A right taken in an emergency needs no permission: another person looks at every use of it afterwards.
    """

    def __init__(self, user: User, now: datetime) -> None:
        self.user, self.now = user, now

    @cached_property
    def _by_another(self) -> dict[str, int]:
        rows = live_of(self.user.login_id, self.now)
        return {person: number for number, persons in rows.values_list("pk", "persons") for person in persons}

    def permission(self, person: str) -> int | None:
        """The number of the permission that works for this person."""
        return self._by_another.get(person)

    def sees(self, person: str) -> bool:
        """Whether they may be shown, where the right itself is held."""
        on = self.now.astimezone(TOKYO).date()
        return person in self._by_another or self.user.in_emergency(RIGHT, on)


def open_of(login_id: str, persons: Collection[str], now: datetime) -> Showing | None:
    """The request that waits already for one of these persons."""
    rows = Showing.objects.filter(asked_by=login_id, persons__overlap=list(persons), **_waits(now))
    return rows.order_by("-pk").first()


def to_grant(user: Any, now: datetime) -> QuerySet[Showing]:
    """What waits for this member of staff's permission: what others asked for, as far as their own right reaches."""
    return _permittable(user, now).filter(**_waits(now))


def live_of(login_id: str, now: datetime) -> QuerySet[Showing]:
    """One's own that let see now."""
    return Showing.objects.filter(asked_by=login_id, state=ShowingState.GRANTED, until_at__gt=now)


def seen_by(user: Any, now: datetime) -> QuerySet[Showing]:
    """One's own requests, and those one could permit or has permitted."""
    rows = Showing.objects.filter(Q(asked_by=user.login_id) | Q(pk__in=_permittable(user, now).values("pk")))
    return rows.annotate(asker=name_of_staff("asked_by"), decider=name_of_staff("decided_by"))


def _permittable(user: Any, now: datetime) -> QuerySet[Showing]:
    on = now.astimezone(TOKYO).date()
    if not user.may(RIGHT, on=on):
        return Showing.objects.none()
    rows = Showing.objects.exclude(asked_by=user.login_id)
    rows = rows.filter(asked_by__in=reach_of(user).of(User.objects.all()).values("login_id"))
    for name, reach in (("wards", user.wards(RIGHT, on)), ("procedures", user.procedures(RIGHT, on))):
        if reach is not None:
            rows = rows.filter(**{f"{name}__contained_by": reach, f"{name}__len__gt": 0})
    return rows


def _waits(now: datetime) -> dict[str, Any]:
    hours = RULES.on(now.astimezone(TOKYO).date())["wait_hours"]
    return {"state": ShowingState.ASKED, "asked_at__gt": now - timedelta(hours=hours)}


def lapsed(one: Showing, now: datetime) -> bool:
    """Whether nobody permitted it in time, or its time is over."""
    if one.state == ShowingState.GRANTED:
        return not one.live(now)
    hours = RULES.on(now.astimezone(TOKYO).date())["wait_hours"]
    return one.state == ShowingState.ASKED and now >= one.asked_at + timedelta(hours=hours)


def state_at(one: Showing, now: datetime) -> str:
    """The state's word at a moment."""
    return "期限切れ" if lapsed(one, now) else one.get_state_display()
