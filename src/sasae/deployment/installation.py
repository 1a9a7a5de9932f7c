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


def prepare(path: Path, ports: dict[str, int] | None = None, *, upgrade: bool = True) -> Home:
    """Everything up to date, the embedded server running. Raises NotReady and database.NoServer.

    Of two that call at once, the second waits and finds everything done. Without `upgrade` an installation of an earlier
    version stays as it is and is refused: that is a step of its own (`sasae upgrade`), with checks and a backup before it.
    """
    home = create(path, ports)
    with _alone(home):
        _prepare(home, upgrade)
    return home


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    with (home.run_dir / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _prepare(home: Home, upgrade: bool) -> None:
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
    said = {service: _said_by(service, home) for service in DATABASES}
    stale = [service for service in DATABASES if said[service] != migrate.comment(service)]
    if not upgrade and (earlier := [service for service in stale if said[service]]):
        raise NotReady(
            f"{'、'.join(earlier)} のデータベースは、別の版のプログラムのものです。./sasae upgrade check で確かめ、./sasae upgrade go で"
            "この版に進めてください。\n"
            "The databases are of another version of the program: see ./sasae upgrade check, then ./sasae upgrade go."
        )
    with ThreadPoolExecutor(2) as pool:
        for problem in pool.map(lambda service: _migrate(service, home), stale):
            if problem:
                raise NotReady(problem)


def _said_by(service: str, home: Home) -> str:
    """Asked with the log-in the service will use: what is wrong with another server shows here first."""
    try:
        return migrate.said_by(service, home)
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
