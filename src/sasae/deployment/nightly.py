"""What the supervisor has done once a night: it alone may look into all five databases, which no service can.

The verification (`sasae intermediary verify`) searches them for codes, and the intermediary keeps what was found for its
page and its alarms. An hour earlier the backup is made, where sasae.toml names a place for it. The assessment (`sasae
assessment`) looks at the controls of all five, and the subsidy system keeps
what was found for its page. A machine that is off at that hour does both the night after.
"""

import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import date, datetime

HOUR = 2  # of the night in Tokyo; the reconciliation is over by then
BACKUP_HOUR = 1
BACKUP = [sys.executable, "-m", "sasae.deployment.cli", "backup", "make"]
VERIFY = [sys.executable, "-m", "sasae.deployment.cli", "intermediary", "verify"]
ASSESS = [sys.executable, "-m", "sasae.deployment.cli", "assessment", "--keep"]


class Nightly:
    """One command, begun once a night and left to run beside everything else."""

    def __init__(
        self, say: Callable[[str, str], None], environment: Mapping[str, str], command: list[str] | None = None,
        name: str = "verify", hour: int = HOUR,
    ) -> None:  # fmt: skip
        self._say = say
        self._environment = dict(environment)
        self._command = command or VERIFY
        self._name, self._hour = name, hour  # what it is called in the log
        self._begun: date | None = None
        self._running: subprocess.Popen[bytes] | None = None

    def look(self, moment: datetime) -> None:
        """Begin it, if it is the hour and it was not begun this night."""
        if moment.hour != self._hour or self._begun == moment.date():
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
            self._say(self._name, line.decode("utf-8", "replace").rstrip())
        self._say(self._name, f"ended ({running.wait()})")
