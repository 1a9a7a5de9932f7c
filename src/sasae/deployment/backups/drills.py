"""A drill: the newest backup is restored beside the real installation, verified, timed and taken away again.

What came of it is one line in the place of the backups: how long a restore took, how much would have been lost.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import pyrage

from sasae.deployment import database
from sasae.deployment.backups.place import NoBackup, Place, all_of
from sasae.deployment.backups.restoring import restore, with_journal
from sasae.deployment.home import Home, free_ports
from sasae.kernel import clock


@dataclass(frozen=True)
class Drill:
    """One drill. `lost` is what a fire now would have taken: seconds since the last change that was restored."""

    at: str
    backup: str
    seconds: float
    lost: float
    verified: dict[str, bool]

    @property
    def good(self) -> bool:
        """Every journal was as it was written, and there was one."""
        return bool(self.verified) and all(self.verified.values())


def drill(place: Place, key: pyrage.x25519.Identity, beside: Path) -> Drill:
    """Restore the newest backup into a folder of its own under `beside`. Raises NoBackup."""
    there = all_of(place)
    if not there:
        raise NoBackup(f"{place.folder} に保存がありません。./sasae backup make で作ってください。")
    begun, start = clock.real_now(), time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="sasae-drill-", dir=beside))
    try:
        restored = restore(place, there[-1], key, folder / "restored", ports=free_ports())
        good = verified(restored.home)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    done = Drill(
        begun.isoformat(timespec="seconds"), there[-1].name, round(time.monotonic() - start, 1),
        round((begun - restored.last_change).total_seconds(), 1), good,
    )  # fmt: skip
    with (place.folder / "drills.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(done), ensure_ascii=False) + "\n")
        lines.flush()
        os.fsync(lines.fileno())
    return done


def last_drill(place: Place) -> Drill | None:
    """The newest line."""
    file = place.folder / "drills.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return Drill(**json.loads(lines[-1])) if lines else None


def verified(home: Home) -> dict[str, bool]:
    """The journal of each restored service, by the command an operator uses."""
    server = database.of_home(home)
    server.start()
    try:
        found = {}
        for service in with_journal(home):
            command = [sys.executable, "-m", "sasae.deployment.manage", service, "history", "verify"]
            done = subprocess.run(command, env=home.environment, capture_output=True, check=False)  # noqa: S603
            found[service] = done.returncode == 0
        return found
    finally:
        server.stop()
