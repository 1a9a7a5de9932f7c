"""The database's server is lost: the one that stands by takes over, with everything that was committed, and nobody is told."""

import shutil
import subprocess
import sys
import time

import psycopg
import pytest

from sasae.deployment import roles
from sasae.deployment.database import Embedded
from sasae.deployment.home import BadHome, Home, create, free_ports
from sasae.deployment.keys import issue_all, make_data_keys
from tests.deployment.terminal import sasae
from tests.deployment.test_backup import ENTRY, SERVICE

PASSWORD = "of-both-servers-for-this-test"


@pytest.fixture
def city(tmp_path):
    """The city's two servers, the second following the first, which answers nobody before the second has it too; and an
    installation that knows both."""
    ports = free_ports(["first", "second"])
    first = Embedded(tmp_path / "first", ports["first"], PASSWORD, tmp_path / "first.log")
    second = Embedded(tmp_path / "second", ports["second"], PASSWORD, tmp_path / "second.log")
    made = create(tmp_path / "home", free_ports(besides=ports.values()))
    try:
        first.start()
        first.copy_to(second.data)
        _follow(second, first)
        second.start()
        with psycopg.connect(first.superuser_dsn(), autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            admin.execute("SELECT pg_reload_conf()")
        with (made.path / "sasae.toml").open("a", encoding="utf-8") as file:
            file.write(
                f'\n[database]\nhost = "127.0.0.1"\nport = {first.port}\nstandbys = ["127.0.0.1:{second.port}"]\n'
            )
        yield Home.load(made.path), first, second
    finally:
        for server in (first, second):
            server.stop()


def _follow(second, first):
    """What pg_basebackup -R writes."""
    (second.data / "standby.signal").touch()
    with (second.data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write(f"primary_conninfo = '{first.superuser_dsn()}'\n")


def _subjects(home):
    with psycopg.connect(home.database(SERVICE, "app").dsn) as app:
        return [subject for (subject,) in app.execute("SELECT subject FROM history_entry ORDER BY id")]


@pytest.mark.clause("STO-1")
def test_the_server_that_stands_by_takes_over_with_everything_that_was_committed(city):
    home, first, second = city
    issue_all(home)
    make_data_keys(home, SERVICE)
    with psycopg.connect(first.superuser_dsn(), autocommit=True) as admin:
        roles.make(admin, home, SERVICE)
    command = [sys.executable, "-m", "sasae.deployment.migrate", SERVICE]
    subprocess.run(command, env=home.environment, check=True, capture_output=True)
    with psycopg.connect(home.database(SERVICE, "app").dsn, autocommit=True) as app:
        assert app.info.port == first.port
        for number in range(20):
            app.execute(ENTRY, [f"before {number}"])
    first._control("stop", "-m", "immediate")  # as when the machine loses its power
    shutil.rmtree(first.data)
    with pytest.raises(psycopg.OperationalError):  # the one that follows takes no writing by itself: somebody decides
        psycopg.connect(home.database(SERVICE, "app").dsn)
    with psycopg.connect(second.superuser_dsn(), autocommit=True) as admin:
        admin.execute("SELECT pg_promote()")
    _until_written(home)
    assert _subjects(home) == [f"before {number}" for number in range(20)]
    with psycopg.connect(home.database(SERVICE, "app").dsn, autocommit=True) as app:
        assert app.info.port == second.port
        app.execute(ENTRY, ["after"])
    sealed = subprocess.run(
        [sys.executable, "-m", "sasae.deployment.manage", SERVICE, "history", "seal"],
        env=home.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert sealed.returncode == 0, sealed.stderr
    verified = sasae(home.path, "history", "verify", "--service", SERVICE)
    assert verified.returncode == 0, verified.stdout
    assert "21件を検証" in verified.stdout


def _until_written(home):
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(home.database(SERVICE, "app").dsn).close()
            return
        except psycopg.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_standbys_are_those_of_the_server_they_stand_by_for(tmp_path):
    home = create(tmp_path / "home", free_ports())
    with (home.path / "sasae.toml").open("a", encoding="utf-8") as file:
        file.write('\n[database]\nhost = "db1"\nport = 5431\nstandbys = ["db2", "db3:5433"]\n')
        file.write('[database.portal]\nhost = "edge"\n[database.intake]\nname = "other"\n')
    home = Home.load(home.path)
    assert home.database("intake", "app").server == {
        "host": "db1,db2,db3", "port": "5431,5431,5433", "target_session_attrs": "read-write",
    }  # fmt: skip
    assert home.database("portal", "app").server == {"host": "edge", "port": "5431"}


@pytest.mark.parametrize(
    "lines",
    ['standbys = ["db2"]', 'host = "db1"\nstandbys = "db2"', 'host = "db1"\nstandbys = ["db2:0"]', 'host = "db1"\nstandbys = ["a b"]'],
)  # fmt: skip
def test_standbys_that_are_no_servers_are_refused(home, lines):
    with (home.path / "sasae.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[database]\n{lines}\n")
    with pytest.raises(BadHome, match="standbys"):
        Home.load(home.path)
