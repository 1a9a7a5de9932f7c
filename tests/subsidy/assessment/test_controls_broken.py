"""Each control of the assessment, broken in turn: its clause is red until it is mended."""

import json
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django_otp.plugins.otp_totp.models import TOTPDevice

from sasae.deployment.assessment.clauses import clauses
from sasae.deployment.assessment.columns import UNCLASSED, columns_of
from sasae.deployment.assessment.controls.journal import DAYS_TO_REMOVE
from sasae.deployment.assessment.judging import State, judge
from sasae.deployment.assessment.looking import CONTROLS, Answer, Look, Met
from sasae.deployment.home import Home
from sasae.foundation.accounts.models import Grant, Review, StaffNotice, User
from sasae.foundation.history import SYSTEM, record
from sasae.foundation.history.chain import seal
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.removals.removing import before
from sasae.kernel import clock
from sasae.subsidy.transfers.models import Permission

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
DAY = timedelta(days=1)


@pytest.fixture
def look(settings: Any, tmp_path: Path) -> Look:
    """At the office's database as the test leaves it, and at a home of its own."""
    settings.SASAE_HOME = tmp_path
    connection.ensure_connection()
    return Look(Home.load(tmp_path), clock.now(), {"subsidy": connection.connection})


def found(look: Look, name: str) -> Answer:
    return CONTROLS[name][1](look, "subsidy")


def reviewed(look: Look, ago: timedelta) -> None:
    Review.objects.create(
        reviewed_on=look.now.date() - ago, outcome="none", counts={}, listed=[], signed_by="x", signed_at=look.now
    )


def second_factor(look: Look, user: User) -> None:
    User.objects.filter(pk=user.pk).update(last_login=look.now)
    TOTPDevice.objects.filter(user=user).delete()


def rivals(look: Look, user: User) -> None:
    for right in ("payments.build", "payments.approve"):
        Grant.objects.create(user=user, right=right, since=look.now.date(), granted_by="x", reason="x")


def left(look: Look, user: User) -> None:
    StaffNotice.objects.create(
        sequence=1,
        staff_number=user.staff_number,
        event="退職",
        effective_on=look.now.date() - DAY,
        applied_at=look.now,
    )


def not_applied(look: Look, user: User) -> None:
    StaffNotice.objects.create(sequence=1, staff_number="9", event="異動", effective_on=look.now.date() - 2 * DAY)


def nameless(look: Look, user: User) -> None:
    User.objects.filter(pk=user.pk).update(staff_number="")


def no_reason(look: Look, user: User) -> None:
    Grant.objects.create(user=user, right="history.view", since=look.now.date(), granted_by="x", reason=" ")


def not_in_journal(look: Look, user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_mark="x")


def no_operator(look: Look, user: User) -> None:
    HistoryEntry.objects.create(actor_id="", actor_name="", actor_kind="staff", event="session.started", outcome="done")


@pytest.mark.clause("ACC-1", "ACC-5", "ACC-6", "ACC-7", "ACC-11", "ACC-12")
@pytest.mark.parametrize(
    ("name", "breaks"),
    [
        ("second_factor", second_factor), ("exclusive_pairs", rivals), ("left_people_closed", left),
        ("personnel_applied", not_applied), ("named_users", nameless), ("grants_have_reasons", no_reason),
        ("journal_written", not_in_journal), ("journal_names_operator", no_operator),
    ],
)  # fmt: skip
def test_a_control_of_users_or_journal_is_met_and_then_broken(
    look: Look, staff: Callable[..., User], name: str, breaks: Callable[[Look, User], None]
) -> None:
    user = staff(staff_number="700001")
    assert found(look, name).met is Met.MET
    breaks(look, user)
    assert found(look, name).met is Met.NOT_MET


def test_a_second_factor_set_again_mends_it(look: Look, staff: Callable[..., User]) -> None:
    user = staff()
    second_factor(look, user)
    assert user.login_id in found(look, "second_factor").words
    TOTPDevice.objects.create(user=user, confirmed=True)
    assert found(look, "second_factor").met is Met.MET


@pytest.mark.clause("ACC-13")
def test_a_review_is_good_for_its_interval_and_lapses_the_day_after(look: Look, staff: Callable[..., User]) -> None:
    staff()
    assert found(look, "review_signed").met is Met.NOT_MET
    year = look.now.date().replace(year=look.now.year - 1)
    reviewed(look, look.now.date() - year)
    assert found(look, "review_signed").met is Met.MET
    look.now += DAY
    answer = found(look, "review_signed")
    assert answer.met is Met.NOT_MET
    assert str(year) in answer.words


@pytest.mark.clause("ACC-8")
@pytest.mark.clause("ACC-10")
def test_a_journal_kept_long_past_its_period_is_told(look: Look) -> None:
    record(SYSTEM("tests"), "history.verified", "", count=0, findings=0)
    limit = before(look.now.date()) - DAYS_TO_REMOVE * DAY
    assert found(look, "journal_period").met is Met.MET
    for day, expected in ((limit, Met.MET), (limit - DAY, Met.NOT_MET)):
        HistoryEntry.objects.create(
            at=datetime.combine(day, time(12), clock.TOKYO), actor_id="x", actor_name="x", actor_kind="system",
            event="history.verified", outcome="done", detail={"count": 0, "findings": 0},
        )  # fmt: skip
        assert found(look, "journal_period").met is expected, day


