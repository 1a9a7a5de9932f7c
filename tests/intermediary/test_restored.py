"""A backup brought back: bodies' schemas, their roles and grants, and the keys beside them; it answers as before."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections

from sasae.contracts import information_network as network
from sasae.deployment import database, roles
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.codes.models import Code
from sasae.intermediary.records.models import ProvisionRecord
from tests import databases
from tests.conftest import HOME
from tests.intermediary.conftest import Agent, Net, Taken, joined
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.providing import opened, provide
from tests.intermediary.test_codes_and_copies import SALARY
from tests.wire.partner import findings

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "journal", "retention"]), pytest.mark.clause("STO-1"),
]  # fmt: skip


@pytest.fixture
def taken_in(transactional_db: None) -> Iterator[Taken]:
    """Bodies of this test alone: what is committed goes with the test's database."""
    yield from joined()


@pytest.fixture
def restored(ready: Net, tmp_path: Path) -> Iterator[str]:
    """What docs/operations/restore.md does with one database: written out, brought back under another name, in use."""
    assert HOME is not None
    provide(ready)
    before = connections["default"].settings_dict["NAME"]
    after, server = f"{before}_restored", database.of_home(HOME)
    _run("pg_dump", "-Fc", "-f", str(tmp_path / "dump"), server.superuser_dsn(before))
    databases.drop(HOME, after)
    with databases.admin(HOME) as admin:
        admin.execute(f"CREATE DATABASE {after} TEMPLATE template0 OWNER intermediary_owner")
        roles.open_database(admin, "intermediary", after)
    _run("pg_restore", "--exit-on-error", "-d", server.superuser_dsn(after), str(tmp_path / "dump"))
    _turn_to(after)
    yield after
    _turn_to(before)
    databases.drop(HOME, after)


def _run(program: str, *arguments: str) -> str:
    done = subprocess.run([database.binaries() / program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _turn_to(name: str) -> None:
    connections.close_all()
    for connection in connections.all():
        connection.settings_dict["NAME"] = name


def test_a_restored_database_answers_a_query_out_of_its_copies(ready: Net, restored: str) -> None:
    answer = provide(ready, processing_no=f"{KAWASAKI}202606150000000002")
    assert opened(answer.sealed_answer)["records"] == [{"year": 2025, "salary": SALARY, "dependants": 1}]
    with acting_for(MIDORINO):
        assert ProvisionRecord.objects.count() == 2
    again = provide(ready)  # the permit was used before the backup
    assert again.state == "refused"


def test_what_kept_bodies_apart_is_restored_with_them(ready: Net, restored: str, connected_as: Any) -> None:
    role = connected_as("app")
    for statement in (f"SELECT * FROM body_{MIDORINO}.copy", f"SET ROLE body_{MIDORINO}_retention"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            role.execute(statement)
    role.execute(f"SET ROLE body_{KAWASAKI}")
    for statement in (f"SELECT * FROM body_{MIDORINO}.copy", f"DELETE FROM body_{KAWASAKI}.copy"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            role.execute(statement)
    with acting_for(MIDORINO):
        assert Code.objects.count() == 1


def test_every_role_of_a_body_stands_in_the_file_of_roles(ready: Net) -> None:
    assert HOME is not None
    told = _run("pg_dumpall", "--globals-only", "-d", database.of_home(HOME).superuser_dsn("postgres"))
    for role in (f"body_{MIDORINO}", f"body_{MIDORINO}_retention"):
        assert f"CREATE ROLE {role};" in told
    assert f"GRANT body_{MIDORINO} TO intermediary_app" in told
    assert f"GRANT body_{MIDORINO}_retention TO intermediary_retention" in told


def test_without_the_keys_beside_it_a_restored_database_stays_shut_and_opens_with_them(
    ready: Net, restored: str, taken_in: Taken, settings: Any, tmp_path: Path
) -> None:
    taken_in.agents[MIDORINO].stop()
    request = ready.core.request("CODE-AT-MIDORINO", processing_no=f"{KAWASAKI}202606150000000003")
    answer = ready.ask("network_core", network.PROVIDE, request)
    assert (answer.status_code, findings(answer)) == (503, ["I-301"])
    shutil.copytree(taken_in.folder / MIDORINO, tmp_path / "keys" / MIDORINO)
    agent = Agent(MIDORINO, tmp_path / "keys")
    agent.start()
    settings.SASAE_KEY_AGENTS = {**settings.SASAE_KEY_AGENTS, MIDORINO: agent.socket}
    assert ready.ask("network_core", network.PROVIDE, request).status_code == 200
    agent.stop()
