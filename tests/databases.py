"""Databases for tests: one server a run, one migrated template a service, one clone a process, the app's own role.

The runner makes a home for all its groups (SASAE_TEST_HOME). A `pytest` started by hand makes one of its own and takes
it away again.
"""

import atexit
import fcntl
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sasae.deployment import database, migrate, roles
from sasae.deployment.home import SIMULATORS, Home, create, free_ports

GIVEN = "SASAE_TEST_HOME"


def home_of_this_run() -> Home:
    """The runner's home, or a temporary one of this process. SASAE_HOME names it from now on."""
    given = os.environ.get(GIVEN)
    if given:
        home = Home.load(given)
    else:
        folder = Path(tempfile.mkdtemp(prefix="sasae-tests-"))
        home = create(folder, free_ports())
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        atexit.register(stop, home, os.getpid())
    os.environ["SASAE_HOME"] = str(home.path)
    return home


def start(home: Home) -> database.Embedded:
    """The run's server, started by whoever needs it first.

    It does not vacuum by itself: whatever a test has not committed counts as no rows then, and the next question about
    thousands of them is planned for none.
    """
    server = database.of_home(home, durable=False)
    server.start()
    with admin(home) as connection:
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("SELECT pg_reload_conf()")
    return server


def stop(home: Home, maker: int) -> None:
    """End the server, in the process that made it and in no child of that process."""
    if os.getpid() == maker:
        database.of_home(home, durable=False).stop()


@contextmanager
def admin(home: Home) -> Iterator[psycopg.Connection[Any]]:
    """A connection that makes and drops databases."""
    with psycopg.connect(database.of_home(home).superuser_dsn(), autocommit=True) as connection:
        yield connection


def template(home: Home, service: str) -> str:
    """The name of the service's migrated database; migrated now, by its owner, unless it was before."""
    name = f"template_{service}_{migrate.fingerprint(service)}"
    with admin(home) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            draft = f"draft_{service}"
            _drop(connection, draft)
            roles.make(connection, home, service, draft)
            command = [sys.executable, "-m", "sasae.deployment.migrate", service, draft]
            environment = {**os.environ, "SASAE_HOME": str(home.path)}
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"The migrations of {service} failed:\n{done.stderr}")
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(draft), sql.Identifier(name)))
    return name


def clone(home: Home, service: str, name: str) -> None:
    """A fresh copy of the service's template under this name, in place of one that is there."""
    source = template(home, service)
    with admin(home) as connection:
        _drop(connection, name)
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY WAL_LOG OWNER {}")
        owner = sql.Identifier(f"{service}_owner")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(source), owner))
        roles.open_database(connection, service, name)


def drop(home: Home, name: str) -> None:
    """Drop a clone, whoever is still connected."""
    with admin(home) as connection:
        _drop(connection, name)


def _drop(connection: psycopg.Connection[Any], name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def make_keys(home: Home, service: str) -> None:
    """Certificates, signing keys and the service's data keys, as `sasae pki` makes them."""
    from sasae.deployment import keys

    with (home.run_dir / "keys.lock").open("w") as lock:  # two groups of a home may begin at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        keys.issue_all(home)
        if service != SIMULATORS:
            keys.make_data_keys(home, service)


def reload_settings(module: str) -> None:
    """Read the settings again for this run's home: pytest-django has read them before any conftest could speak."""
    from django.conf import settings
    from django.db import connections

    fresh = importlib.reload(importlib.import_module(module))
    for name in dir(fresh):
        if name.isupper():
            setattr(settings, name, getattr(fresh, name))
    for place in settings.DATABASES.values():
        place["OPTIONS"].pop("pool", None)
    connections.__dict__.pop("settings", None)
    connections._settings = settings.DATABASES
    for alias in list(settings.DATABASES):  # what was opened before knows the old place
        if hasattr(connections._connections, alias):
            del connections[alias]
