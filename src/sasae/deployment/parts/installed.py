"""What is installed, from the packages' own metadata, with the hashes the requirements allow."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

OURSELVES = "sasae"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_EXPRESSION = re.compile(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*")


@dataclass(frozen=True)
class Part:
    """One installed package. `hashes`: of the files the requirements allow of this version; none where it is not pinned."""

    name: str
    version: str
    licence: str
    needs: tuple[str, ...]
    hashes: tuple[str, ...]
    running: bool  # pinned among what the systems run with

    @property
    def purl(self) -> str:
        """The package's address in the way of package URLs."""
        return f"pkg:pypi/{self.name}@{self.version}"

    @property
    def expression(self) -> bool:
        """Whether the licence is written as an SPDX expression."""
        return bool(_EXPRESSION.fullmatch(self.licence)) and self.licence not in ("UNKNOWN", "Dual")


def normal(name: str) -> str:
    """A package's name as every registry compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(listed: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """Name and version with the hashes a requirements file allows."""
    found: dict[tuple[str, str], list[str]] = {}
    hashes: list[str] = []
    for line in listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []:
        if head := _PINNED.match(line):
            hashes = found.setdefault((normal(head[1]), head[2]), [])
        hashes += _HASH.findall(line)
    return {part: tuple(each) for part, each in found.items()}


def ourselves(root: Path) -> tuple[str, tuple[str, ...]]:
    """Our version and what we name ourselves, from pyproject.toml; nothing where only the package was brought along."""
    file = root / "pyproject.toml"
    told = tomllib.loads(file.read_text(encoding="utf-8"))["project"] if file.exists() else {}
    return str(told.get("version", "0")), tuple(normal(Requirement(one).name) for one in told.get("dependencies", []))


def parts(folder: Path, installed: Iterable[Distribution] | None = None) -> list[Part]:
    """Every installed package but ourselves, by name. `folder` holds runtime.txt and test.txt."""
    running, testing = (pinned(folder / f"{name}.txt") for name in ("runtime", "test"))
    seen: dict[str, Part] = {}
    for one in distributions() if installed is None else installed:
        name, version = normal(one.metadata["Name"] or ""), one.version
        if name in ("", OURSELVES) or name in seen:  # the first on the path is the one that is imported
            continue
        key = (name, version)
        hashes = running.get(key) or testing.get(key, ())
        seen[name] = Part(name, version, _licence(one), _needs(one), hashes, key in running)
    return [seen[name] for name in sorted(seen)]


def _licence(one: Distribution) -> str:
    """The expression where there is one; else what the classifiers say; else the first line of the free text."""
    said = one.metadata.get_all("License-Expression") or []
    if said:
        return str(said[0])
    named = [each.rpartition(" :: ")[2] for each in one.metadata.get_all("Classifier") or [] if each.startswith("License :: ")]
    free = [each.strip().splitlines()[0][:100] for each in one.metadata.get_all("License") or [] if each.strip()]
    return " / ".join(named) or next(iter(free), "")


def _needs(one: Distribution) -> tuple[str, ...]:
    names = set()
    for text in one.requires or []:
        try:
            wanted = Requirement(text)
        except InvalidRequirement:
            continue
        if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
            names.add(normal(wanted.name))
    return tuple(sorted(names))
