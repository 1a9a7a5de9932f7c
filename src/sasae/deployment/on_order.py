"""What the supervisor has done when somebody asks for it on screen: the yearly pack, which needs all five databases."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping

EVERY = 10.0  # seconds between two looks
AFTER_TROUBLE = 300.0  # seconds before what failed is tried again
SETTLED = (0, 1)  # made, or the page says why not
PACK = [sys.executable, "-m", "sasae.deployment.cli", "assessment", "ordered"]


class OnOrder:
    """One command, run beside everything else whenever it is wanted."""

    def __init__(
        self, wanted: Callable[[], bool], say: Callable[[str, str], None], environment: Mapping[str, str],
        command: list[str] | None = None, name: str = "assessment",
    ) -> None:  # fmt: skip
        self._wanted, self._say, self._environment = wanted, say, dict(environment)
        self._command, self._name = command or PACK, name
        self._due = 0.0
        self._ending = False
        self._running: subprocess.Popen[bytes] | None = None
        self._turn: threading.Thread | None = None

    def look(self, now: float) -> None:
        """Ask whether it is wanted, in a thread of its own: a database that is slow holds up nobody. `now`: monotonic."""
        if now < self._due or (self._turn is not None and self._turn.is_alive()):
            return
        self._due = now + EVERY
        self._turn = threading.Thread(target=self._take_turn, daemon=True)
        self._turn.start()

    def end(self) -> None:
        """Ask it to end, where it still runs, and wait for it."""
        self._ending = True
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()
            self._running.wait()

    def wait(self) -> None:
        """Until the turn that was begun is over."""
        if self._turn is not None:
            self._turn.join()

    def _take_turn(self) -> None:
        if not self._wanted() or self._ending:
            return
        self._running = subprocess.Popen(
            self._command, env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        assert self._running.stdout is not None
        for line in self._running.stdout:
            self._say(self._name, line.decode("utf-8", "replace").rstrip())
        code = self._running.wait()
        self._say(self._name, f"ended ({code})")
        if code not in SETTLED:
            self._due = time.monotonic() + AFTER_TROUBLE
