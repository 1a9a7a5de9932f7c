"""Killing a process at the moment it is needed: a thread looks for the first sign of a step and strikes."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

import psycopg

from sasae.deployment import database, supervisor
from sasae.deployment.home import SERVICES, Home
from tests.installation import auditor_dsn

PATIENCE = 180  # seconds a sign may take to show, or what was killed to be there again
POSTGRES, SUPERVISOR = "postgres", "supervisor"
GROWING = {service: ["history_entry"] for service in SERVICES}
GROWING["subsidy"] += ["subsidy_ledger_posting", "subsidy_ledger_postingline", "printing_document"]
GROWING["intermediary"] += ["body_141305.provision_record", "body_149993.provision_record"]
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Strike:
    """Kill these when a question to a service's database is first answered with yes."""

    names: tuple[str, ...]
    service: str
    sign: str


@dataclass
class Striker:
    """Kills, and remembers whom: name and process number, in order."""

    home: Home
    struck: list[tuple[str, int]] = field(default_factory=list)
    committed: dict[str, set[str]] = field(default_factory=dict)  # what the database had confirmed when it was killed

    @contextmanager
    def during(self, *strikes: Strike) -> Iterator[None]:
        """Each of these happens while the block runs; if one does not, the test is not what it says."""
        over = threading.Event()
        threads = [threading.Thread(target=self._watch, args=(strike, over)) for strike in strikes]
        before = len(self.struck)
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            over.set()
            for thread in threads:
                thread.join()
        struck = {name for name, _ in self.struck[before:]}
        assert struck == {name for strike in strikes for name in strike.names}, "a sign did not show"

    def _watch(self, strike: Strike, over: threading.Event) -> None:
        while not over.is_set():
            if self._shows(strike):
                for name in strike.names:
                    self.kill(name)
                return
            time.sleep(0.03)

    def _shows(self, strike: Strike) -> bool:
        try:
            with psycopg.connect(auditor_dsn(self.home, strike.service), autocommit=True) as connection:
                row = connection.execute(f"SELECT EXISTS ({strike.sign})").fetchone()
        except psycopg.OperationalError:
            return False  # another strike hit the database; it comes back
        return bool(row and row[0])

    def kill(self, name: str) -> None:
        """SIGKILL, at once."""
        pid = until(lambda: self.pid(name), f"{name} runs")
        if name == POSTGRES:
            self.committed = everything_committed(self.home)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        self.struck.append((name, pid))

    def pid(self, name: str) -> int | None:
        """The process that bears this name now."""
        if name == POSTGRES:
            return database.of_home(self.home).pid()
        found = supervisor.state(self.home).get(name)
        return found.pid if found and found.alive else None


def until(look: Callable[[], Answer | None], what: str) -> Answer:
    """Look until it is so; what was seen then."""
    deadline = time.monotonic() + PATIENCE
    while True:
        if found := look():
            return found
        assert time.monotonic() < deadline, f"still not so: {what}"
        time.sleep(0.1)


def everything_committed(home: Home) -> dict[str, set[str]]:
    """Every row of the tables that only grow, as text, by service and table."""
    found = {}
    for service in SERVICES:
        with psycopg.connect(auditor_dsn(home, service), autocommit=True) as connection:
            for table in GROWING[service]:
                rows = connection.execute(f"SELECT t::text FROM {table} t").fetchall()
                found[f"{service}.{table}"] = {row[0] for row in rows}
    return found
