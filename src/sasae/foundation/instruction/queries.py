"""Questions about rules and courses, of one user and of many at once."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from sasae.foundation.accounts.models import Grant, User
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.instruction.courses import Course, Standing, State, courses_on, standings
from sasae.foundation.instruction.models import Acknowledgement, Attendance, CourseSession, Prompt
from sasae.foundation.instruction.rules import Told, first_day_of, mark_on, missing, rules_on
from sasae.kernel.period import fiscal_year

_TAKEN = Attendance.objects.filter(cancelled_at=None)


def courses_of(on: date) -> list[Course]:
    """The courses of this service on the day."""
    return courses_on(on, settings.SASAE_SERVICE)


def rules_of(on: date) -> list[Told]:
    """What this service's users are told on the day."""
    return rules_on(on, settings.SASAE_SERVICE)


def mark_of_rules(on: date) -> str:
    """Tells apart what this service's users are told on one day and on another."""
    return mark_on(on, settings.SASAE_SERVICE)


def unacknowledged(login_id: str, on: date) -> list[Told]:
    """What the user has still to acknowledge this fiscal year."""
    held = Acknowledgement.objects.filter(login_id=login_id, fiscal_year=fiscal_year(on))
    return missing(rules_of(on), held.values_list("version", flat=True))


def taken_by(login_id: str, on: date) -> dict[str, date]:
    """The last day the user took each course."""
    taken = _TAKEN.filter(login_id=login_id, session__held_on__lte=on)
    return dict(taken.values_list("session__course").annotate(last=Max("session__held_on")))


def standings_of(user: Any, on: date) -> list[Standing]:
    """How the user stands to each course they have to take."""
    rights = user.granted(on)
    if not rights:
        return []
    return standings(courses_of(on), rights, user.first_right_on(), taken_by(user.login_id, on), on)


def last_prompts(login_id: str) -> dict[str, Any]:
    """When the user was last prompted to take each course."""
    return dict(Prompt.objects.filter(login_id=login_id).values_list("course").annotate(at=Max("prompted_at")))


def _held(on: date) -> QuerySet[Grant]:
    """For subqueries: the rights in force of a user."""
    return Grant.objects.filter(Q(until=None) | Q(until__gte=on), user=OuterRef("pk"), revoked_at=None, since__lte=on)


def at_work(users: QuerySet[User], on: date) -> QuerySet[User]:
    """Of these users those in force who hold a right; each with the day of the first (`start`)."""
    live = users.filter(Q(ends_on=None) | Q(ends_on__gte=on), Exists(_held(on)), is_active=True)
    first = Grant.objects.filter(user=OuterRef("pk"), revoked_at=None).order_by("since").values("since")[:1]
    return live.annotate(start=Subquery(first))


def with_standing(users: QuerySet[User], on: date) -> QuerySet[User]:
    """Users at work with what a list shows: rights, courses taken, the last prompt, what was acknowledged."""
    taken = _TAKEN.filter(login_id=OuterRef("login_id"), session__held_on__lte=on)
    acknowledged = _acknowledged(on)
    return at_work(users, on).annotate(
        held=ArraySubquery(_held(on).values("right").distinct()),
        taken=ArraySubquery(taken.values(told=JSONObject(course="session__course", day="session__held_on"))),
        prompted_at=Subquery(
            Prompt.objects.filter(login_id=OuterRef("login_id")).order_by("-prompted_at").values("prompted_at")[:1]
        ),
        acknowledged_at=Subquery(acknowledged.order_by("-at").values("at")[:1]),
        acknowledged=Subquery(acknowledged.order_by().values("login_id").annotate(n=Count("pk")).values("n")),
    )


def standings_in(user: Any, on: date) -> list[Standing]:
    """The same as `standings_of`, of a row of `with_standing`: no further question."""
    last: dict[str, date] = {}
    for told in user.taken:
        day = date.fromisoformat(told["day"])
        last[told["course"]] = max(day, last.get(told["course"], day))
    return standings(courses_of(on), user.held, user.start, last, on)


def without_course(users: QuerySet[User], courses: Iterable[Course], on: date, *, late: bool = False) -> QuerySet[User]:
    """Of users at work those who have not taken one of these courses; `late`: whose day for it is over."""
    found = Q(pk__in=[])
    for course in courses:
        wanted = Q(Exists(_held(on).filter(right__in=course.who))) if course.who else Q()
        taken = _TAKEN.filter(login_id=OuterRef("login_id"), session__course=course.id, session__held_on__lte=on)
        one = wanted & ~Q(Exists(taken.filter(session__held_on__gte=course.counts_from(on))))
        if late:
            within = timedelta(days=course.within_days)
            year_over = not course.every_year or first_day_of(fiscal_year(on)) + within < on
            one &= Q(start__lt=on - within) if year_over else Q(pk__in=[])
        found |= one
    return users.filter(found)


def _acknowledged(on: date) -> QuerySet[Acknowledgement]:
    versions = [one.version for one in rules_of(on)]
    return Acknowledgement.objects.filter(
        login_id=OuterRef("login_id"), fiscal_year=fiscal_year(on), version__in=versions
    )


def without_acknowledgement(users: QuerySet[User], on: date) -> QuerySet[User]:
    """Those who have not acknowledged every rule of today this year."""
    counted = _acknowledged(on).order_by().values("login_id").annotate(n=Count("pk")).values("n")
    return users.annotate(known=Subquery(counted)).filter(Q(known=None) | Q(known__lt=len(rules_of(on))))


def of_office(users: QuerySet[User], responsible: Any) -> QuerySet[User]:
    """Those of the same office as the one who is responsible for it; nobody where no office is named."""
    if responsible.office_code:
        return users.filter(office_code=responsible.office_code)
    return users.filter(office=responsible.office) if responsible.office else users.none()


def within_reach(user: Any) -> QuerySet[User]:
    """Whom a manager administers here."""
    return reach_of(user).of(User.objects.all())


def sessions_of(user: Any) -> QuerySet[CourseSession]:
    """The sessions of the manager's organisation, each with how many took part."""
    mine = CourseSession.objects.filter(organisation=reach_of(user).office_code or "")
    return mine.annotate(attended=Count("attendances", filter=Q(attendances__cancelled_at=None)))


def attendances_of(login_id: str) -> QuerySet[Attendance]:
    """What the user took, the newest first."""
    return _TAKEN.filter(login_id=login_id).select_related("session").order_by("-session__held_on", "-pk")


def attendees(session: CourseSession) -> QuerySet[Attendance]:
    """Who took part, with their names."""
    name = User.objects.filter(login_id=OuterRef("login_id"))
    return session.attendances.annotate(
        name=Subquery(name.values("name")[:1]), office=Subquery(name.values("office")[:1])
    ).order_by(F("office"), "login_id")


def left_to_take(user: Any, on: date) -> tuple[int, int]:
    """How many courses the user has still to take: those with time, and those whose day is over, which a right waits for,
    or which somebody prompted to take."""
    left = [one for one in standings_of(user, on) if one.state != State.TAKEN]
    prompted = last_prompts(user.login_id) if left else {}
    urgent = sum(one.state != State.TO_TAKE or one.course.id in prompted for one in left)
    return len(left) - urgent, urgent


def of_my_office(user: Any, on: date, which: str) -> QuerySet[User]:
    """Of the office the user is responsible for: who is late with a course, or has not read the rules (`rules`)."""
    people = at_work(of_office(within_reach(user), user), on)
    if which == "rules":
        return without_acknowledgement(people, on)
    return without_course(people, courses_of(on), on, late=True)
