"""What the doctor says of homes that are missing, new, broken, or on a real server; and that looking changes nothing."""

import json
import os
import socket
import subprocess
import sys

import psycopg
import pytest
from psycopg import sql

from sasae.deployment import keys, roles, supervisor
from sasae.deployment.health import Mark, databases, examine, files, machine, processes
from sasae.deployment.home import ROLES, create, free_ports
from sasae.deployment.running import mark
from sasae.wire import authority


def doctor(path, *arguments):
    """The command itself."""
    environment = {**os.environ, "SASAE_HOME": str(path)}
    environment.pop("SASAE_TODAY", None)
    command = [sys.executable, "-m", "sasae.deployment.cli", "doctor", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def marks(looks):
    return [look.mark for look in looks]


@pytest.fixture
def keyed(home):
    """A home with all its certificates, keys and one password."""
    keys.issue_all(home)
    home.secret("database-linkage-app")
    return home


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A home whose server runs and has linkage's database, up to date."""
    from sasae.deployment.database import of_home

    home = create(tmp_path_factory.mktemp("doctor") / "home", free_ports())
    server = of_home(home, durable=False)
    server.start()
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as admin:
        roles.make(admin, home, "linkage")
    command = [sys.executable, "-m", "sasae.deployment.migrate", "linkage"]
    subprocess.run(command, env=home.environment, check=True, capture_output=True)
    yield home
    server.stop()


@pytest.fixture
def admin(migrated):
    """The server's own superuser."""
    from sasae.deployment.database import of_home

    with psycopg.connect(of_home(migrated).superuser_dsn(), autocommit=True) as connection:
        yield connection


class TestHomes:
    def test_a_home_that_is_not_there_is_no_fault_and_is_not_made(self, tmp_path):
        done = doctor(tmp_path / "none" / "home")
        assert (done.returncode, done.stderr) == (0, "")
        assert "まだありません" in done.stdout
        assert "誤り 0件" in done.stdout
        assert list(tmp_path.iterdir()) == []

    def test_programs_get_the_same_as_json(self, tmp_path):
        said = json.loads(doctor(tmp_path / "home", "--json").stdout)
        assert said["well"] is True
        assert {tuple(look) for look in said["looks"]} == {("area", "mark", "what", "do")}
        assert {look["mark"] for look in said["looks"]} <= {"ok", "注意", "誤り"}
        assert all(look["do"] for look in said["looks"] if look["mark"] != "ok")

    @pytest.mark.parametrize("content", ['hosts = "one"', "[ports", "[ports]\nsubsidy = 0", "colour = 1"])
    def test_a_configuration_that_cannot_be_used_is_wrong(self, home, content):
        (home.path / "sasae.toml").write_text(content, encoding="utf-8")
        done = doctor(home.path)
        assert (done.returncode, done.stderr) == (1, "")
        assert "誤り  sasae.toml" in done.stdout

    def test_a_file_in_the_place_of_the_home_is_wrong(self, tmp_path):
        (tmp_path / "home").write_text("", encoding="ascii")
        assert doctor(tmp_path / "home").returncode == 1

    def test_looking_makes_nothing(self, home):
        before = sorted(home.path.rglob("*"))
        assert Mark.WRONG not in marks(examine(home.path))
        assert sorted(home.path.rglob("*")) == before

    def test_a_look_that_cannot_be_taken_is_reported_and_the_others_are_taken(self, keyed):
        (keyed.pki_dir / "ca.crl").write_text("no list", encoding="ascii")
        looks = examine(keyed.path)
        [broken] = [look for look in looks if look.mark is Mark.WRONG]
        assert "調べられませんでした" in broken.what
        assert looks[-1].area == "データベース"


class TestFiles:
    def test_secrets_only_their_owner_reads_are_well(self, keyed):
        assert marks(files.secrets(keyed)) == [Mark.WELL]

    @pytest.mark.parametrize(
        "name", ["secrets/database-linkage-app", "pki/ca.key", "pki/intake/tls.key", "pki/intake/signing.key"]
    )
    def test_a_secret_others_can_read_is_wrong(self, keyed, name):
        (keyed.path / name).chmod(0o640)
        [look] = files.secrets(keyed)
        assert (look.mark, name in look.what, "chmod 600" in look.do) == (Mark.WRONG, True, True)

    def test_fresh_certificates_are_well(self, keyed):
        assert marks(files.certificates(keyed)) == [Mark.WELL]

    @pytest.mark.parametrize(("days", "expected"), [(46, Mark.WELL), (44, Mark.ATTENTION), (0, Mark.WRONG)])
    def test_a_certificate_is_told_of_before_and_after_its_end(self, keyed, days, expected):
        authority.issue(keyed.pki_dir, "intake", days=days)
        assert marks(files.certificates(keyed)) == [expected]

    def test_a_missing_certificate_is_named(self, keyed):
        (keyed.pki_dir / "tax" / "tls.pem").unlink()
        [look] = files.certificates(keyed)
        assert (look.mark, "tax" in look.what) == (Mark.WRONG, True)

    @pytest.mark.parametrize(
        ("text", "expected"), [("2026-06-15\n", Mark.ATTENTION), ("2026-06-31", Mark.WRONG), ("soon", Mark.WRONG)]
    )
    def test_a_shifted_calendar_is_told_of(self, home, monkeypatch, text, expected):
        monkeypatch.delenv("SASAE_TODAY", raising=False)
        assert marks(files.clock_and_calendar(home)) == [Mark.WELL]
        home.calendar.write_text(text, encoding="ascii")
        assert marks(files.clock_and_calendar(home)) == [Mark.WELL, expected]

    def test_a_clock_behind_the_files_is_wrong(self, home):
        os.utime(home.logs_dir, (4_000_000_000, 4_000_000_000))
        assert next(files.clock_and_calendar(home)).mark is Mark.WRONG

    def test_public_passwords_are_told_of(self, home):
        assert list(files.demonstration(home)) == []
        (home.path / "demonstration").write_text("size=10 seed=1\n", encoding="ascii")
        assert marks(files.demonstration(home)) == [Mark.ATTENTION]


class TestMachine:
    def test_the_packages_at_hand_are_the_pinned_ones(self):
        assert marks(machine.requirements()) == [Mark.WELL]

    @pytest.mark.parametrize(
        ("line", "expected"), [("django==5.1.0 \\", "django（"), ("nobody-wrote-this==1.0", "nobody-wrote-this（なし")]
    )
    def test_a_package_of_another_version_or_missing_is_named(self, tmp_path, line, expected):
        (tmp_path / "wanted.txt").write_text(f"{line}\n    --hash=sha256:0\n", encoding="ascii")
        [look] = machine.requirements(tmp_path / "wanted.txt")
        assert (look.mark, expected in look.what) == (Mark.WRONG, True)

    def test_data_of_another_postgresql_is_wrong(self, home):
        assert marks(machine.postgres(home)) == [Mark.WELL]
        home.postgres_dir.mkdir()
        (home.postgres_dir / "PG_VERSION").write_text("14\n", encoding="ascii")
        assert next(machine.postgres(home)).mark is Mark.WRONG

    def test_the_disk_is_looked_at_before_the_home_is_there(self, tmp_path):
        assert machine.nearest(tmp_path / "a" / "b") == tmp_path


class TestProcesses:
    def test_a_port_somebody_else_has_is_named(self, home):
        assert marks(processes.ports(home)) == [Mark.WELL]
        with socket.socket() as other:
            other.bind(("127.0.0.1", home.ports["portal"]))
            other.listen()
            [look] = processes.ports(home)
        assert (look.mark, f"{home.ports['portal']}（portal）" in look.what) == (Mark.WRONG, True)

    def test_a_stopped_installation_is_well(self, home):
        assert marks(processes.running(home)) == [Mark.WELL]

    def test_a_supervisor_that_was_killed_leaves_processes_to_be_told_of(self, home):
        gone = {"pid": 1, "started": "another boot/1"}
        child = subprocess.Popen(["sleep", "60"], start_new_session=True)
        try:
            children = {"intake-worker": {"pid": child.pid, "started": mark(child.pid).started, "restarts": 0}}
            text = json.dumps({"supervisor": gone, "children": children})
            supervisor.state_file(home).write_text(text, encoding="utf-8")
            [look] = processes.running(home)
            assert (look.mark, "1個" in look.what) == (Mark.WRONG, True)
        finally:
            child.kill()
            child.wait()
        assert marks(processes.running(home)) == [Mark.ATTENTION]  # as after a power cut


class TestDatabases:
    def test_a_migrated_database_is_well(self, migrated):
        [look] = databases.one(migrated, "linkage")
        assert (look.mark, "同梱" in look.what) == (Mark.WELL, True)

    def test_the_whole_round_says_which_services_have_none_yet(self, migrated):
        looks = list(databases.services(migrated))
        assert [look.area for look in looks if look.mark is Mark.WELL] == ["データベース linkage"]
        assert len(looks) == 6

    def test_the_same_server_given_by_address_counts_as_another_one(self, migrated, tmp_path):
        ports = dict(free_ports())
        home = create(tmp_path / "home", ports)
        text = (home.path / "sasae.toml").read_text(encoding="utf-8")
        place = f'[database]\nhost = "127.0.0.1"\nport = {migrated.ports["postgres"]}\n'
        (home.path / "sasae.toml").write_text(text + place, encoding="utf-8")
        for role in ROLES:
            file = home.path / "secrets" / f"database-linkage-{role}"
            file.touch(mode=0o600)
            file.write_text(migrated.secret(f"database-linkage-{role}"), encoding="ascii")
        home = type(home).load(home.path)
        [look] = databases.one(home, "linkage")
        assert (look.mark, "外部" in look.what) == (Mark.WELL, True)
        assert list(machine.postgres(home)) == []

    @pytest.mark.parametrize("role", ROLES)
    def test_a_role_that_is_not_let_in_is_named_and_its_password_is_not(self, migrated, admin, role):
        name = sql.Identifier(f"linkage_{role}")
        password = migrated.secret(f"database-linkage-{role}")
        admin.execute(sql.SQL("ALTER ROLE {} PASSWORD 'another'").format(name))
        try:
            [look] = databases.one(migrated, "linkage")
        finally:
            admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(password)))
        assert look.mark is Mark.WRONG
        assert f"linkage_{role}" in look.what
        assert password not in look.what

    @pytest.mark.parametrize(
        ("more", "back"),
        [
            ("ALTER ROLE linkage_app CREATEDB", "ALTER ROLE linkage_app NOCREATEDB"),
            ("GRANT linkage_owner TO linkage_app", "REVOKE linkage_owner FROM linkage_app"),
        ],
    )
    def test_a_right_too_many_is_wrong(self, migrated, admin, more, back):
        admin.execute(more)
        try:
            assert marks(databases.one(migrated, "linkage")) == [Mark.WRONG, Mark.WELL]
        finally:
            admin.execute(back)

    def test_a_journal_that_can_be_changed_is_wrong(self, migrated):
        with psycopg.connect(migrated.database("linkage", "owner").dsn, autocommit=True) as owner:
            owner.execute("GRANT UPDATE ON history_entry TO linkage_app")
            try:
                assert marks(databases.one(migrated, "linkage"))[0] is Mark.WRONG
            finally:
                owner.execute("REVOKE UPDATE ON history_entry FROM linkage_app")

    def test_tables_of_another_version_are_told_of(self, migrated, admin):
        comment = admin.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'sasae_linkage'"
        ).fetchone()[0]
        admin.execute("COMMENT ON DATABASE sasae_linkage IS 'sasae linkage 0000'")
        try:
            assert marks(databases.one(migrated, "linkage")) == [Mark.ATTENTION]
        finally:
            admin.execute(sql.SQL("COMMENT ON DATABASE sasae_linkage IS {}").format(sql.Literal(comment)))

    def test_a_database_without_kana_is_wrong(self, migrated, admin, tmp_path):
        admin.execute("CREATE DATABASE plain TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' "
                      "LOCALE_PROVIDER libc OWNER linkage_owner")  # fmt: skip
        text = (migrated.path / "sasae.toml").read_text(encoding="utf-8")
        folder = tmp_path / "home"
        folder.mkdir()
        (folder / "secrets").symlink_to(migrated.path / "secrets")
        (folder / "sasae.toml").write_text(f'{text}\n[database.linkage]\nname = "plain"\n', encoding="utf-8")
        try:
            [look] = databases.one(create(folder), "linkage")
        finally:
            admin.execute("DROP DATABASE plain WITH (FORCE)")
        assert (look.mark, "LC_CTYPE" in look.what) == (Mark.WRONG, True)


def test_a_server_that_was_never_made_is_looked_for_without_making_its_password(home):
    assert [look.area for look in databases.services(home)] == ["データベース"]
    assert list((home.path / "secrets").iterdir()) == []
