"""A worker is killed in the middle of its work; the next one goes on; each effect happens once."""

import pytest
from django.db import connection, transaction

from sasae.contracts import inquiries
from sasae.foundation.batch import progress, start
from sasae.foundation.batch.models import BatchItem, ItemState, RunState
from sasae.foundation.history import Actor
from sasae.foundation.outbox import send_later
from sasae.foundation.outbox.models import OutboxMessage, State
from tests.foundation.background import Background
from tests.foundation.batch_kinds import effects
from tests.foundation.outbox_world import far, inquiry, settle_in

pytestmark = pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True)
HANAKO = Actor("hanako", "川崎 花", "staff")


@pytest.fixture(scope="module")
def listener(tmp_path_factory):
    yield from far(tmp_path_factory.mktemp("far"))


@pytest.fixture
def linkage(listener, settings, tmp_path, transactional_db):
    yield from settle_in(settings, listener, tmp_path)


@pytest.fixture
def workers(linkage, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_periodic_defers")
        cursor.execute("DELETE FROM procrastinate_jobs")
    background = Background(tmp_path)
    yield background
    background.end()


def test_a_batch_killed_twice_ends_with_each_effect_once(workers):
    run = start("tests.print", {"count": 60, "seconds": 0.03}, HANAKO)
    for least in (10, 30):
        worker = workers.start()
        workers.wait_for(lambda least=least: progress(run).worked >= least)
        workers.kill(worker)
    worked = progress(run).worked
    assert 30 <= worked < 60
    assert worked % 10 == 0
    assert BatchItem.objects.filter(run=run, state=ItemState.WAITING).count() == 60 - worked
    workers.start()
    workers.wait_for(lambda: progress(run).state == RunState.FINISHED)
    end = progress(run)
    assert (end.done, end.refused, end.note) == (52, 8, "")
    assert sorted(effects("print")) == [f"{run.pk}/{n:03d}" for n in range(60) if n % 7 != 6]
    assert effects("finish") == [str(run.pk)]


def test_two_workers_share_a_run(workers):
    run = start("tests.print", {"count": 60, "seconds": 0.01}, HANAKO)
    workers.start()
    workers.start()
    workers.wait_for(lambda: progress(run).state == RunState.FINISHED)
    assert len(effects("print")) == 52
    assert effects("finish") == [str(run.pk)]


def test_a_delivery_killed_after_the_far_end_has_acted_has_one_effect(workers, linkage):
    with transaction.atomic():
        message = send_later(
            inquiries.REQUEST, inquiry("slow"), key="inquiry-9", on_answer="tests.foundation.batch_kinds.note"
        )
    worker = workers.start()
    workers.wait_for(lambda: linkage.told("EFFECT") == ["inquiry-9"])
    workers.kill(worker)
    assert OutboxMessage.objects.get(pk=message.pk).state == State.WAITING
    workers.start()
    workers.wait_for(lambda: OutboxMessage.objects.get(pk=message.pk).state == State.DELIVERED)
    assert linkage.told("CALL") == ["inquiry-9", "inquiry-9"]
    assert linkage.told("EFFECT") == ["inquiry-9"]
    assert len(effects("answered")) == 1


def test_a_far_end_that_is_away_gets_the_message_when_it_is_back(workers, linkage):
    with transaction.atomic():
        message = send_later(inquiries.REQUEST, inquiry("away"), key="inquiry-8")
    workers.start()
    workers.wait_for(lambda: OutboxMessage.objects.get(pk=message.pk).state == State.DELIVERED)
    assert linkage.told("CALL") == ["inquiry-8"] * 3
    assert OutboxMessage.objects.get(pk=message.pk).attempts == 2


def test_what_a_job_defers_stands_and_falls_with_its_transaction(workers):
    """Inside a worker, procrastinate's own defer would write on another connection: the listing here is deferred, then
    the task fails."""
    from procrastinate.contrib.django import app

    app.configure_task("tests.defer_and_fail", allow_unknown=True, queue="tests").defer()
    workers.start()

    def failed():
        with connection.cursor() as cursor:
            cursor.execute("SELECT status FROM procrastinate_jobs WHERE task_name = 'tests.defer_and_fail'")
            return cursor.fetchone()[0] == "failed"

    workers.wait_for(failed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'tests.deferred'")
        assert cursor.fetchone()[0] == 0
