"""The rules and courses as data: a version that was told never changes; who takes what by when, at the boundaries."""

from datetime import date, timedelta

import pytest

from sasae.deployment.home import SERVICES
from sasae.foundation.instruction.courses import State, courses_on, standings, waiting
from sasae.foundation.instruction.rules import RULES, Told, mark_on, missing, rules_on
from sasae.kernel.period import fiscal_year

TODAY = date(2026, 6, 15)
# Whoever acknowledged a version is held to its words: another wording is another row, with another day.
VERSIONS = {
    ("use", "2000-01-01"): "3bfc6a9013d5cdf3",
    ("no_copying", "2000-01-01"): "ac32e85cb0b369ca",
    ("incident", "2000-01-01"): "b96aee18baa68f41",
    ("platform", "2000-01-01"): "533254833ade1446",
}


@pytest.mark.clause("ACC-15", "MED-4", "INC-2")
def test_a_version_that_was_told_never_changes() -> None:
    found = {
        (name, str(row.since)): Told(name, row.since, row.value).version[:16]
        for name, table in RULES.items() for row in table.rows if row.value
    }  # fmt: skip
    assert found == VERSIONS


@pytest.mark.clause("ACC-15", "MED-4", "INC-2")
def test_every_system_tells_its_users_what_the_assessment_says() -> None:
    told = {system: {one.id for one in rules_on(TODAY, system)} for system in SERVICES}
    assert all({"use", "incident"} <= rules for rules in told.values())
    assert {system for system, rules in told.items() if "no_copying" in rules} == {"portal", "intake"}
    assert {system for system, rules in told.items() if "platform" in rules} == {"intermediary"}


def test_other_words_and_another_year_are_to_be_acknowledged_anew() -> None:
    rules = rules_on(TODAY, "intake")
    assert missing(rules, [one.version for one in rules]) == []
    assert missing(rules, [one.version for one in rules[1:]]) == rules[:1]
    assert [fiscal_year(day) for day in (date(2027, 3, 31), date(2027, 4, 1))] == [2026, 2027]
    assert mark_on(date(2027, 3, 31), "intake") == mark_on(TODAY, "intake") != mark_on(date(2027, 4, 1), "intake")
    assert mark_on(TODAY, "intake") != mark_on(TODAY, "subsidy")


@pytest.mark.clause("EDU-1")
@pytest.mark.parametrize(
    ("course", "start", "taken", "state"),
    [
        ("new_staff", TODAY - timedelta(days=30), None, State.TO_TAKE),
        ("new_staff", TODAY - timedelta(days=31), None, State.OVERDUE),
        ("new_staff", TODAY - timedelta(days=31), date(2019, 4, 1), State.TAKEN),
        ("responsible", date(2020, 4, 1), date(2026, 3, 31), State.TO_TAKE),
        ("responsible", date(2020, 4, 1), date(2026, 4, 1), State.TAKEN),
        ("responsible", TODAY, None, State.TO_TAKE),
    ],
)
def test_a_course_is_taken_to_be_taken_or_overdue(course: str, start: date, taken: date | None, state: State) -> None:
    found = standings(
        courses_on(TODAY, "subsidy"), ["instruction.oversee"], start, {course: taken} if taken else {}, TODAY
    )
    assert {one.course.id: one.state for one in found}[course] is state


@pytest.mark.clause("EDU-1")
def test_a_yearly_course_is_overdue_ninety_days_into_the_year() -> None:
    def state(on: date) -> State:
        courses = [one for one in courses_on(on, "subsidy") if one.id == "responsible"]
        return standings(courses, ["instruction.oversee"], date(2020, 4, 1), {}, on)[0].state

    assert (state(date(2026, 6, 30)), state(date(2026, 7, 1))) == (State.TO_TAKE, State.OVERDUE)


def test_only_who_is_responsible_takes_that_course_and_nobody_without_a_right_takes_any() -> None:
    courses = courses_on(TODAY, "subsidy")
    assert [one.course.id for one in standings(courses, ["people.view"], TODAY, {}, TODAY)] == ["new_staff"]
    assert standings(courses, [], None, {}, TODAY) == []


@pytest.mark.clause("EDU-2")
def test_on_the_intermediary_every_right_waits_for_the_operating_rules_but_those_that_let_others_in() -> None:
    courses = courses_on(TODAY, "intermediary")
    rights = ["platform.view", "inquiries.view", "accounts.manage", "instruction.manage"]
    assert set(waiting(courses, rights, {}, TODAY)) == {"platform.view", "inquiries.view"}
    assert waiting(courses, rights, {"platform_rules": date(2020, 4, 1)}, TODAY) == {}
    states = {one.course.id: one.state for one in standings(courses, rights, TODAY, {}, TODAY)}
    assert states["platform_rules"] is State.HELD_BACK


def test_elsewhere_no_right_waits() -> None:
    for system in set(SERVICES) - {"intermediary"}:
        assert waiting(courses_on(TODAY, system), ["people.view", "submissions.view"], {}, TODAY) == {}
