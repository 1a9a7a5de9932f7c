"""The casebook: sentences with days and answers, read from the tables cases/*.csv. How to write them: cases/README.md."""

import copy
import csv
import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml

from sasae.kernel.findings import Severity, has_errors
from sasae.kernel.wareki import parse_date
from sasae.law import Case, Outcome
from sasae.law.articles import ALL_RULES

T = TypeVar("T")
CASES = Path(__file__).parent / "cases"
FAMILIES: dict[str, Any] = yaml.safe_load((CASES / "families.yaml").read_text("utf-8"))
BOOKS = ("ages", "reasons", "family", "validity", "income", "november2024")
SENTENCE, FAMILY, CHANGES, DAY = "事例", "もとの家庭", "変えるところ", "判定する日"
WORDS = {
    "交付": Outcome.GRANTED,
    "所得超過": Outcome.INCOME_TOO_HIGH,
    "要件非該当": Outcome.NOT_ELIGIBLE,
    "他制度": Outcome.OTHER_SCHEME,
    "所得不明": Outcome.INCOME_UNKNOWN,
    "現況届未提出": Outcome.NO_STATUS_REPORT,
    "保留": Outcome.PENDING,
}
PLAIN = {"判定": "判定", "職員の確認": "確認"}
PLAIN_WORDS: dict[str, tuple[str, ...]] = {"判定": tuple(WORDS), "確認": ("あり", "なし")}
PER_PERSON = {"人ごとの判定": "人", "医療証の期間": "期間", "資格喪失": "喪失"}
PER_PERSON_YEN = {"判定する所得": "所得", "限度額": "限度額"}
LISTED = {"満たさない規定": "満たさない"}
COLUMNS = (SENTENCE, FAMILY, CHANGES, DAY, "判定", *PER_PERSON, *PER_PERSON_YEN, *LISTED, "職員の確認")
# Lists whose rows are two values: 他制度.生活保護＝期間, 災害.母＝日, 住所の区.川崎区＝日, 親子.祖父＝母, ほかの事由.離婚＝日.
LISTS: dict[str, tuple[str, str, dict[str, str]]] = {
    "他制度": ("制度", "期間", {}),
    "災害": ("人", "被災日", {"理由": "住宅の半分以上を失った"}),
    "住所の区": ("区", "始まり", {}),
    "親子": ("親", "子", {}),
    "ほかの事由": ("事由", "事由発生日", {}),
}


class BadRow(ValueError):
    """A row of the table that cannot be read; says which."""


class BadCell(ValueError):
    """A cell that cannot be read; says in which column."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


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
                if None in row or None in row.values():
                    raise BadCell("行", "欄の数が見出しと違います。")
                if row[SENTENCE]:
                    sentence, data = row[SENTENCE], case_written(row[FAMILY], row[CHANGES])
                on = read_cell(DAY, row[DAY], parse_date)
                yield Sentence(f"{sentence}／{on}", data, on, expected_of(row))
            except BadCell as fault:
                at = f"{book}.csv {rows.line_num}行目（{row[SENTENCE] or sentence}）「{fault.column}」"
                raise BadRow(f"{at}：{fault}") from fault


def read_cell(column: str, text: str, read: Callable[[str], T]) -> T:
    """What stands in a column. Raises BadCell."""
    try:
        return read(text)
    except (KeyError, ValueError, IndexError) as fault:
        raise BadCell(column, str(fault)) from fault


def case_written(family: str, changes: str) -> dict[str, Any]:
    """The family with its changes, as the reader of cases takes it. Raises BadCell."""
    if family not in FAMILIES:
        raise BadCell(FAMILY, f"「{family}」という家庭は families.yaml にありません（{'・'.join(FAMILIES)}）。")
    data = read_cell(CHANGES, changes, lambda cell: changed(family, changes_of(cell)))
    faults = [f"{one.at}：{one.message}" for one in Case.from_dict(data)[1] if one.severity is Severity.ERROR]
    if faults:
        raise BadCell(CHANGES, "／".join(faults))
    return data


def changes_of(cell: str) -> dict[str, str]:
    """Lines of 項目＝値."""
    return pairs_of(cell.splitlines())


def pairs_of(parts: Iterable[str]) -> dict[str, str]:
    """項目＝値. Raises ValueError."""
    found = {}
    for part in filter(None, parts):
        name, equals, value = part.partition("＝")
        if not (name and equals and value):
            raise ValueError(f"「{part}」は「項目＝値」の形ではありません。")
        found[name] = value
    return found


def expected_of(row: dict[str, str]) -> dict[str, Any]:
    expected: dict[str, Any] = {
        name: read_cell(column, row[column], lambda cell, name=name: _one_of(cell, PLAIN_WORDS[name]))
        for column, name in PLAIN.items() if row[column]
    }  # fmt: skip
    for column, name in {**PER_PERSON, **PER_PERSON_YEN}.items():
        if row[column]:
            expected[name] = read_cell(column, row[column], lambda cell, name=name: _per_person(cell, name))
    for column, name in LISTED.items():
        if row[column]:
            expected[name] = read_cell(
                column, row[column], lambda cell: [_one_of(rule, ALL_RULES) for rule in cell.split("；")]
            )
    if not expected:
        raise BadCell("判定", "答えが書かれていません。")
    return expected


def _one_of(word: str, words: Collection[str]) -> str:
    if word not in words:
        near = "・".join(difflib.get_close_matches(word, words, 3) or list(words)[:8])
        raise ValueError(f"「{word}」は使えません（{near} など）。")
    return word


def _per_person(cell: str, name: str) -> dict[str, Any]:
    pairs = pairs_of(cell.split("；"))
    if name in PER_PERSON_YEN.values():
        return {who: yen(value) for who, value in pairs.items()}
    if name == PER_PERSON["人ごとの判定"]:
        return {who: _one_of(value, WORDS) for who, value in pairs.items()}
    return dict(pairs)


def yen(text: str) -> int:
    """Whole yen; commas are forgiven."""
    digits = text.replace(",", "")
    if not digits.isascii() or not digits.isdigit():
        raise ValueError(f"「{text}」は円の額として読めません。")
    return int(digits)


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
