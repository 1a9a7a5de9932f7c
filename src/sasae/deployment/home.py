"""Where an installation keeps its files, and what it knows of ports, databases and partners. Read once, typed.

    SASAE_HOME/  sasae.toml  postgres/  pki/  secrets/  bodies/  logs/  run/  files/  seals/

Everything has a default except secrets, which are made on first use and kept in files only their owner can read.
`sasae.toml` may hold:

    hosts = ["subsidy.city.example"]        # names the pages are reached by, besides this machine's own
    origins = ["https://subsidy.city.example"]
    https = true                            # a proxy in front ends TLS
    training = true                         # people practise here: a banner on every page, 見本 on every paper
    training_page = "https://…"             # where staff of 医療費助成システム are led to practise
    [ports]                                 # subsidy = 8001 … postgres = 8432
    [addresses]                             # base address by system, where one runs elsewhere
    [database]                              # host, port: one server for all services instead of the embedded one
    standbys = ["db2.city.example:5432"]    #   servers that take over when the first does not answer as the one to write to
    [scanner]                               # how 申請管理 scans what it fetches; without this table files wait
    clamd = "unix:/run/clamav/clamd.ctl"    #   or "tcp:127.0.0.1:3310"; patterns_days = 7 before it is called old
    without = "why there is no scan"        #   instead of clamd; shown to staff and kept with each application
    [terminals]                             # of 申請機能's municipality: registered ones, or without = "why any may"
    certificates = true                     #   each shows its certificate as well (the proxy's Client-Cert field)
    [backup]                                # ./sasae backup, each night as well: both of
    folder = "/mnt/backup"                  #   another disk or machine; sealed there to
    recipient = "age1…"                     #   the public key of ./sasae backup key; keep_days = 35 before one is removed
    changes = true                          #   and each change within five minutes: restores to any moment
    [database.subsidy]                      # host, port, name: the server of one service
"""

import os
import secrets
import socket
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sasae.deployment.database_place import DatabasePlace
from sasae.deployment.home_file import BadHome, Known, read, standbys_of

SERVICES = ("subsidy", "linkage", "intermediary", "portal", "intake")
SIMULATORS = "simulators"
DATABASES = (*SERVICES, SIMULATORS)
ROLES = ("owner", "app", "journal", "retention")
FORMER = ".former"  # ends the name of a file with what stood in a secret's place before
PARTNERS = (
    "resident_register",
    "tax",
    "public_assistance",
    "child_allowance",
    "childrens_subsidy",
    "disability_subsidy",
    "personnel",
    "review_body",
    "bank",
    "card_authority",
    "network_core",
    "jlis_gateway",
    "other_city",
)
DEFAULT_PORTS = {
    "subsidy": 8001,
    "linkage": 8002,
    "intermediary": 8003,
    "portal": 8004,
    "intake": 8005,
    "software_card": 8010,
    "card_status": 8011,
    "subsidy_contracts": 8101,
    "linkage_contracts": 8102,
    "intermediary_contracts": 8103,
    "portal_contracts": 8104,
    "intake_contracts": 8105,
    "simulators_contracts": 8110,
    "postgres": 8432,
}
BLOCKS = range(20_000, 32_768)  # where free ports are looked for
# Reached by people's browsers, or over plain HTTP: `addresses` may say where.
_PAGES = ("software_card", "card_status", "portal_pages", "time_stamp")


