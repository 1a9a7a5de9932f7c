"""Where backups lie and what is there: `[backup]` of sasae.toml, one sealed file and one line of facts a backup."""

import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyrage

from sasae.deployment.home import Home

SUFFIX = ".sasae.age"
KEEP_DAYS = 35  # where sasae.toml names no other period
SEGMENT = 16 * 1024 * 1024  # bytes of one file of changes, as initdb makes them


class NoBackup(RuntimeError):
    """It cannot be made, opened or restored; the text says why and what to do, in Japanese."""


@dataclass(frozen=True)
class Place:
    """The folder of the backups, the public key they are sealed to, how long they are kept."""

    folder: Path
    recipient: str
    changes: bool = False
    keep_days: int = KEEP_DAYS

    @property
    def changes_folder(self) -> Path:
        """The sealed changes between backups, a file for each 16 MB."""
        return self.folder / "changes"

    def sealing(self) -> list[pyrage.x25519.Recipient]:
        """The public key, as pyrage takes it. Raises NoBackup."""
        try:
            return [pyrage.x25519.Recipient.from_str(self.recipient)]
        except pyrage.RecipientError as unread:
            raise NoBackup("[backup] recipient を読めません。age1 で始まる公開鍵を書いてください。") from unread


@dataclass(frozen=True)
class Backup:
    """One backup and what its line of facts says; nothing in it tells of a person."""

    name: str
    made_at: str  # moment from which a restore can go on, ISO 8601
    seconds: float
    size: int  # bytes of the sealed file
    sha256: str  # of the sealed file
    timeline: int
    first_change: str  # name of the file of changes a restore to a later moment begins with
    databases: list[str]

    @property
    def moment(self) -> datetime:
        """When it was whole."""
        return datetime.fromisoformat(self.made_at)


def place_of(home: Home) -> Place | None:
    """What `[backup]` says; None where there is none."""
    given: dict[str, Any] = home.settings.get("backup", {})
    if not given:
        return None
    return Place(
        Path(given["folder"]),
        given["recipient"],
        bool(given.get("changes", False)),
        int(given.get("keep_days", KEEP_DAYS)),
    )


def identity(file: Path) -> pyrage.x25519.Identity:
    """The key that opens backups, from its file. Raises NoBackup."""
    try:
        said = file.read_text(encoding="ascii")
        found = re.search(r"AGE-SECRET-KEY-1[0-9A-Z]+", said)
        return pyrage.x25519.Identity.from_str(found[0] if found else "")
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as unread:
        raise NoBackup(
            f"鍵のファイル {file} を読めません。./sasae backup key で作ったファイルを指定してください。"
        ) from unread


def all_of(place: Place) -> list[Backup]:
    """Every backup that is whole, oldest first."""
    found = []
    for file in sorted(place.folder.glob(f"*{SUFFIX}")):
        facts = facts_file(file)
        if facts.exists():
            found.append(Backup(**json.loads(facts.read_text(encoding="utf-8"))))
    return sorted(found, key=lambda backup: backup.moment)


def facts_file(file: Path) -> Path:
    """The line of facts beside a sealed file; written last, so a backup without one is not whole."""
    return file.with_name(file.name.removesuffix(SUFFIX) + ".json")


def write_facts(place: Place, backup: Backup) -> None:
    """Beside the sealed file, at once or not at all."""
    target = facts_file(place.folder / backup.name)
    draft = target.with_name(f".{target.name}")
    draft.write_text(json.dumps(asdict(backup), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(draft, target)


def older_than_kept(place: Place, now: datetime) -> list[Backup]:
    """Those past their period. The newest one is never among them."""
    return [backup for backup in all_of(place)[:-1] if (now - backup.moment).days >= place.keep_days]


def remove_old(place: Place, now: datetime) -> list[Backup]:
    """Take away what is past its period, and the changes no backup that remains begins with. Returns what went."""
    old = older_than_kept(place, now)
    for backup in old:
        facts_file(place.folder / backup.name).unlink()
        (place.folder / backup.name).unlink(missing_ok=True)
    remaining = all_of(place)
    if old and remaining:
        first = min(backup.first_change[8:] for backup in remaining)
        for file in place.changes_folder.glob("*"):
            if re.match(r"[0-9A-F]{24}\b", file.name) and file.name[8:24] < first:
                file.unlink()
    return old


def segment_name(timeline: int, position: str) -> str:
    """The file of changes that holds a position of the log such as `0/2000028`."""
    high, _, low = position.partition("/")
    return f"{timeline:08X}{int(high, 16):08X}{int(low, 16) // SEGMENT:08X}"
