"""Who runs the platform reads nothing of what bodies hold: not in the files, a dump, by any role, nor in a log or the queue.

Marker strings stand for a person's data in a copy, in an answer on its way and arrived, and in a clerk's reason. They are
looked for as they are, in base64 and in hex, in every byte. What is committed here goes with the database (transactional).
"""

import base64
import logging
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections

from sasae.contracts import body_gateway
from sasae.contracts import information_network as network
from sasae.deployment import database
from sasae.foundation.history import Actor
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.keys.client import AgentAway, open_sealed
from sasae.intermediary.protections.actions import protect
from sasae.intermediary.protections.models import Kind
from sasae.intermediary.provisions.deciding import decide
from sasae.kernel import clock
from tests import databases
from tests.conftest import HOME
from tests.intermediary.conftest import Net, Taken, joined
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.providing import CODE, provide

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "journal"]), pytest.mark.clause("NET-9")]
COPY, REASON, PLANTED = "MARKER-OF-A-COPY-71", "MARKER-OF-A-REASON-72", "MARKER-IN-PLAIN-73"
CLERK = Actor("clerk", "係", "staff")


@pytest.fixture
def taken_in(transactional_db: None) -> Iterator[Taken]:
    """Bodies of this test alone, in a database of its own: what is committed goes with it."""
    assert HOME is not None
    connections.close_all()
    databases.clone(HOME, "intermediary", str(connections["default"].settings_dict["NAME"]))
    yield from joined()


@pytest.fixture
def used(net: Net, caplog: pytest.LogCaptureFixture) -> Net:
    """A copy is registered and provided, an answer has arrived and was read, a clerk has decided; all with markers."""
    caplog.set_level(logging.DEBUG)
    net.code("other_city", "25", CODE)
    net.code("linkage", "17", "CODE-AT-KAWASAKI")
    assert net.copy("other_city", "25", data={"year": 2025, "salary": COPY, "dependants": COPY}).status_code == 200
    number = net.said("linkage", body_gateway.REQUEST_INFORMATION, net.query()).processing_no
    net.work()
    claims = {"processing_no": number, "permit_no": f"P{number}"}
    answer = provide(net, processing_no=number, claims=claims)
    assert answer.state == "answered"
    told = network.AnswerDelivery(
        processing_no=number, permit_no=f"P{number}", provider=MIDORINO, **answer.model_dump(exclude={"permit_lapsed"})
    )
    net.ask("network_core", network.DELIVER_ANSWER, told)
    net.result("linkage", number)
    _decided(net)
    return net


def _decided(net: Net) -> None:
    """A later copy waits for a clerk, who lets it out with a reason of the kind clerks write."""
    net.copy("other_city", "25", version=2, automatic_reply=False, data={"salary": COPY})
    number = f"{KAWASAKI}202606150000000777"
    assert provide(net, processing_no=number).state == "not_automatic"
    body = Body.objects.get(code=MIDORINO)
    decide(body, f"P{number}", give=True, reason=REASON, by=CLERK, now=clock.now())
    protect(
        body, unified_no="25", information="", kind=Kind.NOT_AUTOMATIC, valid_from=clock.today(), valid_to=None,
        reason=REASON, by=CLERK, now=clock.now(),
    )  # fmt: skip


def shapes(marker: str) -> list[bytes]:
    """The marker as it may stand in bytes: plain, hex, and base64 at each of three offsets."""
    raw = marker.encode()
    inner = [base64.b64encode(b"\0" * shift + raw)[4:-4] for shift in range(3)]
    return [raw, raw.hex().encode(), *inner, raw[::-1]]


def seen_in(content: bytes) -> list[str]:
    return [marker for marker in (COPY, REASON, PLANTED) if any(shape in content for shape in shapes(marker))]


def place() -> tuple[str, str]:
    """The administrator's log-in and this test's database."""
    assert HOME is not None
    return database.of_home(HOME).superuser_dsn(), str(connections["default"].settings_dict["NAME"])


def plant() -> None:
    """What is kept in plain is found: the search itself works."""
    with connections["default"].cursor() as cursor:
        cursor.execute("INSERT INTO outbox_nonce (caller, nonce, expires_at) VALUES ('x', %s, now())", [PLANTED])


def test_no_byte_of_the_database_s_files_tells_what_a_body_holds(used: Net) -> None:
    plant()
    assert HOME is not None
    with databases.admin(HOME) as admin:
        admin.execute("CHECKPOINT")
    found = {
        (marker, path.parts[-2])
        for path in database.of_home(HOME).data.rglob("*")
        if path.is_file()
        for marker in seen_in(path.read_bytes())
    }
    assert {marker for marker, _ in found} == {PLANTED}


def test_a_dump_tells_nothing_of_what_a_body_holds(used: Net) -> None:
    plant()
    dsn, name = place()
    command = [str(database.binaries() / "pg_dump"), "--dbname", psycopg.conninfo.make_conninfo(dsn, dbname=name)]
    dumped = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "LC_ALL": "C"}).stdout
    assert f"body_{KAWASAKI}".encode() in dumped
    assert seen_in(dumped) == [PLANTED]


def test_no_role_of_the_platform_reads_what_a_body_holds_not_even_as_the_body(used: Net, connected_as: Any) -> None:
    plant()
    found, tables, denied = set(), 0, 0
    for role, acting in [("app", ""), ("app", KAWASAKI), ("app", MIDORINO), ("journal", ""), ("retention", "")]:
        connection = connected_as(role)
        if acting:
            connection.execute(f"SET ROLE body_{acting}")
        every = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname !~ '^(pg_|information)'"
        ).fetchall()
        for (table,) in every:
            tables += 1
            try:
                rows = connection.execute(f"SELECT each::text FROM {table} AS each").fetchall()
            except psycopg.errors.InsufficientPrivilege:
                denied += 1
                continue
            found |= {marker for (row,) in rows for marker in seen_in(row.encode())}
    assert found == {PLANTED}
    assert 0 < denied < tables


def test_no_log_tells_what_a_body_holds(used: Net, bodies: Taken, caplog: pytest.LogCaptureFixture) -> None:
    assert HOME is not None
    said = "".join(agent.stop() for agent in bodies.agents.values())
    assert "opened copy-" in said
    said += caplog.text + Path(database.of_home(HOME).log).read_text(encoding="utf-8", errors="replace")
    assert seen_in(said.encode()) == []


def test_with_the_agent_down_nothing_opens_and_with_another_body_s_agent_neither(used: Net, bodies: Taken) -> None:
    from sasae.intermediary.keys.envelope import CannotOpen, encrypt

    sealed = encrypt(Body.objects.get(code=MIDORINO).public_key, COPY.encode())
    assert open_sealed(MIDORINO, "its own", sealed) == COPY.encode()
    with pytest.raises(CannotOpen):
        open_sealed(KAWASAKI, "another's", sealed)
    bodies.agents[MIDORINO].stop()
    with pytest.raises(AgentAway):
        open_sealed(MIDORINO, "nobody's", sealed)
