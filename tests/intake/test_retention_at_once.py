"""Somebody takes a step on an application in the moment in which it is deleted: the step is kept, and nothing of it goes."""

import threading
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connections

from sasae.foundation.history import SYSTEM
from sasae.foundation.retention import actions, holds
from sasae.foundation.retention.models import DeletionCount, DeletionItem
from sasae.intake.applications.models import Application, State
from sasae.intake.downloads.batches import take_all
from sasae.intake.downloads.models import Download
from sasae.intake.matching.batches import identify_waiting
from sasae.kernel import clock
from sasae.kernel.clock import TOKYO
from tests.intake.applications import ATENA, file
from tests.meanwhile import PATIENCE, meanwhile

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True),
    pytest.mark.clause("RET-2"),
]
KEY = "KW2026061500000001"
ONE, TWO = SYSTEM("clerk one"), SYSTEM("clerk two")


@pytest.fixture
def approved(partners: Any, card: Any, deliver: Any) -> int:
    """A deletion of one application, approved."""
    partners.serials[card.user_serial] = ATENA
    partners.put(KEY, file(card))
    take_all()
    identify_waiting()
    deliver()
    Application.objects.update(state=State.DONE, moved_at=datetime(2020, 5, 1, tzinfo=TOKYO))
    Application.objects.get().publications.update(acknowledged_at=clock.now(), registered_as="R-1")
    run = actions.list_due(by=ONE, on=date(2026, 6, 15), now=clock.now())
    actions.approve(run.pk, by=TWO, now=clock.now())
    return run.pk


def steps() -> list[Any]:
    def examined_again() -> None:
        Application.objects.update(state=State.EXAMINING, moved_at=clock.now())

    def held() -> None:
        holds.place(KEY, "審査請求", by=ONE, now=clock.now())

    return [
        pytest.param(examined_again, "抽出の後に変わったため", id="it goes back into examination"),
        pytest.param(held, "保全中", id="it is held"),
    ]


@pytest.mark.parametrize(("step", "why"), steps())
def test_what_is_committed_while_it_is_being_deleted_keeps_the_application_whole(
    approved: int, owner_connection: Any, step: Callable[[], object], why: str
) -> None:
    meanwhile(lambda: actions.carry_out(approved, now=clock.now()), step, owner_connection)
    assert DeletionItem.objects.get().why == why
    one = DeletionCount.objects.get()
    assert (one.listed, one.spared, one.deleted) == (1, 1, 0)
    kept = Application.objects.get()
    assert kept.attachments.exists()
    assert kept.numbers.exists()
    assert Download.objects.get().evidence


def test_two_workers_delete_once(approved: int) -> None:
    workers = [threading.Thread(target=_work, args=(approved,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE)
    one = DeletionCount.objects.get()
    assert (one.listed, one.spared, one.deleted) == (1, 0, 1)
    assert not Download.objects.exists()


def _work(number: int) -> None:
    try:
        actions.carry_out(number, now=clock.now())
    finally:
        connections.close_all()
