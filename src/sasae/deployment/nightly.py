"""What the supervisor has done once a night: it alone may look into all five databases, which no service can.

The verification (`sasae intermediary verify`) searches them for codes, and the intermediary keeps what was found for its
page and its alarms. A machine that is off at that hour verifies the night after.
"""

import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import date, datetime

HOUR = 2  # of the night in Tokyo; the reconciliation is over by then
VERIFY = [sys.executable, "-m", "sasae.deployment.cli", "intermediary", "verify"]


class Nightly:
    """One command, begun once a night and left to run beside everything else."""

    def __init__(
        self, say: Callable[[str, str], None], environment: Mapping[str, str], command: list[str] | None = None
    ) -> None:  # fmt: skip
        self._say = say
        self._environment = dict(environment)
        self._command = command or VERIFY
        self._begun: date | None = None
        self._running: subprocess.Popen[bytes] | None = None

    def look(self, moment: datetime) -> None:
        """Begin it, if it is the hour and it was not begun this night."""
        if moment.hour != HOUR or self._begun == moment.date():
            return
        self._begun = moment.date()
        self._running = subprocess.Popen(
            self._command, env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        threading.Thread(target=self._tell, args=(self._running,), daemon=True).start()

    def end(self) -> None:
        """Ask it to end, where it still runs, and wait for it."""
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()
            self._running.wait()

    def _tell(self, running: "subprocess.Popen[bytes]") -> None:
        assert running.stdout is not None
        for line in running.stdout:
            self._say("verify", line.decode("utf-8", "replace").rstrip())
        self._say("verify", f"ended ({running.wait()})")
