"""A backup becomes an installation again: opened, checked, brought to its last change or to a chosen moment.

Nothing of the old installation is touched: a restore goes into a folder that is not there yet. The seals outside the
databases are those of the backup: with changes taken in, the later ones are filled in from the database; those newer than the
restored database are set aside in `seals/<service>.cut.jsonl`, to be kept with the papers of the incident.
"""

import json
import re
import shutil
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import psycopg
import pyrage

from sasae.deployment import database
from sasae.deployment.backups import changes, later_keys, needed_keys
from sasae.deployment.backups.making import CONTENTS
from sasae.deployment.backups.place import Backup, NoBackup, Place, segment_name
from sasae.deployment.backups.sealed import open_into, sha256_of
from sasae.deployment.home import SERVICES, Home
from sasae.kernel import clock
from sasae.kernel.findings import Finding, error

LONGEST = 4 * 60 * 60.0  # seconds for bringing the changes in
_OURS = re.compile(r"^(restore_command|recovery_target\w*) .*\n", re.M)


@dataclass(frozen=True)
class Restored:
    """What a restore made: the installation (at rest), its last change, how long it took, and by service how many lines of
    the seals outside the database were set aside (above 0) or filled in from it (below 0)."""

    home: Home
    last_change: datetime
    seconds: float
    seals: dict[str, int]
    lacking: list[Finding]  # keys, and warnings of what somebody else may hold


def restore(
    place: Place, backup: Backup, key: pyrage.x25519.Identity, into: Path, *, until: datetime | None = None,
    ports: dict[str, int] | None = None, keys: Path | None = None, anyway: bool = False,
    later: bool = True,
) -> Restored:  # fmt: skip
    """Make an installation of a backup in `into`. `ports`: for a trial beside the real one, which it then never touches.

    `keys`: a folder with the keys of that moment, where neither the backup nor the place of backups has them. `anyway`: also
    where values cannot be read with the keys there are. Not `later`: as it was in the backup, without any change after it. Raises NoBackup (LackingKeys) and database.NoServer; what was made by
    then is taken away.
    """
    if into.exists():
        raise NoBackup(f"{into} はすでにあります。まだないフォルダーを指定してください。")
    if until is not None and until < backup.moment:
        raise NoBackup(f"この保存は{backup.made_at}のものです。それより前に戻すには、もっと前の保存を選んでください。")
    start = time.monotonic()
    with ExitStack() as undo:
        undo.callback(_take_away, into)
        home = _laid_out(place, backup, key, into, ports)
        later_keys.bring(place, key, into, after=backup.moment, until=until if later else backup.moment)
        if keys is not None:
            needed_keys.bring(keys, into)
        last = _brought_up(home, place, backup, key, until, later)
        lacking = needed_keys.lacking(home, with_journal(home))
        if needed_keys.errors_of(lacking) and not anyway:
            raise needed_keys.LackingKeys(lacking)
        seals = {service: _fit_seals(home, service) for service in with_journal(home)}
        undo.pop_all()
    database.of_home(home).stop()
    seals = {service: count for service, count in seals.items() if count}
    return Restored(home, last, round(time.monotonic() - start, 1), seals, lacking)


def _take_away(into: Path) -> None:
    """What a restore had made when it failed."""
    if (into / "sasae.toml").exists():
        database.of_home(Home.load(into)).stop()
    shutil.rmtree(into, ignore_errors=True)


