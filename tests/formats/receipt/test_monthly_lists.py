"""Monthly lists of bodies: written by hand, expected values worked out first; layouts are data."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from sasae.deployment import cli
from sasae.formats.receipt import lists

HEADING = (
    "審査機関区分,請求年月,診療年月,医療機関コード,点数表,入外区分,本人家族区分,公費負担者番号,受給者番号,宛名コード,生年月日,"
    "氏名,診療科,診療実日数,保険者番号,記号番号,介護保険者番号,決定点数,決定金額,自己負担額,患者窓口負担額,現物給付額,"
    "レセプト管理番号,増減過誤区分"
)
FIRST = (
    '1,202606,2026/5,1414100012,医科,外来,家族,85145001,7654320,000000000012345,2018/9/2,見本　花,01,2,140012,"川１－２",,'
    '440,"4,400","1,320",0,"1,320",K0001,'
)
TAKEN_BACK = (
    "2,50806,50804,1431000258,3,2,,,1234566,,4300902,見本　次郎,,1,06139992,,,△100,-1000,▲300,0,△300,K0002,過誤"
)


def read(text: str | bytes, layout: str = lists.STANDARD, encoding: str = "cp932") -> lists.ListReader:
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return lists.open_list(io.BytesIO(data), layout)


def ids(reader: lists.ListReader) -> list[str]:
    return [finding.id for finding in reader.issues.found]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"], ids=["CRLF", "LF", "CR"])
def test_the_standard_list_reads_as_written(encoding: str, newline: str) -> None:
    reader = read(newline.join([HEADING, FIRST, TAKEN_BACK, "\x1a"]), encoding=encoding)
    first, second = [line.as_dict() for line in reader]
    assert first == {
        "line": 2, "reviewer": "1", "billing_month": "2026-06", "month": "2026-05", "institution": "1414100012",
        "point_table": "1", "setting": "2", "relation": "家族", "payer_number": "85145001",
        "recipient_number": "7654320", "person_code": "000000000012345", "birth_date": "2018-09-02", "name": "見本　花",
        "department": "01", "days": 2, "insurer_number": "140012", "symbol_number": "川１－２",
        "care_insurer_number": None, "points": 440, "decided_yen": 4400, "self_pay_yen": 1320, "window_yen": 0,
        "in_kind_yen": 1320, "receipt_key": "K0001", "correction": None,
    }  # fmt: skip
    assert (second["month"], second["birth_date"], second["in_kind_yen"]) == ("2026-04", "2018-09-02", -300)
    assert reader.totals.as_dict() == {
        "count": 2, "decided_yen": 3400, "self_pay_yen": 1020, "window_yen": 0, "in_kind_yen": 1020,
    }  # fmt: skip
    assert ids(reader) == []


def test_columns_may_stand_in_any_order() -> None:
    cut = [line.split(",") for line in (HEADING, TAKEN_BACK)]
    turned = "\r\n".join(",".join(reversed(cells)) for cells in cut)
    assert [line.as_dict() for line in read(turned)] == [line.as_dict() for line in read(f"{HEADING}\r\n{TAKEN_BACK}")]


def test_a_new_layout_needs_a_file_and_no_code(tmp_path: Path) -> None:
    columns = [
        {"item": "recipient_number", "heading": "番号", "required": True}, {"heading": "備考"},
        {"item": "month", "heading": "年月"}, {"item": "setting", "heading": "入外", "values": {"A": "1", "B": "2"}},
        {"item": "in_kind_yen", "heading": "助成額"},
    ]  # fmt: skip
    place = tmp_path / "other.yaml"
    place.write_text(yaml.safe_dump({"label": "別の形", "source": "見本", "heading": False, "columns": columns}))
    reader = read("1234566,いろいろ,R8,B,1200円\r\n34567,,202605,C,0\r\n", str(place))
    first, second = list(reader)
    assert (first.recipient_number, first.setting, first.in_kind_yen, first.month) == ("1234566", "2", 1200, None)
    assert (second.recipient_number, second.setting, str(second.month)) == ("0034567", "C", "2026-05")
    assert sorted(set(ids(reader)) - {"RL-306"}) == ["RL-301", "RL-304"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"columns": [{"item": "amount"}]}, "amount"),
        ({"columns": [{"item": "month"}, {"item": "month"}]}, "二度"),
        ({"columns": None}, "読めません"),
        ({"label": None}, "label"),
    ],
    ids=["unknown item", "item twice", "no columns", "no label"],
)
def test_a_layout_that_does_not_hold_together_says_so(tmp_path: Path, change: dict[str, object], word: str) -> None:
    place = tmp_path / "bad.yaml"
    whole = {"label": "形", "source": "見本", "heading": False, "columns": [{"item": "month"}]} | change
    if change.get("label", "") is None:
        del whole["label"]
    place.write_text(yaml.safe_dump(whole))
    with pytest.raises(lists.BadLayout, match=word):
        lists.load(str(place))


def swapped(old: str, new: str) -> str:
    assert old in FIRST
    return f"{HEADING}\r\n{FIRST.replace(old, new)}\r\n"


CASES: dict[str, Callable[[], str | bytes]] = {
    "RL-101": lambda: b"\r\n\x1a",
    "RL-102": lambda: f"{HEADING}\r\n{FIRST}".encode("utf-16"),
    "RL-103": lambda: f"{HEADING}\r\n{FIRST}\r\n".encode("cp932") + b"\0" * 5000,
    "RL-104": lambda: f"{HEADING}\r\n{FIRST}\r\n".encode("cp932").replace("見本".encode("cp932"), b"\x81\xff\x81\xff"),
    "RL-105": lambda: f"{HEADING}\r\n{FIRST}\r\n{'9' * 70_000}\r\n",
    "RL-106": lambda: swapped('"川１－２"', '"川１－２'),
    "RL-201": lambda: f"{HEADING.replace('現物給付額', '給付')}\r\n{FIRST}",
    "RL-202": lambda: f"{HEADING.replace('診療科', '診療課')}\r\n{FIRST}",
    "RL-203": lambda: f"{HEADING.replace('宛名コード', '氏名')}\r\n{FIRST}",
    "RL-204": lambda: HEADING,
    "RL-205": lambda: swapped("見本　花,", "見本,花,"),
    "RL-301": lambda: swapped("2026/5,", "2026/13,"),
    "RL-302": lambda: swapped("2018/9/2", "2018/9/31"),
    "RL-303": lambda: swapped(",440,", ",4４0,"),
    "RL-304": lambda: swapped("医科", "鍼灸"),
    "RL-305": lambda: swapped("7654320", ""),
    "RL-306": lambda: swapped("7654320", "7654326"),
    "RL-307": lambda: swapped("140012", "14001"),
    "RL-308": lambda: swapped("2026/5,", "2026/7,"),
    "RL-309": lambda: swapped("2018/9/2", "2026/6/1"),
    "RL-401": lambda: swapped('0,"1,320",K', '0,"1,321",K'),
    "RL-402": lambda: swapped('0,"1,320",K', '200,"1,320",K'),
    "RL-403": lambda: swapped('"4,400","1,320"', '"1,300","1,320"'),
    "RL-404": lambda: swapped(",440,", ",441,"),
    "RL-405": lambda: f"{HEADING}\r\n{FIRST}\r\n{FIRST}",
}


@pytest.mark.parametrize("rule_id", CASES)
def test_each_fault_has_its_own_finding(rule_id: str) -> None:
    reader = read(CASES[rule_id]())
    list(reader)
    assert rule_id in ids(reader)
    assert all(finding.at and "{" not in finding.message for finding in reader.issues.found)
    if lists.RULES[rule_id].severity.value == "warning":
        assert reader.issues.errors == 0
    else:
        assert reader.issues.errors > 0


def test_no_rule_is_untested() -> None:
    # RL-100 is a medium that fails
    assert lists.RULES.keys() - CASES.keys() == {"RL-100"}


def test_findings_say_line_and_column() -> None:
    reader = read(swapped(",440,", ",x,"))
    list(reader)
    assert [(finding.id, finding.at) for finding in reader.issues.found if finding.id == "RL-303"] == [
        ("RL-303", "2行目 18列目")
    ]


@pytest.mark.parametrize(
    ("content", "words", "code"),
    [
        (f"{HEADING}\r\n{FIRST}\r\n", ["--list"], 0),
        (swapped('0,"1,320",K', '0,"1,321",K'), ["--list"], 1),
        ("名前,住所\r\n", ["--list"], 2),
        (HEADING, ["--list", "unknown"], 2),
    ],
    ids=["good", "wrong amount", "another file", "no such layout"],
)
def test_the_command_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, words: list[str], code: int
) -> None:
    place = tmp_path / "list.csv"
    place.write_bytes(content.encode("cp932"))
    assert cli.main(["receipt", "read", str(place), *words]) == code
    capsys.readouterr()
    assert cli.main(["receipt", "read", str(place), *words, "--json"]) == code
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == {"layout", "lines", "totals", "findings"}
    assert bool(code) == any(finding["severity"] == "error" for finding in answer["findings"])


def test_memory_does_not_grow_with_the_list() -> None:
    import tracemalloc

    class Lines(io.RawIOBase):
        """Gives line after line, many at a time."""

        left = 3

        def read(self, size: int = -1) -> bytes:
            self.left -= 1
            numbers = range(self.left * 1_500, (self.left + 1) * 1_500) if self.left >= 0 else ()
            lines = [FIRST.replace("K0001", f"K{number}") for number in numbers]
            return "".join(line + "\r\n" for line in ([HEADING] if self.left == 2 else []) + lines).encode("cp932")

    tracemalloc.start()
    try:
        reader = lists.open_list(Lines())  # type: ignore[arg-type]
        assert sum(1 for _ in reader) == 4_500
        assert tracemalloc.get_traced_memory()[1] < 6 << 20
    finally:
        tracemalloc.stop()
