"""Reading `sasae.toml`: every setting is of its kind and none is unknown, or the start is refused with what to do."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sasae.intake.clamd import BadAddress, place_of

_SETTINGS = {
    "hosts", "origins", "https", "ports", "addresses", "database", "pmh", "training", "training_page", "spread_bodies",
    "scanner", "terminals", "backup",
}  # fmt: skip
_OUTSIDE = {"addresses", "backup", "database", "pmh", "training_page", "spread_bodies"}  # what leads out of a training installation
_SCANNER_KEYS = {"clamd", "without", "patterns_days"}
_TERMINALS_KEYS = {"certificates", "without"}
_DATABASE_KEYS = {"host", "port", "name", "standbys"}
_STANDBY = re.compile(r"[A-Za-z0-9._-]+(:[0-9]{1,5})?")
_BACKUP_KEYS = {"folder", "recipient", "changes", "keep_days"}


class BadHome(ValueError):
    """The configuration is not usable; the text says what to do."""


@dataclass(frozen=True)
class Known:
    """The names the file may use: ports with their defaults, systems that have an address, services with a database."""

    ports: Mapping[str, int]
    systems: Collection[str]
    databases: Collection[str]


def read(file: Path, known: Known) -> tuple[dict[str, int], dict[str, Any]]:
    """Ports (defaults filled in) and settings of the file; there need be none. Raises BadHome."""
    settings: dict[str, Any] = {}
    if file.exists():
        try:
            settings = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
            raise BadHome(f"{file} is not readable TOML: {broken}") from broken
    if unknown := set(settings) - _SETTINGS:
        raise BadHome(f"{file}: unknown settings {sorted(unknown)}. Known: {sorted(_SETTINGS)}.")
    return _ports(file, settings.get("ports", {}), known), _checked(file, settings, known)


def _ports(file: Path, given: Any, known: Known) -> dict[str, int]:
    if not isinstance(given, dict) or not all(_is_port(port) for port in given.values()):
        raise BadHome(f"{file}: [ports] needs numbers from 1 to 65535.")
    ports = {**known.ports, **given}
    if unknown := set(ports) - set(known.ports):
        raise BadHome(f"{file}: unknown ports {sorted(unknown)}.")
    if len(set(ports.values())) != len(ports):
        raise BadHome(f"{file}: two processes share a port.")
    return ports


def _is_port(given: Any) -> bool:
    return type(given) is int and 0 < given < 65536


def _checked(file: Path, settings: dict[str, Any], known: Known) -> dict[str, Any]:
    """The settings as they are, when each is of its kind. A doubtful one is refused: "no" would count as true."""
    for name in ("https", "pmh", "training", "spread_bodies"):
        if type(settings.get(name, False)) is not bool:
            raise BadHome(f"{file}: {name} must be true or false.")
    for name in ("hosts", "origins"):
        given = settings.get(name, [])
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            raise BadHome(f"{file}: {name} must be a list of texts.")
    if not isinstance(settings.get("training_page", ""), str):
        raise BadHome(f"{file}: training_page must be the address of the training installation.")
    if settings.get("training") and (outside := _OUTSIDE & set(settings)):
        raise BadHome(f"{file}: a training installation is joined to nothing real; take out {sorted(outside)}.")
    if settings.get("spread_bodies") and not _own_server(settings.get("database")):
        raise BadHome(
            f"{file}: spread_bodies needs the host of a PostgreSQL with Citus in [database] or [database.intermediary]; "
            "the server that comes with Sasae has none. See docs/operations/scale-out.md."
        )
    _check_addresses(file, settings.get("addresses", {}), known)
    _check_scanner(file, settings.get("scanner"))
    _check_terminals(file, settings)
    _check_backup(file, settings.get("backup"))
    _check_database(file, "database", settings.get("database", {}), known.databases)
    return settings


def _own_server(place: Any) -> bool:
    """Whether the intermediary's database stands on a server of the operator's own."""
    if not isinstance(place, dict):
        return False
    own = place.get("intermediary", {})
    return "host" in place or (isinstance(own, dict) and "host" in own)


def _check_addresses(file: Path, addresses: Any, known: Known) -> None:
    if not isinstance(addresses, dict) or not all(isinstance(each, str) for each in addresses.values()):
        raise BadHome(f"{file}: [addresses] must be texts.")
    if unknown := set(addresses) - set(known.systems):
        raise BadHome(f"{file}: unknown addresses {sorted(unknown)}.")


def _check_scanner(file: Path, place: Any) -> None:
    """How intake scans what it fetches: where clamd listens, or why there is no scan; one of the two."""
    if place is None:
        return
    if not isinstance(place, dict) or set(place) - _SCANNER_KEYS:
        raise BadHome(f"{file}: [scanner] is a table of {sorted(_SCANNER_KEYS)}.")
    if ("clamd" in place) == ("without" in place):
        raise BadHome(f"{file}: [scanner] needs clamd (where it listens) or without (why there is no scan), not both.")
    days = place.get("patterns_days", 1)
    if type(days) is not int or days < 1:
        raise BadHome(f"{file}: [scanner] patterns_days must be a number of days.")
    said = place.get("clamd", place.get("without"))
    if not isinstance(said, str) or not said.strip():
        raise BadHome(f"{file}: [scanner] clamd and without must be text.")
    if "clamd" in place:
        try:
            place_of(said)
        except BadAddress as wrong_place:
            raise BadHome(f"{file}: [scanner] clamd: {wrong_place}") from wrong_place


def _check_terminals(file: Path, settings: dict[str, Any]) -> None:
    """Whether terminals show a certificate as well, or why there is no limit to terminals; not both."""
    place = settings.get("terminals", {})
    if not isinstance(place, dict) or set(place) - _TERMINALS_KEYS or len(place) > 1:
        raise BadHome(f"{file}: [terminals] is a table of one of {sorted(_TERMINALS_KEYS)}.")
    if type(place.get("certificates", False)) is not bool:
        raise BadHome(f"{file}: [terminals] certificates must be true or false.")
    if place.get("certificates") and not settings.get("https"):
        raise BadHome(f"{file}: [terminals] certificates needs https = true: the proxy in front asks for the certificate.")
    said = place.get("without", "-")
    if not isinstance(said, str) or not said.strip():
        raise BadHome(f"{file}: [terminals] without must be the reason, as text.")


def _check_backup(file: Path, place: Any) -> None:
    """Where backups go and the public key they are sealed to; both, or no table."""
    if place is None:
        return
    if not isinstance(place, dict) or set(place) - _BACKUP_KEYS:
        raise BadHome(f"{file}: [backup] is a table of {sorted(_BACKUP_KEYS)}.")
    for name in ("folder", "recipient"):
        if not isinstance(place.get(name), str) or not place[name].strip():
            raise BadHome(f"{file}: [backup] {name} must be text.")
    if not Path(place["folder"]).is_absolute() or not place["recipient"].startswith("age1"):
        raise BadHome(f"{file}: [backup] needs a folder from the root on, and a recipient beginning with age1.")
    if type(place.get("changes", False)) is not bool:
        raise BadHome(f"{file}: [backup] changes must be true or false.")
    days = place.get("keep_days", 1)
    if type(days) is not int or days < 1:
        raise BadHome(f"{file}: [backup] keep_days must be a number of days.")


def _check_database(file: Path, name: str, place: Any, services: Collection[str]) -> None:
    """One table of databases: [database] itself, which may hold one of each service, or one service's in it."""
    if not isinstance(place, dict):
        raise BadHome(f"{file}: [{name}] must be a table.")
    known = {"host", "port", "standbys", *services} if services else _DATABASE_KEYS  # a name is one service's own
    if wrong := set(place) - known:
        raise BadHome(f"{file}: [{name}] does not know {sorted(wrong)}. Known: {sorted(known)}.")
    for key, given in place.items():
        if key in services:
            _check_database(file, f"{name}.{key}", given, ())
        elif key == "port" and not _is_port(given):
            raise BadHome(f"{file}: [{name}] port must be a number from 1 to 65535.")
        elif key == "standbys":
            _check_standbys(file, name, place)
        elif key != "port" and not isinstance(given, str):
            raise BadHome(f"{file}: [{name}] {key} must be text.")


def standbys_of(place: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """Host and port of each server that stands by; a port that is not said is the first server's."""
    found = []
    for each in place.get("standbys", []):
        host, _, port = each.rpartition(":") if ":" in each else (each, "", "")
        found.append((host, int(port or place.get("port", 5432))))
    return tuple(found)


def _check_standbys(file: Path, name: str, place: dict[str, Any]) -> None:
    given = place["standbys"]
    well = isinstance(given, list) and all(isinstance(each, str) and _STANDBY.fullmatch(each) for each in given)
    if not well or not all(_is_port(port) for _, port in standbys_of({**place, "port": 5432})):
        raise BadHome(f'{file}: [{name}] standbys must be a list of servers such as "db2.city.example:5432".')
    if "host" not in place:
        raise BadHome(f"{file}: [{name}] standbys stand by for a host, which is missing.")
