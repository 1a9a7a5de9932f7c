"""The dated table of legal bases: without one in force for caller, affair and operation nothing is asked (LAW-1)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from sasae.contracts.person_index import Purpose
from sasae.kernel.findings import Finding, error


@dataclass(frozen=True)
class LegalBasis:
    """One row: what a system may do for which affairs since a day, and where that is written."""

    key: str
    title: str
    since: date
    source: str
    callers: frozenset[str]
    affairs: frozenset[str]
    operations: frozenset[str]


@cache
def table() -> dict[str, LegalBasis]:
    """The rows by key, read once. Raises KeyError at the first use when a row lacks something."""
    rows = yaml.safe_load((files(__package__) / "legal_bases.yaml").read_text(encoding="utf-8"))["rows"]
    return {
        row["key"]: LegalBasis(
            key=row["key"],
            title=row["title"],
            since=row["since"],
            source=row["source"],
            callers=frozenset(row["callers"]),
            affairs=frozenset(row["affairs"]),
            operations=frozenset(row["operations"]),
        )
        for row in rows
    }


def bases_of(caller: str, operation: str, on: date) -> list[LegalBasis]:
    """The bases on which a system may do this today."""
    return [
        basis
        for basis in table().values()
        if caller in basis.callers and operation in basis.operations and basis.since <= on
    ]


def objections(purpose: Purpose, *, caller: str, operation: str, on: date) -> list[Finding]:
    """Why this question may not be asked; empty when it may."""
    basis = table().get(purpose.basis)
    if basis is None:
        return [error("L-001", "purpose.basis", f"利用の根拠「{purpose.basis}」は登録されていません。")]
    found = []
    if not purpose.operator.strip():
        found.append(error("L-006", "purpose.operator", "操作者がありません。"))
    if on < basis.since:
        found.append(error("L-002", "purpose.basis", f"「{basis.title}」は {basis.since} から有効です。"))
    if caller not in basis.callers:
        found.append(error("L-003", "purpose.basis", f"「{basis.title}」は {caller} の根拠ではありません。"))
    if purpose.affair not in basis.affairs:
        found.append(error("L-004", "purpose.affair", f"「{purpose.affair}」は「{basis.title}」の事務ではありません。"))
    if operation not in basis.operations:
        found.append(error("L-005", "purpose.basis", f"「{basis.title}」ではこの照会（{operation}）を行えません。"))
    return found