def test_a_sealer_that_stands_still_and_a_seal_lost_outside_are_told(look: Look, tmp_path: Path) -> None:
    record(SYSTEM("x"), "session.ended", "x")
    seal(everything=True)
    file = tmp_path / "seals" / "subsidy.jsonl"
    assert found(look, "journal_sealed").met is Met.MET
    kept = file.read_text("utf-8")
    file.write_text("", "utf-8")
    assert "外の封印" in found(look, "journal_sealed").words
    file.write_text(kept, "utf-8")
    old = look.now - timedelta(hours=2)
    HistoryEntry.objects.create(
        at=min(old, datetime.now(clock.TOKYO) - timedelta(hours=2)), actor_id="x", actor_name="x", actor_kind="system",
        event="session.ended", outcome="done",
    )  # fmt: skip
    assert "止まっている" in found(look, "journal_sealed").words


@pytest.mark.owner
@pytest.mark.clause("ACC-8", "SEC-1")
@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("journal_append_only", "GRANT UPDATE ON history_entry TO subsidy_app"),
        ("app_role_limited", "GRANT CREATE ON SCHEMA public TO subsidy_app"),
    ],
)
def test_a_right_too_many_of_the_serving_role_is_told(look: Look, name: str, statement: str) -> None:
    assert found(look, name).met is Met.MET
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert found(look, name).met is Met.NOT_MET


@pytest.mark.owner
@pytest.mark.clause("FIL-2", "FIL-7")
def test_a_named_item_that_loses_its_column_is_told(look: Look) -> None:
    assert found(look, "items_of_eligibility").met is Met.MET
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE subsidy_people_person RENAME telephone TO phone")
    assert "電話番号" in found(look, "items_of_eligibility").words


@pytest.mark.owner
@pytest.mark.clause("FIL-6")
def test_a_new_column_without_a_class_is_told(look: Look) -> None:
    assert found(look, "columns_classed").met is Met.MET
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE subsidy_people_person ADD religion text")
        cursor.execute("COMMENT ON COLUMN subsidy_people_person.religion IS '信仰'")
    [new] = [one for one in columns_of(look, "subsidy") if one.kind == UNCLASSED]
    assert (new.place, new.words) == ("subsidy.subsidy_people_person.religion", "信仰")
    assert found(look, "columns_classed").met is Met.NOT_MET
    assert "1件" in found(look, "columns_classed").words


def test_one_broken_control_turns_the_clauses_that_rest_on_it_red_and_no_other(
    look: Look, staff: Callable[..., User]
) -> None:
    user = staff(staff_number="700001")
    chosen = [one for one in clauses() if one.id in ("ACC-6", "BUS-1", "BUS-5")]
    proved = {one.id: ["x"] for one in chosen}
    before = {one.id: one.state for one in judge(chosen, look, proved)}
    assert before == {one.id: State.TRUE for one in chosen}
    not_in_journal(look, user)
    after = {one.id: one for one in judge(chosen, look, proved)}
    assert {name: one.state for name, one in after.items()} == {**before, "ACC-6": State.FALSE}
    assert user.login_id in json.dumps(after["ACC-6"].as_dict(), ensure_ascii=False)


@pytest.mark.clause("USE-7", "FIL-1")
def test_figures_outside_the_bands_stated_are_told_with_the_offices(look: Look, staff: Callable[..., User]) -> None:
    staff(office="こども家庭課")
    answer = found(look, "users_in_band")
    assert answer.met is Met.NOT_MET
    assert "こども家庭課 1人" in answer.words
    assert "対象人数 0人" in found(look, "persons_in_band").words


@pytest.mark.owner
@pytest.mark.clause("TRF-3")
def test_a_transfer_permitted_by_who_examined_it_is_told_should_the_database_ever_let_it_happen(look: Look) -> None:
    assert found(look, "permits_by_two").met is Met.MET
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE subsidy_transfers_permission DROP CONSTRAINT subsidy_transfers_two_persons")
    Permission.objects.create(
        number="K1", office="x", basis="x", affair="x", items=["x"], since=look.now.date(), until=look.now.date(),
        usage="x", need="x", state="permitted", examined_by="a", examined_at=look.now, permitted_by="a",
        permitted_at=look.now,
    )  # fmt: skip
    assert "K1" in found(look, "permits_by_two").words


@pytest.mark.owner
@pytest.mark.clause("OUT-1")
def test_a_contractor_s_id_without_an_end_is_told_should_the_database_ever_let_it_happen(
    look: Look, staff: Callable[..., User]
) -> None:
    assert found(look, "contractors_end").met is Met.MET
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user DROP CONSTRAINT accounts_user_contractor_ends")
    user = staff()
    User.objects.filter(pk=user.pk).update(contractor=True)
    assert user.login_id in found(look, "contractors_end").words
