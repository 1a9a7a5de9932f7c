"""The changes between backups: PostgreSQL hands over each file of its log, which is sealed into the place of backups.

    python -m sasae.deployment.backups.changes SASAE_HOME PATH NAME      (the embedded server's archive_command)

Told twice of the same file, as after a crash, the second time does nothing; another content under a known name is
refused, and PostgreSQL keeps it and tries again, so that nothing is ever overwritten.
"""

import gzip
import hashlib
import os
import re
import shlex
import sys
from pathlib import Path

import pyrage

from sasae.deployment.backups.place import NoBackup, Place, place_of
from sasae.deployment.home import Home

OFTEN = 300  # seconds after which a file is handed over, full or not: the most that can be lost


def command(home: Home) -> str:
    """The embedded server's archive_command; empty where changes are not kept."""
    place = place_of(home)
    if place is None or not place.changes:
        return ""
    words = [sys.executable, "-m", "sasae.deployment.backups.changes", str(home.path)]
    return f"{shlex.join(words).replace('%', '%%')} %p %f"


def keep(place: Place, path: Path, name: str) -> None:
    """Seal one file of the log under its name. Raises NoBackup."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    folder = place.changes_folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target, said = folder / f"{name}.age", folder / f"{name}.sha256"
    if target.exists() and said.exists():
        if said.read_text(encoding="ascii") != digest:
            raise NoBackup(f"{name} は、別の中身ですでに保存されています。")
        return
    _write(said, digest.encode("ascii"))
    _write(target, pyrage.encrypt(gzip.compress(content, 1), place.sealing()))


def fetch(place: Place, key: pyrage.x25519.Identity, first: str, folder: Path) -> int:
    """Open what a restore needs, from the file named `first` on, and the histories of time lines. Returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for sealed in sorted(place.changes_folder.glob("*.age")):
        name = sealed.name.removesuffix(".age")
        if re.fullmatch(r"[0-9A-F]{24}(\.partial)?", name) and name[8:24] < first[8:]:
            continue
        try:
            content = gzip.decompress(pyrage.decrypt(sealed.read_bytes(), [key]))
        except (pyrage.DecryptError, OSError, EOFError) as broken:
            raise NoBackup(
                f"変更の控え {sealed.name} を開けません。壊れているか、この鍵のものではありません。"
            ) from broken
        if hashlib.sha256(content).hexdigest() != sealed.with_suffix(".sha256").read_text(encoding="ascii"):
            raise NoBackup(f"変更の控え {sealed.name} は、保存したときと中身が違います。")
        (folder / name).write_bytes(content)
        count += 1
    return count


def _write(target: Path, content: bytes) -> None:
    """Whole and on the disk, or not at all."""
    draft = target.with_name(f".{target.name}.part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(draft, target)


def main(home: str, path: str, name: str) -> int:
    """What PostgreSQL calls; what is said goes into its log."""
    place = place_of(Home.load(home))
    if place is None:
        print("sasae.toml に [backup] がありません", file=sys.stderr)
        return 1
    try:
        keep(place, Path(path), name)
    except (NoBackup, OSError) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
