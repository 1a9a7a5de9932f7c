"""What must be true before an installation goes to this version of the program. Nothing is changed by looking."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg

from sasae.deployment import migrate
from sasae.deployment.backups.place import Place
from sasae.deployment.health import Mark, files, keys, machine
from sasae.deployment.home import DATABASES, Home
from sasae.kernel.findings import Finding, error, warning

BEFORE = (files.secrets, files.certificates, keys.terms, machine.disk)  # of the doctor's looks those that need nothing to run
ROOM = 1024**3  # bytes left over, besides what a table that is rewritten and the backup may take
SHOWN = 5  # migrations named in one sentence


@dataclass(frozen=True)
class Change:
    """What one database goes through. `said` is what it says of itself: which version's migrations it holds."""

    service: str
    said: str
    pending: list[str]
    unknown: list[str]
    trouble: str = ""

    @property
    def current(self) -> bool:
        """Whether this program has nothing to do here."""
        return self.said == migrate.comment(self.service)


def changes(home: Home) -> list[Change]:
    """Of every database, whose server must answer."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda service: _change(home, service), DATABASES))


def _change(home: Home, service: str) -> Change:
    try:
        said = migrate.said_by(service, home)
    except psycopg.OperationalError as trouble:
        return Change(service, "", [], [], str(trouble).strip())
    if said == migrate.comment(service):
        return Change(service, said, [], [])
    command = [sys.executable, "-m", "sasae.deployment.upgrading.schema", service]
    done = subprocess.run(command, env=home.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        return Change(service, said, [], [], (done.stderr.strip().splitlines() or ["？"])[-1])
    told = json.loads(done.stdout.splitlines()[-1])
    return Change(service, said, told["pending"], told["unknown"])


def findings(home: Home, place: Place | None, found: list[Change], *, without_backup: bool) -> list[Finding]:
    """Errors stand in the way, warnings are to be known."""
    return [*_databases(found), *_backup(home, place, without_backup), *_room(home, place), *_work(home, found), *_doctor(home)]


def _databases(found: list[Change]) -> Iterator[Finding]:
    for one in found:
        if one.trouble:
            said = f"データベースを調べられません（{one.trouble}）。"
            yield error("UG-101", one.service, f"{said}./sasae doctor で確かめてください。")
        if one.unknown:
            more = f"ほか{len(one.unknown) - SHOWN}件" if len(one.unknown) > SHOWN else ""
            said = f"このプログラムの知らない移行（{'、'.join(one.unknown[:SHOWN])}{more}）が済んでいます。データベースのほうが新しい版です。"
            yield error("UG-102", one.service, f"{said}その版のプログラムで動かすか、./sasae upgrade back で前の版に戻してください。")


def _backup(home: Home, place: Place | None, without: bool) -> Iterator[Finding]:
    outside = [service for service in DATABASES if not home.on_embedded(service)]
    if without:
        said = "保存を作らずに進みます。データベースのサーバーで保存を取ってからにしてください。この命令では前の版に戻せません。"
        yield warning("UG-103", "sasae.toml", said)
    elif place is None or outside:
        why = f"{'、'.join(outside)} のデータベースが市のサーバーにあり" if outside else "sasae.toml に [backup] がなく"
        said = f"{why}、進む前の保存を作れません。"
        yield error("UG-104", "sasae.toml", f"{said}サーバーの手段で保存を取り、--without-backup を付けてください。")


def _room(home: Home, place: Place | None) -> Iterator[Finding]:
    """A migration may write every table once more, and the backup takes as much again before it is sealed."""
    if not home.embedded:
        return
    held = sum(file.stat().st_size for file in home.postgres_dir.rglob("*") if file.is_file())
    needed = held * (2 if place else 1) + ROOM
    free = shutil.disk_usage(home.path).free
    if free < needed:
        said = f"空きが {free / 1e9:,.1f} GB で、{needed / 1e9:,.1f} GB 要ります。"
        yield error("UG-105", str(home.path), f"{said}要らないファイルを消すか、容量を増やしてください。")


def _work(home: Home, found: list[Change]) -> Iterator[Finding]:
    for service in (one.service for one in found if one.said and not one.trouble):
        with psycopg.connect(home.database(service, "owner").dsn, autocommit=True) as owner:
            if owner.execute("SELECT to_regclass('batch_run')").fetchone() == (None,):
                continue
            row = owner.execute("SELECT count(*) FROM batch_run WHERE state IN ('listing', 'running')").fetchone()
        if row and row[0]:
            said = f"動いている一括処理が{row[0]}件あります。止めても失われず、起動すると続きから動きます。"
            yield warning("UG-106", service, f"{said}急ぐものは、終わってから進めてください。")


def _doctor(home: Home) -> Iterator[Finding]:
    for look in (look for each in BEFORE for look in each(home)):
        if look.mark is Mark.WRONG:
            said = f"{look.what}。{look.do}"
            yield error("UG-107", look.area, f"{said}示されたとおりに直し、./sasae doctor で確かめてください。")
