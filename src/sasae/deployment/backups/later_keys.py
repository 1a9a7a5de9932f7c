"""The keys and secrets that were replaced after a backup: a sealed copy at each replacement, beside the backups.

A backup holds the keys of its own time. What is restored to a later moment needs those of that moment: rows are encrypted,
passwords are set, seals are signed under keys the backup does not know.
"""

import re
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import pyrage

from sasae.deployment.backups.place import NoBackup, Place, all_of, place_of
from sasae.deployment.backups.sealed import open_into, seal_folder
from sasae.deployment.home import Home
from sasae.kernel import clock

FOLDERS = ("secrets", "pki")
_NAME = re.compile(r"(\d{8}T\d{6}\.\d{6}\+\d{4})\.age")
_STAMP = "%Y%m%dT%H%M%S.%f%z"


def keep(home: Home) -> bool:
    """Seal the keys as they are now into the place of backups. False where there is no place. Raises NoBackup, OSError."""
    place = place_of(home)
    if place is None:
        return False
    recipients, folder = place.sealing(), _folder(place)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=home.run_dir) as draft:
        for name in FOLDERS:
            shutil.copytree(home.path / name, Path(draft) / name, symlinks=True)
        seal_folder(Path(draft), folder / f"{clock.real_now().strftime(_STAMP)}.age", recipients)
    _forget_old(place)
    return True


def bring(place: Place, key: pyrage.x25519.Identity, into: Path, *, after: datetime, until: datetime | None) -> datetime | None:
    """Put the keys of a moment into an installation restored from a backup made at `after`. Returns when they were kept.

    None: nothing was replaced in between. Raises NoBackup.
    """
    there = [at for at in _kept(place) if after < at and (until is None or at <= until)]
    if not there:
        return None
    with tempfile.TemporaryDirectory(dir=into) as opened:
        open_into(_kept(place)[there[-1]], Path(opened), key)
        for name in FOLDERS:
            if not (Path(opened) / name).is_dir():
                raise NoBackup(f"{_kept(place)[there[-1]].name} に、{name} がありません。")
            shutil.rmtree(into / name, ignore_errors=True)
            (Path(opened) / name).rename(into / name)
    return there[-1]


def _folder(place: Place) -> Path:
    return place.folder / "keys"


def _kept(place: Place) -> dict[datetime, Path]:
    """Every copy by its moment, oldest first."""
    told = ((_NAME.fullmatch(file.name), file) for file in sorted(_folder(place).glob("*.age")))
    return dict(sorted((datetime.fromisoformat(name[1]), file) for name, file in told if name))


def _forget_old(place: Place) -> None:
    """A copy from before the oldest backup is of no use: that backup holds the keys of its time."""
    backups = all_of(place)
    for at, file in _kept(place).items():
        if backups and at < backups[0].moment:
            file.unlink()
