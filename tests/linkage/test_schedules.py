"""When the connections run: due once, changed from a day on, late said, run now, failures told."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel.clock import TOKYO
from sasae.linkage.codes.models import CodeRequest
from sasae.linkage.people.models import RegisteredPerson
from sasae.linkage.provisions.models import ProvisionRun
from sasae.linkage.schedules import queries
from sasae.linkage.schedules.actions import CannotSchedule, claim_due, run_now, set_schedule
from sasae.linkage.schedules.batches import run
from sasae.linkage.schedules.jobs import jobs
from sasae.linkage.schedules.models import JobState, Schedule
from sasae.linkage.schedules.timing import Plan, due, late, next_run
from tests.linkage.offices import Offices
from tests.linkage.register import HANAKO, Register
from tests.wire.counterparts import Counterparts

OPERATOR = Actor("operator1", "宮前 亮", "staff")
DAY = date(2026, 6, 15)  # a Monday
FEED, DIFFERENCE, FULL = "feed.resident_register", "difference.TM90000000000001", "full.TM90000000000001"


def at(hour: int, minute: int = 0, day: int = 15) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=TOKYO)


NIGHT = Plan(times=(time(1, 30),))
SUNDAYS = Plan(times=(time(3), time(22)), days=frozenset({6}))
EVERY = Plan(every=60)


class TestTiming:
    """Pure: no clock, no database."""

    @pytest.mark.parametrize(
        ("plan", "last", "now", "expected"),
        [
            (EVERY, None, at(9), True),
            (EVERY, at(9), at(9, 1), True),
            (EVERY, at(9), at(9, 1) - timedelta(seconds=1), False),
            (NIGHT, at(1, 30, 14), at(1, 30), True),
            (NIGHT, at(1, 30, 14), at(1, 29), False),
            (NIGHT, at(1, 30), at(23), False),
            (NIGHT, at(1, 30, 10), at(9), True),
            (SUNDAYS, at(22, 0, 14), at(9), False),
            (SUNDAYS, at(3, 0, 14), at(22, 0, 14), True),
            (SUNDAYS, at(22, 0, 7), at(9, 0, 15), True),
            (Plan(off=True), None, at(9), False),
            (Plan(times=(time(1, 30),), set_at=at(9)), None, at(10), False),
            (Plan(times=(time(1, 30),), set_at=at(9)), None, at(1, 30, 16), True),
        ],
    )
    def test_a_plan_is_due_at_its_moment_and_once(
        self, plan: Plan, last: datetime | None, now: datetime, expected: bool
    ) -> None:
        assert due(plan, last, now) is expected

    @pytest.mark.parametrize(
        ("plan", "last", "expected"),
        [
            (EVERY, at(8, 59), at(9)),
            (EVERY, at(9), at(9, 1)),
            (NIGHT, None, at(1, 30, 16)),
            (SUNDAYS, None, at(3, 0, 21)),
            (Plan(off=True), None, None),
        ],
    )
    def test_the_next_run_is_known(self, plan: Plan, last: datetime | None, expected: datetime | None) -> None:
        assert next_run(plan, last, at(9)) == expected

    @pytest.mark.parametrize(("now", "expected"), [(at(1, 35), True), (at(1, 34), False)])
    def test_what_a_worker_did_not_take_within_five_minutes_is_late(self, now: datetime, expected: bool) -> None:
        assert late(NIGHT, at(1, 30, 14), now) is expected

    def test_a_plan_is_told_in_words(self) -> None:
        assert [one.in_words() for one in (EVERY, Plan(every=20), NIGHT, SUNDAYS, Plan(off=True))] == [
            "1分ごと", "20秒ごと", "毎日　01:30", "日　03:00、22:00", "止めています",
        ]  # fmt: skip


@pytest.mark.django_db(databases=["default", "journal"])
class TestRunning:
    """With the jobs there are."""

    def test_what_is_due_is_queued_once_and_not_again_while_it_runs(self, taken_in: Register) -> None:
        first = claim_due(at(9), on=DAY)
        assert FEED in first
        assert DIFFERENCE not in first  # nothing was missed before it was first seen
        assert claim_due(at(9, 5), on=DAY) == []
        run(FEED)
        assert (JobState.objects.get(job=FEED).outcome, JobState.objects.get(job=FEED).failures) == ("done", 0)
        assert claim_due(at(9, 5), on=DAY) == [FEED]

    def test_a_feed_that_is_away_is_told_of_once_and_again_when_it_is_back(
        self, taken_in: Register, far: Counterparts
    ) -> None:
        far.away.add("resident_register")
        for minute in range(3):
            claim_due(at(9, minute), on=DAY)
            run(FEED)
        state = JobState.objects.get(job=FEED)
        assert (state.outcome, state.failures, "応答しません" in state.note) == ("failed", 3, True)
        assert queries.wrong(at(9, 3), DAY) == 1
        far.away.clear()
        claim_due(at(9, 3), on=DAY)
        run(FEED)
        assert queries.wrong(at(9, 3), DAY) == 0
        told = HistoryEntry.objects.filter(event__startswith="schedule.").order_by("id")
        assert list(told.values_list("event", flat=True)) == ["schedule.failed", "schedule.recovered"]

    @pytest.mark.clause("LNK-5")
    def test_a_difference_before_the_first_full_run_is_a_full_run(
        self, taken_in: Register, far: Counterparts, deliver: Any
    ) -> None:
        from sasae.linkage.provisions.batches import provisions

        offices = Offices()
        offices.answer_on(far)
        offices.receives(HANAKO, date(2024, 4, 1))
        claim_due(at(9, 0, 14), on=DAY)
        for day in (15, 16):
            assert DIFFERENCE in claim_due(at(2, 0, day), on=DAY)
            run(DIFFERENCE)
            run(DIFFERENCE)  # put back to the queue after a kill: one run all the same
            provisions(timestamp=0)
            deliver()
        assert list(ProvisionRun.objects.order_by("pk").values_list("kind", "state")) == [
            ("full", "done"), ("difference", "done"),
        ]  # fmt: skip

    def test_a_schedule_holds_from_its_day_on_and_the_one_before_until_then(self, taken_in: Register) -> None:
        set_schedule(FEED, Plan(off=True), since=date(2026, 6, 16), why="点検のため", on=DAY, by=OPERATOR)
        assert [queries.plans(day)[FEED].off for day in (DAY, date(2026, 6, 16))] == [False, True]
        assert FEED not in claim_due(at(9, 0, 16), on=date(2026, 6, 16))
        set_schedule(FEED, Plan(every=300), since=date(2026, 6, 16), why="再開", on=DAY, by=OPERATOR)
        assert queries.plans(date(2026, 6, 16))[FEED].every == 300

    def test_lines_that_wait_for_a_code_are_asked_again(self, taken_in: Register) -> None:
        from sasae.formats.inquiry_file import write
        from sasae.foundation.batch import run_now as work
        from sasae.linkage.inquiry_files.actions import take_file
        from sasae.linkage.inquiry_files.models import InquiryFile
        from tests.linkage.test_inquiry_files import NAME, PURPOSE, line

        file = take_file(NAME, write([line()]), PURPOSE, {HANAKO: DAY}, asked_by="linkage", on=DAY, by=OPERATOR)
        work(file.run_id)  # type: ignore[arg-type]
        CodeRequest.objects.update(state="completed")
        run_now("files.again", at(6), by=OPERATOR)
        run("files.again")
        work(InquiryFile.objects.get().run_id)  # type: ignore[arg-type]
        assert file.lines.get().state == "asked"


@pytest.mark.django_db(databases=["default", "journal"])
class TestOnScreen:
    """The operator's pages."""

    CHOSEN = {
        "how": "times",
        "times": "01:30、13：00",
        "days": ["0", "4"],
        "since": "R8.6.20",
        "why": "夜間の保守のため",
    }

    def test_a_schedule_is_changed_with_its_day_and_reason(self, taken_in: Register, signed_in: Any) -> None:
        client = signed_in("schedules.view", "schedules.change")
        client.post(f"/schedules/{FEED}/", self.CHOSEN)
        row = Schedule.objects.get()
        assert (row.times, row.days, row.since, row.set_by) == (
            ["01:30", "13:00"], [0, 4], date(2026, 6, 20), client.staff.login_id,
        )  # fmt: skip
        page = client.get(f"/schedules/{FEED}/").content.decode()
        assert "月・金　01:30、13:00" in page
        assert "夜間の保守のため" in page
        assert HistoryEntry.objects.filter(event="schedule.set").count() == 1

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"times": "25:00"}, "L-603"),
            ({"times": "朝"}, "L-603"),
            ({"times": ""}, "L-602"),
            ({"how": "every", "every": ""}, "L-602"),
            ({"since": "R8.6.14"}, "L-601"),
            ({"why": "  "}, "field--wrong"),
            ({"how": ""}, "field--wrong"),
            ({"days": ["9"]}, "field--wrong"),
        ],
    )
    def test_what_is_no_schedule_is_said_and_nothing_changes(
        self, taken_in: Register, signed_in: Any, changed: dict[str, Any], said: str
    ) -> None:
        client = signed_in("schedules.view", "schedules.change")
        page = client.post(f"/schedules/{FEED}/", {**self.CHOSEN, **changed}).content.decode()
        assert said in page
        assert not Schedule.objects.exists()

    def test_a_job_is_run_now_once(self, taken_in: Register, signed_in: Any) -> None:
        client = signed_in("schedules.view", "schedules.change")
        assert "動かし始めました" in client.post(f"/schedules/{FULL}/run/", follow=True).content.decode()
        assert "いま動いています" in client.post(f"/schedules/{FULL}/run/", follow=True).content.decode()
        assert JobState.objects.get().job == FULL

    def test_the_list_shows_every_job_and_calls_what_is_late(self, taken_in: Register, signed_in: Any) -> None:
        from sasae.kernel import clock

        run_now(FEED, clock.real_now() - timedelta(minutes=10), by=OPERATOR)
        page = signed_in("schedules.view").get("/schedules/").content.decode()
        assert all(job.title in page for job in jobs().values())
        assert "予定の時刻を過ぎても動いていません" in page
        assert "超過" in page

    def test_who_may_look_changes_nothing(self, taken_in: Register, signed_in: Any) -> None:
        client = signed_in("schedules.view")
        assert "予定を変える" not in client.get(f"/schedules/{FEED}/").content.decode()
        assert client.post(f"/schedules/{FEED}/", self.CHOSEN).status_code == 403
        assert client.post(f"/schedules/{FEED}/run/").status_code == 403
        assert client.get("/schedules/nothing/").status_code == 404
        assert not Schedule.objects.exists()
        assert RegisteredPerson.objects.exists()

    def test_an_empty_plan_is_none(self, taken_in: Register) -> None:
        with pytest.raises(CannotSchedule):
            set_schedule(FEED, Plan(), since=DAY, why="x", on=DAY, by=OPERATOR)
