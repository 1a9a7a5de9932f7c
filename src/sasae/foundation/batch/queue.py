"""Deferring jobs in the transaction at hand, in a web process and inside a job alike.

procrastinate's own `task.defer()` writes on Django's connection in a web process, but in a worker on a connection of its
own: there the job would start before, or without, the work it belongs to. The `worker` command mends that for every
task; what is deferred here does not depend on how the worker was started.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.psycopg_connector import PsycopgConnector


class WorkerConnector(PsycopgConnector):
    """A worker's connector: fetching and finishing jobs on its own connections, deferring on Django's."""

    def get_sync_connector(self) -> BaseConnector:
        """What `task.defer()` uses inside a synchronous task: the task's own connection, and so its transaction."""
        return DjangoConnector()


def defer(
    task: str,
    jobs: Iterable[dict[str, Any]],
    *,
    lock: str | None = None,
    at: datetime | None = None,
    priority: int = 0,
) -> list[int]:
    """Queue one job for each set of arguments, to start when this transaction commits. Returns the jobs' numbers.

    `task` is the task's name. `lock`, with the job's arguments filled in ("batch:{run_id}:{chunk}"), keeps two jobs
    of the same lock from running at once.
    """
    manager = JobManager(DjangoConnector())
    prepared = []
    for arguments in jobs:
        own_lock = lock.format(**arguments) if lock else None
        job = app.configure_task(task, allow_unknown=False, lock=own_lock, schedule_at=at, priority=priority).job
        prepared.append(JobDeferrer(manager, job).make_new_job(**arguments))
    if not prepared:
        return []
    return [job.id for job in manager.batch_defer_jobs(prepared) if job.id is not None]
