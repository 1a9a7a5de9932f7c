"""Receipt files as they arrive: encodings, line ends, eras, gaps, and kinds by their tables."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sasae.formats import receipt
from sasae.formats.receipt import open_receipts
from sasae.kernel.period import Month

GOLDEN = Path(__file__).parent.parent / "golden" / "receipts.uke"


def read(data: bytes) -> tuple[list[receipt.Receipt], receipt.ReceiptReader]:
    reader = open_receipts(io.BytesIO(data))
    return list(reader), reader


def ids(reader: receipt.ReceiptReader) -> list[str]:
    return [finding.id for finding in reader.findings]


def test_the_worked_example_reads_as_published() -> None:
    assert receipt.read_file(GOLDEN) == {
        "header": {
            "reviewer": "1",
            "prefecture": "14",
            "point_table": "1",
            "institution": "9999999",
            "name": "テスト診療所",
            "billing_month": "2025-06",
        },
        "receipts": [
            {
                "number": 1,
                "kind": "1124",
                "month": "2025-05",
                "name": "テスト　ハナコ",
                "sex": "2",
                "birth_date": "2021-01-10",
                "insurer": {"number": "06139992", "days": 2, "points": 440},
                "publics": [
                    {
                        "order": 1,
                        "payer_number": "85149995",
                        "recipient_number": "1234566",
                        "days": 2,
                        "points": 440,
                        "patient_yen": 0,
                    }
                ],
            },
            {
                "number": 2,
                "kind": "1112",
                "month": "2025-05",
                "name": "テスト　イチロウ",
                "sex": "1",
                "birth_date": "1990-03-03",
                "insurer": {"number": "139998", "days": 1, "points": 290},
                "publics": [],
            },
        ],
        "totals": {"count": 3, "points": 730},
        "findings": [],
    }


def test_a_receipt_carries_what_adjudication_needs(golden: bytes) -> None:
    (first, second), reader = read(golden)
    assert (first.kana, first.month, first.birth_date) == ("テストハナコ", Month(2025, 5), date(2021, 1, 10))
    assert (first.institution_code, first.institution_name, first.institution_kind) == ("9999999", "テスト診療所", "1")
    assert [first.burden_points(order) for order in range(5)] == [440, 440, 0, 0, 0]
    assert second.burden_points(0) == 290
    assert first.insurer is not None
    assert (first.insurer.symbol, first.insurer.card) == ("１２３", "４５６７")
    assert [row[:2] for row in first.rows] == ["RE", "HO", "KO", "SN", "SY", "SI", "SI", "SI", "SI"]
    assert reader.header.billing_month == Month(2025, 6)
    with pytest.raises(IndexError):
        first.burden_points(5)


@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("ending", ["", "\x1a", "\r\n\x1a"])
def test_every_line_end_reads_alike(golden: bytes, newline: str, ending: str) -> None:
    receipts, reader = read(golden.replace(b"\r\n", newline.encode()) + ending.encode())
    assert ids(reader) == []
    assert [one.as_dict() for one in receipts] == [one.as_dict() for one in read(golden)[0]]


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", ["R-102"]), ("utf-8-sig", ["R-103", "R-102"]), ("cp932", [])],
)
def test_utf8_is_read_with_a_warning(golden: bytes, encoding: str, expected: list[str]) -> None:
    receipts, reader = read(golden.decode("cp932").encode(encoding))
    assert ids(reader) == expected
    assert [one.as_dict() for one in receipts] == [one.as_dict() for one in read(golden)[0]]


def test_half_width_names_do_not_look_like_another_encoding(golden: bytes) -> None:
    text = golden.decode("cp932").replace("テスト　ハナコ", "ﾃｽﾄ ﾊﾅｺ").replace("テスト　イチロウ", "ﾃｽﾄ ｲﾁﾛｳ")
    receipts, reader = read(text.encode("cp932"))
    assert (receipts[0].name, ids(reader)) == ("ﾃｽﾄ ﾊﾅｺ", [])


def test_shortened_lines_read_as_blank(golden: bytes) -> None:
    short = b"\r\n".join(line.rstrip(b",") for line in golden.split(b"\r\n"))
    receipts, reader = read(short)
    assert ids(reader) == []
    assert [one.as_dict() for one in receipts] == [one.as_dict() for one in read(golden)[0]]


@pytest.mark.parametrize(("written", "read_as"), [("", None), ("123456", "0123456"), ("0000000", "0000000")])
def test_recipient_numbers_are_filled(changed: Callable[..., bytes], written: str, read_as: str | None) -> None:
    (first, _), _ = read(changed({4: f"KO,85149995,{written},,2,440,0,,,,,"}))
    assert first.publics[0].recipient_number == read_as


@pytest.mark.parametrize(
    ("month", "birth"), [("202505", "20210110"), ("50705", "5030110"), ("202505", "5030110"), ("50705", "20210110")]
)
def test_both_calendars_value_by_value(changed: Callable[..., bytes], month: str, birth: str) -> None:
    (first, _), reader = read(changed({2: f"RE,1,1124,{month},テスト　ハナコ,2,{birth},,,"}))
    assert (first.month, first.birth_date, ids(reader)) == (Month(2025, 5), date(2021, 1, 10), [])


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1450729", date(1912, 7, 29)),
        ("2010730", date(1912, 7, 30)),
        ("3640107", date(1989, 1, 7)),
        ("4010108", date(1989, 1, 8)),
        ("5010501", date(2019, 5, 1)),
        ("4310430", date(2019, 4, 30)),
    ],
)
def test_eras_begin_and_end(changed: Callable[..., bytes], written: str, day: date) -> None:
    (first, _), reader = read(changed({2: f"RE,1,1124,202505,テスト　ハナコ,2,{written},,,"}))
    assert (first.birth_date, ids(reader)) == (day, [])


def test_unknown_records_are_kept(changed: Callable[..., bytes]) -> None:
    (first, _), reader = read(changed(after={4: ["ZZ,1,2,新しい記録"], 5: ["ZZ,2"]}))
    assert first.rows[3] == "ZZ,1,2,新しい記録"
    assert [(finding.id, finding.at) for finding in reader.findings] == [("R-209", "5行目")]


@pytest.mark.clause("ACQ-9")
def test_what_nobody_knows_fills_none_of_the_items(changed: Callable[..., bytes], tmp_path: Path) -> None:
    (tmp_path / "more.uke").write_bytes(changed(after={4: ["ZZ,宗教,一,二"]}))
    assert receipt.read_file(tmp_path / "more.uke")["receipts"] == receipt.read_file(GOLDEN)["receipts"]


def test_four_public_payers_and_their_letters(changed: Callable[..., bytes]) -> None:
    lines = {
        2: "RE,1,1154,202505,テスト　ハナコ,2,20210110",
        3: "HO,06139992,,,1,1111",
        4: "KO,85149995,1234566,,1,1010,0",
        5: "KO,81145005,1234566,,1,101,0",
        6: "KO,80145006,1234566,,1,1100,0",
        7: "KO,85145001,1234566,,1,11,0",
        8: "SI,11,O,999999901,,1000,1",
        9: "SI,12,U,999999901,,1,1",
        10: "SI,13,4,999999901,,10,1",
        15: "GO,6,1401,99",
    }
    receipts, reader = read(changed(lines, after={10: ["SI,14,3,999999901,,100,1"]}))
    counted = [receipts[0].burden_points(order) for order in range(5)]
    # O = 医保・公2・公3, U = 公2・公3・公4, 4 = 医保・公1・公2, 3 = 医保・公2
    assert counted == [1110, 10, 1111, 1001, 1]
    assert ids(reader).count("R-412") == 4


def test_meals_are_not_points(changed: Callable[..., bytes]) -> None:
    rows = ["CO,97,2,810000001,食事", "SI,,2,197000110,,640,3", "SI,80,2,999999901,,0,1"]
    (first, _), reader = read(changed(after={10: rows}))
    assert (first.burden_points(0), ids(reader)) == (440, [])


DENTAL = """
UK,1,14,3,9999999,,テスト歯科,202506,,00
IR,1,14,3,9999999,,202506,044-000-0000,
RE,1,3114,202505,テスト　ハナコ,2,20210110,,,20250512,1,,,,,,,,,,,,,,,テストハナコ,
HO,06139992,１２３,４５６７,1,358,,,,,,,,
KO,85149995,1234566,,1,358,0,,,
HS,20250512,1,101300,5220063,,,,,,,,
SS,11,2,301072810,SS_BLANKS226,1,,,,,,,,,,,,,,1
SI,31,2,999999901,,110,1,,,,,,,,,,,,,,1
TO,80,2,700720000,1,,,,,,,,22,1,,,,,,,,,,,,,,1
GO,2,358,99
""".replace("SS_BLANKS", "," * 72).strip()

PHARMACY = f"""
YK,2,14,4,9999999,テスト薬局,202506,00,044-000-0000
RE,1,4124,202505,テスト　ハナコ,2,20210110,,,14,1,9999999,テスト診療所{"," * 29}テストハナコ
HO,06139992,１２３,４５６７,2,300,,,,,,,,
KO,85149995,1234566,,2,300,,0,,
SH,1,1,,,10,,,,
GO,2,300,99
""".strip()

NURSING = """
HM,2,14,6,9999999,テスト訪問看護,202506,044-000-0000
GO
RE,1,6114,202505,テスト　ハナコ,テストハナコ,2,20210110,,,70,,,1,
HO,06139992,１２３,４５６７,3,28650,,,,,,
KO,85149995,1234566,,3,28650,0,
KA,20250512,2,999999901,1,9550,,,
""".strip()


@pytest.mark.parametrize(
    ("text", "name", "point_table", "points", "unit", "totals"),
    [
        (DENTAL, "テスト歯科", "3", 358, "points", {"count": 2, "points": 358}),
        (PHARMACY, "テスト薬局", "4", 300, "points", {"count": 2, "points": 300}),
        (NURSING, "テスト訪問看護", "6", 28650, "yen", {"count": None, "points": None}),
    ],
    ids=["dental", "pharmacy", "nursing"],
)
def test_other_kinds_by_their_tables(
    text: str, name: str, point_table: str, points: int, unit: str, totals: dict[str, Any]
) -> None:
    receipts, reader = read(text.replace("\n", "\r\n").encode("cp932"))
    assert ids(reader) in ([], ["R-308"])
    one = receipts[0]
    assert (reader.header.name, reader.header.point_table, one.unit) == (name, point_table, unit)
    assert (one.institution_name, one.kana, one.sex, one.birth_date) == (name, "テストハナコ", "2", date(2021, 1, 10))
    assert one.insurer is not None
    assert (one.insurer.points, one.publics[0].points, one.publics[0].patient_yen) == (points, points, 0)
    assert reader.totals.as_dict() == totals
    assert one.burden_points(1) == (358 if point_table == "3" else None)


def test_dental_files_without_their_opening_record() -> None:
    data = DENTAL.split("\n", 1)[1].encode("cp932")
    receipts, reader = read(data)
    assert (receipts[0].burden_points(0), reader.header.point_table, reader.header.name) == (358, "3", None)


def test_dpc_rows_are_not_added_up(changed: Callable[..., bytes]) -> None:
    (first, _), reader = read(changed({3: "HO,06139992,,,2,9000"}, after={4: ["BU,060100xx99xxxx,20250501"]}))
    assert first.dpc
    assert first.burden_points(0) is None
    assert "R-411" not in ids(reader)


def test_two_institutions_in_one_file(golden: bytes) -> None:
    receipts, reader = read(golden + golden.replace(b"9999999", b"8888888"))
    assert ids(reader) == ["R-205"]
    assert [one.institution_code for one in receipts] == ["9999999", "9999999", "8888888", "8888888"]
    assert reader.totals == receipt.Totals(6, 1460)
    assert reader.header.institution == "9999999"