@dataclass(frozen=True)
class Home:
    """One installation."""

    path: Path
    ports: dict[str, int]
    settings: dict[str, Any]

    @classmethod
    def load(cls, path: Path | str | None = None) -> "Home":
        """The installation at `path`, or the one SASAE_HOME names (default: ./var). Raises BadHome."""
        folder = Path(path or os.environ.get("SASAE_HOME") or "var").absolute()
        file = folder / "sasae.toml"
        return _load(folder, file.stat().st_mtime_ns if file.exists() else 0)

    @property
    def contract_ports(self) -> dict[str, int]:
        """Ports of the contract listeners by service; `simulators` is the one of all partners."""
        return {name: self.ports[f"{name}_contracts"] for name in DATABASES}

    @property
    def pki_dir(self) -> Path:
        """Certificates and keys of the systems."""
        return self.path / "pki"

    @property
    def logs_dir(self) -> Path:
        """One file a process, and `sasae.log` with all of them."""
        return self.path / "logs"

    @property
    def run_dir(self) -> Path:
        """What runs: process numbers, sockets, locks."""
        return self.path / "run"

    @property
    def postgres_dir(self) -> Path:
        """The embedded server's data."""
        return self.path / "postgres"

    @property
    def bodies_dir(self) -> Path:
        """The bodies' private keys, one folder a body: `key.pem` (encrypted) and `passphrase`."""
        return self.path / "bodies"

    @property
    def hosts(self) -> list[str]:
        """Host names the web processes answer to."""
        return [*self.settings.get("hosts", []), "127.0.0.1", "localhost"]

    @property
    def https(self) -> bool:
        """Whether people reach the pages over HTTPS (a proxy in front ends TLS)."""
        return bool(self.settings.get("https", False))

    @property
    def origins(self) -> list[str]:
        """Origins whose forms are trusted, where a proxy stands in front."""
        return list(self.settings.get("origins", []))

    @property
    def calendar(self) -> Path:
        """The file that fixes the calendar day of a demonstration; there is none in a real installation."""
        return self.path / "calendar"

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this installation is started with."""
        calendar = {"SASAE_CALENDAR": str(self.calendar)} if self.calendar.exists() else {}
        return {**os.environ, "SASAE_HOME": str(self.path), **calendar}

    @property
    def addresses(self) -> dict[str, str]:
        """Base addresses by system: contracts of services and partners, and the card's public pages."""
        local = {name: f"https://127.0.0.1:{self.ports[f'{name}_contracts']}" for name in SERVICES}
        partners = dict.fromkeys(PARTNERS, f"https://127.0.0.1:{self.ports['simulators_contracts']}")
        public = {name: self.page(name) for name in ("software_card", "card_status")}
        public["time_stamp"] = f"{public['card_status']}/time-stamp"
        return {**local, **partners, **public, **self.settings.get("addresses", {})}

    def page(self, service: str) -> str:
        """Where people open a service."""
        return f"http://127.0.0.1:{self.ports[service]}"

    def database(self, service: str, role: str) -> DatabasePlace:
        """One role's log-in to a service's database."""
        shared = self.settings.get("database", {})
        own = shared.get(service, {})
        return DatabasePlace(
            host=own.get("host", shared.get("host", "127.0.0.1")),
            port=int(own.get("port", shared.get("port", self.ports["postgres"]))),
            name=own.get("name", f"sasae_{service}"),
            user=f"{service}_{role}",
            password=self.secret(f"database-{service}-{role}"),
            standbys=standbys_of(own if "host" in own else {**shared, **own}),
        )

    def on_embedded(self, service: str) -> bool:
        """Whether the service's database stands on the server we run ourselves."""
        shared = self.settings.get("database", {})
        return not {"host", "port"} & {*shared, *shared.get(service, {})}

    @property
    def embedded(self) -> bool:
        """Whether we run PostgreSQL ourselves for any service."""
        return any(self.on_embedded(service) for service in DATABASES)

    def secret(self, name: str) -> str:
        """A secret from its file; made on first use."""
        file = self.path / "secrets" / name
        return _secret(self.path / "secrets", name, file.stat().st_mtime_ns if file.exists() else 0)

    def former_secrets(self, name: str) -> list[str]:
        """What stood in a secret's place before and still counts, newest first (`sasae keys`)."""
        file = self.path / "secrets" / f"{name}{FORMER}"
        return file.read_text(encoding="ascii").split() if file.exists() else []


def dsn(service: str, role: str, home: Home | None = None) -> str:
    """The connection string of one role to one service's database, of the installation SASAE_HOME names."""
    return (home or Home.load()).database(service, role).dsn


def create(path: Path, ports: dict[str, int] | None = None) -> Home:
    """Make an installation's folder and its sasae.toml, unless there is one; a busy default database port is replaced.

    `ports` are written as they are given (tests take free ones: `free_ports()`).
    """
    path = path.absolute()
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("logs", "run", "secrets", "files"):
        (path / name).mkdir(exist_ok=True, mode=0o700)
    file = path / "sasae.toml"
    if not file.exists():
        path.chmod(0o700)  # a folder that was there already is closed to others as well
        chosen = {**DEFAULT_PORTS, **(ports or {})}
        if ports is None and not is_free(chosen["postgres"]):
            chosen["postgres"] = free_ports(["postgres"])["postgres"]
        lines = ["# Ports of this installation. What else may stand here: see the docstring of deployment/home.py."]
        lines += ["", "[ports]", *(f"{name} = {port}" for name, port in chosen.items()), ""]
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        draft.write_text("\n".join(lines), encoding="utf-8")
        with suppress(FileExistsError):  # another process was first: its ports count
            os.link(draft, file)
        draft.unlink()
    return Home.load(path)


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether nobody listens at a port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_ports(names: list[str] | None = None, *, besides: Collection[int] = ()) -> dict[str, int]:
    """A free port for each name (default: all of an installation): a block in a row that holds none of `besides`.

    It lies below the ports the system gives to outgoing connections: one of those could take a port between the look
    and the use. Raises BadHome.
    """
    wanted = list(names or DEFAULT_PORTS)
    for _ in range(200):
        first = BLOCKS[secrets.randbelow(len(BLOCKS) - len(wanted))]
        block = range(first, first + len(wanted))
        if not set(block) & set(besides) and all(is_free(port) for port in block):
            return dict(zip(wanted, block, strict=True))
    raise BadHome(f"{BLOCKS[0]}番から{BLOCKS[-1]}番に、続けて空いているポートがありません。")


@lru_cache(maxsize=16)
def _load(path: Path, _stamp: int) -> Home:
    known = Known(ports=DEFAULT_PORTS, systems={*SERVICES, *PARTNERS, *_PAGES}, databases=DATABASES)
    return Home(path, *read(path / "sasae.toml", known))


@lru_cache(maxsize=256)
def _secret(folder: Path, name: str, _stamp: int) -> str:
    """Made whole under another name, then linked: of two processes that make it at once, both read the first."""
    file = folder / name
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f".{name}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
            opened.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    if file.stat().st_mode & 0o077:
        raise BadHome(f"{file} can be read by others. Mend it with: chmod 600 {file}")
    return file.read_text(encoding="ascii").strip()
