"""Whether an installation has the keys its databases need, told before anything takes the place of something else.

Passwords first: without the owner's nothing else of a database can be looked at.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from sasae.deployment.backups.place import NoBackup
from sasae.deployment.home import ROLES, Home
from sasae.kernel.findings import Finding, Severity, error

WRONG_PASSWORD = "password authentication failed"  # noqa: S105 - PostgreSQL's words; its messages are in C here
KEYS = ("secrets", "pki")
FOLDERS = (*KEYS, "bodies")


class LackingKeys(NoBackup):
    """What would be restored cannot be read with the keys there are; the text names them."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        lines = [line_of(one) for one in findings]
        cure = "その時点の secrets と pki のあるフォルダーを --keys で示すか、読めない値を残して戻すときは --anyway を付けてください。"
        super().__init__("\n".join(["足りない鍵があります。何も置き換えていません。", *lines, cure]))


def line_of(one: Finding) -> str:
    """One finding as an operator reads it."""
    return f"{one.id} {one.at}：{one.message}"


def lacking(home: Home, services: Sequence[str]) -> list[Finding]:
    """What is lacking for the databases of these services, whose server must run. Raises NoBackup where none answers."""
    found: list[Finding] = []
    for service in services:
        wrong = [one for role in ROLES for one in _password(home, service, role)]
        found += wrong or _inside(home, service)
    return found


def errors_of(findings: list[Finding]) -> list[Finding]:
    """Those without which what was kept cannot be read."""
    return [one for one in findings if one.severity is Severity.ERROR]


def _password(home: Home, service: str, role: str) -> Iterator[Finding]:
    try:
        psycopg.connect(home.database(service, role).dsn).close()
    except psycopg.OperationalError as refusal:
        if WRONG_PASSWORD not in str(refusal):
            raise NoBackup(f"{service} のデータベースに接続できません：{refusal}") from refusal
        said = "このファイルのパスワードは、このデータベースのものではありません。"
        yield error("KY-201", f"secrets/database-{service}-{role}", f"{said}その時点の secrets を、控えから戻してください。")


def _inside(home: Home, service: str) -> list[Finding]:
    command = [sys.executable, "-m", "sasae.deployment.rotation.lacking", service]
    done = subprocess.run(command, env=home.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [""])[-1]
        return [error("KY-203", service, f"鍵が足りるかを確かめられません（{said}）。その時点の secrets と pki を戻してください。")]
    told = json.loads(done.stdout.splitlines()[-1])
    return [Finding(one["id"], Severity(one["severity"]), f"{service} {one['at']}", one["message"]) for one in told]


@contextmanager
def elsewhere(home: Home, host: str, port: int) -> Iterator[Home]:
    """The same installation over another server, for a look: nothing of the real one is changed."""
    with TemporaryDirectory(dir=home.run_dir) as folder:
        for name in FOLDERS:
            (Path(folder) / name).symlink_to(home.path / name, target_is_directory=True)
        for name in ("logs", "run", "files", "seals"):
            (Path(folder) / name).mkdir(mode=0o700)
        told = without_tables((home.path / "sasae.toml").read_text(encoding="utf-8"), ("database", "backup"))
        place = f'\n[database]\nhost = "{host}"\nport = {port}\n'
        (Path(folder) / "sasae.toml").write_text(told + place, encoding="utf-8")
        yield Home.load(folder)


def bring(folder: Path, into: Path) -> None:
    """Put the keys of another folder (secrets, pki, and bodies where it has them) into an installation. Raises NoBackup."""
    if not all((folder / name).is_dir() for name in KEYS):
        raise NoBackup(f"{folder} に、{'・'.join(KEYS)} のフォルダーがありません。SASAE_HOME か、その控えを示してください。")
    for name in FOLDERS:
        if (folder / name).is_dir():
            shutil.rmtree(into / name, ignore_errors=True)
            shutil.copytree(folder / name, into / name, symlinks=True)


def without_tables(toml: str, names: Sequence[str]) -> str:
    """A sasae.toml without these tables and what is below them."""
    kept, table = [], ""
    for line in toml.splitlines():
        if heading := re.match(r"\s*\[+\s*(\w+)", line):
            table = heading[1]
        if table not in names:
            kept.append(line)
    return "\n".join([*kept, ""])
