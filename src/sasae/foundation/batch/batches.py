"""The ledger's work in the background."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sasae.foundation.batch import actions, stalled, work

# A deadlock or a restarting database is tried again; anything else is a broken program and halts the run.
PATIENT = RetryStrategy(max_attempts=6, exponential_wait=2, retry_exceptions={OperationalError})


@contextmanager
def _halting(run_id: int) -> Iterator[None]:
    try:
        yield
    except OperationalError:
        raise
    except Exception as broken:
        actions.halt(run_id, f"処理の誤りで中断しました（{type(broken).__name__}）。動作記録を確かめてください。")
        raise


@app.task(name="batch.list", queue="batch", retry=PATIENT)
def list_run(run_id: int) -> None:
    """List a run's items."""
    with _halting(run_id):
        work.list_run(run_id)


@app.task(name="batch.chunk", queue="batch", retry=PATIENT)
def work_chunk(run_id: int, chunk: int) -> None:
    """Work one chunk."""
    with _halting(run_id):
        work.work_chunk(run_id, chunk)


@app.task(name="batch.finish", queue="batch", retry=PATIENT)
def finish_run(run_id: int) -> None:
    """Close a run."""
    with _halting(run_id):
        work.finish_run(run_id)


@app.periodic(cron="* * * * * */5")  # the sixth field is seconds
@app.task(name="batch.put_back", queue="upkeep", queueing_lock="batch.put_back", priority=100)
def put_back(timestamp: int) -> None:
    """Every five seconds: jobs of dead workers go back, runs whose jobs failed for good are halted."""
    stalled.put_back()
    actions.halt_abandoned()


@app.periodic(cron="17 3 * * *")
@app.task(name="batch.forget", queue="upkeep", queueing_lock="batch.forget")
def forget(timestamp: int) -> None:
    """Every night: jobs that failed some days ago."""
    stalled.forget_failed()
