"""Setting a schedule, claiming what is due, noting how a run went."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from sasae.foundation.batch.queue import defer
from sasae.foundation.history import BATCH, Actor, record
from sasae.kernel.findings import Refusal, one_line
from sasae.linkage.schedules.jobs import jobs
from sasae.linkage.schedules.models import JobState, Outcome, Schedule
from sasae.linkage.schedules.queries import plans
from sasae.linkage.schedules.timing import Plan, due

TASK = "linkage.schedules.run"
ACTOR = BATCH("schedule", "連携の予定")


class CannotSchedule(Refusal):
    """The step is not taken; the text says why, in Japanese."""


@transaction.atomic
def set_schedule(job: str, plan: Plan, *, since: date, why: str, on: date, by: Actor) -> Schedule:
    """From a day on the job runs so. Raises CannotSchedule."""
    if since < on:
        raise CannotSchedule("適用日が今日より前です。", id="L-601", at="since")
    if not (plan.off or plan.every or plan.times):
        raise CannotSchedule(
            "間隔か時刻を入れてください。止めるときは「止める」を選んでください。", id="L-602", at="times"
        )
    why = one_line(why, CannotSchedule, missing="変える理由を入れてください。")
    row = Schedule.objects.create(
        job=job, since=since, off=plan.off, every_seconds=plan.every, times=[f"{one:%H:%M}" for one in plan.times],
        days=sorted(plan.days), why=why, set_by=by.id,
    )  # fmt: skip
    record(by, "schedule.set", jobs()[job].title, since=since.isoformat(), plan=plan.in_words(), why=why)
    return row


@transaction.atomic
def claim_due(now: datetime, *, on: date) -> list[str]:
    """Queue every job that is due, once. Returns their keys."""
    states = {state.job: state for state in JobState.objects.select_for_update()}
    known = plans(on)
    _known_from_now_on([key for key, plan in known.items() if plan.times and key not in states], now)
    found = [
        key
        for key, plan in known.items()
        if (key in states or plan.every)
        and due(plan, states[key].due_at if key in states else None, now)
        and not _under_way(states.get(key))
    ]
    _queue(found, now)
    return found


def _known_from_now_on(found: Iterable[str], now: datetime) -> None:
    """Moments before a job was first seen were not missed."""
    rows = [JobState(job=key, due_at=now, outcome=Outcome.NEVER) for key in found]
    JobState.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def run_now(job: str, now: datetime, *, by: Actor) -> None:
    """Queue it whatever its schedule says. Raises CannotSchedule while it runs."""
    if _under_way(JobState.objects.select_for_update().filter(job=job).first()):
        raise CannotSchedule("この仕事は、いま動いています。")
    record(by, "schedule.run_now", jobs()[job].title)
    _queue([job], now)


def _under_way(state: JobState | None) -> bool:
    """A job that is queued or running is not queued again: what a dead worker left is put back to the queue by itself."""
    return state is not None and state.outcome in (Outcome.QUEUED, Outcome.RUNNING)


def _queue(found: Iterable[str], now: datetime) -> None:
    rows = [JobState(job=key, due_at=now, outcome=Outcome.QUEUED) for key in found]
    JobState.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["job"], update_fields=["due_at", "outcome"]
    )
    defer(TASK, [{"job": row.job} for row in rows], lock="schedule:{job}")


def note_started(job: str, now: datetime) -> None:
    """It runs."""
    JobState.objects.filter(job=job).update(outcome=Outcome.RUNNING, started_at=now)


@transaction.atomic
def note_ended(job: str, now: datetime, trouble: str = "") -> None:
    """It ran, or could not. A failure is recorded when it begins, not at every turn of it."""
    state = JobState.objects.select_for_update().get(job=job)
    outcome = Outcome.FAILED if trouble else Outcome.DONE
    JobState.objects.filter(job=job).update(
        outcome=outcome, ended_at=now, note=trouble[:200], failures=F("failures") + 1 if trouble else 0
    )
    title = jobs()[job].title
    if trouble and not state.failures:
        record(ACTOR, "schedule.failed", title, why=trouble[:200])
    if not trouble and state.failures:
        record(ACTOR, "schedule.recovered", title, times=state.failures)
