"""Writing the records. Called inside `acting_for`, in the transaction of what they tell of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sasae.intermediary.bodies.inserting import insert
from sasae.intermediary.records.models import ProvisionRecord
from sasae.kernel.dated import load_dated

KEEP_YEARS = load_dated(__package__, "retention.yaml", int)
INQUIRED, PROVIDED = "照会", "提供"


@dataclass(frozen=True)
class Exchange:
    """What both sides record of one query, by the law's items (番号法23条1項)."""

    side: str
    processing_no: str
    unified_no: str
    inquirer: str
    provider: str
    affair: str
    procedure: str
    information: str
    requested_at: datetime
    result: str
    not_disclosed: bool
    basis: str = ""
    items: tuple[str, ...] = ()
    permit_no: str = ""
    provided_at: datetime | None = None
    permit_sha256: str = ""
    answer_sha256: str = ""
    message: str = ""
    stale: bool = False


def keep(exchanges: Iterable[Exchange], *, on: date) -> None:
    """One record of each; the same result of the same query is recorded once."""
    until = date(on.year + KEEP_YEARS.on(on), 12, 31)
    rows = [ProvisionRecord(**{**vars(each), "items": list(each.items), "keep_until": until}) for each in exchanges]
    insert(ProvisionRecord, rows, once=True)
