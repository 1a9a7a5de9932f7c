"""What the files told goes on its day, journaled; what was taken over and the differences stay."""

from datetime import date, timedelta

import pytest

from sasae.foundation.batch import run_now
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.old_system import actions
from sasae.subsidy.old_system.actions.giving import KEPT
from sasae.subsidy.old_system.batches import clear
from sasae.subsidy.old_system.models import Migration, PastPayment, State
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import COUNTER
from tests.subsidy.old_system.files import KEIKO, as_csv, checked, imported, rows

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def last_day(made: Migration) -> date:
    made.refresh_from_db()
    assert made.clear_on is not None
    return made.clear_on


def test_rows_bytes_and_findings_go_the_day_after_the_last_and_stay_on_it() -> None:
    told = rows()
    told["payments"][0]["yen"] = "千円"
    made = checked(told)
    assert actions.clear(last_day(made), by=COUNTER) == 0
    assert made.rows.exists()
    assert actions.clear(last_day(made) + timedelta(days=1), by=COUNTER) == 1
    made.refresh_from_db()
    assert (made.state, made.findings, made.rows.count()) == (State.CLEARED, [], 0)
    assert {(bytes(one.content or b""), str(one.findings)) for one in made.files.all()} == {(b"", "[]")}
    entry = HistoryEntry.objects.get(event="old_system.cleared")
    assert (entry.subject, entry.detail["files"]) == (made.number, 9)
    assert actions.clear(last_day(made) + timedelta(days=1), by=COUNTER) == 0


def test_what_was_taken_over_stays_and_no_row_of_it_is_left_in_staging() -> None:
    made = imported(checked(rows()))
    actions.clear(last_day(made) + timedelta(days=1), by=COUNTER)
    made.refresh_from_db()
    assert (made.state, made.rows.count()) == (State.CLEARED, 0)
    assert PastPayment.objects.count() == 2
    assert Person.objects.filter(atena_no=KEIKO).exists()
    with pytest.raises(actions.CannotMove) as refusal:
        actions.begin_comparison(made.pk, by=COUNTER)
    assert refusal.value.id == "OS-607"


def test_each_step_keeps_the_rows_some_days_more() -> None:
    made = checked(rows(), "parallel")
    Migration.objects.update(clear_on=clock.today())
    actions.give(made.pk, "payments", "x.csv", as_csv("payments", []), by=COUNTER, at=clock.now())
    assert last_day(made) == clock.today() + timedelta(days=KEPT.on(clock.today()))


def test_the_counts_of_a_comparison_stay_after_the_rows_are_gone() -> None:
    told = rows()
    told["incomes"].clear()
    made = checked(told, "parallel")
    run_now(actions.begin_comparison(made.pk, by=COUNTER))
    before = made.differences.count()
    actions.clear(last_day(made) + timedelta(days=1), by=COUNTER)
    made.refresh_from_db()
    assert (made.compared, made.differences.count()) == ({"families": 1, "payments": 2}, before)
    assert before == 2


def test_an_import_that_waits_for_approval_is_not_cleared_under_it() -> None:
    made = checked(rows())
    actions.ask(made.pk, by=COUNTER, on=clock.today())
    assert actions.clear(date(2100, 1, 1), by=COUNTER) == 0
    assert made.rows.exists()


def test_the_night_clears_what_is_due() -> None:
    made = checked(rows())
    Migration.objects.update(clear_on=clock.today() - timedelta(days=1))
    clear(0)
    assert Migration.objects.get(pk=made.pk).state == State.CLEARED
