"""The list of keys, read from its file, against what lies in an installation."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from sasae.deployment.home import FORMER, Home

SECRET_PLACES = ("secrets", "pki", "bodies")
PUBLIC = {".pem", ".pub", ".crl", ".json", ".jsonl", ".lock"}  # of pki/: certificates, public keys, lists
NEXT = ".next"  # ends the name of a secret that is about to take its place


@dataclass(frozen=True)
class Kind:
    """One kind of key: where it lies, the word it is replaced by (empty: no command), and what to tell the operator."""

    name: str
    title: str
    rests: str
    places: tuple[str, ...]
    turn: str
    how: str
    before: str
    within: str = ""  # the kind in whose files it lies, where it has none of its own

    def files(self, home: Home) -> list[Path]:
        """Its files in an installation."""
        if self.within:
            return next(kind for kind in kinds() if kind.name == self.within).files(home)
        return sorted(path for place in self.places for path in home.path.glob(place) if _is_kind(path, self))


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """Every kind, in the order it is shown."""
    told = yaml.safe_load((files(__package__) / "rotatable.yaml").read_text(encoding="utf-8"))
    return tuple(Kind(**{**one, "places": tuple(one["places"])}) for one in told)


@lru_cache(maxsize=1)
def addressed_columns() -> list[dict[str, Any]]:
    """The lines of addressed_columns.yaml."""
    told: list[dict[str, Any]] = yaml.safe_load((files(__package__) / "addressed_columns.yaml").read_text(encoding="utf-8"))
    return told


def unlisted(home: Home) -> list[Path]:
    """Files that hold a secret and of which the list does not speak."""
    known = {path for kind in kinds() for path in kind.files(home)}
    return [path for path in _secrets(home) if path not in known]


def _secrets(home: Home) -> Iterator[Path]:
    for folder in SECRET_PLACES:
        for path in sorted((home.path / folder).rglob("*")):
            public = folder == "pki" and path.suffix in PUBLIC or folder == "bodies" and path.suffix == ".jwk"
            if path.is_file() and not public and not path.name.endswith((FORMER, NEXT)):
                yield path


def _is_kind(path: Path, kind: Kind) -> bool:
    """Patterns that meet are told apart by the longer one: `certificates.keys.json` is none of `*.keys.json`."""
    if path.name.endswith((FORMER, NEXT)):
        return False
    longest = max((place for one in kinds() for place in one.places if path.match(place)), key=_plain)
    return longest in kind.places


def _plain(place: str) -> int:
    return len(place.replace("*", ""))
