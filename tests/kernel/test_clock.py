"""The one clock: Tokyo's, shifted for demonstrations, never for signatures."""

import os
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from sasae.kernel import clock


@pytest.fixture
def _unshifted(monkeypatch):
    monkeypatch.delenv("SASAE_TODAY", raising=False)
    monkeypatch.delenv("SASAE_CALENDAR", raising=False)


def near(one, other):
    """Same moment but for the time the test takes."""
    return abs(one - other) < timedelta(minutes=1)


@pytest.mark.usefixtures("_unshifted")
def test_now_is_now_in_tokyo():
    assert clock.shifted_to() is None
    assert near(clock.now(), datetime.now(UTC))
    assert clock.now().utcoffset() == timedelta(hours=9)


@pytest.mark.usefixtures("_unshifted")
def test_where_the_machine_stands_does_not_matter(monkeypatch):
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    try:
        assert clock.now().utcoffset() == timedelta(hours=9)
        assert near(clock.now(), datetime.now(UTC))
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.usefixtures("_unshifted")
def test_the_day_is_shifted_and_the_time_runs_on(monkeypatch):
    monkeypatch.setenv("SASAE_TODAY", "2028-02-29")
    assert clock.today() == date(2028, 2, 29)
    real = clock.real_now()
    same_time = clock.now().replace(year=2000, month=1, day=2)
    apart = abs(same_time - real.replace(year=2000, month=1, day=2))
    assert min(apart, timedelta(days=1) - apart) < timedelta(minutes=1)


@pytest.mark.usefixtures("_unshifted")
def test_what_partners_check_is_never_shifted(monkeypatch):
    monkeypatch.setenv("SASAE_TODAY", "2001-01-01")
    assert near(clock.real_now(), datetime.now(UTC))


@pytest.mark.usefixtures("_unshifted")
def test_a_calendar_file_may_change_while_everything_runs(monkeypatch, tmp_path):
    calendar = tmp_path / "calendar"
    monkeypatch.setenv("SASAE_CALENDAR", str(calendar))
    assert clock.shifted_to() is None  # no file, no shift
    calendar.write_text("2026-06-15\n", encoding="ascii")
    assert clock.today() == date(2026, 6, 15)
    calendar.write_text("2026-06-16", encoding="ascii")
    assert clock.today() == date(2026, 6, 16)
    calendar.write_text("", encoding="ascii")
    assert clock.shifted_to() is None


@pytest.mark.usefixtures("_unshifted")
def test_the_variable_goes_before_the_file(monkeypatch, tmp_path):
    (tmp_path / "calendar").write_text("2026-06-15", encoding="ascii")
    monkeypatch.setenv("SASAE_CALENDAR", str(tmp_path / "calendar"))
    monkeypatch.setenv("SASAE_TODAY", "2026-12-31")
    assert clock.today() == date(2026, 12, 31)


@pytest.mark.usefixtures("_unshifted")
@pytest.mark.parametrize("day", ["2026-02-29", "yesterday", "令和8年6月15日"])
def test_a_day_that_does_not_exist_is_not_guessed(monkeypatch, day):
    monkeypatch.setenv("SASAE_TODAY", day)
    with pytest.raises(ValueError, match=r"day|format"):
        clock.today()


def test_tests_run_on_a_fixed_day():
    assert clock.today() == date.fromisoformat(os.environ["SASAE_TODAY"])
