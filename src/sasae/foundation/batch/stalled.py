"""Jobs of dead workers go back into the queue."""

import logging

from django.db import connection, transaction

from sasae.foundation.batch.worker_pace import MOST_ATTEMPTS, STALLED_AFTER

log = logging.getLogger(__name__)

_STALLED = """
    SELECT j.id, j.task_name, j.attempts >= %s AS enough,
           EXISTS (SELECT 1 FROM procrastinate_jobs o WHERE o.status = 'todo' AND o.queueing_lock = j.queueing_lock)
    FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
    WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - make_interval(secs => %s))
    ORDER BY j.id FOR UPDATE OF j SKIP LOCKED
"""


@transaction.atomic
def put_back() -> int:
    """Queue again what workers without a heartbeat were doing. Returns how many jobs.

    A job whose worker has died time after time is given up as failed, so that it does not take them all down; so is a
    periodic one whose next turn is already waiting.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STALLED, [MOST_ATTEMPTS, STALLED_AFTER])
        back = 0
        for job_id, task, enough, replaced in cursor.fetchall():
            if enough or replaced:
                cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job_id])
            else:
                cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job_id])
                back += 1
            log.warning("job %s (%s) of a dead worker: %s", job_id, task, "given up" if enough else "put back")
    return back


def forget_failed(days: int = 3) -> int:
    """Drop failed jobs after a while; what they were about stands in the ledgers. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM procrastinate_jobs j WHERE j.status IN ('failed', 'cancelled', 'aborted')
               AND NOT EXISTS (SELECT 1 FROM procrastinate_events e
                               WHERE e.job_id = j.id AND e.at > now() - make_interval(days => %s))""",
            [days],
        )
        return int(cursor.rowcount)
