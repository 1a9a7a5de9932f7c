"""Fixed-width records as tables: fields with computed offsets, measured in bytes after encoding.

A layout that does not add up to its record length fails when its module is imported, not when a file is read.
Offsets are 0-based; the columns people are told (`81-90桁`) are 1-based and include both ends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

ENCODING = "cp932"


class LayoutError(ValueError):
    """The table itself is wrong: lengths do not add up, a name occurs twice."""


class DoesNotFit(ValueError):
    """A value cannot be written into its field; `needed` and the field's width are bytes."""

    def __init__(self, field: "Field", value: str, needed: int) -> None:
        super().__init__(f"{field.label}: {needed} > {field.width}")
        self.field = field
        self.value = value
        self.needed = needed


class NotDigits(ValueError):
    """A numeric field was given something other than digits."""

    def __init__(self, field: "Field", value: str) -> None:
        super().__init__(f"{field.label}: {value!r}")
        self.field = field
        self.value = value


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    `kind` N is digits, right-justified and zero-filled; C is text, left-justified and space-filled.
    `blank` says what a reader thinks of spaces in an N field. `allowed` lists the values that have a meaning;
    `strict` decides whether another value is an error or only unusual.
    """

    name: str
    label: str
    kind: Literal["N", "C"]
    width: int
    charset: str = ""
    blank: Literal["error", "warning", "ok"] = "error"
    allowed: tuple[str, ...] = ()
    strict: bool = True
    default: str = ""
    offset: int = 0

    @property
    def end(self) -> int:
        """Offset of the first byte after the field."""
        return self.offset + self.width

    @property
    def columns(self) -> str:
        """The place as people count it: first byte is 1, both ends included."""
        return f"{self.offset + 1}-{self.end}桁" if self.width > 1 else f"{self.end}桁"

    def encode(self, value: str) -> bytes:
        """The bytes of the value, exactly `width` of them. Raises DoesNotFit, NotDigits, UnicodeEncodeError."""
        if self.kind == "N" and value:
            if not (value.isascii() and value.isdigit()):
                raise NotDigits(self, value)
            if len(value) > self.width:
                raise DoesNotFit(self, value, len(value))
            return value.zfill(self.width).encode("ascii")
        data = value.encode(ENCODING)
        if len(data) > self.width:
            raise DoesNotFit(self, value, len(data))
        return data.ljust(self.width)


class Layout:
    """The fields of one kind of record, in order, with their offsets computed."""

    def __init__(self, label: str, length: int, fields: Iterable[Field]) -> None:
        placed: list[Field] = []
        offset = 0
        for field in fields:
            placed.append(replace(field, offset=offset))
            offset += field.width
        if offset != length:
            raise LayoutError(f"{label}: fields add up to {offset} bytes, the record has {length}")
        self.label = label
        self.length = length
        self.fields = tuple(placed)
        self.by_name = {field.name: field for field in placed}
        if len(self.by_name) != len(placed):
            raise LayoutError(f"{label}: a field name occurs twice")

    def __getitem__(self, name: str) -> Field:
        return self.by_name[name]

    def slice(self, record: bytes) -> dict[str, bytes]:
        """The raw bytes of each field; the record must have its full length."""
        if len(record) != self.length:
            raise ValueError(f"{self.label}: {len(record)} bytes instead of {self.length}")
        return {field.name: record[field.offset : field.end] for field in self.fields}

    def build(self, values: Mapping[str, str]) -> bytes:
        """One record. Fields not named take their default; a name the layout does not have raises KeyError."""
        unknown = values.keys() - self.by_name.keys()
        if unknown:
            raise KeyError(f"{self.label}: {sorted(unknown)}")
        return b"".join(field.encode(values.get(field.name, field.default)) for field in self.fields)
