"""Keeps an installation running: starts in order, restarts what crashes, ends in the reverse order.

    python -m sasae.deployment.supervisor [--simulators]

One process a home: `run/supervisor.json` names it and its children, each with the moment it was started, so that a number
given to somebody else meanwhile is not mistaken for ours. Killed itself, the next one ends what it left behind.
"""

import argparse
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sasae.deployment import database, keys
from sasae.deployment.assessment.pack.orders import order_waiting
from sasae.deployment.backups.place import place_of
from sasae.deployment.home import Home
from sasae.deployment.nightly import ASSESS, BACKUP, BACKUP_HOUR, Nightly
from sasae.deployment.on_order import OnOrder
from sasae.deployment.processes import Process, table
from sasae.deployment.running import Mark, end, mark
from sasae.kernel import clock

SHORTEST, LONGEST = 0.5, 30.0  # seconds before a crashed process is started again
STEADY = 60.0  # seconds after which a process counts as well
LARGEST_LOG = 20 * 1024 * 1024  # bytes; then the log is turned over once
BETWEEN_LOOKS_AT_KEYS = 24 * 60 * 60.0  # seconds
BETWEEN_TRIES_OF_DATABASE = 5.0  # seconds after one that failed


@dataclass
class Child:
    """A process that should run."""

    process: Process
    running: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = SHORTEST
    due: float = 0.0
    restarts: int = 0


class Supervisor:
    """Runs until it is asked to end."""

    def __init__(self, home: Home, *, simulators: bool) -> None:
        self.home = home
        self.children = [Child(process) for process in table(home, simulators=simulators)]
        self.ending = False
        self.database_due = self.keys_due = 0.0
        self._log = threading.Lock()
        self.nightly = [
            Nightly(self._say, home.environment),
            Nightly(self._say, home.environment, ASSESS, "assessment"),
        ]
        self.on_order = OnOrder(lambda: order_waiting(home) is not None, self._say, home.environment)
        if place_of(home) is not None:
            self.nightly.append(Nightly(self._say, home.environment, BACKUP, "backup", BACKUP_HOUR))

    def run(self) -> None:
        """Start everything, then watch."""
        end(left_behind(self.home))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._write()
        try:
            while not self.ending:
                self._look()
                time.sleep(0.2)
        finally:
            self._end()

    def _stop(self, number: int, frame: object) -> None:
        self.ending = True

    def _look(self) -> None:
        """Start what is due, notice what has ended."""
        now = time.monotonic()
        self.keep_database(now)
        self.renew_keys(now)
        for work in self.nightly:
            work.look(clock.real_now())
        self.on_order.look(now)
        for child in self.children:
            if child.running is not None and child.running.poll() is not None:
                self._crashed(child, now)
                self._write()
            if child.running is None and now >= child.due:
                self._start(child, now)
                self._write()  # at once: what is not written down could not be ended after a kill

    def keep_database(self, now: float) -> None:
        """Start the database when it does not run. One that does not start is tried again; the rest stays up meanwhile."""
        if not self.home.embedded or now < self.database_due:
            return
        try:
            if database.of_home(self.home).start():
                self._say("supervisor", "started PostgreSQL")
        except database.NoServer as trouble:
            self.database_due = time.monotonic() + BETWEEN_TRIES_OF_DATABASE
            for line in str(trouble).splitlines():
                self._say("supervisor", line)

    def renew_keys(self, now: float) -> None:
        """Once a day renew what runs out soon: an outdated revocation list would stop every connection."""
        if now < self.keys_due:
            return
        self.keys_due = now + BETWEEN_LOOKS_AT_KEYS
        try:
            for name in keys.issue_all(self.home):
                self._say("supervisor", f"renewed the certificate of {name}")
        except OSError as trouble:  # the authority's key may be kept elsewhere
            self._say("supervisor", f"certificates not renewed, run sasae pki: {trouble}")

    def _start(self, child: Child, now: float) -> None:
        child.running = subprocess.Popen(
            child.process.command, env=self.home.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        child.started = now
        assert child.running.stdout is not None
        threading.Thread(target=self._copy, args=(child.process.name, child.running.stdout), daemon=True).start()

    def _crashed(self, child: Child, now: float) -> None:
        assert child.running is not None
        with suppress(ProcessLookupError):  # what it had started itself may still hold its port
            os.killpg(child.running.pid, signal.SIGKILL)
        lasted = now - child.started
        child.pause = SHORTEST if lasted > STEADY else min(child.pause * 2, LONGEST)
        child.due, child.restarts = now + child.pause, child.restarts + 1
        self._say(
            "supervisor", f"{child.process.name} ended ({child.running.returncode}); again in {child.pause:.1f} s"
        )
        child.running = None

    def _copy(self, name: str, stream: IO[bytes]) -> None:
        """What a process says, into the one log."""
        for line in stream:
            self._say(name, line.decode("utf-8", "replace").rstrip())

    def _say(self, name: str, text: str) -> None:
        place = self.home.logs_dir / "sasae.log"
        line = f"{time.strftime('%H:%M:%S')} {name:24} {text}\n"
        with self._log:
            if place.exists() and place.stat().st_size > LARGEST_LOG:
                place.replace(place.with_suffix(".1.log"))
            with place.open("a", encoding="utf-8") as file:
                file.write(line)

    def _write(self) -> None:
        state = {
            "supervisor": _as_json(mark(os.getpid())),
            "children": {
                child.process.name: {**_as_json(mark(child.running.pid)), "restarts": child.restarts}
                for child in self.children
                if child.running is not None
            },
        }
        place = state_file(self.home)
        draft = place.with_suffix(".new")
        draft.write_text(json.dumps(state), encoding="utf-8")
        draft.replace(place)

    def _end(self) -> None:
        """Ask each to end, last started first, then the database."""
        live = [child.running for child in reversed(self.children) if child.running and child.running.poll() is None]
        for work in self.nightly:
            work.end()
        self.on_order.end()
        end([mark(process.pid) for process in live])
        for process in live:
            process.wait()
        if self.home.embedded:
            database.of_home(self.home).stop()
        state_file(self.home).unlink(missing_ok=True)
        self._say("supervisor", "ended")


def _as_json(one: Mark) -> dict[str, object]:
    return {"pid": one.pid, "started": one.started}


def state_file(home: Home) -> Path:
    """Where the running supervisor says what it runs."""
    return home.run_dir / "supervisor.json"


def state(home: Home) -> dict[str, Mark]:
    """Processes by name as last written, the supervisor among them; empty when none was."""
    try:
        said = json.loads(state_file(home).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    rows = {"supervisor": said["supervisor"], **said["children"]}
    return {name: Mark(row["pid"], row["started"]) for name, row in rows.items()}


def hold(home: Home) -> IO[str] | None:
    """Take the place of the home's one supervisor, until the file is closed; None when another has it."""
    lock = (home.run_dir / "supervisor.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def left_behind(home: Home) -> list[Mark]:
    """Children of a supervisor that was killed and still run."""
    return [one for name, one in state(home).items() if name != "supervisor" and one.alive]


def running(home: Home) -> Mark | None:
    """The supervisor of this home, if it runs."""
    found = state(home).get("supervisor")
    return found if found and found.alive else None


def main(arguments: list[str] | None = None) -> int:
    """Run in the foreground. Exit 1 when another one runs already."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--simulators", action="store_true")
    options = parser.parse_args(arguments)
    home = Home.load()
    place = hold(home)
    if place is None:
        print("Already running.", file=sys.stderr)
        return 1
    with place:
        Supervisor(home, simulators=options.simulators).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
