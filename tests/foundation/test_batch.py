"""The ledger of items: listed first, worked chunk by chunk, nothing twice."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from sasae.foundation.batch import cancel, progress, resume, run_now, start
from sasae.foundation.batch import work as worker
from sasae.foundation.batch.actions import halt, halt_abandoned
from sasae.foundation.batch.batches import work_chunk as chunk_job
from sasae.foundation.batch.kinds import UnknownKind, register
from sasae.foundation.batch.models import BatchItem, BatchRun, ItemState, RunState
from sasae.foundation.batch.moves import CannotMove
from sasae.foundation.batch.queries import chunks_to_do
from sasae.foundation.batch.queue import defer
from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from tests.foundation.batch_kinds import effects

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
HANAKO = Actor("hanako", "川崎 花", "staff")


def begin(count=25, kind="tests.print", **params):
    return start(kind, {"count": count, **params}, HANAKO)


def jobs(task, states=("todo", "doing")):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s AND status::text = ANY(%s) ORDER BY id",
            [task, list(states)],
        )
        return [json.loads(row[0]) for row in cursor.fetchall()]


def drop_jobs():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE status IN ('todo', 'doing')")


def page_of(name, run):
    return reverse(f"batch:{name}", args=[run.pk])


def events(run):
    return list(HistoryEntry.objects.filter(subject=str(run.pk)).order_by("pk").values_list("event", flat=True))


def test_a_run_is_listed_then_worked_then_finished():
    run = begin(25)
    assert progress(run).state == RunState.LISTING
    seen = []
    end = run_now(run, on_progress=lambda now: seen.append((now.worked, now.percent)))
    assert seen == [(10, 40), (20, 80), (25, 99)]
    assert (end.state, end.total, end.done, end.refused, end.percent) == (RunState.FINISHED, 25, 22, 3, 100)
    assert effects("finish") == [str(run.pk)]
    assert events(run) == ["batch.started", "batch.listed", "batch.finished"]


def test_a_refused_item_keeps_its_findings_and_nothing_else():
    run = begin(8)
    run_now(run)
    item = BatchItem.objects.get(run=run, state=ItemState.REFUSED)
    assert (item.key, item.findings[0]["id"], item.outcome) == ("006", "T-007", "")
    assert f"{run.pk}/006" not in effects("print")
    assert BatchItem.objects.get(run=run, key="005").outcome == "印刷済み"


def test_a_kind_may_work_a_chunk_at_once():
    run = begin(6, "tests.number")
    end = run_now(run)
    assert (end.done, end.refused) == (5, 1)
    assert BatchItem.objects.get(run=run, key="5").outcome == "第5号"


def test_a_run_without_items_ends_at_once():
    run = begin(0)
    assert run_now(run).state == RunState.FINISHED
    assert effects("finish") == [str(run.pk)]


def test_working_again_does_nothing_twice():
    run = begin(25)
    run_now(run)
    before = effects("print")
    for again in (worker.list_run, worker.finish_run):
        again(run.pk)
    worker.work_chunk(run.pk, 0)
    run_now(run)
    assert effects("print") == before
    assert BatchRun.objects.get(pk=run.pk).done_count == 22


def test_a_chunk_whose_job_comes_back_after_its_commit_is_not_worked_again():
    run = begin(25)
    worker.list_run(run.pk)
    worker.work_chunk(run.pk, 0)
    worker.work_chunk(run.pk, 0)
    now = BatchRun.objects.get(pk=run.pk)
    assert (now.done_count, now.refused_count, now.chunks_left) == (9, 1, 2)
    assert len(effects("print")) == 9


def test_jobs_are_one_a_chunk_and_start_with_their_transaction():
    run = begin(25)
    assert jobs("batch.list") == [{"run_id": run.pk}]
    worker.list_run(run.pk)
    assert [job["chunk"] for job in jobs("batch.chunk")] == [0, 1, 2]
    with transaction.atomic():
        begin(5)
        transaction.set_rollback(True)
    assert len(jobs("batch.list")) == 1


def test_a_run_named_once_begins_once():
    first = start("tests.print", {"count": 1}, HANAKO, once="2027")
    again = start("tests.print", {"count": 99}, HANAKO, once="2027")
    other = start("tests.print", {"count": 1}, HANAKO, once="2028")
    assert first.pk == again.pk != other.pk
    assert len(jobs("batch.list")) == 2


def test_a_broken_kind_takes_its_chunk_back_and_halts_the_run():
    run = begin(25, broken=14)
    worker.list_run(run.pk)
    worker.work_chunk(run.pk, 0)
    with pytest.raises(ZeroDivisionError):
        chunk_job(run.pk, 1)
    now = progress(run)
    assert (now.state, now.worked) == (RunState.HALTED, 10)
    assert "ZeroDivisionError" in now.note
    assert "secret" not in now.note
    assert not any(key.endswith("/010") for key in effects("print"))
    worker.work_chunk(run.pk, 2)
    assert progress(run).worked == 10


def test_a_halted_run_goes_on_where_it_stopped():
    run = begin(25, broken=14)
    worker.list_run(run.pk)
    worker.work_chunk(run.pk, 0)
    halt(run.pk, "処理の誤り")
    BatchRun.objects.filter(pk=run.pk).update(params={"count": 25})
    drop_jobs()
    resume(run, by=HANAKO)
    assert [job["chunk"] for job in jobs("batch.chunk")] == [1, 2]
    assert run_now(run).state == RunState.FINISHED
    assert len(effects("print")) == 22
    assert "batch.resumed" in events(run)


def test_resuming_again_and_again_queues_nothing_twice():
    run = begin(25)
    for _ in range(3):
        resume(run)
    assert len(jobs("batch.list")) == 1
    worker.list_run(run.pk)
    for _ in range(3):
        resume(run)
    assert len(jobs("batch.chunk")) == 3
    for chunk in chunks_to_do(run.pk):
        worker.work_chunk(run.pk, chunk)
    drop_jobs()
    for _ in range(3):
        resume(run)
    assert jobs("batch.finish") == [{"run_id": run.pk}]


def test_a_run_whose_jobs_failed_for_good_is_halted_and_others_are_not():
    lost, live = begin(5), begin(5)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE (args->>'run_id')::int = %s", [lost.pk])
    assert halt_abandoned() == [lost.pk]
    assert (progress(lost).state, progress(live).state) == (RunState.HALTED, RunState.LISTING)
    resume(lost)
    assert progress(lost).state == RunState.LISTING


def test_a_cancelled_run_works_no_further_item_and_does_not_finish():
    run = begin(25)
    worker.list_run(run.pk)
    worker.work_chunk(run.pk, 0)
    cancel(run, by=HANAKO)
    assert run_now(run).worked == 10
    assert effects("finish") == []
    with pytest.raises(CannotMove, match="取りやめ"):
        resume(run)


def test_a_finished_run_cannot_be_cancelled():
    run = begin(1)
    run_now(run)
    with pytest.raises(CannotMove, match="完了"):
        cancel(run, by=HANAKO)


def test_an_unknown_kind_and_a_kind_registered_twice_are_refused():
    with pytest.raises(UnknownKind):
        begin(1, "tests.unknown")
    with pytest.raises(ValueError, match="twice"):
        register("tests.print")(type("Other", (), {}))


def test_the_database_refuses_states_and_counts_that_cannot_be():
    run = begin(5)
    run_now(run)
    for wrong in ({"state": "lost"}, {"done_count": 6}, {"chunks_left": 1}, {"ended_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BatchRun.objects.filter(pk=run.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        BatchItem.objects.filter(run=run).update(state="lost")
    with pytest.raises(IntegrityError), transaction.atomic():
        BatchItem.objects.create(run=run, chunk=0, key="000")


def test_a_task_nobody_knows_is_not_queued():
    from procrastinate.exceptions import TaskNotFound

    with pytest.raises(TaskNotFound):
        defer("batch.unknown", [{}])


def test_jobs_of_dead_workers_go_back_and_those_that_kill_are_given_up():
    from sasae.foundation.batch.stalled import put_back

    run = begin(5)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE (args->>'run_id')::int = %s", [run.pk])
        assert put_back() == 1
        assert jobs("batch.list", ["todo"]) == [{"run_id": run.pk}]
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        alive = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE (args->>'run_id')::int = %s",
            [alive, run.pk],
        )
        assert put_back() == 0
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
        cursor.execute("UPDATE procrastinate_jobs SET attempts = 10 WHERE worker_id = %s", [alive])
        assert put_back() == 0
    assert jobs("batch.list", ["failed"]) == [{"run_id": run.pk}]


def test_failed_jobs_are_forgotten_after_some_days():
    from sasae.foundation.batch.stalled import forget_failed

    run = begin(5)
    drop_jobs()
    assert forget_failed() == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '4 days'")
    assert forget_failed() == 1
    assert progress(run).state == RunState.LISTING


def test_the_screen_shows_progress_and_refuses_without_the_right(signed_in):
    run = begin(25)
    assert signed_in().get(page_of("run", run)).status_code == 403
    client = signed_in("batch.view")
    page = client.get(page_of("progress", run)).content.decode()
    assert "対象を抽出しています" in page
    assert 'hx-trigger="every 2s"' in page
    run_now(run)
    page = client.get(page_of("progress", run)).content.decode()
    assert "完了" in page
    assert "hx-trigger" not in page
    assert "試験の印刷" in client.get(reverse("batch:runs")).content.decode()


def test_the_screen_lists_refused_items_and_journals_whom_it_showed(signed_in):
    run = begin(8)
    run_now(run)
    page = signed_in("batch.view").get(page_of("run", run) + "?state=refused").content.decode()
    assert "七つ目は印刷できません。（T-007）" in page
    (line,) = HistoryEntry.objects.filter(event="screen.shown")
    assert line.persons == ["person-006"]


def test_a_run_is_resumed_and_cancelled_on_the_screen_by_right(signed_in):
    run = begin(25)
    halt(run.pk, "処理の誤り")
    looking, running = signed_in("batch.view"), signed_in("batch.view", "batch.run")
    assert "続きから再開する" not in looking.get(page_of("run", run)).content.decode()
    assert looking.post(page_of("resume", run)).status_code == 403
    assert "続きから再開する" in running.get(page_of("run", run)).content.decode()
    running.post(page_of("resume", run))
    assert progress(run).state == RunState.LISTING
    running.post(page_of("cancel", run))
    assert progress(run).state == RunState.CANCELLED
    assert "できません" in running.post(page_of("resume", run), follow=True).content.decode()
