"""情報照会の依頼ファイル: read by the published positions on the far side, damaged byte by byte, written and read again."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.formats.fixed_width import DoesNotFit, Field, Layout, LayoutError
from sasae.formats.inquiry_file import Answer, Detail, Result, Told, file_name, read, write, write_results

NAME = "P640R110_20261127093000_0001.DAT"
ONE = Told(
    atena_no="000000000000017", unified_no="000000000000912", asked_at="20261127093000123", office="KODOMO",
    operator="examiner1", inquirer="141305", not_disclosed=False, affair="JM90000000000001",
    procedure="JT90000000000001", provider="149993", information="TM00000000000002",
    period_from=date(2025, 1, 1), period_to=date(2025, 12, 31),
)  # fmt: skip
# The second witness: first column (1-based) and width of each item as the published table has them, commas counted.
PUBLISHED = {
    "番号体系": (1, 2), "宛名番号": (4, 15), "統合宛名番号": (20, 15), "照会依頼日時": (36, 17), "部署": (54, 20),
    "ユーザーID": (75, 20), "照会者": (96, 16), "不開示": (113, 1), "事務": (115, 16), "事務手続": (132, 16),
    "照会者委任元": (149, 16), "提供者委任元": (166, 16), "提供者": (183, 16), "特定個人情報名": (200, 16),
    "条件区分": (217, 1), "年度区分": (219, 1), "開始": (221, 8), "終了": (230, 8),
}  # fmt: skip
LINE = (
    b"01,000000000000017,000000000000912,20261127093000123,KODOMO              ,examiner1           ,141305          ,0,"
    b"JM90000000000001,JT90000000000001,                ,                ,149993          ,TM00000000000002,0,0,20250101,"
    b"20251231"
)


def by_position(row: bytes) -> dict[str, str]:
    return {name: row[start - 1 : start - 1 + width].decode() for name, (start, width) in PUBLISHED.items()}


def ids(content: bytes, name: str = NAME) -> list[str]:
    got = read(name, content)
    return [each.id for each in got.findings] + [each.id for line in got.lines for each in line.findings]


def test_a_reader_by_the_published_positions_finds_every_item_the_writer_wrote() -> None:
    row = write([ONE])
    assert (len(row), row[-2:], row.count(b",")) == (239, b"\r\n", 17)
    told = by_position(row)
    assert (told["宛名番号"], told["照会依頼日時"], told["部署"], told["不開示"]) == (
        "000000000000017", "20261127093000123", "KODOMO".ljust(20), "0",
    )  # fmt: skip
    assert (told["事務"], told["事務手続"], told["特定個人情報名"]) == (ONE.affair, ONE.procedure, ONE.information)
    assert (told["提供者"], told["照会者委任元"], told["開始"], told["終了"]) == (
        "149993".ljust(16), " " * 16, "20250101", "20251231",
    )  # fmt: skip


def test_a_line_written_by_hand_is_read_whole() -> None:
    assert write([ONE]) == LINE + b"\r\n"
    assert read(NAME, LINE + b"\r\n").lines[0].told == ONE


@given(
    st.lists(
        st.builds(
            Told,
            atena_no=st.from_regex(r"[0-9]{15}", fullmatch=True), unified_no=st.from_regex(r"[0-9]{15}", fullmatch=True),
            asked_at=st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(lambda at: f"{at:%Y%m%d%H%M%S}000"),
            office=st.from_regex(r"[A-Z0-9]{1,20}", fullmatch=True),
            operator=st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True), inquirer=st.just("141305"),
            not_disclosed=st.booleans(), affair=st.from_regex(r"JM[0-9]{14}", fullmatch=True),
            procedure=st.from_regex(r"JT[0-9]{14}", fullmatch=True), provider=st.from_regex(r"[0-9]{6}", fullmatch=True),
            information=st.from_regex(r"TM[0-9]{14}", fullmatch=True), period_from=st.just(date(2025, 1, 1)),
            period_to=st.just(date(2025, 1, 1)),
        ),
        min_size=1, max_size=5, unique_by=lambda one: one.record_id,
    )
)  # fmt: skip
def test_what_is_written_is_read_again(lines: list[Told]) -> None:
    got = read(NAME, write(lines))
    assert ([line.told for line in got.lines], got.findings) == (lines, [])


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("P640R110_20261127093000_0001.DAT", []),
        ("P640R110_20261327093000_0001.DAT", ["IF-001"]),
        ("P640R110_20261127093000_001.DAT", ["IF-001"]),
        ("P640R110_20261127093000_0001.dat", ["IF-001"]),
        ("../P640R110_20261127093000_0001.DAT", ["IF-001"]),
    ],
)
def test_the_file_s_name_is_read_to_the_last_sign(name: str, found: list[str]) -> None:
    assert ids(LINE + b"\r\n", name) == found


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", ["IF-002"]),
        (b"\r\n\r\n", ["IF-002"]),
        (b"\xef\xbb\xbf" + LINE, ["IF-003"]),
        (LINE.decode().encode("utf-16"), ["IF-003"]),
        (LINE + b"\r\n", []),
        (LINE, ["IF-006", "IF-007"]),
        (LINE + b"\n", ["IF-007"]),
        (LINE + b"\r\n\x1a", []),
        (LINE + b" \r\n", ["IF-010"]),
        (LINE[:-1] + b"\r\n", ["IF-010"]),
        (LINE.replace(b"KODOMO  ", "子ども".encode("cp932") + b"  ") + b"\r\n", ["IF-011"]),
        (LINE.replace(b"KODOMO", b"KOD\tMO") + b"\r\n", ["IF-011"]),
        (LINE.replace(b"01,0", b"01;0") + b"\r\n", ["IF-012"]),
        (LINE + b"\r\n" + LINE + b"\r\n", ["IF-030"]),
        (LINE + b"\r\n" + LINE.replace(b"093000123", b"093000124") + b"\r\n", []),
    ],
    ids=repr,
)  # fmt: skip
def test_damage_of_a_file_is_named_and_nothing_else(content: bytes, found: list[str]) -> None:
    assert ids(content) == found


@pytest.mark.parametrize(
    ("was", "now", "found"),
    [
        (b"000000000000017", b"               ", ["IF-020"]),
        (b"000000000000017", b"00000000000001X", ["IF-021"]),
        (b"000000000000912", b"               ", []),
        (b"01,0", b"02,0", ["IF-022"]),
        (b",0,JM", b",1,JM", []),
        (b",0,JM", b",2,JM", ["IF-022"]),
        (b"JM90000000000001", b"JX90000000000001", ["IF-023"]),
        (b"TM00000000000002", b"TM0000000000002X", ["IF-023"]),
        (b"20261127093000123", b"20261127253000123", ["IF-024"]),
        (b"20250101", b"20250229", ["IF-024"]),
        (b"20250101", b"20240229", []),
        (b"20251231", b"20241231", ["IF-025"]),
        (b"20251231", b"20250101", []),
        (b",0,0,2025", b",1,0,2025", ["IF-022"]),
    ],
    ids=repr,
)
def test_each_item_is_looked_at(was: bytes, now: bytes, found: list[str]) -> None:
    assert LINE.count(was) == 1
    assert ids(LINE.replace(was, now) + b"\r\n") == found


def test_one_bad_line_does_not_take_the_others_with_it_and_none_is_lost() -> None:
    other = LINE.replace(b"0017", b"0025")
    got = read(NAME, b"\r\n".join([LINE, b"nonsense", other, b""]))
    assert [(line.number, line.told is not None) for line in got.lines] == [(1, True), (2, False), (3, True)]


def test_what_has_no_place_in_its_item_is_not_written() -> None:
    with pytest.raises(DoesNotFit):
        write([replace(ONE, office="X" * 21)])


def test_a_layout_that_does_not_add_up_is_none() -> None:
    with pytest.raises(LayoutError):
        Layout("情報照会の依頼", 220, [Field("numbering", "番号体系", "N", 2)])


def test_the_name_of_a_file_tells_when_and_which() -> None:
    assert file_name(datetime(2026, 11, 27, 9, 30), 12) == "P640R110_20261127093000_0012.DAT"


def answer(**other: Any) -> Answer:
    plain = {
        "atena_no": ONE.atena_no, "unified_no": ONE.unified_no, "asked_at": ONE.asked_at, "information": ONE.information,
        "provider": ONE.provider, "detail": Detail.ENDED, "result": Result.NORMAL,
    }  # fmt: skip
    return Answer(**{**plain, **other})


def test_a_result_has_the_published_codes_of_a_normal_end_and_no_heading() -> None:
    told = answer(records=[{"salary": 1200000, "widow": True}], processing_no="N1", provided_at="20261127100000")
    row = write_results([told], ["salary", "widow", "futures"]).decode()
    assert row == (
        "01,000000000000017,000000000000912,20261127093000123,TM00000000000002,149993,09,01,,N1,20261127100000,1,"
        "1200000,1,\r\n"
    )


def test_two_records_take_two_lines_and_none_takes_one_without_items() -> None:
    rows = write_results([answer(records=[{"salary": 1}, {"salary": 2}]), answer(result=Result.NOBODY)], ["salary"])
    assert [row.split(",")[7:] for row in rows.decode().splitlines()] == [
        ["01", "", "", "", "1", "1"], ["01", "", "", "", "2", "2"], ["02", "", "", "", "", ""],
    ]  # fmt: skip
