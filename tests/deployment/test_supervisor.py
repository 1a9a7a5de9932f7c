"""A whole installation, brought up as an operator does it, and what is killed in it, and how it ends."""

import os
import re
import signal
import ssl
import subprocess
from contextlib import suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from sasae.deployment import supervisor
from sasae.deployment.database import of_home
from sasae.deployment.home import SERVICES, Home, create, free_ports, is_free
from sasae.deployment.rotation.ending_sealed import end_sealed
from sasae.deployment.rotation.turning import SETTLED, CannotTurn
from sasae.wire.identity import load
from sasae.wire.sealing import renew
from sasae.wire.tls import client_context
from tests.deployment.terminal import command, environment, sasae
from tests.deployment.waiting import until

PROCESSES = {f"{service}-{each}" for service in SERVICES for each in ("people", "contracts", "worker")}
SIMULATED = {"simulators-people", "simulators-contracts", "simulators-dispatch"}
RESTART = 60  # seconds something may take to be well again


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """An installation's home; nothing of it is left afterwards, whatever happened."""
    home = create(tmp_path_factory.mktemp("town") / "home", free_ports())
    yield home
    sasae(home.path, "down")
    left = processes_of(home)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert left == set()


@pytest.fixture
def running(town):
    """It runs, with the simulators, and all is well."""
    if not all_well(town):
        said = sasae(town.path, "up", "--simulators")
        assert said.returncode == 0, said.stdout + said.stderr
    return town


@pytest.fixture
def ended(town):
    """It does not run."""
    sasae(town.path, "down")
    return town


def status(home):
    """What `sasae status` shows: name → (well, process number)."""
    rows = [re.fullmatch(r"(ok |BAD) (\S+) +(?:pid (\d+)|does not run)", line) for line in
            sasae(home.path, "status").stdout.splitlines()]  # fmt: skip
    assert all(rows)
    return {row[2]: (row[1] == "ok ", int(row[3] or 0)) for row in rows}


def all_well(home):
    """Whether `sasae status` is content, the simulators among what it looked at."""
    said = sasae(home.path, "status")
    return said.returncode == 0 and "simulators-people" in said.stdout


def pids(home):
    """Process numbers by name."""
    return {name: pid for name, (_, pid) in status(home).items()}


def processes_of(home: Home) -> set[int]:
    """Every process started for this home, found without asking our own files: by environment, and by folder."""
    mark = f"SASAE_HOME={home.path}".encode()
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            started_for = mark in (entry / "environ").read_bytes().split(b"\0")
            zombie = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[0] == "Z"
            in_data = os.readlink(entry / "cwd") == str(home.postgres_dir)
            if (started_for or in_data) and not zombie:
                found.add(int(entry.name))
    return found


