"""The radar: each signal on one look planted among ordinary work, and the same look by the one who had a reason."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from sasae.foundation.accounts.models import StaffNotice
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.inspections import signals
from sasae.foundation.inspections.radar import THRESHOLDS, found_in
from sasae.kernel import clock

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("ACC-9", "AUD-1")]
MONTH = date(2026, 5, 1)
MONDAY = datetime(2026, 5, 11, 10, 0, tzinfo=clock.TOKYO)
ITO, OTHER, CHIEF = "000000000000011", "000000000000012", "000000000000013"


@pytest.fixture(autouse=True)
def world(settings, staff):
    settings.SASAE_RADAR_PERSONS = ("radar_person", "number", "name")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE radar_person (number varchar, name varchar) ON COMMIT DROP")
        cursor.executemany(
            "INSERT INTO radar_person VALUES (%s, %s)", [(ITO, "伊東　さくら"), (OTHER, "川崎 次郎"), (CHIEF, "高津 係長")]
        )
    staff(login_id="chief", name="高津　係長")
    return staff(login_id="hana", name="伊東 花", staff_number="900001")


def look(person=OTHER, at=MONDAY, by="hana", **detail):
    line("screen.shown", "shown", [person] if isinstance(person, str) else person, at, by, detail)


def work(person=OTHER, at=MONDAY, by="chief"):
    line("session.refused", "done", [person], at, by, {})


def line(event, outcome, persons, at, by, detail):
    HistoryEntry.objects.create(
        at=at, actor_id=by, actor_name=by, actor_kind="staff", event=event, outcome=outcome, persons=persons, detail=detail
    )


def found():
    return {(one.actor_id, one.person): set(one.signals) for one in found_in(MONTH).lines}


@pytest.fixture
def everything(monkeypatch):
    """Every signal is shown, whatever it weighs."""
    rows = THRESHOLDS.rows
    monkeypatch.setitem(rows[0].value, "alarm", 1)


def test_every_signal_has_its_weight_and_its_words():
    assert signals.SIGNALS.keys() == THRESHOLDS.on(MONTH)["weights"].keys()
    assert all(not one.words.isascii() for one in signals.SIGNALS.values())


def test_a_look_with_a_case_or_at_one_whose_work_is_under_way_is_ordinary(everything):
    look(case="KW1")
    look(at=MONDAY + timedelta(days=1))
    work(at=MONDAY + timedelta(days=14))
    assert found() == {}


def test_a_look_without_a_case_is_a_signal_the_day_after_the_work_no_longer_counts(everything):
    look()
    work(at=MONDAY + timedelta(days=15))
    assert found() == {("hana", OTHER): {"no_case"}}


def test_a_list_is_not_a_look_at_each_of_its_persons(everything):
    look([f"{number:015}" for number in range(6)])
    assert found() == {}


@pytest.mark.parametrize(
    ("person", "more"), [(ITO, {"surname"}), (CHIEF, {"colleague"}), (OTHER, set())], ids=["same surname", "colleague", "neither"]
)  # fmt: skip
def test_one_who_is_called_like_the_operator_or_is_a_colleague(everything, person, more):
    look(person)
    assert found() == {("hana", person): {"no_case"} | more}
    work(person)
    assert found() == {}


@pytest.mark.parametrize(
    ("at", "off"),
    [
        (MONDAY.replace(hour=7), False), (MONDAY.replace(hour=6, minute=59), True), (MONDAY.replace(hour=19, minute=59), False),
        (MONDAY.replace(hour=20), True), (MONDAY - timedelta(days=1), True), (MONDAY - timedelta(days=3), False),
    ],
)  # fmt: skip
def test_off_hours_are_by_the_clock_of_tokyo(everything, at, off):
    look(at=at, case="KW1")
    assert found() == ({("hana", OTHER): {"off_hours"}} if off else {})


def test_a_day_with_many_more_persons_than_usual_is_about_the_operator(everything):
    for day in range(1, 6):
        look([f"{number:015}" for number in range(16)], at=MONDAY - timedelta(days=20 + day))
    look([f"{number:015}" for number in range(63)])
    assert found() == {}
    look([f"{number:015}" for number in range(1)], case="KW1")
    assert found() == {("hana", ""): {"volume"}}


@pytest.mark.parametrize(("event", "days", "told"), [("異動", 10, True), ("退職", 0, True), ("異動", 11, False), ("採用", 5, False)])
def test_just_before_a_transfer_by_the_personnel_feed(everything, event, days, told):
    StaffNotice.objects.create(sequence=1, staff_number="900001", event=event, effective_on=MONDAY.date() + timedelta(days=days))
    look()
    assert found() == {("hana", OTHER): {"no_case"} | ({"transfer"} if told else set())}


def test_marks_of_the_journal_are_signals_of_the_persons_they_name(everything):
    look([OTHER, ITO], case="KW1", past=True, protected=[ITO])
    assert found() == {("hana", OTHER): {"old"}, ("hana", ITO): {"old", "protected"}}


def test_the_sheet_has_ten_lines_the_most_telling_first_and_says_how_many_there_were():
    for number in range(12):
        look(f"{number:015}", at=MONDAY.replace(hour=22))
    look(ITO, at=MONDAY.replace(hour=23))  # one of the twelve, again
    sheet = found_in(MONTH)
    assert (len(sheet.lines), sheet.every) == (10, 12)
    assert sheet.lines[0].person == ITO
    assert sheet.lines[0].words == "案件のない閲覧、時間外・休日の閲覧、操作者と同じ姓の人"
    assert found_in(date(2026, 4, 1)).every == 0


def test_the_command_prints_the_sheet_and_journals_whom_it_named(capsys):
    look(ITO)
    call_command("history", "radar", "--month", "2026-05")
    said = capsys.readouterr().out
    assert "1件のうち1件" in said
    assert "伊東 花（hana）" in said
    entry = HistoryEntry.objects.latest("id")
    assert (entry.event, entry.persons, entry.outcome) == ("history.radar_shown", [ITO], "shown")
    assert entry.right == "history.view"  # an inspection, which residents are not told of
