"""A worker in a process of its own, on the test's own database, to be killed (see `Background`)."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.foundation.forked import Process

ROOT = Path(__file__).parents[2]
PACE = {"HEARTBEAT": 0.5, "STALLED_AFTER": 2.0, "POLLING": 0.2}


def as_this_test() -> dict[str, str]:
    """The environment in which another process sees the world as the running test does."""
    from django.conf import settings
    from django.db import connections

    place = ("HOST", "PORT", "NAME", "USER", "PASSWORD")
    world = {
        "databases": {
            alias: {name: str(connections[alias].settings_dict[name]) for name in place} for alias in connections
        },
        "settings": {name: str(getattr(settings, name)) for name in ("SASAE_PKI", "SASAE_KEY_FILE", "SASAE_SERVICE")},
        "addresses": settings.SASAE_ADDRESSES,
    }
    return {
        **os.environ,
        "SASAE_TEST_WORLD": json.dumps(world),
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE") or settings.SETTINGS_MODULE,
    }


def enter_world() -> None:
    """In the other process: take that world over, before Django is set up."""
    from django.conf import settings

    world = json.loads(os.environ["SASAE_TEST_WORLD"])
    for alias, place in world["databases"].items():
        settings.DATABASES[alias].update(place)
    for name, value in world["settings"].items():
        setattr(settings, name, value)
    settings.SASAE_ADDRESSES = world["addresses"]


class Background:
    """Starts workers as the running test sees the world; `kill` is SIGKILL, without a word of warning."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[Process] = []

    def start(self) -> "Process":
        from tests.foundation.forked import Process

        worker = Process("tests.foundation.background", log=self.folder / f"worker{len(self.running)}.log")
        self.running.append(worker)
        return worker

    def kill(self, worker: "Process") -> None:
        worker.kill()
        worker.wait(10)

    def end(self) -> None:
        for worker in self.running:
            if worker.poll() is None:
                worker.terminate()
        for worker in self.running:
            try:
                worker.wait(15)
            except subprocess.TimeoutExpired:
                self.kill(worker)

    def wait_for(self, told: Callable[[], Any], seconds: float = 120) -> None:
        """Until `told()` is true. Fails with the workers' last words."""
        deadline = time.monotonic() + seconds
        while not told():
            if time.monotonic() > deadline:
                logs = "\n".join(path.read_text()[-3000:] for path in sorted(self.folder.glob("worker*.log")))
                raise AssertionError(f"It did not come to that in {seconds} s. The workers said:\n{logs}")
            time.sleep(0.05)


def main() -> None:
    """What the worker's process does: our kinds, then the real command."""
    from django.core.management import call_command

    from tests.foundation.batch_kinds import add_tasks

    add_tasks()
    call_command("worker", concurrency=2)