def children_of(pid):
    """Processes a process has started itself."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def gone(*numbers):
    """Whether none of these processes runs any more."""
    return not any(supervisor.mark(number).alive for number in numbers)


def pages_answer(home):
    """Whether each service shows its first page to somebody who comes by browser, and its database answers."""
    try:
        for service in SERVICES:
            health = httpx.get(f"{home.page(service)}/health", timeout=60, trust_env=False)
            page = httpx.get(home.page(service), timeout=60, trust_env=False, follow_redirects=True)
            if (health.status_code, page.status_code) != (200, 200) or "<html" not in page.text:
                return False
    except httpx.HTTPError:
        return False
    return True


def contracts_answer(home):
    """Whether each service answers a caller with a certificate of ours, over a new connection."""
    try:
        for service in SERVICES:
            caller = load(home.pki_dir, "linkage" if service != "linkage" else "subsidy")
            context = client_context(caller, home.pki_dir, service)
            with httpx.Client(verify=context, timeout=60, trust_env=False) as line:
                if line.get(f"{home.addresses[service]}/health").status_code != 200:
                    return False
    except httpx.HTTPError:
        return False
    return True


def log_of(home):
    """The one log."""
    return (home.logs_dir / "sasae.log").read_text(encoding="utf-8")


class TestUp:
    def test_from_nothing_to_five_services_that_answer_even_if_asked_twice_at_once(self, ended):
        """One of the two makes and starts everything, once; the other waits; both say where to go."""
        assert not ended.pki_dir.exists()
        starters = [
            subprocess.Popen(
                command("up", "--simulators"), env=environment(ended.path), stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True,
            )
            for _ in range(2)
        ]  # fmt: skip
        for starter in starters:
            said, _ = starter.communicate(timeout=180)
            assert starter.returncode == 0, said
            lines = said.splitlines()
            waited_for = {name for name in PROCESSES | SIMULATED if name.endswith(("people", "contracts", "worker"))}
            assert {line.strip() for line in lines if line.startswith("  ")} == waited_for
            assert [line for line in lines if not line.startswith("  ")] == [
                f"{ended.page('portal')}  住民のオンライン申請",
                f"{ended.page('intake')}  申請管理",
                f"{ended.page('subsidy')}  医療費助成",
                f"{ended.page('linkage')}  連携基盤",
                f"{ended.page('intermediary')}  中間サーバー",
            ]
        assert pages_answer(ended)
        assert all_well(ended)
        assert leaders(ended) == {pid for name, pid in pids(ended).items() if name != "postgres"}

    def test_status_shows_everything_and_all_is_well(self, running):
        shown = status(running)
        assert set(shown) == PROCESSES | SIMULATED | {"supervisor", "postgres"}
        assert all(well for well, _ in shown.values())
        assert sasae(running.path, "status").returncode == 0
        assert {pid for _, pid in shown.values()} <= processes_of(running)

    @pytest.mark.clause("SEC-1")
    def test_every_port_is_on_loopback_only(self, running):
        found = {}
        for row in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
            address, port = row.split()[1].split(":")
            if row.split()[3] == "0A":
                found.setdefault(int(port, 16), set()).add(address)
        assert {port: found.get(port) for port in running.ports.values()} == {
            port: {"0100007F"} for port in running.ports.values()
        }
        everywhere = Path("/proc/net/tcp6").read_text(encoding="ascii") if Path("/proc/net/tcp6").exists() else ""
        assert not [
            row for row in everywhere.splitlines()[1:] if int(row.split()[1][-4:], 16) in running.ports.values()
        ]

    @pytest.mark.clause("SEC-1")
    def test_the_contract_port_does_not_speak_to_callers_without_a_certificate(self, running):
        context = ssl.create_default_context(cafile=running.pki_dir / "ca.pem")
        with pytest.raises(httpx.HTTPError), httpx.Client(verify=context, trust_env=False, timeout=60) as line:
            line.get(f"{running.addresses['subsidy']}/health")

    def test_no_secret_is_on_a_command_line(self, running):
        secrets = [file.read_bytes() for file in (running.path / "secrets").glob("database-*")]
        assert len(secrets) > 20
        for pid in processes_of(running):
            said = Path(f"/proc/{pid}/cmdline").read_bytes()
            assert not [secret for secret in secrets if secret in said]

    def test_a_second_up_starts_nothing_and_is_content(self, running):
        before = pids(running)
        said = sasae(running.path, "up", "--simulators")
        assert said.returncode == 0
        assert f"{running.page('subsidy')}  医療費助成" in said.stdout
        assert pids(running) == before

    def test_a_second_supervisor_refuses(self, running):
        before = pids(running)
        said = sasae(running.path, "up", "--simulators", "--foreground")
        assert (said.returncode, said.stderr) == (1, "Already running.\n")
        assert pids(running) == before

    def test_the_log_shows_lines_of_several_processes(self, running):
        said = sasae(running.path, "logs", "--lines", "2000")
        assert said.returncode == 0
        rows = [re.match(r"\d\d:\d\d:\d\d (\S+) +\S", line) for line in said.stdout.splitlines()]
        assert {row[1] for row in rows if row} >= {"subsidy-people", "portal-contracts", "simulators-people"}


class TestKeysTurned:
    def test_every_key_of_a_service_is_replaced_and_meanwhile_nobody_is_turned_away(self, running):
        """One service, so that one is started again; the others speak with it all the while."""
        before = pids(running)
        own = [file for name in ("secrets/*portal*", "pki/portal/*") for file in running.path.glob(name)]
        held = {file.name: file.read_bytes() for file in own}
        assert len(held) >= 10
        turned = subprocess.Popen(
            command("keys", "turn", "all", "portal"), env=environment(running.path), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        answered = []
        while turned.poll() is None:
            answered.append((pages_answer(running), contracts_answer(running)))
        said, _ = turned.communicate()
        assert turned.returncode == 0, said
        assert set(answered) == {(True, True)}
        assert [file.name for file in own if file.read_bytes() == held[file.name]] == []
        until(lambda: all_well(running), RESTART)
        after = pids(running)
        assert {name for name in before if before[name] != after[name]} == {"portal-worker"}

    def test_what_is_sealed_is_looked_for_in_every_service_before_the_key_it_was_sealed_to_ends(self, running):
        own = running.pki_dir / "portal" / "sealing.key"
        renew(running.pki_dir, "portal")
        with pytest.raises(CannotTurn, match="1時間は"):
            end_sealed(running, "portal")
        long_ago = own.stat().st_mtime - SETTLED.total_seconds()
        os.utime(own, (long_ago, long_ago))
        ended = sasae(running.path, "keys", "end", "sealing", "portal")
        assert (ended.returncode, "消しました" in ended.stdout) == (0, True), ended.stdout + ended.stderr
        assert len(own.read_text().split()) == 1
        assert end_sealed(running, "portal") == "前の鍵はありません"


class TestKilled:
    def test_processes_that_are_killed_are_started_again_and_no_others(self, running):
        """A worker, a web process of people, one of contracts and one of the simulators, all at once."""
        victims = ("subsidy-worker", "intake-people", "linkage-contracts", "simulators-dispatch")
        before = pids(running)
        its_own = [child for name in victims for child in children_of(before[name])]
        assert its_own  # the listeners have processes of their own, which must not stay and hold the port
        for name in victims:
            os.kill(before[name], signal.SIGKILL)
        until(lambda: gone(*(before[name] for name in victims), *its_own))
        until(lambda: all_well(running), RESTART)
        after = pids(running)
        assert {name for name in before if after[name] != before[name]} == set(victims)
        for name in victims:
            assert f"{name} ended (-9)" in log_of(running)

    def test_a_process_that_only_its_listener_knows_is_replaced_by_the_listener(self, running):
        before = pids(running)
        (child,) = children_of(before["portal-people"])
        os.kill(child, signal.SIGKILL)
        until(lambda: gone(child))
        until(lambda: pages_answer(running), RESTART)
        assert pids(running) == before

    def test_a_worker_that_hangs_is_seen_though_its_process_is_there(self, running):
        worker = pids(running)["linkage-worker"]
        os.kill(worker, signal.SIGSTOP)
        try:
            until(lambda: status(running)["linkage-worker"] == (False, worker), RESTART)
        finally:
            os.kill(worker, signal.SIGCONT)
        until(lambda: all_well(running), RESTART)

    def test_the_database_is_started_again_and_the_pages_answer(self, running):
        before = pids(running)
        with psycopg.connect(of_home(running).superuser_dsn(), autocommit=True) as admin:
            admin.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
            admin.execute("INSERT INTO kept VALUES (1)")
        os.kill(before["postgres"], signal.SIGKILL)
        until(lambda: gone(before["postgres"]))
        until(lambda: of_home(running).pid() not in (None, before["postgres"]), RESTART)
        until(lambda: pages_answer(running), RESTART)
        until(lambda: all_well(running), RESTART)
        assert pids(running)["supervisor"] == before["supervisor"]
        with psycopg.connect(of_home(running).superuser_dsn(), autocommit=True) as admin:
            assert admin.execute("SELECT count(*) FROM kept").fetchone() == (1,)
            admin.execute("DROP TABLE kept")
        assert "started PostgreSQL" in log_of(running)

    def test_a_database_that_cannot_start_is_waited_for_and_the_rest_stays(self, running):
        """Somebody has broken its configuration; as soon as it is mended all is well again, and no process was lost."""
        before = pids(running)
        conf = running.postgres_dir / "postgresql.auto.conf"
        good = conf.read_bytes()
        tried = log_of(running).count("pg_ctl failed")
        try:
            conf.write_bytes(good + b"no_such_setting = 1\n")
            os.kill(before["postgres"], signal.SIGKILL)
            until(lambda: log_of(running).count("pg_ctl failed") > tried, RESTART)
            shown = status(running)
            assert shown["postgres"] == (False, 0)
            assert shown["supervisor"] == (True, before["supervisor"])
            assert shown["subsidy-people"] == (False, before["subsidy-people"])  # there, but cannot do its work
        finally:
            conf.write_bytes(good)
        until(lambda: all_well(running), RESTART)
        assert pids(running)["subsidy-people"] == before["subsidy-people"]

    def test_status_says_when_nobody_watches_and_up_ends_what_was_left_behind(self, running):
        before = pids(running)
        os.kill(before["supervisor"], signal.SIGKILL)
        until(lambda: gone(before["supervisor"]))
        said = sasae(running.path, "status")
        assert said.returncode == 1
        assert re.search(r"^BAD supervisor +does not run$", said.stdout, re.M)
        assert not gone(before["subsidy-people"])  # left behind, still at work
        said = sasae(running.path, "up", "--simulators")
        assert said.returncode == 0, said.stdout + said.stderr
        assert gone(*(pid for name, pid in before.items() if name != "postgres"))
        after = pids(running)
        assert all_well(running)
        assert after["postgres"] == before["postgres"]
        assert leaders(running) == {pid for name, pid in after.items() if name != "postgres"}


def leaders(home):
    """Processes of the home that lead a session, as the supervisor and each of its children do; not the database."""
    found = processes_of(home) - set(_in_data(home))
    return {pid for pid in found if os.getsid(pid) == pid}


def _in_data(home):
    return [pid for pid in processes_of(home) if os.readlink(f"/proc/{pid}/cwd") == str(home.postgres_dir)]


class TestDown:
    def test_it_ends_everything_and_the_database_last(self, running):
        before = pids(running)
        log = running.logs_dir / "postgres.log"
        said_before = log.stat().st_size
        said = sasae(running.path, "down")
        assert (said.returncode, said.stdout) == (0, "終了しました。\n")
        assert gone(*before.values())
        assert processes_of(running) == set()
        assert [port for port in running.ports.values() if not is_free(port)] == []
        assert not (running.postgres_dir / "postmaster.pid").exists()
        ending = log.read_bytes()[said_before:].decode()
        assert "received fast shutdown request" in ending
        assert "database system is shut down" in ending
        assert "terminating connection" not in ending  # nobody was at work in it any more
        assert "supervisor               ended" in log_of(running)

    def test_a_second_down_is_harmless(self, ended):
        said = sasae(ended.path, "down")
        assert (said.returncode, said.stdout) == (0, "動いていませんでした。\n")
        said = sasae(ended.path, "status")
        assert said.returncode == 1
        assert "ok " not in said.stdout

    def test_it_ends_what_a_killed_supervisor_left_behind_even_if_it_hangs(self, running):
        """One process hangs (here: is stopped): it gets its time, then is ended by force. The database ends cleanly."""
        before = pids(running)
        os.kill(before["intake-worker"], signal.SIGSTOP)
        os.kill(before["supervisor"], signal.SIGKILL)
        until(lambda: gone(before["supervisor"]))
        assert sasae(running.path, "down").stdout == "終了しました。\n"
        assert processes_of(running) == set()
        assert not (running.postgres_dir / "postmaster.pid").exists()


class TestForeground:
    @pytest.fixture
    def started(self, ended):
        """`sasae up --foreground` in a session of its own, as in a terminal; well and without simulators."""
        process = subprocess.Popen(
            command("up", "--foreground"), env=environment(ended.path), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        until(lambda: process.poll() is not None or sasae(ended.path, "status").returncode == 0, 120)
        yield process
        if process.poll() is None:
            process.kill()
        process.communicate()

    @pytest.mark.parametrize("way", ["SIGTERM", "Ctrl-C"])
    def test_asked_to_end_it_ends_everything_cleanly(self, started, ended, way):
        assert set(status(ended)) == PROCESSES | {"supervisor", "postgres"}
        assert pids(ended)["supervisor"] == started.pid
        said = sasae(ended.path, "up", "--simulators", seconds=60)  # told at once; what runs goes on
        assert said.returncode == 1
        assert "シミュレーターなしで動いています" in said.stdout
        if way == "SIGTERM":
            os.kill(started.pid, signal.SIGTERM)
        else:
            os.killpg(started.pid, signal.SIGINT)  # a terminal sends it to all that run in front
        said, _ = started.communicate(timeout=120)
        assert started.returncode == 0, said
        assert "Traceback" not in said
        assert processes_of(ended) == set()
        assert [port for port in ended.ports.values() if not is_free(port)] == []
        assert not (ended.postgres_dir / "postmaster.pid").exists()


class TestNotStarting:
    def test_a_supervisor_that_ends_at_once_is_told_with_its_last_words(self, ended):
        """It cannot write down what it runs: it must not run, and `up` does not wait for pages that will never come."""
        in_the_way = ended.run_dir / "supervisor.new"
        in_the_way.mkdir()
        try:
            said = sasae(ended.path, "up", seconds=60)
        finally:
            in_the_way.rmdir()
        assert said.returncode == 1
        assert "The supervisor ended (1)." in said.stdout
        assert "supervisor.new" in said.stdout
        assert sasae(ended.path, "down").returncode == 0
        assert processes_of(ended) == set()
