"""What the database's owner does: many bodies taken in by a list, ended ones locked, and erased with a certificate."""

import json
from base64 import urlsafe_b64decode
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from sasae.foundation.accounts.models import Grant, User
from sasae.intermediary.bodies.actions import take_in
from sasae.intermediary.bodies.changes import CannotChangeBody
from sasae.intermediary.bodies.joining import clashes, is_municipality, join, read
from sasae.intermediary.bodies.leaving import erase, lock_ended, to_erase
from sasae.intermediary.bodies.models import Body, BodyChange, Kind, State
from sasae.intermediary.bodies.schemas import STAYS_OPEN, lock, tables
from sasae.intermediary.keys.custodian import make_key
from sasae.intermediary.keys.models import KeyVersion
from sasae.intermediary.provisions.signing import platform_key
from sasae.intermediary.provisions.signing import read as signed_content
from sasae.kernel import clock

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
HEAD = "団体コード,団体名,接続元,副本,利用者ID,氏名\n"
GOOD = (
    HEAD
    + "011002,北の市,linkage_011002,TM00000000000002,chief011002,北 一\n131016,中の区,linkage_131016,,chief131016,中 二\n"
)
GONE = "019999"


@pytest.mark.parametrize(
    ("code", "right"), [("141305", True), ("131016", True), ("011002", True), ("141306", False), ("14130", False)]
)
def test_a_municipality_s_code_ends_with_its_check_digit(code: str, right: bool) -> None:
    assert is_municipality(code) is right


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("code,name\n", ["BJ-01"]),
        (HEAD, ["BJ-03"]),
        (HEAD + "131016,中の区\n", ["BJ-02"]),
        (GOOD + "131016,別の区,linkage_131016,,chief131016,別 人\n", ["BJ-04", "BJ-04", "BJ-04"]),
        (HEAD + "131017,中の区,linkage_131017,,chief1,中 二\n", ["BJ-05"]),
        (HEAD + "131016,,linkage_131016,,chief1,中 二\n", ["BJ-06"]),
        (HEAD + "131016,中の区,linkage_131016,TM1,chief1,中 二\n", ["BJ-07"]),
        (HEAD + "131016,中の区,linkage_131016,,中 二,中 二\n", ["BJ-08"]),
        (HEAD + "131016,中の区,nakanoku,,chief1,中 二\n", ["BJ-12"]),
        (HEAD + "131016,中の区,linkage_011002,,chief1,中 二\n", ["BJ-12"]),
    ],
    ids=["other columns", "nobody", "too few columns", "everything twice", "a wrong check digit", "no name", "a kind that is none", "an ID that is none", "a name no contract knows", "the name of another body's"],
)  # fmt: skip
def test_a_fault_of_the_list_is_a_finding_with_its_line(text: str, ids: list[str]) -> None:
    assert [each.id for each in read(text)[1]] == ids


@pytest.mark.owner
def test_a_list_with_one_bad_line_takes_nobody_in(db: None, tmp_path: Path, settings: Any) -> None:
    settings.SASAE_HOME = tmp_path
    file = tmp_path / "bodies.csv"
    file.write_text(GOOD + "131017,誤りの区,linkage_131017,,chief131017,誤 人\n", encoding="utf-8")
    with pytest.raises(CommandError, match="どの団体も加えていません"):
        call_command("take_in_bodies", str(file))
    assert not Body.objects.filter(code__in=["011002", "131016"]).exists()
    assert not (tmp_path / "bodies").exists()


@pytest.mark.owner
def test_each_body_comes_with_its_schema_key_caller_and_first_manager_and_once(
    db: None, tmp_path: Path, settings: Any, capsys: Any
) -> None:
    settings.SASAE_HOME = tmp_path
    file = tmp_path / "bodies.csv"
    file.write_text("\ufeff" + GOOD, encoding="utf-8")
    for _ in range(2):
        call_command("take_in_bodies", str(file))
    assert capsys.readouterr().out.count("すでにあります") == 2
    body = Body.objects.get(caller="linkage_011002")
    assert (body.code, body.registers, KeyVersion.objects.filter(body=body).count()) == (
        "011002",
        ["TM00000000000002"],
        1,
    )
    assert "provision_record" in tables("body_011002")
    manager = User.objects.get(login_id="chief011002")
    secret = tmp_path / "bodies" / "011002" / "first-password"
    assert manager.check_password(secret.read_text())
    assert (manager.office_code, manager.must_change_password, oct(secret.stat().st_mode)[-3:]) == (
        "011002",
        True,
        "600",
    )
    assert set(Grant.objects.filter(user=manager).values_list("right", flat=True)) == {
        "accounts.view",
        "accounts.manage",
    }


@pytest.mark.owner
def test_killed_after_the_schema_of_a_body_the_list_goes_on_with_it(db: None, tmp_path: Path) -> None:
    from sasae.intermediary.bodies.actions import prepare

    (first, second), found = read(GOOD)
    assert found == []
    assert join(first, tmp_path)
    prepare(second.code)
    assert [join(each, tmp_path) for each in (first, second)] == [False, True]
    assert Body.objects.filter(code__in=[first.code, second.code]).count() == 2


@pytest.mark.owner
def test_what_stands_against_those_who_are_here_is_found_before_anything_is_done(db: None, tmp_path: Path) -> None:
    (first, second), _ = read(GOOD)
    join(first, tmp_path)
    other, _ = read(
        GOOD.replace("北の市", "南の市")
        .replace("linkage_131016", "linkage_011002")
        .replace("chief131016", "chief011002")
    )
    assert sorted(each.id for each in clashes(other)) == ["BJ-09", "BJ-10", "BJ-11"]
    assert clashes([first, second]) == []


