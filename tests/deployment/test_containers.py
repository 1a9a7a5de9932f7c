"""What a server with a container a process calls: roles on its own PostgreSQL, making ready, one process, its health."""

import os
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from sasae.deployment.database import Embedded, of_home
from sasae.deployment.home import DATABASES, Home, create, free_ports
from sasae.deployment.processes import table
from tests.deployment.terminal import sasae
from tests.deployment.waiting import until

ROOT = Path(__file__).parents[2]


def module(home: Path, name: str, *arguments: str, dsn: str = "") -> subprocess.CompletedProcess[str]:
    """`python -m sasae.deployment.<name>` as the compose file calls it."""
    environment = {**os.environ, "SASAE_HOME": str(home), **({"SASAE_ADMIN_DSN": dsn} if dsn else {})}
    command = [sys.executable, "-m", f"sasae.deployment.{name}", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A PostgreSQL that is not ours, and an operator's log-in that is no superuser."""
    place = tmp_path_factory.mktemp("server")
    found = Embedded(place / "data", free_ports(["server"])["server"], "password-of-the-server", place / "log")
    try:
        found.start()
        with psycopg.connect(found.superuser_dsn(), autocommit=True) as admin:
            admin.execute("CREATE ROLE city_operator LOGIN CREATEROLE CREATEDB PASSWORD 'for-this-test'")
        yield found
    finally:
        found.stop()


@pytest.fixture(scope="module")
def home(server, tmp_path_factory):
    """Ports of its own, every database on the server."""
    made = create(tmp_path_factory.mktemp("server-home") / "home", free_ports())
    with (made.path / "sasae.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[database]\nhost = "127.0.0.1"\nport = {server.port}\n')
    return Home.load(made.path)


@pytest.fixture(scope="module")
def ready(home, server):
    """The steps of the compose file's `prepare`, in their order."""
    dsn = f"host=127.0.0.1 port={server.port} user=city_operator password=for-this-test dbname=postgres"
    made = module(home.path, "roles", dsn=dsn)
    assert made.returncode == 0, made.stderr
    assert [line.partition(":")[0] for line in made.stdout.splitlines()] == [f"sasae_{name}" for name in DATABASES]
    prepared = module(home.path, "installation")
    assert prepared.returncode == 0, prepared.stderr
    return home


def test_without_a_log_in_or_with_an_unknown_service_no_role_is_made(home):
    assert module(home.path, "roles").returncode == 2
    assert module(home.path, "roles", "no_such_service", dsn="host=127.0.0.1").returncode == 2


def test_a_server_that_refuses_the_log_in_is_told_in_its_words(home, server):
    said = module(
        home.path, "roles", dsn=f"host=127.0.0.1 port={server.port} user=nobody_here password=x dbname=postgres"
    )
    assert said.returncode == 1
    assert "password authentication failed" in said.stderr
    assert "Traceback" not in said.stderr


def test_before_the_roles_are_made_making_ready_says_what_is_missing(tmp_path, server):
    empty = create(tmp_path / "home", free_ports())
    with (empty.path / "sasae.toml").open("a", encoding="utf-8") as file:
        file.write('\n[database.subsidy]\nname = "not_made_yet"\n')
        file.write(f'\n[database]\nhost = "127.0.0.1"\nport = {server.port}\n')
    said = module(empty.path, "installation")
    assert said.returncode == 1
    assert "not_made_yet" in said.stderr
    assert "Traceback" not in said.stderr


def test_no_server_of_our_own_is_started(ready):
    assert of_home(ready).pid() is None
    assert not (ready.postgres_dir / "PG_VERSION").exists()


def test_a_process_is_ill_before_it_is_started_well_while_it_runs_and_ill_after_it(ready):
    assert module(ready.path, "processes", "intake-people").returncode == 1
    command = [sys.executable, "-m", "sasae.deployment.serve", "intake", "people"]
    running = subprocess.Popen(command, env={**os.environ, "SASAE_HOME": str(ready.path)}, stderr=subprocess.DEVNULL)
    try:
        until(lambda: module(ready.path, "processes", "intake-people").returncode == 0, seconds=120)
    finally:
        running.terminate()
        running.wait(30)
    assert module(ready.path, "processes", "intake-people").returncode == 1


def test_the_health_of_a_process_that_does_not_exist_is_an_unusable_call(ready):
    said = module(ready.path, "processes", "no-such-process")
    assert said.returncode == 2
    assert "subsidy-contracts" in said.stderr


def test_an_intact_journal_and_one_that_cannot_be_reached_are_told_apart(ready, tmp_path):
    assert sasae(ready.path, "history", "verify", "--service", "intake").returncode == 0
    away = create(tmp_path / "home", free_ports())
    said = sasae(away.path, "history", "verify", "--service", "intake")
    assert said.returncode == 2
    assert "操作履歴を読めません" in said.stderr
    assert "Traceback" not in said.stderr


def test_the_settings_a_server_is_given_are_ones_an_installation_takes(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "sasae.toml").write_bytes((ROOT / "docs" / "operations" / "server.toml").read_bytes())
    assert not Home.load(folder).embedded


COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
OURS = {name: service for name, service in COMPOSE.items() if service["image"] == "sasae"}


def words_of(service: dict[str, Any]) -> list[str]:
    """The words of a container's command, a shell's line among them taken apart."""
    return [word for part in service["command"] for word in part.replace(";", " ").split()]


class TestComposeFile:
    def test_there_is_a_container_for_every_process_of_an_installation(self, tmp_path):
        folder = tmp_path / "home" / "bodies" / "141305"
        folder.mkdir(parents=True)
        (folder / "key.pem").touch()
        wanted = {one.name for one in table(Home.load(tmp_path / "home"), simulators=False)}
        assert wanted - set(OURS) == set()
        assert set(OURS) - wanted == {"prepare", "keys", "demonstration"}

    @pytest.mark.parametrize("name", OURS)
    def test_a_container_starts_what_the_supervisor_would_start(self, name, tmp_path):
        (tmp_path / "home").mkdir()
        known = {one.name: one.command for one in table(Home.load(tmp_path / "home"), simulators=False)}
        if name in known:
            assert OURS[name]["command"] == ["python", *known[name][1:]]
        modules = [after for word, after in pairwise(words_of(OURS[name])) if word == "-m"]
        assert modules
        assert all(find_spec(module.rstrip(")")) for module in modules)

    @pytest.mark.parametrize("name", OURS)
    def test_a_container_runs_as_nobody_with_nothing_it_does_not_need(self, name):
        service = OURS[name]
        assert service["user"] == "10001:10001"
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "ports" not in service  # the host's loopback and nowhere else

    @pytest.mark.parametrize("name", sorted(set(OURS) - {"prepare", "keys", "demonstration"}))
    def test_its_health_is_the_real_function_of_that_very_process(self, name):
        assert OURS[name]["healthcheck"]["test"] == ["CMD", "python", "-m", "sasae.deployment.processes", name]

    def test_postgresql_listens_on_loopback_where_the_settings_look_for_it(self):
        settings = tomllib.loads((ROOT / "docs" / "operations" / "server.toml").read_text(encoding="utf-8"))
        command = COMPOSE["postgres"]["command"]
        assert f"-clisten_addresses={settings['database']['host']}" in command
        assert f"-cport={settings['database']['port']}" in command

    def test_what_the_image_is_made_of_exists_and_its_user_is_not_root(self):
        lines = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
        copied = [word for line in lines if line.startswith("COPY ") for word in line.split()[1:-1]]
        assert "src" in copied
        assert [name for name in copied if not (ROOT / name).exists()] == []
        assert [line for line in lines if line.startswith("USER ")] == ["USER 10001:10001"]
