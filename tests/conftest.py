"""What all tests share. A group with Django settings gets a database of its own, as the application's role.

Fixtures of pytest-django (`db`, `transactional_db`, the mark `django_db`) work as ever. Besides:

    owner_connection      the owner's own log-in to this test's database (commits; sees nothing uncommitted)
    connected_as(role)    the same for any role
    @pytest.mark.owner    Django's default connection is the owner's in this test
    @pytest.mark.seals(…) fills these sealed columns by the product's own actions; they are opened afterwards
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

os.environ.setdefault("SASAE_TODAY", "2026-06-15")  # the calendar day of tests and demonstration
SETTINGS = os.environ.get("DJANGO_SETTINGS_MODULE", "")
HOME = None
if SETTINGS:
    from tests import databases

    HOME = databases.home_of_this_run()
    databases.reload_settings(SETTINGS)
    pytest_plugins = ["tests.staff"]


def pytest_configure() -> None:
    """Who is told to end ends what was started, too: the database above all."""
    signal.signal(signal.SIGTERM, lambda *_: pytest.exit("told to end", returncode=143))


def service() -> str:
    """The service whose settings are in use."""
    name = SETTINGS.rpartition(".")[2]
    return "subsidy" if name == "everything" else name


@pytest.fixture(scope="session", autouse=True)
def _keys() -> None:
    """Certificates and data keys, where Django is in use."""
    if HOME is not None:
        databases.make_keys(HOME, service())


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """A clone of the service's template for this process, in place of pytest-django's own test database."""
    from django.db import connections
    from django.test import TransactionTestCase

    assert HOME is not None
    name = f"test_{service()}_{os.getpid()}"

    def fresh(_test_case: Any = None) -> None:
        connections.close_all()
        databases.clone(HOME, service(), name)

    databases.start(HOME)
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        fresh()
        for connection in connections.all():
            connection.settings_dict["NAME"] = name
        # Tables that only grow refuse to be truncated: after a transactional test the database is cloned again.
        patch.setattr(TransactionTestCase, "_fixture_teardown", fresh)
        with django_db_blocker.block():
            yield
        connections.close_all()
        databases.drop(HOME, name)


@pytest.fixture
def connected_as(db: None) -> Iterator[Callable[[str], psycopg.Connection[Any]]]:
    """Log-ins to this test's database by role, each statement committed at once."""
    from django.db import connections

    assert HOME is not None
    opened: list[psycopg.Connection[Any]] = []

    def connect(role: str) -> psycopg.Connection[Any]:
        place = HOME.database(service(), role)
        name = connections["default"].settings_dict["NAME"]
        opened.append(psycopg.connect(place.dsn, dbname=name, autocommit=True))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture
def owner_connection(connected_as: Callable[[str], psycopg.Connection[Any]]) -> psycopg.Connection[Any]:
    """The owner's log-in. What a test changes by it stays for the next test of the process unless it takes it back."""
    return connected_as("owner")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked `owner` gets the owner's log-in before its fixtures connect."""
    if HOME is not None:
        _default_connection_as("owner" if item.get_closest_marker("owner") else "app")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """After a test marked `seals` the values it left are opened by what their rows say, before anything is rolled back."""
    yield
    if HOME is not None and (mark := item.get_closest_marker("seals")):
        from tests.sealed_values import open_anew

        open_anew(mark.args)


def _default_connection_as(role: str) -> None:
    from django.db import connections

    place, default = HOME.database(service(), role), connections["default"]
    if default.settings_dict["USER"] != place.user:
        default.close()
        default.settings_dict.update(USER=place.user, PASSWORD=place.password)
