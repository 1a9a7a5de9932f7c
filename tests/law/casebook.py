"""The casebook: sentences with days and answers, read from the tables cases/*.csv. How to write them: cases/README.md."""

import copy
import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sasae.kernel.findings import has_errors
from sasae.kernel.wareki import parse_date
from sasae.law import Case

CASES = Path(__file__).parent / "cases"
FAMILIES: dict[str, Any] = yaml.safe_load((CASES / "families.yaml").read_text("utf-8"))
BOOKS = ("ages", "reasons", "family", "validity", "income", "november2024")
SENTENCE, FAMILY, CHANGES, DAY = "事例", "もとの家庭", "変えるところ", "判定する日"
PLAIN = {"判定": "判定", "職員の確認": "確認"}
PER_PERSON = {"人ごとの判定": "人", "医療証の期間": "期間", "資格喪失": "喪失"}
PER_PERSON_YEN = {"判定する所得": "所得", "限度額": "限度額"}
LISTED = {"満たさない規定": "満たさない"}
COLUMNS = (SENTENCE, FAMILY, CHANGES, DAY, "判定", *PER_PERSON, *PER_PERSON_YEN, *LISTED, "職員の確認")
# Lists whose rows are two values: 他制度.生活保護＝期間, 災害.母＝日, 住所の区.川崎区＝日, 親子.祖父＝母.
LISTS: dict[str, tuple[str, str, dict[str, str]]] = {
    "他制度": ("制度", "期間", {}),
    "災害": ("人", "被災日", {"理由": "住宅の半分以上を失った"}),
    "住所の区": ("区", "始まり", {}),
    "親子": ("親", "子", {}),
}


class BadRow(ValueError):
    """A row of the table that cannot be read; says which."""


class Sentence(NamedTuple):
    """One sentence of the casebook on one day."""

    id: str
    data: dict[str, Any]
    on: date
    expected: dict[str, Any]


def sentences(book: str) -> Iterator[Sentence]:
    """A row is a day; what is left blank in the first columns is as in the row above."""
    sentence, data = "", {}
    with (CASES / f"{book}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise BadRow(f"{book}.csv：見出しが違います。{'・'.join(COLUMNS)}")
        for row in rows:
            try:
                if row[SENTENCE]:
                    sentence, data = row[SENTENCE], changed(row[FAMILY], changes_of(row[CHANGES]))
                on = parse_date(row[DAY])
                yield Sentence(f"{sentence}／{on}", data, on, expected_of(row))
            except (KeyError, ValueError, IndexError) as fault:
                raise BadRow(f"{book}.csv {rows.line_num}行目（{row[SENTENCE] or sentence}）：{fault}") from fault


def changes_of(cell: str) -> dict[str, str]:
    """Lines of 項目＝値."""
    return dict(line.split("＝", 1) for line in cell.splitlines() if line)


def expected_of(row: dict[str, str]) -> dict[str, Any]:
    expected: dict[str, Any] = {name: row[column] for column, name in PLAIN.items() if row[column]}
    for column, name in {**PER_PERSON, **PER_PERSON_YEN}.items():
        if row[column]:
            pairs = dict(pair.split("＝", 1) for pair in row[column].split("；"))
            yen = column in PER_PERSON_YEN
            expected[name] = {who: int(value.replace(",", "")) if yen else value for who, value in pairs.items()}
    for column, name in LISTED.items():
        if row[column]:
            expected[name] = row[column].split("；")
    if not expected:
        raise ValueError("答えが書かれていません。")
    return expected


def changed(family: str, changes: dict[str, Any]) -> dict[str, Any]:
    data = copy.deepcopy(FAMILIES[family])
    for path, value in changes.items():
        change(data, path, value)
    return data


def change(data: dict[str, Any], path: str, value: Any) -> None:
    """Sets one value: 児童.子.生年月日, 所得.母.2024.給与所得, 申請者.他制度.生活保護, 災害.母."""
    if value == "なし" and path in ("所得", "配偶者"):
        data.pop(path)
        return
    *way, last = path.split(".")
    place: Any = data
    steps = iter(way)
    for step in steps:
        if step == "所得":
            place = _income(place, next(steps), int(next(steps)))
        elif step in ("児童", "扶養義務者"):
            place = _named(place.setdefault(step, []), next(steps))
        else:
            place = _enter(place, step)
    if way and way[-1] in LISTS:
        name, other, more = LISTS[way[-1]]
        place.append({name: last, other: value, **more})
    else:
        _set(place, last, value)


def _set(place: Any, last: str, value: Any) -> None:
    if last == "被扶養者":
        place["扶養親族等"] = [_dependant(one) for one in value.split("、")]
    else:
        place[last] = value


def _dependant(text: str) -> dict[str, Any]:
    birth, *kinds = re.split(r"[（）]+", text.rstrip("）"))
    return {"生年月日": birth, **dict.fromkeys(kinds, True)}


def _income(data: Any, person: str, year: int) -> dict[str, Any]:
    incomes: list[dict[str, Any]] = data.setdefault("所得", [])
    for one in incomes:
        if one["人"] == person and one["年"] == year:
            return one
    incomes.append({"人": person, "年": year})
    return incomes[-1]


def _named(people: list[dict[str, Any]], name: str) -> dict[str, Any]:
    for one in people:
        if one["番号"] == name:
            return one
    people.append({"番号": name})
    return people[-1]


def _enter(place: Any, step: str) -> Any:
    numbered = re.fullmatch(r"(\D+)(\d+)", step)
    if numbered:
        return place[numbered[1]][int(numbered[2]) - 1]
    return place.setdefault(step, [] if step in LISTS else {})


def case_of(data: dict[str, Any]) -> Case:
    case, findings = Case.from_dict(data)
    assert case is not None, findings
    assert not has_errors(findings)
    return case


def family(name: str, changes: dict[str, Any] | None = None) -> Case:
    """A family of the casebook, with changes."""
    return case_of(changed(name, changes or {}))
