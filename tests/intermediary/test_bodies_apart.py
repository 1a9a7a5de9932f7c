"""Bodies kept apart: one body's role reaches nothing of another's, and the platform's own role nothing of any."""

from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from sasae.contracts import body_gateway
from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.schemas import bring_up_to_date, stamp, steps
from sasae.intermediary.codes.models import Code
from sasae.intermediary.records.models import ProvisionRecord
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, MIDORINO, TAX
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ONLY_GROW = ["correction", "correction_line", "correction_mark", "permit_use", "provision_record", "provision_refusal", "reconciliation"]
TABLES = ["code", "copy", "copy_batch", "copy_finding", "copy_source", "deletion_count", "deletion_hold", "deletion_item", "deletion_run", "inquiry", "limit_change", "protection", "provision", "record_difference", *ONLY_GROW]
BOTH = [(KAWASAKI, MIDORINO), (MIDORINO, KAWASAKI)]


def as_body(connected_as: Any, body: str) -> Any:
    connection = connected_as("app")
    connection.execute(f"SET ROLE body_{body}")
    return connection


@pytest.mark.clause("NET-8")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("own", "other"), BOTH)
def test_a_body_s_role_reads_its_own_tables_and_none_of_another_body_s(
    bodies: Any, connected_as: Any, own: str, other: str, table: str
) -> None:
    role = as_body(connected_as, own)
    role.execute(f"SELECT * FROM body_{own}.{table}")
    for statement in (
        f"SELECT * FROM body_{other}.{table}",
        f"INSERT INTO body_{other}.{table} DEFAULT VALUES",
        f"UPDATE body_{other}.{table} SET processing_no = ''",
        f"DELETE FROM body_{other}.{table}",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            role.execute(statement)


@pytest.mark.clause("NET-9")
@pytest.mark.parametrize("table", TABLES)
def test_outside_of_a_body_s_role_the_application_itself_reads_no_body_s_table(
    bodies: Any, connected_as: Any, table: str
) -> None:
    for body, _ in BOTH:
        for role in ("app", "journal", "retention"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connected_as(role).execute(f"SELECT * FROM body_{body}.{table}")


@pytest.mark.parametrize("table", ["history_entry", "accounts_user", "outbox_message", "intermediary_bodies_body"])
def test_a_body_s_role_reads_nothing_of_the_platform_either(bodies: Any, connected_as: Any, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_body(connected_as, KAWASAKI).execute(f"SELECT * FROM public.{table}")


@pytest.mark.clause("INT-5")
@pytest.mark.parametrize("table", TABLES)
def test_no_row_of_a_body_can_be_deleted_and_a_record_not_even_changed(
    bodies: Any, connected_as: Any, table: str
) -> None:
    role = as_body(connected_as, KAWASAKI)
    for statement in (f"DELETE FROM body_{KAWASAKI}.{table}", f"TRUNCATE body_{KAWASAKI}.{table}"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            role.execute(statement)
    named = {"correction": "order_no", "correction_mark": "mark", "permit_use": "permit_no", "reconciliation": "found"}
    column = named.get(table, "processing_no")
    change = f"UPDATE body_{KAWASAKI}.{table} SET {column} = {column}"
    if table in ONLY_GROW:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            role.execute(change)
    elif table in ("code", "inquiry", "provision"):
        role.execute(change)


def test_the_same_unified_number_in_two_bodies_is_two_persons(net: Net) -> None:
    first = net.code("linkage", "17", "CODE-OF-KAWASAKI")
    second = net.code("other_city", "17", "CODE-OF-MIDORINO")
    assert (first[:6], second[:6]) == (KAWASAKI, MIDORINO)
    for body, code in ((KAWASAKI, "CODE-OF-KAWASAKI"), (MIDORINO, "CODE-OF-MIDORINO")):
        with acting_for(body):
            assert list(Code.objects.values_list("unified_no", "code")) == [("17", code)]


def test_inside_a_body_s_work_another_body_s_schema_is_refused_and_the_role_goes_with_the_block(net: Net) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), acting_for(KAWASAKI), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM body_{MIDORINO}.code")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('search_path')")
        role, path = cursor.fetchone()
    assert role == "intermediary_app"
    assert "body_" not in path
    with pytest.raises(DatabaseError, match="does not exist"), transaction.atomic():
        Code.objects.exists()


@pytest.mark.parametrize("code", ["14130", "1413055", "14130a", '141305"; DROP SCHEMA public; --', "１４１３０５", ""])
def test_a_body_s_code_that_is_none_never_reaches_the_database(bodies: Any, code: str) -> None:
    with pytest.raises(ValueError, match="団体コード"), acting_for(code):
        pytest.fail("acted for nobody")


@pytest.mark.clause("NET-7")
def test_a_body_is_known_by_its_certificate_and_sees_its_own_only(net: Net) -> None:
    number = net.code("linkage", "17", "C1")
    asked = body_gateway.CodesRequest(unified_nos=["17"])
    states = {
        name: net.said(name, body_gateway.CODE_STATES, asked).codes[0].state.value for name in ("linkage", "other_city")
    }
    assert states == {"linkage": "completed", "other_city": "none"}
    assert number.startswith(KAWASAKI)
    net.copy("other_city", "17")
    processing_no = net.said("linkage", body_gateway.REQUEST_INFORMATION, net.query()).processing_no
    answer = net.ask("other_city", body_gateway.FETCH_RESULT, body_gateway.ResultRequest(processing_no=processing_no))
    assert (answer.status_code, findings(answer)) == (422, ["I-104"])


@pytest.mark.clause("NET-7")
@pytest.mark.parametrize("name", ["subsidy", "intake", "portal", "tax"])
def test_nobody_but_a_body_s_linkage_platform_comes_in(net: Net, name: str) -> None:
    answer = net.ask(name, body_gateway.CODE_STATES, body_gateway.CodesRequest(unified_nos=["17"]))
    assert (answer.status_code, findings(answer)) == (403, ["W-012"])


def test_a_platform_of_no_body_here_is_refused(net: Net) -> None:
    from sasae.intermediary.bodies.models import Body

    Body.objects.filter(code=MIDORINO).update(caller="somebody_else")
    answer = net.ask("other_city", body_gateway.CODE_STATES, body_gateway.CodesRequest(unified_nos=["17"]))
    assert (answer.status_code, findings(answer)) == (422, ["I-001"])


def test_the_journal_names_a_person_with_the_body(net: Net) -> None:
    net.copy("other_city", "17")
    net.records("linkage", "17")
    persons = [line.persons for line in HistoryEntry.objects.exclude(persons=[]).order_by("id")]
    assert persons == [[f"{MIDORINO}:17"], [f"{KAWASAKI}:17"]]


@pytest.mark.owner
def test_a_body_that_joined_before_the_steps_were_counted_gets_the_others_once_and_keeps_what_it_has(db: None) -> None:
    schema = "body_999999"
    stamp(schema)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL search_path TO {schema}")
        cursor.execute(steps()[0][1].replace("BODY_ROLE", schema))
        cursor.execute(
            "INSERT INTO provision (permit_no, processing_no, inquirer, affair, procedure, information, items, state,"
            " requested_at) VALUES ('P', '1', '149993', 'A', 'P', 'I', '{}', 'nobody', now())"
        )
    assert [bring_up_to_date(schema) for _ in range(2)] == [len(steps()) - 1, 0]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT permit_no, reason, decided_by FROM {schema}.provision")
        assert cursor.fetchall() == [("P", "", "")]
        cursor.execute(f"SELECT name FROM {schema}.schema_step ORDER BY name")
        assert [name for (name,) in cursor.fetchall()] == [name for name, _ in steps()]


@pytest.mark.owner
def test_the_journal_s_list_of_grants_does_not_grow_with_the_bodies_and_old_ones_are_brought_to_it(db: None) -> None:
    held = "SELECT count(*) FROM pg_class, aclexplode(relacl) WHERE pg_class.oid = 'public.history_entry'::regclass"
    may = "SELECT has_table_privilege(%s, 'public.history_entry', %s)"
    stamp("body_999999")
    with connection.cursor() as cursor:
        cursor.execute(held)
        before = cursor.fetchone()
        stamp("body_999998")
        cursor.execute("GRANT INSERT ON public.history_entry TO body_999999")
        bring_up_to_date("body_999999")
        cursor.execute(held)
        assert cursor.fetchone() == before
        for body in ("body_999998", "body_999999"):
            for right, holds in (("INSERT", True), ("SELECT", False), ("UPDATE", False), ("DELETE", False)):
                cursor.execute(may, [body, right])
                assert cursor.fetchone() == (holds,), (body, right)


def test_the_bodies_schemas_are_alike_and_every_column_is_described(net: Net, connected_as: Any) -> None:
    owner = connected_as("owner")
    before = owner.execute("SELECT count(*) FROM pg_tables WHERE schemaname LIKE 'body_%'").fetchone()
    assert before == (2 * (len(TABLES) + len(["schema_step"])),)
    columns = owner.execute(
        "SELECT table_schema, count(*) FROM information_schema.columns WHERE table_schema LIKE 'body_%' GROUP BY 1"
    ).fetchall()
    assert len({count for _, count in columns}) == 1
    bare = owner.execute(
        """SELECT table_name, column_name FROM information_schema.columns
           WHERE table_schema = %s AND col_description(format('%%I.%%I', table_schema, table_name)::regclass,
                                                       ordinal_position) IS NULL""",
        [f"body_{KAWASAKI}"],
    ).fetchall()
    assert bare == []


def test_no_trigger_and_no_other_schema_stands_in_a_body_s_schema(net: Net, connected_as: Any) -> None:
    owner = connected_as("owner")
    triggers = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'body_%'"
    assert owner.execute(triggers).fetchall() == []
    # Keys inside the schema go wherever the schema goes; one that leads out of it could not.
    foreign = """SELECT conname FROM pg_constraint JOIN pg_class here ON here.oid = conrelid
                 JOIN pg_class there ON there.oid = confrelid
                 WHERE contype = 'f' AND conrelid::regclass::text LIKE 'body_%'
                   AND here.relnamespace <> there.relnamespace"""
    assert owner.execute(foreign).fetchall() == []


@pytest.mark.clause("TRF-5")
def test_a_kind_of_copy_a_body_may_not_register_is_refused_and_the_refusal_recorded(net: Net, refusals: Any) -> None:
    answer = net.copy("linkage", "17", information="TM99999999999999")
    assert (answer.status_code, findings(answer)) == (422, ["I-201"])
    assert any("contract.refused" in line and "I-201" in line for line in refusals())
    assert net.copy("linkage", "17", information=TAX).status_code == 200
    with acting_for(KAWASAKI):
        assert ProvisionRecord.objects.count() == 0
