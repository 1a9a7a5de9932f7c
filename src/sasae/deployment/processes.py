"""The processes of an installation, as a table: what runs, in which order, and how to see that it really works.

python -m sasae.deployment.processes NAME      exit 0 when that process really works (for a container's health check)
"""

import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from sasae.deployment.home import SERVICES, SIMULATORS, Home
from sasae.wire.identity import load
from sasae.wire.tls import client_context

PYTHON = sys.executable
LOOK = 5.0  # seconds a health check may take


@dataclass(frozen=True)
class Process:
    """One process. `healthy` tries what it is for; None where being there is all that can be seen."""

    name: str
    command: tuple[str, ...]
    healthy: Callable[[], bool] | None = None


def table(home: Home, *, simulators: bool) -> list[Process]:
    """Every process in the order they are started; ended in the reverse one."""
    found = []
    if simulators:
        found += [
            _listener(home, SIMULATORS, "contracts"),
            _listener(home, SIMULATORS, "people"),
            _managed("simulators-dispatch", SIMULATORS, "dispatch"),
        ]
    found += [_agent(home, folder) for folder in sorted(home.bodies_dir.glob("*/")) if (folder / "key.pem").exists()]
    for service in SERVICES:
        found += [_listener(home, service, "contracts"), _listener(home, service, "people")]
    found += [_worker(home, service) for service in SERVICES]
    return found


def _managed(name: str, service: str, *arguments: str, healthy: Callable[[], bool] | None = None) -> Process:
    return Process(name, (PYTHON, "-m", "sasae.deployment.manage", service, *arguments), healthy)


def _worker(home: Home, service: str) -> Process:
    return _managed(f"{service}-worker", service, "worker", healthy=lambda: _takes_jobs(home, service))


def _takes_jobs(home: Home, service: str) -> bool:
    """A worker of the service has said of late that it looks at the queue."""
    from sasae.foundation.batch.worker_pace import STALLED_AFTER  # here: it brings Django along

    asked = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)"
    try:
        with psycopg.connect(home.database(service, "app").dsn, connect_timeout=int(LOOK)) as connection:
            row = connection.execute(asked, [STALLED_AFTER]).fetchone()
            return row is not None and row[0] > 0
    except psycopg.Error:
        return False


def _listener(home: Home, service: str, listener: str) -> Process:
    command = (PYTHON, "-m", "sasae.deployment.serve", service, listener)
    look = _contracts_answer if listener == "contracts" else _people_answer
    return Process(f"{service}-{listener}", command, lambda: look(home, service))


def _people_answer(home: Home, service: str) -> bool:
    """The page that asks the database answers."""
    port = "software_card" if service == SIMULATORS else service
    try:
        return httpx.get(f"{home.page(port)}/health", timeout=LOOK, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _contracts_answer(home: Home, service: str) -> bool:
    """The contract port answers a caller with a certificate of ours, over TLS 1.3."""
    callee = "resident_register" if service == SIMULATORS else service
    caller = load(home.pki_dir, "linkage" if service != "linkage" else "subsidy")
    context = client_context(caller, home.pki_dir, callee)
    try:
        url = f"https://127.0.0.1:{home.contract_ports[service]}/health"
        with httpx.Client(verify=context, timeout=LOOK, trust_env=False) as line:
            return line.get(url).status_code == 200
    except httpx.HTTPError:
        return False


def _agent(home: Home, folder: Path) -> Process:
    """A body's key agent; in a city the body's custodian starts it, on the demonstration's machine the supervisor does."""
    place = home.run_dir / f"key_agent_{folder.name}.sock"
    command = (
        PYTHON, "-m", "sasae.intermediary.keys.agent", "--body", folder.name, "--key", str(folder / "key.pem"),
        "--passphrase-file", str(folder / "passphrase"), "--socket", str(place),
    )  # fmt: skip
    return Process(f"key-agent-{folder.name}", command, lambda: _listens(place))


def _listens(place: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(LOOK)
            probe.connect(str(place))
    except OSError:
        return False
    return True


def main(arguments: list[str]) -> int:
    """0 it works, 1 it does not, 2 there is no such process or nothing of it can be tried."""
    known = {one.name: one.healthy for one in table(Home.load(), simulators=True) if one.healthy is not None}
    look = known.get(arguments[0]) if len(arguments) == 1 else None
    if look is None:
        print(f"usage: python -m sasae.deployment.processes {{{','.join(known)}}}", file=sys.stderr)
        return 2
    return 0 if look() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
