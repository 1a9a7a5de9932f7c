"""PostgreSQL refuses root: how it is run there, with and without user namespaces."""

import os
import pwd
import shutil

import psycopg
import pytest

from sasae.deployment import database

ROOT = os.geteuid() == 0


@pytest.fixture
def without_namespaces(monkeypatch, tmp_path):
    """A machine that has no user namespaces to give: their command is not found."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("setpriv", "true", "sh"):
        (tools / name).symlink_to(shutil.which(name))
    monkeypatch.setenv("PATH", str(tools))
    database._way.cache_clear()
    yield
    monkeypatch.undo()
    database._way.cache_clear()


def test_without_namespaces_root_runs_it_as_nobody_even_below_a_folder_closed_to_others(without_namespaces, server):
    assert server.data.parent.stat().st_mode & 0o077 == 0
    assert database.runs_as() == ("nobody" if ROOT else "self")
    assert not database.kept_out()
    server.start()
    with psycopg.connect(server.superuser_dsn()) as connection:
        assert connection.execute("SELECT 40 + 2").fetchone() == (42,)
    who = os.stat(f"/proc/{server.pid()}").st_uid
    assert who == (pwd.getpwnam("nobody").pw_uid if ROOT else os.geteuid())
    server.stop()
    assert server.pid() is None


def test_what_the_server_needs_of_others_folders_it_reads_and_does_not_own(without_namespaces, server):
    server.start()
    owner = server.data.parent.stat().st_uid
    assert owner == os.geteuid()
    assert server.data.stat().st_uid == server.log.stat().st_uid
    server.stop()
