"""Bringing a service's database up to date: migrate as the owner, then set what only grows."""

import os
import subprocess
import sys
from importlib import import_module

import psycopg

from sasae.deployment import roles
from sasae.deployment.home import Home


class MigrationFailed(RuntimeError):
    """A migration did not run; nothing of it stays. The text is what the database said."""


def migrate(home: Home, service: str) -> None:
    """Migrate one service. A process of its own, so that the owner's settings stay out of ours."""
    done = subprocess.run(
        [sys.executable, "-m", "sasae.deployment.manage", service, "migrate", "--verbosity", "0", "--no-input"],
        env={**os.environ, "SASAE_HOME": str(home.path), "SASAE_DB_ROLE": "owner"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MigrationFailed(f"{service}:\n{done.stdout}{done.stderr}")
    with psycopg.connect(home.database(service, "owner").dsn, autocommit=True) as connection:
        roles.restrict(connection, service, _apps(home, service))


def _apps(home: Home, service: str) -> list[str]:
    os.environ.setdefault("SASAE_HOME", str(home.path))
    settings = import_module(f"sasae.deployment.settings.{service}")
    apps: list[str] = settings.INSTALLED_APPS
    return [app.partition(".apps.")[0] for app in apps if app.startswith("sasae.")]
