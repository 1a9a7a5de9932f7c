"""The questions asked of notifications and reviews."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, Exists, OuterRef, QuerySet, When

from sasae.contracts.person_index import Change
from sasae.subsidy.applications.models import Application
from sasae.subsidy.applications.models import State as ApplicationState
from sasae.subsidy.duplicates.groups import all_one_with, one_with
from sasae.subsidy.entitlements.models import Family, FamilyMember
from sasae.subsidy.notifications.models import Cause, Kind, Notification, Review, ReviewState
from sasae.subsidy.people.models import Person

OPEN = (ReviewState.OPEN, ReviewState.EXAMINING)


def families_of(person: Person) -> list[Family]:
    """The families of a person's own, under whichever of their numbers; else the one they are in, or were in last.

    The first is the one to notify of: it has members now, or is that of the number asked for.
    """
    ones = one_with(person)
    now = FamilyMember.objects.filter(family=OuterRef("pk"), until__isnull=True)
    families = Family.objects.select_related("applicant").annotate(
        lives=Exists(now), asked=Case(When(applicant=person, then=True), default=False)
    )
    own = families.filter(applicant__in=ones).order_by("-lives", "-asked", "-pk")
    if found := list(own):
        return found
    member = FamilyMember.objects.filter(person__in=ones).order_by("-until", "-since")
    latest = member.filter(until__isnull=True).first() or member.first()
    return list(families.filter(pk=latest.family_id)) if latest else []


def members_of(*families: Family) -> list[FamilyMember]:
    """Those in the families now, the applicant first."""
    members = FamilyMember.objects.filter(family__in=families, until__isnull=True)
    return list(members.select_related("person").order_by("role", "person__birth_date", "pk"))


def concerned(changes: Iterable[Change]) -> set[str]:
    """Whom of these the office keeps as a member of a family, and who came into a member's household or was of it.

    A household a member came into in these changes is a member's too.
    """
    told = list(changes)
    numbers = {change.atena_no for change in told}
    households = {change.household_no for change in told if change.household_no}
    members = FamilyMember.objects.filter(until__isnull=True)
    known = _of_members(numbers)
    homes = {change.household_no for change in told if change.atena_no in known and change.household_no}
    homes |= set(members.filter(person__household_no__in=households).values_list("person__household_no", flat=True))
    with_them = Person.objects.filter(atena_no__in=numbers, household_no__in=members.values("person__household_no"))
    known |= set(with_them.exclude(household_no="").values_list("atena_no", flat=True))
    return known | {change.atena_no for change in told if change.household_no in homes}


def _of_members(numbers: set[str]) -> set[str]:
    """Which of these numbers are a member's, by whichever of the member's numbers."""
    people = dict(Person.objects.filter(atena_no__in=numbers).values_list("pk", "atena_no"))
    groups = all_one_with(people)
    living = FamilyMember.objects.filter(until__isnull=True, person__in=set().union(*groups.values()))
    members = set(living.values_list("person", flat=True))
    return {people[pk] for pk, ones in groups.items() if ones & members}


def open_reviews() -> QuerySet[Review]:
    """What waits for staff, the earliest event first."""
    return Review.objects.filter(state__in=OPEN).select_related("person", "family__applicant", "notification")


def undecided_of(applicant: Person, on: date) -> list[str]:
    """Applications that came in on a day and are not decided yet: a withdrawal as of it gives up the cover before them."""
    rows = Application.objects.filter(applicant__in=one_with(applicant), received_on=on)
    waiting = rows.filter(state__in=[ApplicationState.RECEIVED, ApplicationState.EXAMINING])
    return list(waiting.order_by("pk").values_list("receipt_number", flat=True))


def leads_to_application(review: Review) -> bool:
    """Lost cover comes back by a new application alone: after a marriage that ended, with a new reason, or after a return into the city."""
    if review.cause == Cause.MOVED_BACK:
        return True
    told = review.notification
    household = told is not None and told.kind == Kind.HOUSEHOLD and not review.needs_examination
    return household and told.content.get("what") in ("partner_ended", "another_reason")  # type: ignore[union-attr]


def notifications_of(*families: Family) -> QuerySet[Notification]:
    """The notifications of families, the newest first."""
    return Notification.objects.filter(family__in=families).order_by("-received_on", "-id")
