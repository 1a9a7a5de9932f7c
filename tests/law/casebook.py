"""The casebook: sentences with days and answers, read from cases/*.yaml. A path names what a case changes."""

import copy
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sasae.kernel.findings import has_errors
from sasae.law import Case

CASES = Path(__file__).parent / "cases"
FAMILIES: dict[str, Any] = yaml.safe_load((CASES / "families.yaml").read_text("utf-8"))
BOOKS = ("ages", "reasons", "family", "validity", "income")


class Sentence(NamedTuple):
    """One sentence of the casebook on one day."""

    id: str
    data: dict[str, Any]
    on: date
    expected: dict[str, Any]


def sentences(book: str) -> Iterator[Sentence]:
    for row in yaml.safe_load((CASES / f"{book}.yaml").read_text("utf-8")):
        data = copy.deepcopy(FAMILIES[row["もと"]])
        for path, value in row.get("変える", {}).items():
            change(data, path, value)
        for on, expected in row["日"].items():
            answer = {"判定": expected} if isinstance(expected, str) else expected
            yield Sentence(f"{row['事例']}／{on}", data, on, answer)


def change(data: dict[str, Any], path: str, value: Any) -> None:
    """Sets one value: 児童1.生年月日, 所得.母.2024.給与所得, 配偶者."""
    *way, last = path.split(".")
    place: Any = data
    for step in _joined(way):
        place = _enter(place, step)
    place[last] = value


def _joined(way: list[str]) -> list[str]:
    """所得.母.2024 is one step: the income of a person and a year."""
    return [".".join(way[:3]), *way[3:]] if way[:1] == ["所得"] else way


def _enter(place: Any, step: str) -> Any:
    if step.startswith("所得."):
        _, person, year = step.split(".")
        return next(one for one in place["所得"] if one["人"] == person and one["年"] == int(year))
    numbered = re.fullmatch(r"(\D+)(\d+)", step)
    return place[numbered[1]][int(numbered[2]) - 1] if numbered else place.setdefault(step, {})


def case_of(data: dict[str, Any]) -> Case:
    case, findings = Case.from_dict(data)
    assert case is not None, findings
    assert not has_errors(findings)
    return case


def family(name: str, changes: dict[str, Any] | None = None) -> Case:
    """A family of the casebook, with changes."""
    data = copy.deepcopy(FAMILIES[name])
    for path, value in (changes or {}).items():
        change(data, path, value)
    return case_of(data)
