"""The PostgreSQL we run ourselves: started once, ended cleanly, nothing committed lost, open to nobody else."""

import os
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import psycopg
import pytest
from psycopg import sql

from sasae.deployment import database, running
from sasae.deployment.database import NoServer, check_server, of_home
from sasae.deployment.home import create, free_ports, is_free
from tests.deployment.waiting import until


@pytest.fixture(scope="module")
def lasting(tmp_path_factory):
    """A running server for tests that only look at it."""
    found = of_home(create(tmp_path_factory.mktemp("lasting"), free_ports()))
    found.start()
    yield found
    found.stop()


def ask(server, question, *values):
    """One answer of the server's superuser."""
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
        return connection.execute(question, values).fetchone()[0]


class TestStartAndStop:
    def test_it_answers_when_start_is_back_and_a_second_start_does_nothing(self, server):
        assert server.pid() is None
        assert server.start() is True
        first = server.pid()
        assert ask(server, "SELECT 40 + 2") == 42
        assert server.start() is False
        assert server.pid() == first

    def test_after_a_clean_stop_nothing_is_left_and_no_recovery_is_needed(self, server):
        server.start()
        ask(server, "SELECT pg_current_wal_lsn()")
        server.stop()
        assert server.pid() is None
        assert running.working_in(server.data) == []
        assert not (server.data / "postmaster.pid").exists()
        assert is_free(server.port)
        server.stop()  # nothing to stop: nothing happens
        said_before = len(server.log.read_text(encoding="utf-8"))
        server.start()
        said = server.log.read_text(encoding="utf-8")[said_before:]
        assert "database system was shut down at" in said
        assert "not properly shut down" not in said

    def test_a_stop_rolls_open_work_back_and_keeps_what_was_committed(self, server):
        server.start()
        with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (number int)")
        open_work = psycopg.connect(server.superuser_dsn())
        open_work.execute("INSERT INTO kept VALUES (1)")
        open_work.commit()
        open_work.execute("INSERT INTO kept VALUES (2)")
        server.stop()
        open_work.close()
        server.start()
        assert ask(server, "SELECT array_agg(number) FROM kept") == [1]

    def test_of_two_processes_that_start_it_at_once_one_does_and_both_find_it_ready(self, home, server):
        code = (
            "import sys, psycopg; from sasae.deployment.database import of_home; from sasae.deployment.home import Home;"
            "server = of_home(Home.load(sys.argv[1])); started = server.start();"
            "psycopg.connect(server.superuser_dsn()).close(); print(started)"
        )
        racers = [
            subprocess.Popen([sys.executable, "-c", code, str(home.path)], stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        assert sorted(racer.communicate(timeout=120)[0].strip() for racer in racers) == ["False", "True"]
        assert server.pid() is not None

    def test_the_data_may_lie_where_the_operator_wants_it(self, tmp_path):
        path = tmp_path / "市役所 のデータ" / "sasae 医療費's"
        server = of_home(create(path, free_ports()))
        try:
            server.start()
            assert ask(server, "SHOW data_directory") == str(path / "postgres")
            assert server.pid() is not None
            assert server.start() is False
        finally:
            server.stop()
        assert server.pid() is None

    def test_the_data_folder_may_be_a_link_to_another_disk(self, home, tmp_path):
        disk = tmp_path / "another disk"
        disk.mkdir()
        home.postgres_dir.symlink_to(disk / "data")
        server = of_home(home)
        try:
            server.start()
            assert (disk / "data" / "PG_VERSION").exists()
            assert of_home(home).start() is False
            assert ask(server, "SELECT 1") == 1
        finally:
            server.stop()
        assert server.pid() is None

    def test_an_initialisation_that_was_broken_off_is_done_again(self, home, server):
        """Only whole data folders bear the name; what an earlier attempt left is thrown away."""
        draft = home.path / "postgres.new"
        draft.mkdir()
        (draft / "PG_VERSION").write_text("half of it", encoding="ascii")
        server.start()
        assert not draft.exists()
        assert ask(server, "SELECT 1") == 1

    def test_no_password_is_left_lying_about(self, home, server):
        server.start()
        lying = [path for path in home.path.iterdir() if path.name.endswith(".password")]
        assert lying == []


class TestKilled:
    def test_after_kill_9_in_the_middle_of_work_nothing_committed_is_lost(self, server):
        """Four writers commit line by line; what the server has confirmed to them must be there after it was killed."""
        server.start()
        with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
            connection.execute("CREATE TABLE work (writer int, number int, PRIMARY KEY (writer, number))")
        confirmed = dict.fromkeys(range(4), 0)

        def write(writer):
            with suppress(psycopg.OperationalError), psycopg.connect(server.superuser_dsn()) as connection:
                for number in range(1, 1_000_000):
                    connection.execute("INSERT INTO work VALUES (%s, %s)", [writer, number])
                    connection.commit()
                    confirmed[writer] = number

        writers = [threading.Thread(target=write, args=(writer,)) for writer in confirmed]
        for writer in writers:
            writer.start()
        until(lambda: min(confirmed.values()) > 50)
        pid = server.pid()
        os.kill(pid, signal.SIGKILL)
        for writer in writers:
            writer.join(timeout=120)
        assert not any(writer.is_alive() for writer in writers)
        until(lambda: server.pid() is None)
        assert server.start() is True
        assert server.pid() != pid
        with psycopg.connect(server.superuser_dsn()) as connection:
            for writer, last in confirmed.items():
                found = connection.execute("SELECT count(*), max(number) FROM work WHERE writer = %s", [writer])
                lines, highest = found.fetchone()
                assert lines == highest  # no gap
                assert last <= highest <= last + 1  # the last one may have been written without word getting back

    def test_a_lock_file_whose_number_another_process_bears_now_does_not_hinder(self, server):
        server.start()
        os.kill(server.pid(), signal.SIGKILL)
        until(lambda: server.pid() is None)
        lock = server.data / "postmaster.pid"
        stranger = subprocess.Popen(["sleep", "600"], cwd="/")
        try:
            _, *rest = lock.read_text(encoding="ascii").splitlines(keepends=True)
            lock.write_text("".join([f"{stranger.pid}\n", *rest]), encoding="ascii")
            assert server.pid() is None
            server.stop()  # not ours: nobody is ended
            assert server.start() is True
            assert server.pid() not in (None, stranger.pid)
            server.stop()
            assert stranger.poll() is None
        finally:
            stranger.kill()
            stranger.wait()

    @pytest.mark.parametrize("left", ["", "not a number\n"])
    def test_a_lock_file_without_a_number_does_not_hinder(self, server, left):
        server.start()
        server.stop()
        (server.data / "postmaster.pid").write_text(left, encoding="ascii")
        assert server.start() is True
        assert ask(server, "SELECT 1") == 1


class TestRefusals:
    def test_a_busy_port_is_named(self, home, server):
        with socket.socket() as other:
            other.bind(("127.0.0.1", server.port))
            other.listen()
            with pytest.raises(NoServer, match=f"Port {server.port} is in use") as refused:
                server.start()
            assert f"ポート {server.port}" in str(refused.value)
            assert "sasae.toml" in str(refused.value)
        assert server.start() is True

    def test_what_postgresql_says_reaches_the_operator(self, server):
        server.start()
        server.stop()
        with (server.data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write("no_such_setting = 1\n")
        with pytest.raises(NoServer, match="no_such_setting"):
            server.start()

    @pytest.mark.clause("SEC-1")
    def test_it_listens_on_loopback_only(self, lasting):
        assert ask(lasting, "SHOW listen_addresses") == "127.0.0.1"
        assert ask(lasting, "SHOW unix_socket_directories") == ""
        assert listening_at(lasting.port) == {"0100007F"}

    @pytest.mark.clause("SEC-1")
    def test_a_password_is_always_asked_and_must_be_right(self, lasting):
        assert ask(lasting, "SHOW password_encryption") == "scram-sha-256"
        rules = (lasting.data / "pg_hba.conf").read_text(encoding="utf-8").splitlines()
        ways = {line.split()[-1] for line in rules if line.strip() and not line.startswith("#")}
        assert ways == {"scram-sha-256"}
        for wrong in ("wrong", lasting.password[:-1], ""):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(replace(lasting, password=wrong).superuser_dsn(), passfile="/dev/null")

    def test_the_password_stands_neither_in_the_log_nor_on_a_command_line(self, lasting):
        ask(lasting, "SELECT 1")
        assert lasting.password not in lasting.log.read_text(encoding="utf-8")
        assert ask(lasting, "SELECT rolpassword FROM pg_authid WHERE rolname = 'sasae_admin'").startswith("SCRAM")
        with open(f"/proc/{lasting.pid()}/cmdline", encoding="utf-8") as line:
            assert lasting.password not in line.read()

    def test_what_is_committed_is_safe_from_a_power_cut(self, lasting):
        assert [ask(lasting, f"SHOW {name}") for name in ("fsync", "full_page_writes", "synchronous_commit")] == [
            "on",
            "on",
            "on",
        ]


def listening_at(port):
    """Addresses (as the kernel writes them) with a listener at this port, IPv4 and IPv6."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(FileNotFoundError), open(table, encoding="ascii") as lines:
            rows = [line.split() for line in list(lines)[1:]]
            found |= {row[1].split(":")[0] for row in rows if row[3] == "0A" and row[1].endswith(f":{port:04X}")}
    return found


class TestServersThatDoNotSuit:
    @pytest.fixture
    def made(self, lasting):
        """Makes a database of a kind and connects to it."""
        opened = []

        def make(kind):
            with psycopg.connect(lasting.superuser_dsn(), autocommit=True) as admin:
                admin.execute("DROP DATABASE IF EXISTS odd WITH (FORCE)")
                admin.execute(sql.SQL("CREATE DATABASE odd TEMPLATE template0 ") + sql.SQL(kind))
            opened.append(psycopg.connect(lasting.superuser_dsn("odd"), autocommit=True))
            return opened[-1]

        yield make
        for connection in opened:
            connection.close()

    @pytest.mark.parametrize("locale", ["C", "POSIX"])
    def test_a_database_in_which_kana_are_no_letters_is_refused(self, made, locale):
        connection = made(f"ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE '{locale}'")
        with pytest.raises(NoServer, match="LC_CTYPE is C:") as refused:
            check_server(connection)
        assert "C.UTF-8" in str(refused.value)

    @pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1", "EUC_JP"])
    def test_another_encoding_is_refused_by_name(self, made, encoding):
        connection = made(f"ENCODING '{encoding}' LOCALE_PROVIDER libc LOCALE 'C'")
        with pytest.raises(NoServer, match=encoding):
            check_server(connection)

    def test_the_one_of_libc_with_letters_is_taken(self, made):
        connection = made("ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C.UTF-8'")
        check_server(connection)
        assert kana_are_found(connection)

    def test_our_own_is_taken_and_finds_kana(self, lasting):
        with psycopg.connect(lasting.superuser_dsn(), autocommit=True) as connection:
            check_server(connection)
            assert kana_are_found(connection)

    def test_in_the_refused_one_kana_are_indeed_not_found(self, made):
        assert not kana_are_found(made("ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'"))

    def test_migrations_refuse_such_a_database_before_they_touch_it(self, home, server):
        """The whole way: the operator's database is of the wrong kind, the migration ends and has made nothing."""
        server.start()
        with psycopg.connect(server.superuser_dsn(), autocommit=True) as admin:
            admin.execute(
                "CREATE DATABASE sasae_intake TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'"
            )
            from sasae.deployment import roles

            roles.make(admin, home, "intake")
            admin.execute("ALTER DATABASE sasae_intake OWNER TO intake_owner")
        done = subprocess.run(
            [sys.executable, "-m", "sasae.deployment.migrate", "intake"],
            env=home.environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode != 0
        assert "LC_CTYPE" in done.stderr
        with psycopg.connect(server.superuser_dsn("sasae_intake")) as connection:
            tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        assert tables == (0,)


def kana_are_found(connection):
    """Whether a trigram search would find a name in kana."""
    connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    return connection.execute("SELECT cardinality(show_trgm('カワサキ ハナ')) > 0").fetchone()[0]


class TestBinaries:
    def test_other_binaries_serve_as_well(self, monkeypatch, tmp_path):
        monkeypatch.setenv("SASAE_POSTGRES_BIN", str(tmp_path))
        assert database.binaries() == tmp_path

    def test_settings_of_the_operators_own_shell_do_not_reach_the_server(self, server, monkeypatch):
        monkeypatch.setenv("PGDATA", "/nowhere")
        monkeypatch.setenv("PGPORT", "1")
        monkeypatch.setenv("PGOPTIONS", "-c work_mem=1")
        server.start()
        monkeypatch.undo()
        assert ask(server, "SHOW port") == str(server.port)


def test_many_threads_may_start_it_at_once(server):
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(lambda _: server.start(), range(4))) == [False, False, False, True]
