"""By which kind every table of the five systems is kept and deleted, or why it needs no period."""

import re
from functools import cache
from pathlib import Path

import yaml


@cache
def _told() -> dict[str, dict[str, object]]:
    told: dict[str, dict[str, object]] = yaml.safe_load((Path(__file__).parent / "kept_tables.yaml").read_text("utf-8"))
    return told


def kinds(system: str) -> dict[str, str]:
    """The kinds of a system, each with the pattern of its tables."""
    found = _told()["kinds"].get(system, {})
    assert isinstance(found, dict)
    return {kind: pattern.replace(" ", "") for kind, pattern in found.items()}


def rules_of(system: str, table: str) -> list[str]:
    """Every rule that names a table; a table has exactly one."""
    kept = [kind for kind, pattern in kinds(system).items() if re.fullmatch(pattern, table)]
    without = [
        why
        for why, pattern in _told()["without"].items()
        if re.fullmatch(str(pattern), table) or re.fullmatch(str(pattern), f"{system}.{table}")
    ]
    return kept + without
