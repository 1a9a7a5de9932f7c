"""Decisions on one family by two at once, papers sent twice, lists whose ticks or wards do not reach."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from sasae.foundation.accounts import actions as accounts
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import SYSTEM
from sasae.kernel import clock
from sasae.subsidy.appeals.models import Appeal
from sasae.subsidy.applications.batches import fetch_applications
from sasae.subsidy.applications.models import Application
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.entitlements import actions as examinations
from sasae.subsidy.entitlements.facts import gather
from sasae.subsidy.entitlements.models import Entitlement, Examination
from tests.staff import at
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.counter.test_appeals_anew import AGAIN, ruled
from tests.subsidy.town import DAY, MISAKI, RECEIPT, Linkage

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PATIENCE = 120  # seconds
DESK = ("applications.view", "desk.assign", "desk.export")


def requested(application: Application) -> Examination:
    facts, people = gather(application, on=DAY, by=COUNTER, at=clock.now())
    made = examinations.prepare(application.pk, facts, people, on=DAY, by=COUNTER, at=clock.now())
    return examinations.request_approval(made.pk, by=COUNTER)


def approved(one: Examination) -> Examination:
    return examinations.approve(one.pk, by=EXAMINER, on=DAY, at=clock.now())


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def behind(first: Callable[[], Any], second: Callable[[], Any]) -> BaseException | None:
    """The second runs into the first one's open transaction. What it raised."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            second()
        except (examinations.CannotDecide, DatabaseError) as why:
            raised.append(why)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        until = time.monotonic() + PATIENCE
        while thread.is_alive() and not waits_for_a_lock() and time.monotonic() < until:
            time.sleep(0.05)
        assert thread.is_alive(), raised
    thread.join(PATIENCE)
    assert not thread.is_alive()
    return raised[0] if raised else None


@pytest.fixture
def two(received: Application, linkage: Linkage) -> tuple[Examination, Examination]:
    """One application to be decided anew after a ruling, and a later one of the same family: both wait for approval."""
    linkage.incomes[MISAKI] = 9_000_000
    refused = approved(requested(received))
    linkage.incomes[MISAKI] = 1_500_000
    anew = ruled(refused).reopened
    assert anew is not None
    linkage.publish(AGAIN)
    fetch_applications()
    return requested(anew), requested(Application.objects.get(receipt_number=AGAIN))


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_what_is_decided_anew_waits_for_who_decides_on_the_family_and_doubles_nothing(
    two: tuple[Examination, Examination],
) -> None:
    anew, later = two
    assert behind(lambda: approved(later), lambda: approved(anew)) is None
    assert Entitlement.objects.filter(recipient__person__atena_no=MISAKI).count() == 1
    assert Certificate.objects.count() == 3


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_who_decides_on_the_family_behind_a_decision_made_anew_is_told_who_is_covered(
    two: tuple[Examination, Examination],
) -> None:
    anew, later = two
    raised = behind(lambda: approved(anew), lambda: approved(later))
    assert isinstance(raised, examinations.CannotDecide)
    assert "すでに資格があります" in str(raised)
    assert Certificate.objects.count() == 3


def test_a_paper_of_an_appeal_sent_twice_is_entered_once(granted: Any, signed_in: Callable[..., Any]) -> None:
    ruled(Examination.objects.get())
    appeal = Appeal.objects.get()
    client = signed_in("appeals.view", "appeals.enter")
    sent = {"paper": "other", "title": "上申書", "dated_on": "R8.6.15"}
    before = appeal.documents.count()
    assert client.post(at(f"/appeals/{appeal.number}/papers/"), sent).status_code == 302
    again = client.post(at(f"/appeals/{appeal.number}/papers/"), {**sent, "title": " 上申書 "})
    assert "UK-406" in again.content.decode()
    assert appeal.documents.count() == before + 1
    assert client.post(at(f"/appeals/{appeal.number}/papers/"), {**sent, "dated_on": "R8.6.14"}).status_code == 302


def taken_out(client: Any, **more: str) -> Any:
    return client.post(at("/desk/files/"), {"out-format": "csv", "out-reason": "点検", **more})


@pytest.mark.parametrize(
    "pick", [f"application:{RECEIPT}|0", "application:KW0000000000000000|0"], ids=["settled", "none"]
)
def test_where_nothing_is_left_of_what_was_ticked_the_whole_list_is_not_taken_out(
    received: Application, signed_in: Callable[..., Any], pick: str
) -> None:
    client = signed_in(*DESK)
    Application.objects.filter(receipt_number=RECEIPT).update(state="withdrawn")
    assert taken_out(client, pick=pick).url == at("/desk/")
    assert not BatchRun.objects.filter(kind="desk.export").exists()


@pytest.mark.parametrize(("ward", "wards"), [("141364", ["141364"]), ("", None)], ids=["one ward", "every ward"])
def test_the_list_is_taken_out_of_the_wards_the_right_to_take_out_reaches(
    received: Application, signed_in: Callable[..., Any], ward: str, wards: list[str] | None
) -> None:
    client = signed_in("applications.view")
    accounts.grant(client.staff, "desk.export", by=SYSTEM("tests"), reason="試験", ward=ward)
    run = int(taken_out(client).url.rstrip("/").rpartition("/")[2])
    assert BatchRun.objects.get(pk=run).params["reach"]["application"] == wards
