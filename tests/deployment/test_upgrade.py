"""An installation of an earlier version goes to this one and back: looked at before, with a backup, tried beside."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sasae.deployment import database, migrate, supervisor
from sasae.deployment.home import DATABASES, Home, free_ports
from sasae.deployment.installation import prepare
from sasae.deployment.upgrading import log
from tests.deployment.terminal import sasae
from tests.installation import RUN, as_superuser, copy, temporary

SERVICE, AREA = "intake", "showings"
TABLE = "showings_showing"
MERGED = "subsidy"  # whose first migrations are several of an earlier time in one: not unknown, and nothing to be done
EARLIER = f"sasae {SERVICE} of an earlier version"
ENTRY = (
    'INSERT INTO history_entry (actor_id, actor_name, actor_kind, terminal, "right", purpose, event, subject, persons,'
    " outcome, detail, request_id) VALUES ('batch:test', '試験', 'batch', '', '', '', 'application.stored', %s, '{}',"
    " 'done', '{}', '')"
)


def upgrade(home: Home, *words: str):
    return sasae(home.path, "upgrade", *words)


def asked(home: Home, statement: str, *values: str) -> list:
    """Of the service's database, by the server's own administrator; the server runs only for that."""
    server = database.of_home(home)
    began = server.start()
    try:
        with as_superuser(home, SERVICE) as admin:
            done = admin.execute(statement, values)
            return done.fetchall() if done.description else []
    finally:
        if began:
            server.stop()


def entered(home: Home) -> list[str]:
    rows = asked(home, "SELECT subject FROM history_entry WHERE event = 'application.stored' AND actor_id = 'batch:test' ORDER BY id")
    return [subject for (subject,) in rows]


def has_the_area(home: Home) -> bool:
    return asked(home, f"SELECT to_regclass('{TABLE}_event')") != [(None,)]


@pytest.fixture(scope="module")
def earlier():
    """At rest, as a version without one area left it in one of the services."""
    with temporary() as place:
        ports = free_ports()
        if run := os.environ.get(RUN):
            copy(Path(run), place, ports)
            database.of_home(Home.load(place)).start()
        else:
            prepare(place, ports)
        home = Home.load(place)
        back = [sys.executable, "-m", "sasae.deployment.manage", SERVICE, "migrate", AREA, "zero"]
        done = subprocess.run(back, env={**home.environment, "SASAE_DB_ROLE": "owner"}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        for service in (SERVICE, MERGED):
            asked(home, f"COMMENT ON DATABASE {home.database(service, 'owner').name} IS '{EARLIER}'")
        database.of_home(home).stop()
        yield home


@pytest.fixture(scope="module")
def key(earlier: Home) -> Path:
    """Of the backups; from now on there is a place for them."""
    assert "UG-104" in upgrade(earlier, "check").stdout  # until then nothing goes on
    file = earlier.path.with_name("kept elsewhere.key")
    said = sasae(earlier.path, "backup", "key", "--key", str(file))
    recipient = next(line for line in said.stdout.splitlines() if line.startswith("recipient"))
    with (earlier.path / "sasae.toml").open("a", encoding="utf-8") as toml:
        toml.write(f'\n[backup]\nfolder = "{earlier.path.with_name("other disk")}"\n{recipient}\n')
    return file


def test_it_does_not_start_before_it_was_brought_up_to_date(earlier: Home, key: Path) -> None:
    said = sasae(earlier.path, "up")
    assert said.returncode == 1
    assert f"{SERVICE} のデータベースは、別の版のプログラムのものです" in said.stdout
    assert supervisor.running(earlier) is None
    assert not has_the_area(earlier)
    database.of_home(earlier).stop()


def test_what_would_be_done_is_told_and_nothing_is_changed(earlier: Home, key: Path) -> None:
    said = upgrade(earlier, "check")
    assert said.returncode == 0, said.stdout
    assert f"{SERVICE}：移行 1件（{AREA}.0001_tables）" in said.stdout
    assert f"{MERGED}：移行 0件" in said.stdout
    assert "portal：この版です" in said.stdout
    assert "進められます" in said.stdout
    assert not has_the_area(earlier)
    assert database.of_home(earlier).pid() is None


def test_a_database_of_a_later_version_is_left_alone(earlier: Home, key: Path) -> None:
    asked(earlier, "INSERT INTO django_migrations (app, name, applied) VALUES ('accounts', '9999_later', now())")
    for verb in ("check", "go"):
        said = upgrade(earlier, verb)
        assert said.returncode == 1
        assert "UG-102" in said.stdout
        assert "accounts.9999_later" in said.stdout
    assert not has_the_area(earlier)
    asked(earlier, "DELETE FROM django_migrations WHERE name = '9999_later'")


def test_it_goes_to_this_version_with_a_backup_is_tried_beside_and_taken_back(earlier: Home, key: Path) -> None:
    asked(earlier, ENTRY, "before")
    asked(earlier, f"CREATE TABLE {TABLE} ()")  # the migration will fail
    stopped = upgrade(earlier, "go")
    assert stopped.returncode == 2, stopped.stdout
    begun = log.last(earlier)
    assert begun is not None
    assert not begun.done
    asked(earlier, f"DROP TABLE {TABLE}")
    said = upgrade(earlier, "go")
    assert said.returncode == 0, said.stdout + said.stderr
    done = log.last(earlier)
    assert done is not None
    assert (done.done, done.at, done.backup) == (True, begun.at, begun.backup)  # it went on
    assert (done.before[SERVICE], done.after[SERVICE]) == (EARLIER, migrate.comment(SERVICE))
    assert done.migrations == {SERVICE: [f"{AREA}.0001_tables"]}
    assert has_the_area(earlier)
    assert supervisor.running(earlier) is None  # it did not run before
    asked(earlier, ENTRY, "after")
    words = ("back", "--key", str(key))
    assert upgrade(earlier, *words).returncode == 2  # what was entered since is at stake: not without --yes
    refused = upgrade(earlier, *words, "--yes")
    assert (refused.returncode, "UG-113" in refused.stdout) == (2, True)  # by the program before alone
    assert entered(earlier) == ["before", "after"]
    of_the_program_before = {**done.__dict__, "before": {service: migrate.comment(service) for service in DATABASES}}
    (earlier.path / log.FILE).write_text(json.dumps(of_the_program_before) + "\n", encoding="utf-8")
    went = upgrade(earlier, *words, "--yes")
    assert went.returncode == 0, went.stdout + went.stderr
    assert (entered(earlier), has_the_area(earlier)) == (["before"], False)
    (aside,) = earlier.path.parent.glob("home.aside-*")
    kept = Home.load(aside)
    assert (entered(kept), has_the_area(kept)) == (["before", "after"], True)
    beside = ("rehearse", "--key", str(key), "--beside", str(earlier.path.parent))
    assert upgrade(earlier, *beside).returncode == 2  # what is in the way is in the backup too
    asked(earlier, f"DROP TABLE {TABLE}")
    database.of_home(earlier).start()
    assert sasae(earlier.path, "backup", "make").returncode == 0
    database.of_home(earlier).stop()
    tried = upgrade(earlier, *beside)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert f"{SERVICE}：移行 1件" in tried.stdout
    assert f"{SERVICE} の操作履歴：書かれたときのまま" in tried.stdout
    assert not has_the_area(earlier)
    assert list(earlier.path.parent.glob("sasae-upgrade-*")) == []


def test_without_a_record_of_an_upgrade_there_is_no_way_back(earlier: Home, key: Path) -> None:
    assert not (earlier.path / log.FILE).exists()  # the installation that was taken back has none
    said = upgrade(earlier, "back", "--key", str(key), "--yes")
    assert (said.returncode, "UG-111" in said.stdout) == (2, True)


def test_a_database_that_does_not_answer_is_told(earlier: Home, key: Path) -> None:
    place = earlier.path / "secrets" / f"database-{SERVICE}-app"
    right = place.read_text(encoding="ascii")
    place.write_text("wrong", encoding="ascii")
    try:
        said = upgrade(earlier, "check")
    finally:
        place.write_text(right, encoding="ascii")
    assert (said.returncode, "UG-101" in said.stdout) == (1, True)
