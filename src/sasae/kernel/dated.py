"""Values the law changes: rows with a beginning, a value and a source. No ends, no overlaps, no fallback.

label: 所得制限限度額
unit: 円
rows:
  - {since: 2020-01-01, value: 2360000, source: 川崎市ホームページ}
  - {since: 2030-01-01, value: null, source: 廃止}
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Generic, TypeVar

import yaml

T = TypeVar("T")


class NotInForce(LookupError):
    """この日に効力のある値がありません。"""


class BeyondHorizon(LookupError):
    """表がこの日まで及んでいません。表を更新してください。"""


class BadTable(ValueError):
    """A dated table that does not hold together; stops the import of the module that reads it."""


@dataclass(frozen=True)
class Row(Generic[T]):
    """One row: from this day on this value, by this source; `assumed` when no source was seen."""

    since: date
    value: T
    source: str
    assumed: bool = False


class Dated(Generic[T]):
    """Rows in order of their beginnings. `value: null` ends what was before it."""

    def __init__(self, label: str, unit: str, rows: Sequence[Row[T | None]]) -> None:
        self.label = label
        self.unit = unit
        self.rows = tuple(rows)
        self._starts = [row.since for row in self.rows]
        if not self.rows:
            raise BadTable(f"{label}: 行がありません。")
        if self._starts != sorted(set(self._starts)):
            raise BadTable(f"{label}: since は古い順に、重なりなく並べてください。")

    def row_on(self, day: date) -> Row[T]:
        """The row in force on a day. Raises NotInForce before the first row and after an abolition."""
        place = bisect_right(self._starts, day)
        if place == 0:
            raise NotInForce(f"{self.label}: {day} に効力のある値がありません。")
        row = self.rows[place - 1]
        if row.value is None:
            raise NotInForce(f"{self.label}: {row.since} に廃止されています（{row.source}）。")
        return Row(row.since, row.value, row.source, row.assumed)

    def on(self, day: date) -> T:
        """The value in force on a day. Raises NotInForce."""
        return self.row_on(day).value


def _as_it_is(value: Any) -> Any:
    return value


def load_dated(package: str | None, filename: str, parse: Callable[[Any], T] = _as_it_is) -> Dated[T]:
    """Read a table that lies beside a module. Raises BadTable for a row without beginning, value or source."""
    return read_dated((files(package or "") / filename).read_text(encoding="utf-8"), filename, parse)


def read_dated(text: str, filename: str, parse: Callable[[Any], T] = _as_it_is) -> Dated[T]:
    """The table in a text; `filename` says where it is from. Raises BadTable for a row without beginning, value or source."""
    table = yaml.load(text, Loader=yaml.CSafeLoader)  # ten times as fast; each start reads some fifty
    rows = []
    for raw in table["rows"]:
        if not {"since", "value", "source"} <= raw.keys() or not isinstance(raw["since"], date):
            raise BadTable(f"{filename}: 各行に since・value・source が要ります: {raw}")
        if not raw["source"]:
            raise BadTable(f"{filename}: 出典のない行があります: {raw}")
        value = None if raw["value"] is None else parse(raw["value"])
        rows.append(Row(raw["since"], value, raw["source"], bool(raw.get("assumed", False))))
    return Dated(table["label"], table.get("unit", ""), rows)
