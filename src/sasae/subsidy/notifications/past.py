"""The families of a person as of one day, as known on another."""

from typing import Any

from sasae.foundation.history.as_of import AsOf, as_known, as_stood, one_stood, versions
from sasae.subsidy.entitlements.models import Family, FamilyMember
from sasae.subsidy.notifications.models import Consequence, Notification, Review
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.past import families_then as families_on
from sasae.subsidy.people.past import one_with_then

_SETTLED = ("state", "examination", "settled_by", "settled_at", "note")  # how far a review had come


def families_then(person: Person, then: AsOf) -> list[Family]:
    """Those of a person's own, under whichever number was known to be theirs; else those they were in, or had been in last."""
    ones = one_with_then(person, then.known_at)
    families = Family.objects.select_related("applicant").filter(created_at__lte=then.known_at)
    if own := list(families.filter(applicant__in=ones).order_by("-pk")):
        return own
    there = families_on(ones, then)
    if not there:
        rows = versions(FamilyMember, then.known_at, person_id__in=ones)
        begun = [row for row in rows if row.since <= then.on]
        there = {max(begun, key=lambda row: (row.since, row.pgh_obj_id)).family_id} if begun else set()
    return list(families.filter(pk__in=there).order_by("-pk"))


def notification_then(found: Notification, then: AsOf) -> Notification | None:
    """A notification that had been received by the day, as it was known."""
    told = one_stood(found, then, "state", "confirmed_by", "confirmed_at")
    return told if told is not None and told.received_on <= then.on else None


def review_of(notification: Notification, then: AsOf) -> Review | None:
    """What a notification had led to."""
    return next(iter(as_stood(Review.objects.filter(notification=notification.pk), then, *_SETTLED)), None)


def review_then(found: Review, then: AsOf) -> dict[str, Any] | None:
    """A review of what had happened by the day, as it was known, with its examination and what followed."""
    told = one_stood(found, then, *_SETTLED)
    if told is None or told.occurred_on > then.on:
        return None
    examined = told.examination
    if examined is not None:
        told.examination = next(iter(as_known([examined], then.told_by)), None)
    follow = Consequence.objects.filter(review=found).select_related("person").order_by("person", "kind", "id")
    approved = told.examination is not None and told.examination.state == "approved"
    return {
        "one": told,
        "consequences": as_stood(follow, then, "state", "ticked_by", "ticked_at", "note"),
        "notice": getattr(examined, "loss_notice", None) if approved else None,
    }
