"""One whole installation for a run of journeys, browser or faults: free ports, its own keys, a small fixed town.

    installation            its home: `page(service)` for addresses, `ports`, files (a `sasae.deployment.home.Home`)
    at(service, login)      a member of staff at a screen, logged in when first asked for and kept for the run
    auditor(service)        a log-in to a service's database that may only read, as an auditor has it
    superuser(service)      the embedded server's own administrator, for what nobody else may do

Everybody's password is `foundation.accounts.demo.PASSWORD`, the authenticator's code `totp_code(login, time.time())`. The
calendar stands at `story.play.FIRST_DAY`; `story.play.turn_calendar(home, day)` turns it.

SASAE_JOURNEY_HOME=DIR keeps the installation there and uses it again: for trying one test many times, on data that the
times before have left behind.

The runner's groups (SASAE_TEST_HOME) each begin with a copy of one installation: keys, databases, bodies, town and staff are
made by the first that asks. Alone, a group makes its own.

A guard (this module, run as a program) ends the installation as soon as this process is gone, in whatever way.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from sasae.deployment import control, database, demonstration
from sasae.deployment.home import DATABASES, Home, create, free_ports
from sasae.deployment.story.people import Staff

ROOT = Path(__file__).parents[1]
SIZE, SEED = 600, 1
KEPT, RUN = "SASAE_JOURNEY_HOME", "SASAE_TEST_HOME"
PMH = "pmh = true\n"
AUDITOR = "auditor"

At = Callable[[str, str], Staff]
LogIn = Callable[[str], "psycopg.Connection[Any]"]


@pytest.fixture(scope="session")
def installation() -> Iterator[Home]:
    """Everything runs, the simulators too; ended whatever happens."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SASAE_TODAY", raising=False)  # the calendar's file says the day, and may be turned
        if kept := os.environ.get(KEPT):
            place = Path(kept)
            made = (place / "sasae.toml").exists()
            yield start(place, None if made else free_ports())
            return
        with temporary() as place:
            ports = free_ports()
            if run := os.environ.get(RUN):
                copy(Path(run), place, ports)
            yield start(place, ports)


@pytest.fixture(scope="session")
def desks() -> dict[tuple[str, str], Staff]:
    """Who has logged in: a user has one live session, so all who play them share it."""
    return {}


@pytest.fixture(scope="session")
def at(installation: Home, desks: dict[tuple[str, str], Staff]) -> At:
    """People at their screens."""

    def sit_down(service: str, login: str) -> Staff:
        if (service, login) not in desks:
            desks[service, login] = Staff(installation, service, login)
        return desks[service, login]

    return sit_down


@pytest.fixture(scope="session")
def auditor(installation: Home) -> Iterator[LogIn]:
    """Read-only log-ins, one a service."""
    opened = cache(lambda service: psycopg.connect(auditor_dsn(installation, service), autocommit=True))
    yield opened
    for service in DATABASES:
        opened(service).close()


@pytest.fixture(scope="session")
def superuser(installation: Home) -> LogIn:
    """The administrator's log-ins; to be closed by whoever opens one."""
    return lambda service: as_superuser(installation, service)


def start(place: Path, ports: dict[str, int] | None) -> Home:
    """Make the installation, or start the one that is there; the auditor may read it afterwards."""
    take_part(place, ports)
    home = demonstration.set_up(place, size=SIZE, seed=SEED, say=lambda _: None, ports=ports)
    make_auditor(home)
    return home


def take_part(place: Path, ports: dict[str, int] | None) -> Home:
    """Its folder and its sasae.toml. It takes part in PMH."""
    file = create(place, ports).path / "sasae.toml"
    if not file.read_text("utf-8").startswith(PMH):
        file.write_text(PMH + file.read_text("utf-8"), "utf-8")
    return Home.load(place)


def copy(run: Path, place: Path, ports: dict[str, int]) -> None:
    """The run's installation once more, at these ports: its own keys and data, no process and no log of the first."""
    with (run / "installation.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        leave = shutil.ignore_patterns("sasae.toml", "logs", "run", "*.lock")
        shutil.copytree(_made_in(run), place, symlinks=True, ignore=leave)
    database.of_home(create(place, ports)).own_all()


def _made_in(run: Path) -> Path:
    """The installation all groups of a run begin with, at rest; made now, unless it was before, of this very source."""
    made, draft = run / f"installation_{_source()}", run / "installation.new"
    if not made.exists():
        for old in (draft, *run.glob("installation_*")):
            shutil.rmtree(old, ignore_errors=True)
        home = take_part(draft, free_ports())
        try:
            demonstration.make(draft, size=SIZE, seed=SEED, say=lambda _: None)
        finally:
            database.of_home(home).stop()
        draft.rename(made)
    return made


def _source() -> str:
    """What it is made of, as a short hash."""
    folder, made_from = Path(str(files("sasae"))), hashlib.sha256()
    for path in sorted(each for ending in ("py", "sql", "yaml") for each in folder.rglob(f"*.{ending}")):
        made_from.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return made_from.hexdigest()[:16]


@contextmanager
def temporary() -> Iterator[Path]:
    """A folder for an installation. What runs on it is ended when the block is left, or this process is killed."""
    folder = Path(tempfile.mkdtemp(prefix="sasae-installation-"))
    command = [sys.executable, "-m", "tests.installation", str(folder)]
    guard = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield folder / "home"
    finally:
        guard.communicate()  # closes its input: it ends everything, and then itself


def make_auditor(home: Home) -> None:
    """A role that reads everything and changes nothing."""
    role = sql.Identifier(AUDITOR)
    with as_superuser(home, "") as admin:
        if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [AUDITOR]).fetchone() is None:
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        password = sql.Literal(home.secret("database-auditor"))
        admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, password))
        admin.execute(sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(role))
        admin.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(role))
        for service in DATABASES:
            name = sql.Identifier(home.database(service, "app").name)
            admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, role))


def auditor_dsn(home: Home, service: str) -> str:
    """How the auditor logs in to a service's database."""
    place, password = home.database(service, "app"), home.secret("database-auditor")
    return f"host={place.host} port={place.port} dbname={place.name} user={AUDITOR} password={password}"


def as_superuser(home: Home, service: str) -> "psycopg.Connection[Any]":
    """The administrator, each statement committed at once, in a service's database (or in none of them)."""
    name = home.database(service, "app").name if service else "postgres"
    return psycopg.connect(database.of_home(home).superuser_dsn(name), autocommit=True)


def end(home: Home) -> None:
    """End the supervisor, what it left behind, and the database."""
    control.down(home)
    if (home.postgres_dir / "PG_VERSION").exists():
        database.of_home(home).stop()


def sasae(home: Home, *arguments: str, seconds: float = 300) -> "subprocess.CompletedProcess[str]":
    """A verb of the one command, run to its end as an operator does."""
    return subprocess.run(
        [sys.executable, "-m", "sasae.deployment.cli", *arguments],
        env=home.environment, capture_output=True, text=True, timeout=seconds, check=False,
    )  # fmt: skip


def guard(folder: Path) -> None:
    """Wait until who started this is gone or has enough, then end the installation and take its folder away."""
    sys.stdin.buffer.read()
    if (folder / "home" / "sasae.toml").exists():
        end(Home.load(folder / "home"))
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    guard(Path(sys.argv[1]))
