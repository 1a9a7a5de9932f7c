"""The controls of rules and courses, broken in turn."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sasae.deployment.assessment.controls import instruction
from sasae.deployment.assessment.looking import Answer, Look, Met
from sasae.deployment.home import Home
from sasae.foundation.accounts.models import Grant, User
from sasae.foundation.history import SYSTEM
from sasae.foundation.instruction import actions, queries
from sasae.kernel import clock

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BY = SYSTEM("tests")


@pytest.fixture
def found(settings: Any, tmp_path: Path) -> Callable[[str], Answer]:
    settings.SASAE_HOME = tmp_path

    def answer(name: str) -> Answer:
        connection.ensure_connection()
        return getattr(instruction, name)(Look(Home.load(tmp_path), clock.now(), {"subsidy": connection.connection}), "subsidy")

    return answer


@pytest.mark.clause("ACC-15", "MED-4", "INC-2")
def test_who_logged_in_and_did_not_acknowledge_for_a_day_is_named(found: Any, staff: Callable[..., User]) -> None:
    def logged_in(ago: timedelta) -> None:
        User.objects.filter(pk=user.pk).update(last_login=clock.real_now() - ago)

    user = staff("people.view")
    assert found("rules_acknowledged").met is Met.MET
    logged_in(timedelta(hours=23))
    assert found("rules_acknowledged").met is Met.MET
    logged_in(timedelta(hours=25))
    assert user.login_id in found("rules_acknowledged").words
    actions.acknowledge(user, by=BY, on=clock.today(), now=clock.now())
    assert found("rules_acknowledged").met is Met.MET
    assert "確認した利用者 1人" in found("rules_acknowledged").words


@pytest.mark.clause("EDU-1")
def test_who_is_two_weeks_late_and_was_not_prompted_is_named(found: Any, staff: Callable[..., User]) -> None:
    user, course = staff("people.view"), next(one for one in queries.courses_of(clock.today()) if one.id == "new_staff")

    def begun(days: int) -> None:
        Grant.objects.filter(user=user).update(since=clock.today() - timedelta(days=days))

    begun(30 + 14)
    assert found("courses_taken").met is Met.MET
    assert "受けていない人 1人" in found("courses_taken").words
    begun(30 + 15)
    assert user.login_id in found("courses_taken").words
    noon = datetime.combine(clock.today(), datetime.min.time(), clock.TOKYO) + timedelta(hours=12)
    actions.prompt([(user, course)], by=BY, now=noon)
    assert found("courses_taken").met is Met.MET
