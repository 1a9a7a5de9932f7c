"""Which system may reach what, from the code's own declarations; and what the journal says of its use."""

from dataclasses import dataclass
from datetime import date

from sasae.contracts import catalog
from sasae.linkage.links.legal_bases import LegalBasis, table
from sasae.linkage.links.models import LinkUse

ME = "linkage"


@dataclass(frozen=True)
class Connection:
    """One caller and one operation linkage answers."""

    caller: str
    operation: str
    path: str
    bases: list[LegalBasis]
    use: LinkUse | None


@dataclass(frozen=True)
class Outgoing:
    """One operation linkage may ask of another system."""

    callee: str
    operation: str
    path: str


def incoming(on: date) -> list[Connection]:
    """Every declared call to linkage, by caller. A row without use was never used."""
    uses = {(use.caller, use.operation): use for use in LinkUse.objects.all()}
    return [
        Connection(
            caller, one.full_name, one.path,
            [basis for basis in table().values() if caller in basis.callers and one.full_name in basis.operations and basis.since <= on],
            uses.get((caller, one.full_name)),
        )
        for one in sorted(catalog.answered_by(ME), key=lambda each: each.full_name)
        for caller in sorted(one.callers)
    ]  # fmt: skip


def outgoing() -> list[Outgoing]:
    """Every declared call of linkage's own."""
    mine = [one for one in catalog.OPERATIONS if ME in one.callers]
    return [
        Outgoing(one.callee, one.full_name, one.path) for one in sorted(mine, key=lambda one: (one.callee, one.path))
    ]


def undeclared() -> list[LinkUse]:
    """Refused calls nobody has declared: another system's certificate, or none."""
    declared = {(caller, one.full_name) for one in catalog.answered_by(ME) for caller in one.callers}
    rows = LinkUse.objects.filter(refused__gt=0).order_by("-last_refused_at")
    return [row for row in rows if (row.caller, row.operation) not in declared]
