"""Making an installation ready to start: keys, database, roles, migrations. Run again, only what is missing is done.

python -m sasae.deployment.installation      makes SASAE_HOME ready and starts nothing but an embedded server
"""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg

from sasae.deployment import database, keys, migrate, roles
from sasae.deployment.home import DATABASES, SERVICES, BadHome, Home, create


class NotReady(RuntimeError):
    """The installation cannot be made ready; the text says what failed."""


def prepare(path: Path, ports: dict[str, int] | None = None) -> Home:
    """Everything up to date, the embedded server running. Raises NotReady and database.NoServer.

    Of two that call at once, the second waits and finds everything done.
    """
    home = create(path, ports)
    with _alone(home):
        _prepare(home)
    return home


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    with (home.run_dir / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _prepare(home: Home) -> None:
    keys.issue_all(home)
    for service in SERVICES:
        keys.make_data_keys(home, service)
    if home.embedded:
        server = database.of_home(home)
        server.start()
        with psycopg.connect(server.superuser_dsn(), autocommit=True) as admin:
            for service in DATABASES:
                if home.on_embedded(service):
                    roles.make(admin, home, service)
    stale = [service for service in DATABASES if not _is_current(service, home)]
    with ThreadPoolExecutor(2) as pool:
        for problem in pool.map(lambda service: _migrate(service, home), stale):
            if problem:
                raise NotReady(problem)


def _is_current(service: str, home: Home) -> bool:
    """Asked with the log-in the service will use: what is wrong with another server shows here first."""
    try:
        return migrate.is_current(service, home)
    except psycopg.OperationalError as trouble:
        place = home.database(service, "app")
        where = f"{place.name} ({place.host}:{place.port}, {place.user})"
        raise NotReady(
            f"{service} のデータベース {where} に接続できません。sasae.toml の [database] と、サーバー側のデータベース・"
            f"ロール・パスワード（secrets/ の database-{service}-*）を確かめてください。\n"
            f"The database of {service}, {where}, cannot be reached: see [database] in sasae.toml, and whether the "
            f"database, its roles and their passwords exist on that server.\n{trouble}"
        ) from trouble


def _migrate(service: str, home: Home) -> str:
    """Migrate in a process of its own; what went wrong, or nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "sasae.deployment.migrate", service],
        env=home.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return f"{service}:\n{done.stdout}{done.stderr}" if done.returncode else ""


def manage(home: Home, service: str, *arguments: str, owner: bool = False) -> str:
    """Run a management command of a service; what it said. Raises NotReady."""
    role = {"SASAE_DB_ROLE": "owner"} if owner else {}
    done = subprocess.run(
        [sys.executable, "-m", "sasae.deployment.manage", service, *arguments],
        env={**home.environment, **role},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotReady(f"{service} {' '.join(arguments)}:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def main() -> int:
    """0 ready, 1 not, which is then said."""
    try:
        prepare(Home.load().path)
    except (NotReady, database.NoServer, BadHome) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
