"""Records put together by the published column numbers, without the code under test. Column 0 is the record's name."""

from collections.abc import Mapping
from typing import Any


def row(name: str, last: int, cells: Mapping[int, object]) -> str:
    """A record with all its separators up to column `last`."""
    assert max(cells, default=0) <= last
    return ",".join([name, *(str(cells.get(column, "")) for column in range(1, last + 1))])


def days(first: int, counts: Mapping[int, int]) -> dict[int, object]:
    """The day columns: day 1 stands in column `first`."""
    return {first + day - 1: count for day, count in counts.items()}


def file(*rows: str, newline: str = "\r\n", end: str = "\x1a") -> bytes:
    """The records as a file in CP932."""
    return ("".join(one + newline for one in rows) + end).encode("cp932")


MEDICAL: dict[str, Any] = {
    "IR": "IR,2,14,1,4100012,,サンプル総合病院,202605,00,0441234567",
    "patient": {3: "202604", 4: "見本　花", 5: "2", 6: "20180902", 36: "ミホンハナ"},
}
