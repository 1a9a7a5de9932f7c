"""Whether a process we once started is still that process: its number alone may have been given to another."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class Mark:
    """A process number together with the moment that process was started, as the system tells it."""

    pid: int
    started: str

    @property
    def alive(self) -> bool:
        """Whether the very same process still runs (a zombie does not)."""
        return started(self.pid) == self.started != ""


def mark(pid: int) -> Mark:
    """The mark of a process that runs now."""
    return Mark(pid, started(pid))


def started(pid: int) -> str:
    """When the process was started; empty when it is gone or only waits to be collected by its parent."""
    if not _PROC.joinpath("self", "stat").exists():
        answer = subprocess.run(
            ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
        )  # noqa: S603, S607
        return "" if answer.stdout.lstrip().startswith("Z") else answer.stdout.strip().partition(" ")[2].strip()
    try:
        fields = (
            _PROC.joinpath(str(pid), "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        )
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[0] in "ZX" else f"{_boot()}/{fields[19]}"


def _boot() -> str:
    return _PROC.joinpath("sys/kernel/random/boot_id").read_text(encoding="ascii").strip()[:8]


def end(marks: list[Mark], grace: float = 10.0) -> None:
    """End the given processes with all they started: asked first, made to after `grace` seconds.

    Each must be the leader of a session of its own, as the supervisor starts them.
    """
    for one in marks:
        _signal(one, signal.SIGTERM, group=False)
    deadline = time.monotonic() + grace
    while any(one.alive for one in marks) and time.monotonic() < deadline:
        time.sleep(0.05)
    for one in marks:
        _signal(one, signal.SIGKILL, group=True)


def _signal(one: Mark, number: int, *, group: bool) -> None:
    if one.alive:
        try:
            os.killpg(one.pid, number) if group else os.kill(one.pid, number)
        except ProcessLookupError:
            return


def working_in(folder: Path) -> list[int]:
    """Processes whose working directory is this folder. Empty where the system does not tell."""
    return [int(entry.name) for entry in _PROC.glob("[0-9]*") if works_in(int(entry.name), folder)]


def works_in(pid: int, folder: Path) -> bool:
    """Whether a process's working directory is this folder. False where the system does not tell."""
    try:
        return os.readlink(_PROC / str(pid) / "cwd") == str(folder.resolve())
    except OSError:
        return False
