"""Making a backup: a checked copy of the running server, then the installation's folder, sealed as one file.

The seals of the journals are copied after the databases: newer ones can be cut off in a restore, missing ones never made.
"""

import json
import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from sasae.deployment import database
from sasae.deployment.backups.place import SUFFIX, Backup, NoBackup, Place, segment_name, write_facts
from sasae.deployment.backups.sealed import seal_folder, sha256_of
from sasae.deployment.home import DATABASES, Home
from sasae.kernel import clock

OF_FOLDER = ("sasae.toml", "second_seals.yaml", "calendar", "pki", "secrets", "bodies", "files", "seals")  # not logs, not what runs
CONTENTS = "contents.json"


def make(home: Home, place: Place) -> Backup:
    """A backup of the installation, which may be at work. Raises NoBackup and database.NoServer."""
    outside = [service for service in DATABASES if not home.on_embedded(service)]
    if outside:
        raise NoBackup(
            f"{'、'.join(outside)} のデータベースは、市の PostgreSQL にあります。そのサーバーの保存の手段を使ってください"
            "（docs/operations/restore.md の「データベースごとに保存する」）。"
        )
    server = database.of_home(home)
    if server.pid() is None:
        raise NoBackup("データベースが動いていません。./sasae up で起動してから実行してください。")
    recipients = place.sealing()
    place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    begun, start = clock.real_now(), time.monotonic()
    draft = home.run_dir.resolve() / f"backup-{begun:%Y%m%dT%H%M%S}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    try:
        server.copy_to(draft / "postgres")
        _copy_folder(home, draft / "home")
        facts = _contents(draft)
        file = place.folder / f"{begun:%Y%m%dT%H%M%S%z}{SUFFIX}"
        size, digest = seal_folder(draft, file, recipients)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    timeline, first = _first_change(facts)
    made = Backup(
        file.name,
        facts["made_at"],
        round(time.monotonic() - start, 1),
        size,
        digest,
        timeline,
        first,
        facts["databases"],
    )
    write_facts(place, made)
    return made


def _copy_folder(home: Home, target: Path) -> None:
    target.mkdir(mode=0o700)
    for name in OF_FOLDER:
        source = home.path / name
        if source.is_dir():
            shutil.copytree(source, target / name, symlinks=True)
        elif source.exists():
            shutil.copy2(source, target / name)


def _contents(draft: Path) -> dict[str, Any]:
    """What is inside, with the digest of every file of the folder; the server's own manifest vouches for its data."""
    manifest = json.loads((draft / "postgres" / "backup_manifest").read_text(encoding="utf-8"))
    (part,) = manifest["WAL-Ranges"][-1:]
    home = draft / "home"
    facts: dict[str, Any] = {
        "made_at": clock.real_now().isoformat(timespec="seconds"),
        "postgres": database.major(),
        "databases": list(DATABASES),
        "timeline": part["Timeline"],
        "start": part["Start-LSN"],
        "files": {str(file.relative_to(home)): sha256_of(file) for file in sorted(home.rglob("*")) if file.is_file()},
    }
    (draft / CONTENTS).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    return facts


def _first_change(facts: dict[str, Any]) -> tuple[int, str]:
    timeline = int(facts["timeline"])
    return timeline, segment_name(timeline, facts["start"])


def age(backup: Backup, now: datetime) -> float:
    """Hours since it was made."""
    return (now - backup.moment).total_seconds() / 3600
