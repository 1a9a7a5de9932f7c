"""Asking the process that reads PDFs (`pdf_looker`): one a process, begun with the first question and kept.

The reader takes seconds for some rubbish, and could be made to take all there is: there it ends early and alone.
"""

import atexit
import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock

from sasae.formats.application_zip.pdf_looker import GAVE_UP, HEAD

SECONDS, MEMORY = 5, 1024**3  # of processor time, bytes: for one paper
PATIENCE = 60  # seconds of the clock: the machine may have other work
_LOOKER = Path(__file__).with_name("pdf_looker.py")

_kept: list[subprocess.Popen[bytes]] = []  # one, or none yet
_parents: list[subprocess.Popen[bytes]] = []  # a forked process leaves its parent's alone
_lock = Lock()


def look(paper: bytes, *, seconds: int = SECONDS, memory: int = MEMORY) -> int:
    """What the other process found (`pdf_looker`). Where it does not answer it is ended, and the paper counts as given up."""
    with _lock:
        looker = _looker()
        found = b""
        with suppress(OSError):
            found = _asked(looker, HEAD.pack(seconds, memory, len(paper)) + paper)
        if not found:
            _end(looker)
        return found[0] if found else GAVE_UP


def close() -> None:
    """End the other process; the next question begins a new one."""
    with _lock:
        for looker in list(_kept):
            _end(looker)


def _looker() -> "subprocess.Popen[bytes]":
    if _kept and _kept[0].poll() is not None:
        _end(_kept[0])
    if not _kept:
        command = [sys.executable, "-I", str(_LOOKER)]
        _kept.append(
            subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={},
                start_new_session=True,
            )
        )  # fmt: skip
    return _kept[0]


def _asked(looker: "subprocess.Popen[bytes]", question: bytes) -> bytes:
    """Its one byte; nothing when it is gone or does not answer in time."""
    if looker.stdin is None or looker.stdout is None:
        return b""
    looker.stdin.write(question)
    looker.stdin.flush()
    ready, _, _ = select.select([looker.stdout], [], [], PATIENCE)
    return looker.stdout.read(1) if ready else b""


def _end(looker: "subprocess.Popen[bytes]") -> None:
    """With what it has forked."""
    _kept.remove(looker)
    with suppress(ProcessLookupError):
        os.killpg(looker.pid, signal.SIGKILL)
    for pipe in (looker.stdin, looker.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    looker.wait()


def _begin_anew() -> None:
    """In a forked process. The lock too: another thread of the parent may have held it."""
    global _lock  # noqa: PLW0603
    _lock = Lock()
    _parents.extend(_kept)
    _kept.clear()


os.register_at_fork(after_in_child=_begin_anew)
atexit.register(close)