def check(place: Place, backup: Backup, key: pyrage.x25519.Identity | None, folder: Path) -> list[str]:
    """What is wrong with a backup; without the key only whether the sealed file is as it was written."""
    file = place.folder / backup.name
    if not file.exists() or sha256_of(file) != backup.sha256:
        return [f"{backup.name} は、作ったときと中身が違います（または、ありません）。"]
    if key is None:
        return []
    try:
        open_into(file, folder, key)
        return _wrong_inside(folder)
    except NoBackup as trouble:
        return [str(trouble)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _laid_out(
    place: Place, backup: Backup, key: pyrage.x25519.Identity, into: Path, ports: dict[str, int] | None
) -> Home:
    """The folder of an installation, every file checked."""
    into.mkdir(parents=True, mode=0o700)
    open_into(place.folder / backup.name, into, key)
    if wrong := _wrong_inside(into):
        raise NoBackup("\n".join(wrong))
    (into / CONTENTS).unlink()
    for path in (into / "home").iterdir():
        path.rename(into / path.name)
    (into / "home").rmdir()
    for name in ("logs", "run"):
        (into / name).mkdir(exist_ok=True, mode=0o700)
    if ports is not None:
        _set_apart(into / "sasae.toml", ports)
    return Home.load(into)


def _wrong_inside(folder: Path) -> list[str]:
    """Each file against its digest, and the databases against the server's own manifest."""
    facts = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
    home = folder / "home"
    there = {str(file.relative_to(home)): file for file in home.rglob("*") if file.is_file()}
    wrong = [
        f"{name} が、保存したときと違います。"
        for name, digest in facts["files"].items()
        if name not in there or sha256_of(there[name]) != digest
    ]
    wrong += [f"{name} は、保存したものにありませんでした。" for name in sorted(set(there) - set(facts["files"]))]
    try:
        database.verify_copy(folder / "postgres")
    except database.NoServer as trouble:
        wrong.append(str(trouble))
    return wrong


def _set_apart(file: Path, ports: dict[str, int]) -> None:
    """Other ports, and no place of backups: a trial must not write into the real one's."""
    kept = needed_keys.without_tables(file.read_text(encoding="utf-8"), ("ports", "backup"))
    lines = [kept, "[ports]", *(f"{name} = {port}" for name, port in ports.items()), ""]
    file.write_text("\n".join(lines), encoding="utf-8")


def _brought_up(
    home: Home, place: Place, backup: Backup, key: pyrage.x25519.Identity, until: datetime | None, later: bool
) -> datetime:
    """Start the server on the copy and let it take in the changes. Returns the moment of the last one it holds."""
    data, brought = home.postgres_dir, home.run_dir / "changes"
    count = changes.fetch(place, key, backup.first_change or segment_name(backup.timeline, "0/0"), brought)
    settings = [f'restore_command = \'cp "{brought}/%f" "%p"\'', "recovery_target_timeline = 'latest'"]
    if not later:
        settings += ["recovery_target = 'immediate'", "recovery_target_action = 'promote'"]
    elif until is not None:
        settings += [f"recovery_target_time = '{until.isoformat()}'", "recovery_target_action = 'promote'"]
    own = data / "postgresql.auto.conf"
    own.write_text(own.read_text(encoding="utf-8") + "\n".join([*settings, ""]), encoding="utf-8")
    (data / "recovery.signal").touch()
    server = replace(database.of_home(home), archive="")
    server.own_all()
    try:
        server.start()
        last = _wait_for_end(server)
    except database.NoServer as trouble:
        reach = f"変更の控えは{count}個ありました。" if place.changes else "変更の控えは取っていません。"
        raise NoBackup(f"この時点までは戻せません。{reach}\n{trouble}") from trouble
    own.write_text(_OURS.sub("", own.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.rmtree(brought)
    return last or backup.moment


def _wait_for_end(server: database.Embedded) -> datetime | None:
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        try:
            with psycopg.connect(server.superuser_dsn(), autocommit=True) as asked:
                going, last = asked.execute(
                    "SELECT pg_is_in_recovery(), pg_last_xact_replay_timestamp()"
                ).fetchone() or (1, None)
        except psycopg.OperationalError as gone:
            if needed_keys.WRONG_PASSWORD in str(gone):
                said = "このパスワードは、この時点のデータベースのものではありません。その時点の secrets を、控えから戻してください。"
                raise needed_keys.LackingKeys([error("KY-202", "secrets/database-superuser", said)]) from gone
            if server.pid() is None:
                raise database.NoServer(
                    "データベースが、変更を取り込む途中で終わりました。logs/postgres.log を見てください。"
                ) from gone
            going, last = True, None
        if not going:
            return last.astimezone(clock.TOKYO) if last else None
        time.sleep(0.2)
    raise database.NoServer(f"変更の取込みが{LONGEST / 3600:.0f}時間で終わりません。")


def with_journal(home: Home) -> list[str]:
    """The services whose journal is among the restored databases. The server must run."""
    with psycopg.connect(database.of_home(home).superuser_dsn(), autocommit=True) as asked:
        there = {name for (name,) in asked.execute("SELECT datname FROM pg_database")}
    return [service for service in SERVICES if home.database(service, "owner").name in there]


def _fit_seals(home: Home, service: str) -> int:
    """Make the seals outside end where the database's end. Returns the lines set aside, or minus those filled in."""
    file = home.path / "seals" / f"{service}.jsonl"
    server = database.of_home(home).superuser_dsn(home.database(service, "owner").name)
    with psycopg.connect(server, autocommit=True) as owner:
        if owner.execute("SELECT to_regclass('history_seal')").fetchone() == (None,):
            return 0
        inside = [f"{line}\n" for (line,) in owner.execute("SELECT line FROM history_seal ORDER BY segment")]
    outside = file.read_text(encoding="utf-8").splitlines(keepends=True) if file.exists() else []
    if len(outside) > len(inside):
        file.with_name(f"{service}.cut.jsonl").write_text("".join(outside[len(inside) :]), encoding="utf-8")
        file.write_text("".join(outside[: len(inside)]), encoding="utf-8")
    elif len(outside) < len(inside):
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.write_text("".join([*outside, *inside[len(outside) :]]), encoding="utf-8")
    return len(outside) - len(inside)
