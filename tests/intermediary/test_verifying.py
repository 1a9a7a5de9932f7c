"""`verify` says nothing when all fits together, and finds what somebody took away, doubled or left unequal."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.provisions.models import Provision
from sasae.intermediary.records.actions import Exchange, keep
from sasae.intermediary.records.batches import verify_all, verify_body
from sasae.intermediary.records.models import RecordDifference
from sasae.intermediary.records.verifying import verify
from sasae.intermediary.security.models import Verification, VerificationPart
from sasae.kernel import clock
from tests.intermediary.conftest import Net
from tests.intermediary.core import AFFAIR, KAWASAKI, MIDORINO, PROCEDURE, TAX
from tests.intermediary.providing import provide
from tests.intermediary.test_inquiring import REQUEST, deliver

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def done(ready: Net) -> str:
    """One answered query, recorded on both sides."""
    ready.code("linkage", "17", "CODE-AT-KAWASAKI")
    number = str(ready.said("linkage", REQUEST, ready.query()).processing_no)
    ready.work()
    provide(ready, processing_no=number)
    deliver(ready, number)
    return number


def found(**later: int) -> list[tuple[str, str]]:
    now = clock.now() + timedelta(**later)
    return [(each.id, each.at) for each in verify(list(Body.objects.order_by("code")), now=now)]


def exchange(number: str, **other: Any) -> Exchange:
    plain = {
        "side": "提供", "processing_no": number, "unified_no": "25", "inquirer": KAWASAKI, "provider": MIDORINO,
        "affair": AFFAIR, "procedure": PROCEDURE, "information": TAX, "requested_at": clock.now(), "result": "refused",
        "not_disclosed": False,
    }  # fmt: skip
    return Exchange(**{**plain, **other})


@pytest.mark.clause("INT-5")
def test_when_all_fits_together_nothing_is_found(done: str, capsys: Any) -> None:
    assert found() == []
    call_command("verify_exchange")
    assert "すべて合っています" in capsys.readouterr().out


@pytest.mark.clause("INT-5")
def test_the_night_looks_at_each_body_in_a_job_of_its_own_once_and_goes_on_where_it_ended(done: str) -> None:
    with acting_for(MIDORINO):
        keep([exchange(done)], on=clock.today())
    verify_all(timestamp=0)
    jobs = ProcrastinateJob.objects.filter(task_name="intermediary.verify_body").order_by("id")
    assert [job.args["body_code"] for job in jobs] == [KAWASAKI, MIDORINO]
    first, second = (job.args for job in jobs)
    for _ in range(2):
        verify_body(**first)
    assert not Verification.objects.exists()  # the other body is still to be looked at
    ProcrastinateJob.objects.all().delete()
    verify_all(timestamp=0)
    assert [job.args["body_code"] for job in ProcrastinateJob.objects.all()] == [MIDORINO]
    for _ in range(2):
        verify_body(**second)
    one = Verification.objects.get()
    assert ([each["id"] for each in one.findings], one.night) == (["V-108"], clock.today())
    assert not VerificationPart.objects.exists()


def test_a_night_left_in_the_middle_says_which_bodies_were_not_looked_at(done: str) -> None:
    night = clock.today() - timedelta(days=1)
    verify_body(KAWASAKI, str(night))
    verify_all(timestamp=0)
    one = Verification.objects.get(night=night)
    assert [(each["id"], each["at"]) for each in one.findings] == [("V-111", MIDORINO)]


@pytest.mark.clause("INT-5")
def test_a_record_without_a_line_in_the_journal_is_found(done: str) -> None:
    with acting_for(MIDORINO):
        keep([exchange(f"{KAWASAKI}202606159999999999")], on=clock.today())
    assert found() == [("V-101", f"{MIDORINO} {KAWASAKI}202606159999999999")]


def test_two_sides_that_tell_different_ends_are_found(done: str) -> None:
    with acting_for(MIDORINO):
        keep([exchange(done)], on=clock.today())
    assert found() == [("V-108", f"{KAWASAKI} {MIDORINO} {done}")]


@pytest.mark.clause("NET-3")
def test_a_provision_without_its_permit_and_one_given_twice_are_found(done: str, capsys: Any) -> None:
    with acting_for(MIDORINO):
        one = Provision.objects.get()
        one.pk = "P-forged"
        one.save(force_insert=True)
    assert found() == [("V-103", f"{MIDORINO} P-forged"), ("V-104", f"{MIDORINO} {done}")]
    with pytest.raises(SystemExit):
        call_command("verify_exchange", json=True)
    assert "V-104" in capsys.readouterr().out


def test_an_open_difference_and_a_query_that_never_ended_are_found(done: str) -> None:
    with acting_for(KAWASAKI):
        RecordDifference.objects.create(
            processing_no=done, side="照会", kind="items", ours="1", cores="2", found_at=clock.now()
        )
        Inquiry.objects.filter(pk=done).update(state="requested")
    assert [each[0] for each in found(days=4)] == ["V-105", "V-106"]
    assert [each[0] for each in found(days=2)] == ["V-105"]
