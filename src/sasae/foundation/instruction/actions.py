"""The verbs: acknowledge rules, register a course that was held, cancel an attendance, prompt somebody."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from sasae.foundation.accounts.models import User
from sasae.foundation.history import Actor, Line, record, record_each
from sasae.foundation.instruction.courses import Course
from sasae.foundation.instruction.models import Acknowledgement, Attendance, CourseSession, Prompt
from sasae.foundation.instruction.queries import courses_of, mark_of_rules, unacknowledged
from sasae.kernel.findings import Finding, Refusal, Refusals, error, one_line
from sasae.kernel.period import fiscal_year


class CannotAcknowledge(Refusal):
    """The rules shown are not those in force any more; the text says so, in Japanese."""


class CannotRegister(Refusals):
    """The course or its attendees cannot be registered; the findings say why, in Japanese."""


class CannotPrompt(Refusal):
    """Nobody can be prompted so; the text says why, in Japanese."""


@dataclass(frozen=True)
class Holding:
    """A course as it was held: when, where, by whom, and how it is known who completed it."""

    course: str
    held_on: date
    how: str
    teacher: str
    proof: str


@transaction.atomic
def acknowledge(user: User, *, by: Actor, on: date, now: datetime, seen: str = "") -> str:
    """The user has read today's rules. Returns the mark of what is acknowledged now; a second time changes nothing.

    `seen` is the mark of the rules as the page showed them; the demonstration, which shows no page, gives none.
    """
    mark = mark_of_rules(on)
    if seen and seen != mark:
        raise CannotAcknowledge(
            "この画面を開いたあとで、規程か年度が変わりました。もう一度読んで、確認してください。", id="SR-001"
        )
    User.objects.select_for_update().get(pk=user.pk)
    new = unacknowledged(user.login_id, on)
    if new:
        year = fiscal_year(on)
        Acknowledgement.objects.bulk_create(
            Acknowledgement(login_id=user.login_id, rule=one.id, version=one.version, fiscal_year=year, at=now)
            for one in new
        )
        said = {"titles": "、".join(one.says.title for one in new), "versions": "、".join(one.version[:12] for one in new)}
        record(by, "rules.acknowledged", user.login_id, year=year, **said)
    return mark


@transaction.atomic
def register(
    held: Holding, attendees: Sequence[User], *, organisation: str, by: Actor, on: date, now: datetime
) -> CourseSession:
    """Register who took a course. Raises CannotRegister; nobody registers their own attendance."""
    course = next((one for one in courses_of(on) if one.id == held.course), None)
    found = list(_wrong(course, held, attendees, by, on))
    if found or course is None:
        raise CannotRegister(found)
    session = CourseSession.objects.create(
        organisation=organisation, course=course.id, held_on=held.held_on, how=held.how, teacher=held.teacher,
        proof=held.proof, registered_by=by.id, registered_at=now,
    )  # fmt: skip
    Attendance.objects.bulk_create(
        Attendance(session=session, login_id=user.login_id, registered_by=by.id) for user in attendees
    )
    who = [user.login_id for user in attendees]
    record(
        by, "course.held", str(session.pk), course=course.title, day=held.held_on, attended=len(who), attendees=who
    )
    return session


def _wrong(course: Course | None, held: Holding, who: Sequence[User], by: Actor, on: date) -> Iterable[Finding]:
    if course is None:
        yield error("SR-010", "course", "この研修はありません。選び直してください。")
    if held.held_on > on:
        yield error("SR-011", "held_on", "実施日が今日より後です。行った後に登録してください。")
    if not who:
        yield error("SR-012", "attendees", "受講した人を1人以上入れてください。")
    if by.kind == "staff" and any(user.login_id == by.id for user in who):
        yield error("SR-013", "attendees", "自分の受講は、自分では登録できません。ほかの研修の担当者に頼んでください。")


@transaction.atomic
def cancel(attendance: Attendance, why: str, *, by: Actor, now: datetime) -> None:
    """Take back what was registered by mistake. A right that waited for the course waits again, at once."""
    why = one_line(why, CannotRegister.said, missing="取り消す理由を入れてください。")
    changed = Attendance.objects.filter(pk=attendance.pk, cancelled_at=None).update(
        cancelled_by=by.id, cancelled_at=now, why=why
    )
    if not changed:
        raise CannotRegister.said("この受講は、既に取り消されています。", id="SR-014")
    session = attendance.session
    title = next((one.title for one in courses_of(session.held_on) if one.id == session.course), session.course)
    record(by, "course.attendance_cancelled", attendance.login_id, course=title, day=session.held_on, why=why)


@transaction.atomic
def prompt(missing: Collection[tuple[User, Course]], *, by: Actor, now: datetime) -> int:
    """Tell these people to take these courses: it stands on their home page. Returns how many people."""
    if not missing:
        raise CannotPrompt("一覧で、受けていない研修のある人を選んでください。", id="SR-020")
    Prompt.objects.bulk_create(
        Prompt(login_id=user.login_id, course=course.id, prompted_by=by.id, prompted_at=now) for user, course in missing
    )
    record_each(by, "course.prompted", [Line(user.login_id, detail={"course": course.title}) for user, course in missing])
    return len({user.login_id for user, _ in missing})
