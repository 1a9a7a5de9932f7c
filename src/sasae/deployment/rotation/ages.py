"""How old each key of an installation is, and on which day another should take its place."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sasae.deployment.home import FORMER, Home
from sasae.deployment.rotation.listing import Kind, kinds
from sasae.deployment.rotation.turning import RECORD
from sasae.kernel import clock
from sasae.kernel.dated import load_dated


def _days(value: dict[str, int]) -> dict[str, int]:
    if not value or not all(isinstance(days, int) and days > 0 for days in value.values()):
        raise ValueError(value)
    return value


LIFETIMES = load_dated(__package__, "lifetimes.yaml", _days)


@dataclass(frozen=True)
class Key:
    """One key or secret where it lies. `due`: the last day of its term, None where another place tells."""

    kind: Kind
    system: str
    place: str
    made: date
    due: date | None
    before: int  # how many of those before are still held

    def overdue(self, on: date) -> bool:
        """Whether its term is over."""
        return self.due is not None and on > self.due

    def as_dict(self, on: date) -> dict[str, Any]:
        """The JSON of one key; nothing of it is secret."""
        return {
            "kind": self.kind.name, "title": self.kind.title, "system": self.system, "place": self.place,
            "rests": self.kind.rests, "made": self.made.isoformat(), "age_days": (on - self.made).days,
            "due": self.due.isoformat() if self.due else None, "overdue": self.overdue(on), "before": self.before,
        }  # fmt: skip


def keys_of(home: Home, on: date) -> list[Key]:
    """Every key there is, in the order of the list. `on`: today, by which the terms are read."""
    noted, terms = _noted(home), LIFETIMES.on(on)
    return [_key(home, kind, path, noted, terms) for kind in kinds() for path in kind.files(home)]


def _key(home: Home, kind: Kind, path: Path, noted: dict[tuple[str, str], date], terms: dict[str, int]) -> Key:
    system = _system_of(path)
    made = noted.get((kind.name, system)) or _born(path)
    due = made + timedelta(days=terms[kind.name]) if kind.name in terms else None
    return Key(kind, system, str(path.relative_to(home.path)), made, due, _before(kind, path))


def _system_of(path: Path) -> str:
    """Whose it is, by its place; empty for what is the installation's."""
    if path.parent.name not in ("secrets", "pki"):
        return path.parent.name
    name = path.name.removesuffix(".keys.json")
    if name == "certificates":
        return "subsidy"
    parts = name.split("-")
    return parts[1] if parts[0] in ("django", "database") and parts[1] != "superuser" else name if path.suffix == ".json" else ""


def _born(path: Path) -> date:
    """When a file was made, where no replacement was noted: a file of several keys says so itself."""
    changed = datetime.fromtimestamp(path.stat().st_mtime, clock.TOKYO).date()
    if path.suffix != ".json":
        return changed
    born = json.loads(path.read_text(encoding="ascii")).get("born")
    return datetime.fromisoformat(born).astimezone(clock.TOKYO).date() if born else changed


def _noted(home: Home) -> dict[tuple[str, str], date]:
    """The day each was replaced last, by kind and system."""
    return {(kind, system): day for kind, system, day in _lines(home.pki_dir / RECORD)}


def _lines(path: Path) -> Iterator[tuple[str, str, date]]:
    for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        line = json.loads(text)
        what, _, kind = line["what"].partition(" ")
        if what == "turn":
            yield kind, line["system"], datetime.fromisoformat(line["at"]).astimezone(clock.TOKYO).date()


def _before(kind: Kind, path: Path) -> int:
    if path.suffix == ".json":
        held = json.loads(path.read_text(encoding="ascii"))
        if kind.name == "derived":
            return sum(len(keys) for keys in held.get("kept", {}).values())
        return len(held.get("former_index", [])) if kind.within else len(held.get("keys", held)) - 1 + len(held.get("former", []))
    if path.name == "sealing.key":
        return len(path.read_text(encoding="ascii").split()) - 1
    former = path.with_name(f"{path.name}{FORMER}")
    return len(former.read_text(encoding="ascii").split()) if former.exists() else 0
