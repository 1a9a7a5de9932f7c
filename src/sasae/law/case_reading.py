"""Reading a hand-written mapping by a schema: English keys or their Japanese labels, all faults at once.

A reader is called with a value, its place and what was found so far. It says in Japanese what it expects, so that the
description of a case is made from the schema that reads it.
"""

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from sasae.kernel.findings import Finding, error
from sasae.law.case_values import UNKNOWN, Unreadable


@dataclass
class Reading:
    """What has been found so far."""

    findings: list[Finding] = field(default_factory=list)

    def fault(self, id_: str, at: str, message: str) -> None:
        self.findings.append(error(id_, at, message))


class Reader(Protocol):
    """Reads one value; what cannot be read becomes a finding, and reading goes on."""

    @property
    def says(self) -> str:
        """What it expects, in Japanese."""

    def __call__(self, value: Any, at: str, reading: Reading, /) -> Any: ...


class Key(NamedTuple):
    """A key of the schema: its Japanese label, how its value is read, whether it must be there, what it means."""

    label: str
    read: Reader
    needed: bool = False
    means: str = ""


Schema = Mapping[str, Key]


@dataclass(frozen=True)
class Simple:
    """A value without parts."""

    parse: Callable[[Any], Any]
    says: str

    def __call__(self, value: Any, at: str, reading: Reading) -> Any:
        try:
            return self.parse(value)
        except Unreadable as fault:
            reading.fault("LR-201", at, str(fault))
        return None


@dataclass(frozen=True)
class Choice:
    """One of a code table, by code, name or Japanese label."""

    labels: Mapping[StrEnum, str]

    @property
    def says(self) -> str:
        return "、".join(f"{label}（{member.value}）" for member, label in self.labels.items())

    def __call__(self, value: Any, at: str, reading: Reading) -> Any:
        for member, label in self.labels.items():
            if str(value) in (label, member.value, member.name.lower()):
                return member
        allowed = "、".join(self.labels.values())
        reading.fault("LR-201", at, f"「{value}」は使えません。使えるもの：{allowed}。")
        return None


@dataclass(frozen=True)
class Object:
    """A mapping with keys of its own."""

    schema: Schema
    build: Callable[..., Any]
    says: str = "項目と値の組"

    def __call__(self, data: Any, at: str, reading: Reading) -> Any:
        values = read_keys(self.schema, data, at, reading)
        if values is None:
            return None
        try:
            return self.build(**values)
        except Unreadable as fault:
            reading.fault("LR-202", at, str(fault))
        return None


@dataclass(frozen=True)
class Many:
    """A list. `or_unknown`: 不明 is an answer, and reads as None."""

    item: Object
    or_unknown: bool = False
    says: str = "一覧"

    def __call__(self, data: Any, at: str, reading: Reading) -> Any:
        if self.or_unknown and (data is None or (isinstance(data, str) and data in UNKNOWN)):
            return None
        if not isinstance(data, list):
            reading.fault("LR-105", at, "一覧（- で始まる行）で書いてください。")
            return ()
        return tuple(self.item(item, f"{at}{number}", reading) for number, item in enumerate(data, 1))


@dataclass(frozen=True)
class Either:
    """One mapping, or a list of another kind."""

    one: Object
    many: Many
    says: str

    def __call__(self, value: Any, at: str, reading: Reading) -> Any:
        return (self.many if isinstance(value, list) else self.one)(value, at, reading)


def read_keys(schema: Schema, data: Any, at: str, reading: Reading) -> dict[str, Any] | None:
    """The values of one mapping by their English keys; None when it is none or lacks what is needed."""
    if not isinstance(data, Mapping):
        reading.fault("LR-101", at, "項目と値の組で書いてください。")
        return None
    names = {key.label: name for name, key in schema.items()} | {name: name for name in schema}
    values: dict[str, Any] = {}
    before = len(reading.findings)
    for written, value in data.items():
        name = names.get(str(written))
        if name is None:
            near = difflib.get_close_matches(str(written), names, 1)
            hint = f"「{near[0]}」のことですか。" if near else ""
            reading.fault("LR-102", f"{at}.{written}", f"この項目はありません。{hint}")
        elif name in values:
            reading.fault("LR-103", f"{at}.{written}", "同じ項目が二度書かれています。")
        else:
            values[name] = schema[name].read(value, f"{at}.{schema[name].label}", reading)
    for name, key in schema.items():
        if key.needed and name not in values:
            reading.fault("LR-104", f"{at}.{key.label}", "この項目が必要です。")
    return values if len(reading.findings) == before else None


def described(schema: Schema, title: str) -> Iterator[str]:
    """The schema as Markdown tables, one for each object in it."""
    yield f"## {title}"
    yield ""
    yield "| 項目 | 英語の項目名 | 必要 | 書き方 | 意味 |"
    yield "|---|---|---|---|---|"
    for name, key in schema.items():
        yield f"| {key.label} | `{name}` | {'○' if key.needed else ''} | {key.read.says} | {key.means} |"
    yield ""
    for key in schema.values():
        for inner in _objects(key.read):
            yield from described(inner.schema, f"{title}・{key.label}")


def _objects(read: Reader) -> tuple[Object, ...]:
    if isinstance(read, Either):
        return read.one, read.many.item
    if isinstance(read, Many):
        return (read.item,)
    return (read,) if isinstance(read, Object) else ()
