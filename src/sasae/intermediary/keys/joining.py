"""The first version of a key: the one a body joins with."""

from datetime import date, datetime, timedelta

from sasae.intermediary.bodies.models import Body
from sasae.intermediary.keys.envelope import thumbprint
from sasae.intermediary.keys.lifetimes import LIFETIME
from sasae.intermediary.keys.models import KeyVersion, State


def first_version(body: Body, *, now: datetime) -> None:
    """The key a body joins with. Whoever takes the body in has seen it."""
    KeyVersion.objects.get_or_create(
        body=body, number=1,
        defaults={
            "thumbprint": thumbprint(body.public_key), "public_key": body.public_key, "state": State.CURRENT,
            "made_by": "take_in_body", "made_at": now, "confirmed_by": "take_in_body", "confirmed_at": now,
            "expires_on": last_day(now.date()),
        },
    )  # fmt: skip


def last_day(day: date) -> date:
    """By when a version made on this day is to be replaced."""
    return day + timedelta(days=LIFETIME.on(day)["use"])
