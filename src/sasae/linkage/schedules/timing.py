"""When a plan is due and when next; pure, the moment an argument."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

WEEKDAYS = "月火水木金土日"
LATE = timedelta(minutes=5)  # what is due may wait this long for a worker


@dataclass(frozen=True)
class Plan:
    """`every` seconds, or at these times of these weekdays (0 is Monday; none: every day)."""

    off: bool = False
    every: int = 0
    times: tuple[time, ...] = ()
    days: frozenset[int] = frozenset()
    set_at: datetime | None = None  # what lay before does not count as missed

    def in_words(self) -> str:
        """As staff read it."""
        if self.off:
            return "止めています"
        if self.every:
            return f"{self.every // 60}分ごと" if self.every % 60 == 0 else f"{self.every}秒ごと"
        days = "・".join(WEEKDAYS[day] for day in sorted(self.days)) if self.days else "毎日"
        return f"{days}　{'、'.join(f'{one:%H:%M}' for one in sorted(self.times))}"


def due(plan: Plan, last: datetime | None, now: datetime) -> bool:
    """Whether the job is to run now; `last` is when it was due before."""
    if plan.off:
        return False
    if plan.every:
        return last is None or last + timedelta(seconds=plan.every) <= now
    missed = max((moment for moment in _moments(plan, now, -8) if moment <= now), default=None)
    known = [each for each in (last, plan.set_at) if each is not None]
    return missed is not None and all(missed > each for each in known)


def next_run(plan: Plan, last: datetime | None, now: datetime) -> datetime | None:
    """When it runs next; None when it does not."""
    if plan.off:
        return None
    if plan.every:
        return max(now, last + timedelta(seconds=plan.every)) if last else now
    return min((moment for moment in _moments(plan, now, 0) if moment > now), default=None)


def late(plan: Plan, last: datetime | None, now: datetime) -> bool:
    """Whether it ought to have run and has not, for longer than a worker needs."""
    return due(plan, last, now - max(LATE, timedelta(seconds=plan.every) * 2))


def _moments(plan: Plan, now: datetime, first: int) -> Iterator[datetime]:
    """The plan's moments of the days around now, from so many days off to a week ahead."""
    for day in range(first, 9):
        date = now.date() + timedelta(days=day)
        if not plan.days or date.weekday() in plan.days:
            yield from (datetime.combine(date, one, tzinfo=now.tzinfo) for one in plan.times)
