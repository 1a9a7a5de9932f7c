"""Whether a contractor's person may be signed in now; what waits to be looked at; who stands in for whom."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet, Subquery

from sasae.foundation.accounts.models import COVER, Grant, User
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.history.models import HistoryEntry, Outcome
from sasae.foundation.special_access.models import Absence, Cover, Deputy, Emergency, Window
from sasae.kernel import clock
from sasae.kernel.dated import load_dated

COVERED = load_dated(__package__, "cover.yaml", dict[str, Any])


def watched(login_id: str, now: datetime) -> bool:
    """Whether a window is open: its time is now, the watcher is there and has not closed it."""
    return Window.objects.filter(
        login_id=login_id, from_at__lte=now, until_at__gt=now, present_at__isnull=False, closed_at=None
    ).exists()


def unreviewed() -> QuerySet[Emergency]:
    """Rights that were taken and that nobody else has looked at yet."""
    return Emergency.objects.filter(verdict="")


def overdue(on: date) -> QuerySet[Emergency]:
    """Those whose day has passed."""
    return unreviewed().filter(review_by__lt=on)


def seen_under(one: Emergency) -> QuerySet[HistoryEntry]:
    """What was shown to whoever took the right, while it worked; each line of the journal is marked with its number."""
    return HistoryEntry.objects.filter(
        actor_id=one.login_id, outcome=Outcome.SHOWN, detail__reason__contains=one.number
    ).order_by("-pk")  # fmt: skip


def within_reach(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Of these emergencies or windows those of IDs the user administers."""
    return rows.filter(login_id__in=reach_of(user).of(User.objects.all()).values("login_id"))


def deputies(on: date) -> QuerySet[Deputy]:
    """The orders in force on a day, each office's in its order."""
    rows = Deputy.objects.filter(since__lte=on).filter(Q(until=None) | Q(until__gte=on))
    return rows.order_by("office", "place", "pk")


def absences(on: date) -> QuerySet[Absence]:
    """Who is away on a day."""
    return Absence.objects.filter(on=on, withdrawn_at=None)


def deputy_of(decider: User, on: date) -> User | None:
    """Who stands in for somebody on a day: the first of their office's order who is not away."""
    order = list(deputies(on).filter(office=decider.office).exclude(login_id=decider.login_id).values_list("login_id", flat=True))
    there = reach_of(decider).of(User.objects.filter(login_id__in=order)).exclude(login_id__in=absences(on).values("login_id"))
    usable = {one.login_id: one for one in there if one.usable(on)}
    return next((usable[one] for one in order if one in usable), None)


def own_grants(decider: User, on: date) -> list[Grant]:
    """The decisions of somebody that may be covered: theirs for good, not by standing in for another or in an emergency."""
    kinds = COVERED.on(on)["rights"].get(settings.SASAE_SERVICE, [])
    rows = Grant.objects.filter(user=decider, right__in=kinds, revoked_at=None, emergency="").exclude(granted_by=COVER)
    waiting = decider.waiting(on)
    return [one for one in rows.order_by("pk") if one.in_force(on) and one.right not in waiting]


def to_cover(user: User, on: date) -> list[tuple[Absence, User]]:
    """Who is away today and has this user to decide for them, and nobody does yet."""
    offices = deputies(on).filter(login_id=user.login_id).values("office")
    away = absences(on).exclude(login_id=user.login_id).exclude(covers__until_at__gt=clock.now())
    people = {one.login_id: one for one in User.objects.filter(office__in=offices, login_id__in=away.values("login_id"))}
    rows = away.filter(login_id__in=people).order_by("pk")
    return [(one, people[one.login_id]) for one in rows if deputy_of(people[one.login_id], on) == user]


def number_of_cover(deputy: str, right: str, now: datetime) -> str:
    """By which cover somebody holds a right now."""
    rows = Cover.objects.filter(deputy=deputy, rights__contains=[right], taken_at__lte=now, until_at__gt=now)
    return rows.order_by("-pk").values_list("number", flat=True).first() or ""


def in_place_of(login_id: str, right: str, at: datetime | None) -> Cover | None:
    """The cover by which somebody decided at a moment: they had the right by nothing else."""
    if not login_id or at is None:
        return None
    rows = Cover.objects.filter(deputy=login_id, rights__contains=[right], taken_at__lte=at, until_at__gt=at)
    return rows.order_by("-pk").first()


def lines_of(cover: Cover) -> QuerySet[HistoryEntry]:
    """What was done by a cover, as the journal has it: its lines from where the cover began."""
    begun = HistoryEntry.objects.filter(event="cover.taken", subject=cover.number).values("at")[:1]
    rows = HistoryEntry.objects.filter(actor_id=cover.deputy, at__gt=Subquery(begun), detail__cover=cover.number)
    return rows.filter(outcome=Outcome.DONE).order_by("pk")


def to_look_at(login_id: str, now: datetime) -> QuerySet[Cover]:
    """What was decided in somebody's place and they have not looked at."""
    return Cover.objects.filter(decider=login_id, verdict="", until_at__lte=now)


def covers_within(user: User) -> QuerySet[Cover]:
    """The covers of those the user administers."""
    return Cover.objects.filter(decider__in=reach_of(user).of(User.objects.all()).values("login_id"))