def gone(tmp_path: Path, *, kept_until: date | None = None) -> Body:
    """A body that has ended, with one record."""
    take_in(GONE, "去った町", caller="linkage_gone", public_key=make_key(tmp_path / "bodies" / GONE), registers=[])
    ended, today = clock.today() - timedelta(days=10), clock.today()
    kept = kept_until or today
    Body.objects.filter(code=GONE).update(state="closed", closed_on=ended, kept_until=kept, public_key="")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO body_{GONE}.provision_record (side, processing_no, unified_no, inquirer, provider, affair,"  # noqa: S608
            " procedure, information, items, permit_no, requested_at, result, not_disclosed, keep_until)"
            " VALUES ('照会', '1', '88', '019999', '141305', 'A', 'P', 'I', '{}', '', now(), 'error', false, %s)",
            [kept],
        )
    return Body.objects.get(code=GONE)


def change_of(kind: Kind, on: date, state: State) -> BodyChange:
    now = clock.now()
    return BodyChange.objects.create(
        body_id=GONE, kind=kind, effective_on=on, reason="期限", state=state, proposed_by="first", proposed_at=now,
        decided_by="second", decided_at=now,
    )  # fmt: skip


@pytest.mark.owner
def test_an_ended_body_s_schema_is_locked_once_and_what_was_recorded_can_only_be_added_to(
    db: None, tmp_path: Path
) -> None:
    gone(tmp_path)
    assert lock_ended(clock.now()) == []
    change_of(Kind.LEAVING, clock.today(), State.DONE)
    assert [lock_ended(clock.now()) for _ in range(2)] == [[GONE], []]
    may = "SELECT has_table_privilege(%s, %s, %s)"
    with connection.cursor() as cursor:
        for table in tables(f"body_{GONE}"):
            if table in STAYS_OPEN or table == "schema_step":
                continue
            for right in ("INSERT", "UPDATE", "DELETE"):
                cursor.execute(may, [f"body_{GONE}", f"body_{GONE}.{table}", right])
                assert cursor.fetchone() == (False,), (table, right)
        for table, right, held in (
            ("provision", "INSERT", False), ("provision", "UPDATE", True), ("provision_record", "INSERT", True),
            ("provision_record", "UPDATE", False), ("provision_record", "SELECT", True),
        ):  # fmt: skip
            cursor.execute(may, [f"body_{GONE}", f"body_{GONE}.{table}", right])
            assert cursor.fetchone() == (held,), (table, right)
    lock(f"body_{GONE}")


@pytest.mark.owner
def test_nothing_is_erased_on_the_last_day_records_are_kept_and_all_of_it_the_day_after(
    db: None, tmp_path: Path
) -> None:
    last = clock.today()
    body = gone(tmp_path, kept_until=last)
    early = change_of(Kind.ERASURE, last, State.APPROVED)
    with pytest.raises(CannotChangeBody, match="I-914"):
        erase(early.pk, on=last, now=clock.now())
    BodyChange.objects.filter(pk=early.pk).update(effective_on=last + timedelta(days=1))
    assert (to_erase(last), to_erase(last + timedelta(days=1))) == ([], [early.pk])
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {body.schema}.deletion_hold (key, why, placed_by, placed_at) VALUES ('1', '訴訟', 'x', now())")
    with pytest.raises(CannotChangeBody, match="I-915"):
        erase(early.pk, on=last + timedelta(days=1), now=clock.now())
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {body.schema}.deletion_hold SET state = 'lifted', lifted_by = 'y', lifted_at = now()")
    done = erase(early.pk, on=last + timedelta(days=1), now=clock.now())
    assert tables(body.schema) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname LIKE %s", [f"body_{GONE}%"])
        assert cursor.fetchone() == (0,)
    assert (Body.objects.get(code=GONE).state, done.counts["provision_record"]) == ("erased", 1)
    assert set(KeyVersion.objects.filter(body=GONE).values_list("state", flat=True)) == {"retired"}


@pytest.mark.owner
def test_the_certificate_is_signed_and_says_what_was_erased_and_nothing_of_a_person(
    db: None, tmp_path: Path, settings: Any
) -> None:
    gone(tmp_path, kept_until=clock.today() - timedelta(days=1))
    change_of(Kind.ERASURE, clock.today(), State.APPROVED)
    settings.SASAE_HOME = tmp_path
    call_command("settle_bodies")
    text = (tmp_path / f"erased-{GONE}.jws").read_text()
    told = signed_content(text.encode(), platform_key())
    assert (told["body"], told["rows"]["provision_record"], told["proposed_by"], told["approved_by"]) == (
        GONE, 1, "first", "second",
    )  # fmt: skip
    assert "88" not in [value for value in told.values() if isinstance(value, str)]
    assert "unified_no" not in json.dumps(json.loads(urlsafe_b64decode(text.split(".")[1] + "==")))
    assert not list((tmp_path / "bodies" / GONE).glob("*.pem"))
    assert not (tmp_path / "bodies" / GONE / "passphrase").exists()
    call_command("settle_bodies")


@pytest.mark.owner
def test_a_body_that_ended_does_not_join_again_under_its_code(db: None, tmp_path: Path) -> None:
    gone(tmp_path)
    with pytest.raises(ValueError, match="終わった団体"):
        take_in(GONE, "去った町", caller="linkage_gone", public_key="{}", registers=[])


def test_the_application_s_own_role_erases_nothing(bodies: Any, connected_as: Any) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connected_as("app").execute("DROP SCHEMA body_149993 CASCADE")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connected_as("app").execute("DROP ROLE body_149993")
