"""The plans in force, and how each job stands."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from sasae.linkage.schedules.jobs import Job, jobs
from sasae.linkage.schedules.models import JobState, Outcome, Schedule
from sasae.linkage.schedules.timing import LATE, Plan, late, next_run

MANY_FAILURES = 3  # in a row: then staff are called


@dataclass(frozen=True)
class Standing:
    """One job as the page shows it."""

    job: Job
    plan: Plan
    state: JobState | None
    next: datetime | None
    late: bool

    @property
    def wrong(self) -> bool:
        """Whether somebody has to look: it does not run, or fails again and again."""
        return self.late or (self.state is not None and self.state.failures >= MANY_FAILURES)

    @property
    def outcome(self) -> str:
        """In one word."""
        return Outcome(self.state.outcome).label if self.state else "未実行"


def plans(on: date) -> dict[str, Plan]:
    """The plan of every job on a day: what staff set last for it, or the one it came with."""
    rows = Schedule.objects.filter(since__lte=on).order_by("job", "-since", "-pk").distinct("job")
    chosen = {row.job: plan_of(row) for row in rows}
    return {key: chosen.get(key, job.plan) for key, job in jobs().items()}


def plan_of(row: Schedule) -> Plan:
    """A row as a plan."""
    return Plan(
        off=row.off, every=row.every_seconds, times=tuple(map(time.fromisoformat, row.times)),
        days=frozenset(row.days), set_at=timezone.localtime(row.set_at),
    )  # fmt: skip


def standings(now: datetime, on: date) -> list[Standing]:
    """Every job."""
    states, known = {state.job: state for state in JobState.objects.all()}, plans(on)
    return [_standing(job, known[key], states.get(key), now) for key, job in jobs().items()]


def _standing(job: Job, plan: Plan, state: JobState | None, now: datetime) -> Standing:
    last = timezone.localtime(state.due_at) if state else None
    waits = state is not None and state.outcome == Outcome.QUEUED and state.due_at < now - LATE
    missed = state is not None and late(plan, last, now)
    return Standing(job, plan, state, next_run(plan, last, now), waits or missed)


def history_of(job: str) -> QuerySet[Schedule]:
    """What was set for a job, the newest first."""
    return Schedule.objects.filter(job=job).order_by("-since", "-pk")


def wrong(now: datetime, on: date) -> int:
    """How many jobs somebody has to look at."""
    return sum(standing.wrong for standing in standings(now, on))
