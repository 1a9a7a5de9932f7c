"""Letting running processes read their secrets anew, without a request or a job lost."""

import os
import signal
import time

from sasae.deployment import supervisor
from sasae.deployment.home import SIMULATORS, Home
from sasae.deployment.processes import table

WELL_WITHIN = 180.0  # seconds


def tell(home: Home, system: str) -> list[str]:
    """Which processes of a system were told; none where no supervisor runs (then each is started again by who runs it).

    A listener starts fresh workers and lets the old ones finish what they do; a worker finishes its jobs, ends, and the
    supervisor starts it again.
    """
    told: list[str] = []
    if supervisor.running(home) is None:
        return told
    for name, mark in supervisor.state(home).items():
        listener = name in (f"{system}-people", f"{system}-contracts")
        worker = name == f"{system}-worker" or (system == SIMULATORS and name == "simulators-dispatch")
        if (listener or worker) and mark.alive:
            os.kill(mark.pid, signal.SIGHUP if listener else signal.SIGTERM)
            told.append(name)
    return told


def wait(home: Home, told: list[str]) -> list[str]:
    """Until what was told is well again; the names of those that are not in time."""
    waiting = {one.name: one for one in table(home, simulators=True) if one.name in told and one.healthy is not None}
    deadline = time.monotonic() + WELL_WITHIN
    while waiting and time.monotonic() < deadline:
        waiting = {name: one for name, one in waiting.items() if not (one.healthy and one.healthy())}
        if waiting:
            time.sleep(0.5)
    return sorted(waiting)
