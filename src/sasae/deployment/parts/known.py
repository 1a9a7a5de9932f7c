"""Known vulnerabilities of our parts, from a file in the OSV format that the operator brings: no network is asked."""

import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from sasae.deployment.parts.installed import Part, normal

ECOSYSTEM = "PyPI"


class CannotRead(ValueError):
    """The file is none of OSV's; the text says why, in Japanese."""


@dataclass(frozen=True)
class Hit:
    """A part that a record speaks of."""

    part: Part
    id: str
    summary: str
    mended_in: tuple[str, ...]


def records(path: Path) -> list[dict[str, Any]]:
    """Every record: of a JSON file with one or many, or of a ZIP of such files. Raises CannotRead."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                texts = [archive.read(name) for name in archive.namelist() if name.endswith(".json")]
        else:
            texts = [path.read_bytes()]
        found = [record for text in texts for record in _records(json.loads(text))]
    except (OSError, ValueError, zipfile.BadZipFile) as wrong:
        raise CannotRead(f"{path} を読めません：{wrong}") from wrong
    if not found or any(not isinstance(one, dict) or not one.get("id") or "modified" not in one for one in found):
        raise CannotRead(f"{path} は OSV 形式ではありません（id と modified のある記録が要ります）。")
    return found


def _records(told: Any) -> list[Any]:
    if isinstance(told, dict) and "vulns" in told:
        told = told["vulns"]
    return told if isinstance(told, list) else [told]


def hits(parts: Sequence[Part], known: Iterable[dict[str, Any]]) -> list[Hit]:
    """What of our parts is affected, by name and record; what was withdrawn counts for nothing."""
    ours = {part.name: part for part in parts}
    found = {}
    for record in known:
        for affected in record.get("affected", []) if not record.get("withdrawn") else []:
            package = affected.get("package", {})
            part = ours.get(normal(package.get("name", ""))) if package.get("ecosystem") == ECOSYSTEM else None
            if part and _touches(part.version, affected):
                said = record.get("summary") or record.get("details", "").partition("\n")[0]
                found[part.name, record["id"]] = Hit(part, record["id"], said, tuple(_mended(affected)))
    return [found[key] for key in sorted(found)]


def _touches(version: str, affected: dict[str, Any]) -> bool:
    if version in affected.get("versions", []):
        return True
    ranges = [one for one in affected.get("ranges", []) if one.get("type") in ("ECOSYSTEM", "SEMVER")]
    return any(_within(version, one.get("events", [])) for one in ranges)


def _within(version: str, events: Sequence[dict[str, str]]) -> bool:
    """Whether the events, in the order of versions, leave this version affected."""
    try:
        here = Version(version)
        ordered = sorted(((_version(text), kind) for event in events for kind, text in event.items() if kind != "limit"))
    except InvalidVersion:
        return True  # a version nobody can place is looked at by a person
    inside = False
    for at, kind in ordered:
        if kind == "introduced" and at <= here:
            inside = True
        elif (kind == "fixed" and at <= here) or (kind == "last_affected" and at < here):
            inside = False
    return inside


def _version(text: str) -> Version:
    return Version("0.dev0" if text == "0" else text)


def _mended(affected: dict[str, Any]) -> Iterator[str]:
    for one in affected.get("ranges", []):
        if one.get("type") != "GIT":
            yield from (event["fixed"] for event in one.get("events", []) if "fixed" in event)
