"""Trying the way to this version on the newest backup, beside the real installation, which is not touched."""

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pyrage

from sasae.deployment import database
from sasae.deployment.backups.drills import verified
from sasae.deployment.backups.place import NoBackup, Place, all_of
from sasae.deployment.backups.restoring import restore
from sasae.deployment.home import free_ports
from sasae.deployment.installation import prepare
from sasae.deployment.upgrading.checks import Change, changes


@dataclass(frozen=True)
class Rehearsal:
    """How long restoring and migrating took, what would be migrated, and whether each journal is as it was written."""

    backup: str
    restored: float
    migrated: float
    changes: list[Change]
    verified: dict[str, bool]

    @property
    def good(self) -> bool:
        """It can be done."""
        return all(self.verified.values()) and not any(one.trouble or one.unknown for one in self.changes)


def rehearse(place: Place, key: pyrage.x25519.Identity, beside: Path) -> Rehearsal:
    """Raises NoBackup, NoServer and NotReady."""
    there = all_of(place)
    if not there:
        raise NoBackup(f"{place.folder} に保存がありません。./sasae backup make で作ってください。")
    folder, start = Path(tempfile.mkdtemp(prefix="sasae-upgrade-", dir=beside)), time.monotonic()
    try:
        home = restore(place, there[-1], key, folder / "restored", ports=free_ports(), anyway=True).home
        server = database.of_home(home)
        server.start()
        try:
            found, middle = changes(home), time.monotonic()
            prepare(home.path)
            end = time.monotonic()
        finally:
            server.stop()
        good = verified(home)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Rehearsal(there[-1].name, round(middle - start, 1), round(end - middle, 1), found, good)
