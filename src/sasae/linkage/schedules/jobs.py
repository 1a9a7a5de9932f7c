"""The connections that have a schedule: feeds, copies, files whose lines wait for a code.

Queues that only go on with what is under way (codes, results, masters, the outbox) have a rhythm of their own and none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from functools import cache, partial
from importlib.resources import files
from typing import Any

import yaml

from sasae.foundation.history import BATCH
from sasae.kernel import clock
from sasae.linkage.inquiry_files.waiting import ask_waiting_again
from sasae.linkage.naming import system_name
from sasae.linkage.people.batches import FEEDS, take_feed
from sasae.linkage.people.models import Feed
from sasae.linkage.people.unifying import REGISTER
from sasae.linkage.provisions.actions import CannotProvide, start
from sasae.linkage.provisions.models import ProvisionRun, RunKind, RunState
from sasae.linkage.provisions.sources import provided
from sasae.linkage.schedules.timing import Plan

ACTOR = BATCH("schedule", "連携の予定")


@dataclass(frozen=True)
class Job:
    """One connection: what it does, and the schedule it has until staff set another."""

    key: str
    title: str
    run: Callable[[], object]
    plan: Plan


@cache
def jobs() -> dict[str, Job]:
    """All there are, by key."""
    made = [
        Job(f"feed.{system}", f"{system_name(system)}の異動データの取込", partial(_feed, system), _plan("feed"))
        for system in FEEDS
    ]
    made += [
        Job("files.again", "符号を待つ一括照会の行の照会", ask_waiting_again, _plan("again")),
    ]
    for code, source in provided().items():
        if source.by == "feed":
            made.append(
                Job(
                    f"difference.{code}",
                    f"{source.name}の副本の提供（差分）",
                    partial(_provide, code),
                    _plan("difference"),
                )
            )
        made.append(
            Job(f"full.{code}", f"{source.name}の副本の提供（全件）", partial(_provide, code, full=True), _plan("full"))
        )
    return {job.key: job for job in made}


def _feed(system: str) -> None:
    """The offices' feeds wait until the register has told of its residents."""
    if system == REGISTER or Feed.objects.filter(system=REGISTER, last_sequence__gt=0).exists():
        take_feed(system)


def _provide(information: str, full: bool = False) -> None:
    """Begin a run, unless one is under way. Before the first full run, and where somebody could not be sent for want of
    a number, a difference is a full run."""
    runs = ProvisionRun.objects.filter(information=information)
    if runs.filter(state__in=[RunState.GATHERING, RunState.SENDING]).exists():
        return
    last = runs.filter(state=RunState.DONE).order_by("-pk").first()
    kind = RunKind.FULL if full or last is None or last.without_number else RunKind.DIFFERENCE
    start(information, kind, on=clock.today(), by=ACTOR)


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((files(__package__) / "defaults.yaml").read_text(encoding="utf-8"))
    return table["rows"]  # type: ignore[no-any-return]


def _plan(name: str) -> Plan:
    row = _table()[name]
    return Plan(
        every=row.get("every", 0), times=tuple(map(time.fromisoformat, row.get("times", ()))),
        days=frozenset(row.get("days", ())),
    )  # fmt: skip


REFUSALS = (CannotProvide,)
