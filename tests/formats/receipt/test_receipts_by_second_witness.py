"""Receipt files by a second witness: content cut out by column number, sums added up by another adder."""

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.formats import receipt
from sasae.formats.receipt import open_receipts

SAMPLES = sorted((Path(__file__).parent.parent / "golden").glob("*.uke"))


def read(data: bytes) -> tuple[list[receipt.Receipt], receipt.ReceiptReader]:
    reader = open_receipts(io.BytesIO(data))
    return list(reader), reader


def ids(reader: receipt.ReceiptReader) -> list[str]:
    return [finding.id for finding in reader.findings]


def witness(data: bytes) -> list[tuple[str, ...]]:
    """Who owes what, cut out of the lines by column number, without the code under test."""
    text = data.decode("utf-8" if b"\xef\xbc" in data else "cp932").replace("\r", "")
    found: list[tuple[str, ...]] = []
    for line in text.split("\n"):
        cells = line.split(",")
        if cells[0] == "RE":
            found.append((cells[1], cells[2], cells[4], cells[5]))
        elif cells[0] == "HO":
            found.append((cells[1].strip(), str(int(cells[4])), str(int(cells[5]))))
        elif cells[0] == "KO":
            found.append((cells[1], cells[2].zfill(7) if cells[2] else "", str(int(cells[5])), str(int(cells[6]))))
    return found


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_every_sample_reads_as_a_second_witness_cuts_it_out(sample: Path) -> None:
    receipts, reader = read(sample.read_bytes())
    assert set(ids(reader)) <= {"R-102", "R-314"}
    mine: list[tuple[str, ...]] = []
    for one in receipts:
        mine.append((str(one.number), one.kind, one.name, one.sex))
        if one.insurer:
            mine.append((one.insurer.number or "", str(one.insurer.days), str(one.insurer.points)))
        for public in one.publics:
            recipient = public.recipient_number or ""
            mine.append((public.payer_number or "", recipient, str(public.points), str(public.patient_yen)))
    assert mine == witness(sample.read_bytes())
    assert reader.totals.points == sum(one.counted_points or 0 for one in receipts)


POINTS = st.integers(0, 99_999)
ROWS = st.lists(st.tuples(st.sampled_from("125"), POINTS, st.integers(1, 31)), min_size=1, max_size=6)


@given(st.lists(ROWS, min_size=1, max_size=5), st.sampled_from(["cp932", "utf-8"]), st.sampled_from(["\n", "\r\n"]))
def test_sums_agree_with_another_adder(files: list[Any], encoding: str, newline: str) -> None:
    lines = ["IR,1,14,1,9999999,,テスト診療所,202506,00,"]
    total = 0
    for number, rows in enumerate(files, start=1):
        insurer = sum(points * times for letter, points, times in rows if letter in "12")
        public = sum(points * times for letter, points, times in rows if letter in "25")
        total += insurer
        lines += [
            f"RE,{number},1124,202505,テスト　ハナコ,2,20210110",
            f"HO,06139992,,,1,{insurer},,,,,,,,,",
            f"KO,85149995,1234566,,1,{public},0,,,,,",
        ]
        lines += [
            f"SI,11,{letter},999999901,,{points},{times},,,,,,,{',' * (times - 1)}{times}{',' * (31 - times)}"
            for letter, points, times in rows
        ]
    lines.append(f"GO,{2 * len(files)},{total},99")
    receipts, reader = read("".join(line + newline for line in lines).encode(encoding))
    assert set(ids(reader)) <= {"R-102"}
    assert reader.totals.points == sum(one.burden_points(0) or 0 for one in receipts) == total
