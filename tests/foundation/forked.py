"""Processes of the product for tests, there at once: one in which Django is set up stands by, and forks each of them.

What is forked is a process like any other, with connections of its own, and may be killed; only the seconds in which Python
and Django start are spent once. `start("tests.subsidy.one_step", "expression")` runs that module's `main` in the world of
the running test (`background.as_this_test`).
"""

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests.foundation.background import ROOT, as_this_test, enter_world

CONTEXT = multiprocessing.get_context("forkserver")
STANDING_BY = "tests.foundation.standing_by"


class Process:
    """A process that was forked, used as `subprocess.Popen` is; what it says goes to a file."""

    def __init__(self, module: str, *arguments: str, log: Path | None = None) -> None:
        self.log = log or Path(tempfile.mkstemp(prefix="sasae-forked-", suffix=".log")[1])
        environment = as_this_test()
        _stand_by(environment)
        self._process = CONTEXT.Process(target=_run, args=(environment, str(self.log), module, arguments), daemon=True)
        self._process.start()
        self.pid = int(self._process.pid or 0)

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()

    def poll(self) -> int | None:
        """The exit code, negative after a signal, or None while it runs."""
        return self._process.exitcode

    def wait(self, seconds: float | None = None) -> int:
        """Its exit code, when it has ended. Raises subprocess.TimeoutExpired."""
        self._process.join(seconds)
        if (code := self.poll()) is None:
            raise subprocess.TimeoutExpired(str(self._process), seconds or 0)
        return code

    def send_signal(self, number: int) -> None:
        """Nothing is sent to one that has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def said(self) -> str:
        """All it has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def _stand_by(environment: dict[str, str]) -> None:
    """Have the process that forks ready; it keeps the environment it was started with."""
    from multiprocessing import forkserver

    CONTEXT.set_forkserver_preload([STANDING_BY])
    before = dict(os.environ)
    os.environ.update({name: environment[name] for name in ("PYTHONPATH", "DJANGO_SETTINGS_MODULE")})
    try:
        forkserver.ensure_running()
    finally:
        os.environ.clear()
        os.environ.update(before)


def _run(environment: dict[str, str], log: str, module: str, arguments: tuple[str, ...]) -> None:
    """In the forked process."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    with open(log, "ab", buffering=0) as opened:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(opened.fileno(), stream.fileno())
    enter_world()
    import_module(module).main(*arguments)
