"""What the intermediary's tests share: two bodies with keys and agents, the network core on the line, the door."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sasae.contracts import body_gateway
from sasae.contracts import information_network as network
from tests.intermediary.core import AFFAIR, KAWASAKI, MIDORINO, PROCEDURE, TAX, Core
from tests.intermediary.statements import faults
from tests.wire.counterparts import Counterparts, counterparts
from tests.wire.partner import Partner

BODIES = {KAWASAKI: ("川崎市", "linkage", [TAX]), MIDORINO: ("みどり野市", "other_city", [TAX])}


@dataclass
class Agent:
    """A body's key agent in a process of its own."""

    body: str
    folder: Path
    process: subprocess.Popen[str] | None = None

    @property
    def socket(self) -> Path:
        return self.folder / f"{self.body}.sock"

    def start(self, passphrase: str | None = None) -> subprocess.Popen[str]:
        """Start it and wait until it listens or ends. `passphrase`: another one than the custodian's."""
        keys = self.folder / self.body
        secret = keys / "passphrase"
        if passphrase is not None:
            secret = self.folder / "another_passphrase"
            secret.write_text(passphrase)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sasae.intermediary.keys.agent", "--body", self.body, "--key", str(keys / "key.pem"),
             "--passphrase-file", str(secret), "--socket", str(self.socket)],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while self.process.poll() is None and not self._listens():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return self.process

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            return probe.connect_ex(str(self.socket)) == 0

    def stop(self, kill: bool = False) -> str:
        """End it; returns what it wrote to its log."""
        if self.process is None:
            return ""
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        _, log = self.process.communicate(timeout=120)
        self.process = None
        return log


@dataclass
class Taken:
    """Both bodies: where their keys lie, and their agents."""

    folder: Path
    agents: dict[str, Agent] = field(default_factory=dict)


@pytest.fixture(scope="session")
def taken_in(django_db_setup: None, django_db_blocker: Any) -> Iterator[Taken]:
    """The bodies join, as the database's owner does it; their agents run."""
    with django_db_blocker.unblock():
        joining = joined()
        taken = next(joining)
    yield taken
    next(joining, None)


def joined() -> Iterator[Taken]:
    """The bodies, joined and committed, and their agents until the end."""
    from django.db import connection

    from sasae.intermediary.bodies.actions import take_in
    from sasae.intermediary.keys.custodian import make_key
    from tests.conftest import _default_connection_as

    taken = Taken(Path(tempfile.mkdtemp(prefix="bodies-")))
    _default_connection_as("owner")
    for code, (name, caller, registers) in BODIES.items():
        take_in(code, name, caller=caller, public_key=make_key(taken.folder / code), registers=registers)
    connection.close()
    _default_connection_as("app")
    for code in BODIES:
        taken.agents[code] = Agent(code, taken.folder)
        taken.agents[code].start()
    yield taken
    for agent in taken.agents.values():
        agent.stop()
    shutil.rmtree(taken.folder)


@pytest.fixture
def bodies(taken_in: Taken, db: None, settings: Any) -> Taken:
    """Both bodies, their agents running at the beginning of each test."""
    for agent in taken_in.agents.values():
        if agent.process is None or agent.process.poll() is not None:
            agent.start()
    settings.SASAE_KEY_AGENTS = {code: agent.socket for code, agent in taken_in.agents.items()}
    return taken_in


@pytest.fixture(scope="session")
def listening() -> Iterator[Counterparts]:
    """One listener a run."""
    from django.conf import settings

    with counterparts(Path(settings.SASAE_PKI), {"network_core"}) as far:
        yield far


@pytest.fixture
def core(listening: Counterparts, settings: Any) -> Core:
    """The network core at the far end of the line; it knows nobody's key yet."""
    from sasae.foundation.outbox.line import _line

    listening.answers.clear()
    listening.asked.clear()
    listening.bytes_heard.clear()
    listening.away.clear()
    settings.SASAE_ADDRESSES = listening.addresses
    _line.cache_clear()
    held = Core()
    held.answer_on(listening)
    return held


