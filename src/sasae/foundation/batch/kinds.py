"""The kinds of batch there are: each app registers its own in its `batches.py`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sasae.foundation.history.actor import Actor
from sasae.kernel.findings import Finding

CHUNK = 500


@dataclass(frozen=True)
class Item:
    """One item as `work` gets it. `key` is unique in its run; `actor` is the run itself, for the journal."""

    key: str
    payload: Any
    run_id: int
    params: dict[str, Any]
    actor: Actor


class ItemRefused(Exception):
    """This item cannot be done, for these reasons. What `work` wrote for it is taken back; the run goes on."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(" ".join(finding.id for finding in findings))
        self.findings = list(findings)


class Kind(Protocol):
    """What a registered class must have. Beside these it may have

    `chunk_size` (items of one transaction; 500), `finish(run)` (once, when all are worked, in one transaction),
    `work_many(items) -> list[str | ItemRefused]` (instead of `work`: set-based, one outcome an item, in their order),
    `persons(key) -> list[str]` (whom an item speaks of, for the journal of the screen).

    `params["procedures"]`, where there is one: over which procedures the run goes, None for all; who does not hold them
    all reads neither its items nor its figures.
    """

    title: str

    def list_items(self, params: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """Keys and payloads (JSON). Called once, inside the transaction that writes the ledger."""

    def work(self, item: Item) -> str:
        """Do one item; returns its outcome in a few Japanese words. Raises ItemRefused."""


class UnknownKind(KeyError):
    """No app of this service registers this kind."""


_KINDS: dict[str, Any] = {}
Registered = TypeVar("Registered", bound=type)


def register(kind: str) -> Callable[[Registered], Registered]:
    """Class decorator: `kind` is `<area>.<verb>`, e.g. `certificates.print`. A kind is registered once."""

    def keep(definition: Registered) -> Registered:
        known = _KINDS.get(kind)
        if known is not None and type(known).__qualname__ != definition.__qualname__:
            raise ValueError(f"The batch kind {kind} is registered twice.")
        _KINDS[kind] = definition()
        return definition

    return keep


def definition(kind: str) -> Any:
    """The one object of a registered class. Raises UnknownKind."""
    try:
        return _KINDS[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def persons_of(kind: str, key: str) -> list[str]:
    """Whom an item speaks of; nobody, when the kind does not say or is no longer here."""
    tell = getattr(_KINDS.get(kind), "persons", None)
    return list(tell(key)) if tell else []
