"""How far a run is."""

from dataclasses import dataclass

from django.db import connection

from sasae.foundation.batch.models import BatchRun, RunState


@dataclass(frozen=True)
class Progress:
    """A run's figures at one moment."""

    state: RunState
    total: int
    done: int
    refused: int
    note: str

    @property
    def worked(self) -> int:
        """Items with an outcome, whichever."""
        return self.done + self.refused

    @property
    def waiting(self) -> int:
        """Items still to do."""
        return self.total - self.worked

    @property
    def percent(self) -> int:
        """Whole percents, never 100 before the end."""
        if self.state == RunState.FINISHED:
            return 100
        return min(99, 100 * self.worked // self.total) if self.total else 0

    @property
    def live(self) -> bool:
        """Whether the figures will still change by themselves."""
        return self.state in (RunState.LISTING, RunState.RUNNING)


def progress(run: BatchRun | int) -> Progress:
    """The run's figures, read now."""
    row = BatchRun.objects.get(pk=run if isinstance(run, int) else run.pk)
    return Progress(RunState(row.state), row.item_count, row.done_count, row.refused_count, row.note)


def chunks_to_do(run_id: int, *, without_job: bool = False) -> list[int]:
    """Chunks with waiting items; on request only those no job is queued or running for."""
    unless = """AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs j WHERE j.status IN ('todo', 'doing')
                AND j.lock = 'batch:' || i.run_id || ':' || i.chunk)"""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT DISTINCT i.chunk FROM batch_item i WHERE i.run_id = %s AND i.state = 'waiting'
                {unless if without_job else ""} ORDER BY i.chunk""",  # noqa: S608 - a constant
            [run_id],
        )
        return [row[0] for row in cursor.fetchall()]


def has_job(run_id: int) -> bool:
    """Whether any job of this run is queued or running."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT EXISTS (SELECT 1 FROM procrastinate_jobs
               WHERE status IN ('todo', 'doing') AND starts_with(lock, %s))""",
            [f"batch:{run_id}:"],
        )
        return bool(cursor.fetchone()[0])
