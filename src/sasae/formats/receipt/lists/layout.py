"""The layouts of monthly lists: which column holds what, as one YAML file each."""

from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from sasae.formats.incoming import Unusable, open_file
from sasae.formats.receipt.lists.line import ListLine

STANDARD = "monthly"
ITEMS = tuple(one.name for one in fields(ListLine) if one.name != "line")
MOST_BYTES = 1 << 18


class BadLayout(Unusable):
    """A layout that does not hold together; the text says what to mend."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: which item of the line it is, what a heading calls it, how a body's values become ours."""

    item: str
    heading: str
    required: bool = False
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListLayout:
    """The columns of one body's list, in order."""

    name: str
    label: str
    source: str
    heading: bool
    columns: tuple[Column, ...]


@cache
def bundled() -> dict[str, ListLayout]:
    """The layouts that come with the product, by name."""
    found = {}
    for entry in files(__package__).iterdir():
        if entry.name.endswith(".yaml"):
            name = entry.name.removesuffix(".yaml")
            found[name] = parse(name, entry.read_text(encoding="utf-8"))
    return found


def load(name: str) -> ListLayout:
    """A layout by its name, or by the place of its file. Raises BadLayout, Unusable."""
    if name in bundled():
        return bundled()[name]
    if not name.endswith((".yaml", ".yml")):
        known = "・".join(sorted(bundled()))
        raise BadLayout(f"一覧の形「{name}」はありません。使えるのは{known}か、.yaml のファイルです。")
    with open_file(name) as stream:
        data = stream.read(MOST_BYTES + 1)
    try:
        if len(data) > MOST_BYTES:
            raise BadLayout(f"{name} は大きすぎて、一覧の形のファイルとは思えません。")
        return parse(Path(name).stem, data.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadLayout(f"{name} はUTF-8で書かれていません。") from None


def parse(name: str, text: str) -> ListLayout:
    """A layout from its YAML. Raises BadLayout."""
    try:
        raw = yaml.safe_load(text)
        columns = tuple(_column(name, each) for each in raw["columns"])
        layout = ListLayout(name, str(raw["label"]), str(raw["source"]), bool(raw["heading"]), columns)
    except (yaml.YAMLError, KeyError, TypeError, RecursionError) as reason:
        raise BadLayout(
            f"一覧の形「{name}」を読めません（{reason}）。label・source・heading・columns が要ります。"
        ) from None
    items = [column.item for column in columns if column.item]
    headings = [column.heading for column in columns if column.heading]
    for kind, words in (("項目", items), ("見出し", headings)):
        if twice := sorted({word for word in words if words.count(word) > 1}):
            raise BadLayout(f"一覧の形「{name}」に同じ{kind}が二度あります（{'・'.join(twice)}）。")
    return layout


def _column(name: str, raw: Any) -> Column:
    item, heading = str(raw.get("item") or ""), str(raw.get("heading") or "")
    if item and item not in ITEMS:
        raise BadLayout(f"一覧の形「{name}」の項目「{item}」はありません（{'・'.join(ITEMS)}）。")
    values = {str(key): str(value) for key, value in (raw.get("values") or {}).items()}
    return Column(item, heading, bool(raw.get("required")), values)
