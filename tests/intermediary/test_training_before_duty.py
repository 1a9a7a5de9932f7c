"""Nobody uses the intermediary before the training on its operating rules: the right is given, and does not work yet."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from sasae.deployment.assessment.controls import instruction
from sasae.deployment.assessment.looking import Answer, Look, Met
from sasae.deployment.home import Home
from sasae.foundation.accounts.actions import create_user, grant_all
from sasae.foundation.accounts.models import User
from sasae.foundation.history import SYSTEM, record
from sasae.foundation.history.situation import Situation, enrich, situation
from sasae.foundation.instruction import actions
from sasae.foundation.instruction.models import Attendance
from sasae.kernel import clock
from tests.staff import PASSWORD, sign_in

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("EDU-2")]
BY = SYSTEM("tests")


def newcomer(login_id: str, *rights: str, **fields: Any) -> User:
    """An ID with its rights, as an ID manager leaves it: no course taken."""
    from sasae.foundation.accounts.actions import set_second_factor

    user, _ = create_user(by=BY, login_id=login_id, name="麻生 翠", password=PASSWORD, **fields)
    set_second_factor(user, by=BY, key="00" * 20)
    grant_all(user, rights, by=BY, reason="担当になった")
    return user


def teach(user: User) -> None:
    held = actions.Holding("platform_rules", clock.today(), "会議室", "講師", "出席簿")
    actions.register(held, [user], organisation="", by=BY, on=clock.today(), now=clock.now())


def test_a_right_works_from_the_moment_the_training_is_registered_until_that_is_cancelled() -> None:
    user = newcomer("newcomer", "masters.view", "operation.view")
    client = sign_in(Client(), user)
    refused = client.get("/masters/")
    assert refused.status_code == 403
    assert "「中間サーバー運用規則の研修」を受けるまで使えません" in refused.content.decode()
    home = client.get("/").content.decode()
    assert "研修を受けるまで使えない権限があります" in home
    assert "配信マスター" not in home
    assert "権限停止中" in client.get("/instruction/").content.decode()
    teach(user)
    assert client.get("/masters/").status_code == 200
    assert "受けるまで使えない" not in client.get("/").content.decode()
    taken = Attendance.objects.get(login_id="newcomer")
    actions.cancel(taken, "欠席だった", by=BY, now=clock.now())
    assert client.get("/masters/").status_code == 403


def test_a_contractor_s_right_waits_as_well() -> None:
    user = newcomer("vendor", "masters.view", contractor=True, staff_number="W000001", ends_on=clock.today())
    assert not user.may("masters.view")
    teach(user)
    assert User.objects.get(pk=user.pk).may("masters.view")


def test_who_lets_others_in_can_do_so_before_and_registers_the_training_of_others_alone(signed_in: Callable[..., Any]) -> None:
    manager = sign_in(Client(), newcomer("manager", "accounts.view", "accounts.manage", "instruction.manage"))
    newcomer("newcomer", "masters.view")
    assert manager.get("/users/").status_code == 200
    typed = {"course": "platform_rules", "held_on": str(clock.today()), "how": "会議室", "teacher": "講師", "proof": "出席簿"}
    assert manager.post("/instruction/sessions/new/", {**typed, "attendees": "manager"}).status_code == 422
    assert manager.post("/instruction/sessions/new/", {**typed, "attendees": "newcomer"}).status_code == 302
    assert User.objects.get(login_id="newcomer").may("masters.view")


def test_a_body_s_manager_reaches_the_training_of_the_body_s_people_alone(bodies: Any, signed_in: Callable[..., Any]) -> None:
    manager = signed_in("instruction.manage", office_code="141305")
    newcomer("stranger", "masters.view", office_code="149993")
    typed = {"course": "platform_rules", "held_on": str(clock.today()), "how": "会議室", "teacher": "講師", "proof": "出席簿"}
    assert "stranger" not in manager.get("/instruction/everyone/").content.decode()
    sent = manager.post("/instruction/sessions/new/", {**typed, "attendees": "stranger"})
    assert (sent.status_code, "SR-016" in sent.content.decode()) == (422, True)
    teach(User.objects.get(login_id="stranger"))
    assert not manager.get("/instruction/sessions/").context["list"].rows


def test_the_control_sees_whoever_used_a_right_before(tmp_path: Path, settings: Any) -> None:
    def found() -> Answer:
        connection.ensure_connection()
        look = Look(Home.load(tmp_path), clock.now(), {"intermediary": connection.connection})
        return instruction.nothing_before_training(look, "intermediary")

    user = newcomer("newcomer", "masters.view")
    assert found().met is Met.MET
    assert "権限が止まっている人 1人" in found().words
    with situation(Situation(request_id="x", terminal="x")):
        enrich(right="masters.view", purpose="x", reason="")
        record(user.actor, "accounts.list_shown", "x")
    assert found().met is Met.NOT_MET
    assert "newcomer" in found().words
    teach(user)
    assert found().met is Met.MET
