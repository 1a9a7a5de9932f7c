"""What the files of the old system look like: read from `files.yaml`, shown on screen, printed into the documentation.

Pure: no Django. A column's kind decides how a cell is read; what cannot be read is a finding, never a guess.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import yaml

KINDS = {
    "text": "文字", "kana": "カナ", "digits": "数字", "day": "日付", "month": "年月", "yen": "金額（円）", "count": "数",
    "code": "コード", "yes_no": "有無（1・0）",
}  # fmt: skip


class BadLayout(ValueError):
    """files.yaml does not hold together; stops the import of what reads it."""


@dataclass(frozen=True)
class Column:
    """One column of a file. `sizes` are the lengths digits may have, `size` the most signs of a text; `default` is taken where
    a code is not told, and said to be."""

    name: str
    label: str
    kind: str
    size: int = 0
    sizes: tuple[int, ...] = ()
    pad: bool = False
    required: bool = False
    codes: dict[str, str] = field(default_factory=dict)
    example: str = ""
    default: str = ""

    @property
    def words(self) -> str:
        """The kind in words, with its length."""
        most = "・".join(map(str, self.sizes)) or (str(self.size) if self.size else "")
        unit = {"digits": "桁", "yen": "桁まで", "count": "桁まで"}.get(self.kind, "字まで")
        return KINDS[self.kind] + (f"　{most}{unit}" if most else "")


@dataclass(frozen=True)
class Layout:
    """One kind of file: its columns, what makes a row the same row again, whom a row is about."""

    kind: str
    label: str
    file: str
    about: str
    key: tuple[str, ...]
    person: str
    columns: tuple[Column, ...]
    optional: bool = False


@cache
def layouts() -> dict[str, Layout]:
    """Every kind of file, in the order in which they are taken in. Raises BadLayout."""
    found = {}
    for raw in yaml.safe_load((files(__package__) / "files.yaml").read_text(encoding="utf-8")):
        columns = tuple(_column(raw["kind"], each) for each in raw["columns"])
        names = {column.name for column in columns}
        if not {*raw["key"], raw["person"]} - {""} <= names or len(names) != len(columns):
            raise BadLayout(f"{raw['kind']}: key・person・列の名が合いません。")
        rest = {name: raw[name] for name in ("kind", "label", "file", "about", "person")}
        found[raw["kind"]] = Layout(
            **rest, key=tuple(raw["key"]), columns=columns, optional=bool(raw.get("optional", False))
        )
    return found


def _column(kind: str, raw: dict[str, object]) -> Column:
    column = Column(**{**raw, "sizes": tuple(raw.get("sizes", ())), "example": str(raw.get("example", ""))})  # type: ignore[arg-type]
    if column.kind not in KINDS or (column.kind == "code") != bool(column.codes):
        raise BadLayout(f"{kind}.{column.name}: 種類とコード表が合いません。")
    if column.default and (column.required or column.default not in column.codes):
        raise BadLayout(f"{kind}.{column.name}: 空のときの値は、必須でない列のコードの一つにします。")
    return column
