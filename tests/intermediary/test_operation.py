"""System management: closed doors, what operators see of the platform, figures without anybody in them."""

import os
import re
import subprocess
import sys
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from procrastinate.jobs import Job

from sasae.contracts import body_gateway
from sasae.foundation.history import SYSTEM
from sasae.foundation.outbox.actions import deliver
from sasae.foundation.outbox.models import OutboxMessage
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.inquiries.batches import submit_inquiry, watch
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.inquiries.submitting import Held
from sasae.intermediary.operation import maintenance
from sasae.intermediary.operation.counting import count_body, of_body
from sasae.intermediary.operation.models import BodyCount, Maintenance
from sasae.intermediary.provisions.deciding import decide
from sasae.kernel import clock
from tests.intermediary.conftest import Net, Taken
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.providing import provide
from tests.intermediary.test_deciding import midorino
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BY = SYSTEM("tests")
CLOSED = "sasae.intermediary.operation.middleware.ClosedForMaintenance"


def close(minutes: int = 10) -> Maintenance:
    now = clock.now()
    return maintenance.begin(message="版の更新", back_at=now + timedelta(minutes=minutes), by=BY, now=now)


@pytest.mark.clause("INT-10")
def test_closed_doors_answer_when_to_come_back_and_open_again(ready: Net, settings: Any) -> None:
    settings.MIDDLEWARE, ready.client = [*settings.MIDDLEWARE, CLOSED], Client()
    question = body_gateway.CodesRequest(unified_nos=["25"])
    close()
    answer = ready.ask("other_city", body_gateway.CODE_STATES, question)
    assert (answer.status_code, findings(answer)) == (503, ["I-701"])
    assert 590 <= int(answer.headers["Retry-After"]) <= 600
    assert Client().get("/health").status_code == 200
    maintenance.end(by=BY, now=clock.now())
    assert ready.ask("other_city", body_gateway.CODE_STATES, question).status_code == 200


def test_the_contract_port_of_an_installation_has_these_doors() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from sasae.deployment.settings import intermediary as s; print(s.MIDDLEWARE[-1])"],
        capture_output=True, text=True, check=True, env=os.environ | {"SASAE_LISTENER": "contracts"},
    )  # fmt: skip
    assert told.stdout.strip() == CLOSED


def test_past_the_time_that_was_told_others_ask_again_soon(db: None) -> None:
    one = close()
    assert maintenance.retry_after(one, one.back_at + timedelta(minutes=5)) == maintenance.LEAST


@pytest.mark.clause("INT-10")
def test_during_maintenance_nothing_leaves_and_no_attempt_is_counted(ready: Net) -> None:
    ready.copy("other_city", "25", version=2, automatic_reply=False)
    provide(ready)
    decide(midorino(), f"P{KAWASAKI}202606150000000001", give=False, reason="確認", by=BY, now=clock.now())
    close()
    message = OutboxMessage.objects.get()
    deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts, ready.core.late) == ("waiting", 0, [])
    maintenance.end(by=BY, now=clock.now())
    deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, len(ready.core.late)) == ("delivered", 1)


@pytest.mark.clause("INT-10")
def test_the_body_s_own_queries_wait_during_maintenance_with_the_reason_and_go_on_after_it(ready: Net) -> None:
    ready.code("linkage", "17", "CODE-AT-KAWASAKI")
    number = ready.said("linkage", body_gateway.REQUEST_INFORMATION, ready.query()).processing_no
    close()
    with pytest.raises(Held, match="版の更新"):
        ready.work()
    with acting_for(KAWASAKI):
        held = Inquiry.objects.get(pk=number)
    assert (ready.core.submitted, held.state, held.attempts) == ([], "requested", 0)
    assert "保守のため送らずに待っています（版の更新）" in held.problem
    assert submit_inquiry.retry_strategy.get_retry_decision(exception=Held(), job=job_tried(400)).retry_at < (
        clock.real_now() + timedelta(minutes=1)
    )
    maintenance.end(by=BY, now=clock.now())
    ready.work()
    with acting_for(KAWASAKI):
        gone = Inquiry.objects.get(pk=number)
    assert ([each.processing_no for each in ready.core.submitted], gone.problem) == ([number], "")


@pytest.mark.clause("INT-10")
def test_no_query_ends_as_overdue_while_its_answer_may_stand_before_closed_doors(ready: Net) -> None:
    ready.code("linkage", "17", "CODE-AT-KAWASAKI")
    number = ready.said("linkage", body_gateway.REQUEST_INFORMATION, ready.query()).processing_no
    with acting_for(KAWASAKI):
        Inquiry.objects.filter(pk=number).update(ends_at=clock.now() - timedelta(minutes=1))
    close()
    watch(timestamp=0)
    assert state_of(number) == "requested"
    maintenance.end(by=BY, now=clock.now())
    watch(timestamp=0)
    assert state_of(number) == "error"


def state_of(number: str) -> str:
    with acting_for(KAWASAKI):
        return str(Inquiry.objects.get(pk=number).state)


def job_tried(attempts: int) -> Job:
    return Job(id=1, lock=None, queueing_lock=None, task_name="x", queue="default", attempts=attempts)


@pytest.mark.parametrize(
    ("minutes", "text", "id"),
    [(0, "x", "I-703"), (48 * 60 + 1, "x", "I-703"), (10, "　", "I-702")],
    ids=["no time", "too long", "no reason"],
)
def test_a_maintenance_that_cannot_be_is_refused(db: None, minutes: int, text: str, id: str) -> None:
    now = clock.now()
    with pytest.raises(maintenance.CannotMaintain, match=id):
        maintenance.begin(message=text, back_at=now + timedelta(minutes=minutes), by=BY, now=now)


