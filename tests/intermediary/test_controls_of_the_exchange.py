"""The assessment's controls of masters, verification, bodies kept apart and each body's review, broken in turn."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sasae.deployment.assessment.judging import CONTROLS
from sasae.deployment.assessment.looking import Answer, Look, Met
from sasae.deployment.home import Home
from sasae.foundation.accounts.models import Review
from sasae.intermediary.masters.models import MasterVersion
from sasae.intermediary.security.models import Verification
from sasae.kernel import clock
from tests.intermediary.core import KAWASAKI, MIDORINO

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
DAYS = timedelta(days=1)


@pytest.fixture
def look(tmp_path: Path) -> Look:
    connection.ensure_connection()
    return Look(Home.load(tmp_path), clock.now(), {"intermediary": connection.connection})


def found(look: Look, name: str) -> Answer:
    return CONTROLS[name][1](look, "intermediary")


@pytest.mark.clause("NET-1", "INT-8")
def test_masters_that_nobody_confirmed_for_two_days_are_told(look: Look) -> None:
    MasterVersion.objects.all().delete()
    assert found(look, "masters_fresh").met is Met.NOT_MET
    MasterVersion.objects.create(
        version=1, distributed_on=look.now.date(), document={}, confirmed_at=look.now - 2 * DAYS
    )
    assert found(look, "masters_fresh").met is Met.MET
    look.now += timedelta(seconds=1)
    assert found(look, "masters_fresh").met is Met.NOT_MET


@pytest.mark.clause("INT-5", "NET-6")
def test_a_verification_left_out_or_with_an_error_is_told(look: Look) -> None:
    def verified(errors: int, **more: Any) -> None:
        told = {"at": look.now, "by": "x", "codes_searched": True, "warnings": 0, "findings": [], **more}
        Verification.objects.create(errors=errors, **told)

    assert found(look, "exchange_verified").met is Met.NOT_MET
    verified(0, at=look.now - 2 * DAYS)
    assert found(look, "exchange_verified").met is Met.MET
    look.now += timedelta(seconds=1)
    assert found(look, "exchange_verified").met is Met.NOT_MET
    verified(1)
    assert "誤りが1件" in found(look, "exchange_verified").words


@pytest.mark.clause("NET-8", "NET-9")
def test_a_body_that_reaches_into_another_s_schema_is_told(look: Look, bodies: Any, owner_connection: Any) -> None:
    look.databases = {"intermediary": owner_connection}
    assert found(look, "bodies_apart").met is Met.MET
    owner_connection.execute(f"GRANT USAGE ON SCHEMA body_{MIDORINO} TO body_{KAWASAKI}")
    try:
        assert f"body_{KAWASAKI} が body_{MIDORINO}" in found(look, "bodies_apart").words
    finally:
        owner_connection.execute(f"REVOKE USAGE ON SCHEMA body_{MIDORINO} FROM body_{KAWASAKI}")


@pytest.mark.clause("ACC-13")
def test_each_body_reviews_its_own_ids_and_the_platform_the_rest(look: Look, bodies: Any, staff: Any) -> None:
    staff(office_code=KAWASAKI)
    staff(office_code="")
    told = {
        "reviewed_on": look.now.date(),
        "outcome": "none",
        "counts": {},
        "listed": [],
        "signed_by": "x",
        "signed_at": look.now,
    }
    Review.objects.create(organisation=KAWASAKI, **told)
    assert "全体（点検の記録がない）" in found(look, "review_signed").words
    Review.objects.create(organisation="", **told)
    assert found(look, "review_signed").met is Met.MET
