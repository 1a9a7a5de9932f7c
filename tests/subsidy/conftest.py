"""What subsidy's tests share: linkage on the line, staff, a granted family, a granted claim, workers that may be killed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sasae.foundation.history import Actor
from sasae.kernel import clock
from tests.foundation.background import Background
from tests.foundation.conftest import refusals as refusals
from tests.subsidy.town import DAY, MISAKI, RECEIPT, Linkage

COUNTER = Actor("counter1", "川崎 花", "staff")
EXAMINER = Actor("examiner1", "幸 健", "staff")
PAYMENTS = Actor("payments1", "中原 守", "staff")
APPROVER = Actor("approver1", "高津 泉", "staff")
SENDER = Actor("payments2", "多摩 渉", "staff")


@pytest.fixture(autouse=True)
def list_of_work(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test has done with its people: the list of work says what the areas say."""
    if request.node.get_closest_marker("django_db") is None:
        yield
        return
    request.getfixturevalue("db")
    yield
    from sasae.subsidy.desk.queries import differences

    if not connection.needs_rollback:
        assert differences() == []


@pytest.fixture
def linkage(monkeypatch: pytest.MonkeyPatch, db: None) -> Linkage:
    """Linkage at the other end of the line."""
    from sasae.foundation import partners
    from sasae.foundation.outbox import actions as outbox

    end = Linkage()
    monkeypatch.setattr(partners, "line", lambda: end)
    monkeypatch.setattr(outbox, "line", lambda: end)
    return end


@pytest.fixture
def deliver(linkage: Linkage) -> Callable[[], None]:
    """Send what lies in the outbox."""

    def all_of_it() -> None:
        from sasae.foundation.outbox.actions import deliver as deliver_one
        from sasae.foundation.outbox.models import OutboxMessage

        for message_id in OutboxMessage.objects.filter(state="waiting").values_list("pk", flat=True):
            deliver_one(message_id)

    return all_of_it


@pytest.fixture
def examine(linkage: Linkage) -> Callable[..., Any]:
    """Gather and decide, as the button does."""

    def prepared(application: Any, by: Actor = COUNTER) -> Any:
        from sasae.subsidy.entitlements import actions
        from sasae.subsidy.entitlements.facts import gather

        facts, people = gather(application, on=DAY, by=by, at=clock.now())
        return actions.prepare(application.pk, facts, people, on=DAY, by=by, at=clock.now())

    return prepared


@pytest.fixture
def received(linkage: Linkage) -> Any:
    """Misaki's application, taken in from intake."""
    from sasae.subsidy.applications.batches import fetch_applications
    from sasae.subsidy.applications.models import Application

    linkage.publish()
    fetch_applications()
    return Application.objects.get(receipt_number=RECEIPT)


@pytest.fixture
def granted(received: Any, examine: Callable[..., Any]) -> Any:
    """Misaki's family, covered. The recipient is returned: the mother."""
    from sasae.subsidy.entitlements import actions
    from sasae.subsidy.entitlements.models import Recipient

    examination = examine(received)
    actions.request_approval(examination.pk, by=COUNTER)
    actions.approve(examination.pk, by=EXAMINER, on=DAY, at=clock.now())
    return Recipient.objects.get(person__atena_no=MISAKI)


@pytest.fixture
def workers(tmp_path: Path, transactional_db: None) -> Iterator[Background]:
    """Workers that may be killed; nothing waits for them from before."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_periodic_defers")
        cursor.execute("DELETE FROM procrastinate_jobs")
    background = Background(tmp_path)
    yield background
    background.end()