class Net:
    """The door, and what comes in through it."""

    def __init__(self, core: Core, far: Counterparts, client: Any, pki: Path) -> None:
        self.core, self.far, self.client, self.pki = core, far, client, pki
        self.keys = iter(range(1, 10_000))

    def ask(self, caller: str, operation: Any, message: Any, key: str = "") -> Any:
        """As this system, with a fresh key unless one is given."""
        return Partner(self.pki, caller).ask(self.client, operation, message, key=key or f"k-{next(self.keys)}")

    def said(self, caller: str, operation: Any, message: Any, key: str = "") -> Any:
        """The answer, in the contract's words."""
        response = self.ask(caller, operation, message, key)
        assert response.status_code == 200, response.content.decode()
        return operation.response.model_validate_json(response.content)

    def code(self, caller: str, unified_no: str, code: str) -> str:
        """Tie a code to a person of the caller's body, the way codes come. Returns the processing number."""
        question = body_gateway.CodesRequest(unified_nos=[unified_no])
        number = self.said(caller, body_gateway.REQUEST_CODES, question).codes[0].processing_no
        pairs = [network.CodeOfProcessing(processing_no=number, code=code)]
        self.said("network_core", network.DELIVER_CODES, network.CodesDelivery(codes=pairs))
        return str(number)

    def copy(self, caller: str, unified_no: str, information: str = TAX, **other: Any) -> Any:
        """Register a copy; returns the response."""
        from datetime import date

        plain = {
            "record_id": f"R{unified_no}", "unified_no": unified_no, "version": 1, "period_from": date(2025, 1, 1),
            "period_to": date(2025, 12, 31), "data": {"year": 2025, "salary": 7_654_321, "dependants": 1, "secret": 9},
        }  # fmt: skip
        copies = [body_gateway.Copy(**{**plain, **other})]
        message = body_gateway.CopiesRequest(information=information, copies=copies)
        return self.ask(caller, body_gateway.REGISTER_COPIES, message)

    def query(self, unified_no: str = "17", **other: Any) -> body_gateway.InformationRequest:
        """What linkage asks."""
        from datetime import date

        plain = {
            "record_id": "202606150000000001", "unified_no": unified_no, "affair": AFFAIR, "procedure": PROCEDURE,
            "information": TAX, "provider": MIDORINO, "period_from": date(2025, 1, 1), "period_to": date(2025, 12, 31),
            "office": "subsidy", "operator": "hanako",
        }  # fmt: skip
        return body_gateway.InformationRequest(**{**plain, **other})

    def work(self) -> None:
        """What the worker does with the queries that wait to be submitted."""
        from procrastinate.contrib.django.models import ProcrastinateJob

        from sasae.intermediary.inquiries.batches import submit_inquiries, submit_inquiry

        tasks = {each.name: each for each in (submit_inquiry, submit_inquiries)}
        for job in list(ProcrastinateJob.objects.filter(task_name__in=tasks).order_by("id")):
            tasks[job.task_name](**job.args)

    def result(self, caller: str, processing_no: str) -> Any:
        return self.said(caller, body_gateway.FETCH_RESULT, body_gateway.ResultRequest(processing_no=processing_no))

    def records(self, caller: str, unified_no: str) -> Any:
        return self.said(caller, body_gateway.RECORDS, body_gateway.RecordsRequest(unified_no=unified_no)).records


@pytest.fixture
def pages_for_people(settings: Any) -> tuple[str, list[str]]:
    """URLs and middleware of the port for people, before a test turns to the contract port."""
    return settings.ROOT_URLCONF, list(settings.MIDDLEWARE)


@pytest.fixture
def net(pages_for_people: Any, bodies: Taken, core: Core, listening: Counterparts, settings: Any) -> Net:
    """The contract port, with the masters in force."""
    from django.test import Client

    from sasae.intermediary.masters.batches import refresh

    settings.ROOT_URLCONF = "sasae.deployment.urls.intermediary_contracts"
    settings.MIDDLEWARE = ["sasae.foundation.gate.GateMiddleware"]
    refresh()
    return Net(core, listening, Client(), Path(settings.SASAE_PKI))


@pytest.fixture
def ready(net: Net) -> Net:
    """みどり野市 knows a person by a code and has a copy of the person's tax data."""
    net.code("other_city", "25", "CODE-AT-MIDORINO")
    net.copy("other_city", "25")
    return net


@pytest.fixture
def refusals(db: None) -> Iterator[Callable[[], list[str]]]:
    """The lines written over the journal's own connection in this test; another connection may not read them yet."""
    from django.db import connections

    lines: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "INSERT INTO history_entry" in sql:
            lines.append(str(params))
        return execute(sql, params, many, context)

    with connections["journal"].execute_wrapper(note):
        yield lambda: lines


@pytest.fixture(autouse=True)
def every_statement_keeps_to_one_schema() -> Iterator[None]:
    """Whatever runs on the default connection in these tests would run where bodies stand on machines of their own."""
    from django.db import connection

    found: dict[str, str] = {}

    def hold(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        for fault in faults(str(statement)):
            found[fault] = str(statement)
        return execute(statement, params, many, context)

    with connection.execute_wrapper(hold):
        yield
    assert found == {}