def test_there_is_one_maintenance_at_a_time_in_the_database_too(db: None) -> None:
    close()
    with pytest.raises(maintenance.CannotMaintain, match="I-704"):
        close()
    with pytest.raises(IntegrityError), transaction.atomic():
        Maintenance.objects.create(begun_at=clock.now(), begun_by="x", back_at=clock.now(), message="x")
    maintenance.end(by=BY, now=clock.now())
    with pytest.raises(maintenance.CannotMaintain, match="I-705"):
        maintenance.end(by=BY, now=clock.now())


@pytest.fixture
def people(ready: Net, settings: Any, pages_for_people: Any) -> Net:
    """Two answers and a nobody; then the pages for people."""
    for number in (1, 2):
        provide(ready, processing_no=f"{KAWASAKI}20260615000000000{number}")
    provide(ready, processing_no=f"{KAWASAKI}202606150000000003", period_from="2019-01-01", period_to="2019-12-31")
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    return ready


@pytest.mark.clause("INT-10")
def test_a_body_s_figures_are_counted_from_its_own_records(people: Net, signed_in: Any) -> None:
    today = clock.today()
    lines = of_body(midorino(), today, today)
    assert [(one.month, one.side, one.partner, one.result, one.count) for one in lines] == [
        (today.replace(day=1), "提供", KAWASAKI, "answered", 2),
        (today.replace(day=1), "提供", KAWASAKI, "nobody", 1),
    ]
    client = signed_in("operation.figures", office_code=MIDORINO)
    page = client.get("/operation/figures/").content.decode()
    assert "地方税関係情報" in page
    assert "<svg" in page
    told = client.get("/operation/figures/?export=csv").content.decode().splitlines()
    assert len(told) == 3
    assert "25" not in {cell for line in told for cell in line.split(",")[:5]}
    other = signed_in("operation.figures", office_code=KAWASAKI).get("/operation/figures/").content.decode()
    assert "照会も提供もありません" in other


@pytest.mark.clause("INT-10")
@pytest.mark.clause("NET-9")
def test_the_platform_sees_counts_that_the_bodies_jobs_put_there_and_counts_again_without_doubling(
    people: Net, signed_in: Any
) -> None:
    for _ in range(2):
        count_body(MIDORINO, now=clock.now())
    rows = BodyCount.objects.values_list("body", "month", "side", "result", "count")
    month = clock.today().replace(day=1)
    assert set(rows) == {(MIDORINO, month, "提供", "answered", 2), (MIDORINO, month, "提供", "nobody", 1)}
    page = signed_in("platform.view").get("/operation/bodies/").content.decode()
    assert "みどり野市" in page
    assert sorted(re.findall(r'class="number">(\d+)</td>', page)) == ["1", "2"]
    assert "みどり野市" not in signed_in("platform.view").get("/operation/bodies/?result=refused").content.decode()
    assert signed_in("platform.view").get("/operation/figures/").status_code == 403
    assert signed_in("operation.figures", office_code=MIDORINO).get("/operation/bodies/").status_code == 403


def test_january_counts_december_too(bodies: Taken) -> None:
    assert count_body(MIDORINO, now=clock.now().replace(year=2027, month=1, day=3)) == 0
    assert of_body(midorino(), date(2026, 12, 1), date(2026, 12, 31)) == []


@pytest.mark.clause("INT-10")
def test_the_status_page_says_what_is_wrong_and_a_body_sees_its_own_alone(
    people: Net, signed_in: Any, bodies: Taken
) -> None:
    bodies.agents[MIDORINO].stop(kill=True)
    platform = signed_in("platform.view", "operation.view", "operation.maintain")
    page = platform.get("/operation/").content.decode()
    for words in ("いない：みどり野市", "配信マスター", "待ち行列", "送信箱", "証明書", "情報提供ネットワークシステム", "みどり野市の連携基盤"):
        assert words in page
    own = signed_in("operation.view", office_code=KAWASAKI).get("/operation/").content.decode()
    assert "みどり野市" not in own
    assert "送信箱" not in own
    assert "1団体すべて応答あり" in own


@pytest.mark.clause("INT-10")
def test_an_operator_closes_the_doors_and_opens_them_and_every_page_says_so(people: Net, signed_in: Any) -> None:
    client = signed_in("platform.view", "operation.view", "operation.maintain")
    for wrong in (
        {"message": "", "minutes": "10"},
        {"message": "更新", "minutes": "たくさん"},
        {"message": "更新", "minutes": "0"},
    ):
        assert client.post("/operation/maintenance/", wrong).status_code == 422
    done = client.post(
        "/operation/maintenance/", {"message": "版の更新", "minutes": "30"}, follow=True
    ).content.decode()
    assert "保守を始めました" in done
    assert "保守中です" in signed_in("copies.view", office_code=MIDORINO).get("/copies/").content.decode()
    again = client.post("/operation/maintenance/", {"message": "版の更新", "minutes": "30"})
    assert "I-704" in again.content.decode()
    assert "保守を終えました" in client.post("/operation/maintenance/end/", follow=True).content.decode()
    assert "保守中です" not in client.get("/").content.decode()
    assert signed_in("operation.view").post("/operation/maintenance/end/").status_code == 403


@pytest.mark.clause("INT-7")
def test_the_line_to_the_core_is_tried_and_the_trouble_is_said(people: Net, signed_in: Any) -> None:
    client = signed_in("platform.view", "operation.view", "operation.maintain")
    assert "つながりました" in client.post("/operation/try/", follow=True).content.decode()
    people.far.away.add("network_core")
    assert "つながりません" in client.post("/operation/try/", follow=True).content.decode()
