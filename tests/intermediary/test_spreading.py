"""Bodies on several machines: what is in the way is said all at once; the move goes on where it stopped.

No Citus can be had here: its functions stand in the test's database in name, and note what they were asked. What a real
one does with the schemas is tried by hand (docs/operations/scale-out.md).
"""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from sasae.intermediary.bodies import spread
from tests import databases
from tests.conftest import HOME
from tests.intermediary.conftest import Taken
from tests.intermediary.core import KAWASAKI, MIDORINO

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.owner]
STAND_IN = """
    CREATE TABLE moved (name text PRIMARY KEY);
    CREATE VIEW citus_schemas AS SELECT name AS schema_name FROM moved;
    CREATE FUNCTION citus_version() RETURNS text LANGUAGE sql AS $$ SELECT 'Citus {version} on x86_64' $$;
    CREATE FUNCTION citus_get_active_worker_nodes() RETURNS TABLE (node_name text, node_port bigint) LANGUAGE sql
        AS $$ SELECT 'worker-1', 5432::bigint WHERE {workers} $$;
    CREATE FUNCTION run_command_on_workers(command text)
        RETURNS TABLE (nodename text, nodeport int, success bool, result text) LANGUAGE sql
        AS $$ SELECT 'worker-1', 5432, true, '{prepared}' $$;
    CREATE FUNCTION citus_schema_distribute(schema regnamespace) RETURNS void LANGUAGE sql
        AS $$ INSERT INTO moved VALUES (schema::text) $$;
"""


@pytest.fixture
def bodies_there(taken_in: Taken, db: None, settings: Any) -> Any:
    """Both bodies have joined, and the setting says that they are to be spread."""
    settings.SASAE_SPREAD_BODIES = True
    return settings


def citus(version: str = "13.2.0", workers: str = "true", prepared: str = "300", switch: str = "on") -> None:
    """The switch is set as the administrator's `ALTER DATABASE` sets it, for this test's connection."""
    assert HOME is not None
    name = connection.settings_dict["NAME"]
    with databases.admin(HOME) as admin:
        admin.execute(f'ALTER DATABASE "{name}" SET citus.enable_schema_based_sharding TO {switch}')
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL citus.enable_schema_based_sharding TO {switch}")
        cursor.execute(STAND_IN.format(version=version, workers=workers, prepared=prepared))


def ids() -> list[str]:
    return [found.id for found in spread.obstacles()]


def test_without_citus_nothing_is_moved_and_the_lack_is_said(bodies_there: Any) -> None:
    said = StringIO()
    with pytest.raises(CommandError, match="分散できません"):
        call_command("spread_bodies", stdout=said)
    assert "BS-02" in said.getvalue()


def test_without_the_setting_nothing_is_moved(bodies_there: Any) -> None:
    bodies_there.SASAE_SPREAD_BODIES = False
    citus()
    assert "BS-01" in ids()
    with pytest.raises(CommandError):
        call_command("spread_bodies", stdout=StringIO())
    assert spread.spread_schemas() == set()


@pytest.mark.parametrize(
    ("given", "id"),
    [({"workers": "false"}, "BS-04"), ({"prepared": "0"}, "BS-06"), ({"version": "12.1.6"}, "BS-03")],
    ids=["no machine", "no two phases", "an older Citus"],
)
def test_what_is_in_the_way_is_said(bodies_there: Any, given: dict[str, str], id: str) -> None:
    citus(**given)
    assert id in ids()


def test_every_body_is_moved_once_its_roles_may_log_in_and_run_again_it_goes_on(bodies_there: Any) -> None:
    citus()
    assert [found.severity.value for found in spread.obstacles()] == ["warning"]
    assert [found.id for found in spread.doubtful()] == ["BS-10"]
    first = next(iter(spread.spread()))
    assert first == (KAWASAKI, True)
    said = StringIO()
    call_command("spread_bodies", stdout=said)
    assert f"{KAWASAKI}: is there already" in said.getvalue()
    assert f"{MIDORINO}: moved" in said.getvalue()
    assert spread.spread_schemas() == {f"body_{KAWASAKI}", f"body_{MIDORINO}"}
    assert (ids(), spread.doubtful()) == ([], [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'body_%%' AND rolcanlogin")
        assert cursor.fetchone() == (4,)


def test_bodies_that_are_spread_without_the_setting_are_told(bodies_there: Any) -> None:
    citus()
    list(spread.spread())
    bodies_there.SASAE_SPREAD_BODIES = False
    assert [found.id for found in spread.doubtful()] == ["BS-09"]


def test_looking_changes_nothing(bodies_there: Any) -> None:
    citus()
    call_command("spread_bodies", "--check", stdout=StringIO())
    assert spread.spread_schemas() == set()


def test_a_new_body_s_roles_log_in_where_bodies_are_spread_and_nowhere_else(bodies_there: Any) -> None:
    from sasae.intermediary.bodies.schemas import stamp

    can = {}
    for schema, setting in (("body_999991", True), ("body_999992", False)):
        bodies_there.SASAE_SPREAD_BODIES = setting
        stamp(schema)
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", [schema])
            can[schema] = cursor.fetchone()[0]
    assert can == {"body_999991": True, "body_999992": False}
