"""Claims over several volumes, files sent back by a body, end marks in odd places, numbers with spaces."""

import io
from collections.abc import Callable

import pytest

from sasae.formats import receipt
from sasae.formats.receipt import open_receipts

Change = Callable[..., bytes]
IR = "IR,1,14,1,9999999,,テスト診療所,202506,{},044-000-0000"


def read(data: bytes) -> tuple[list[receipt.Receipt], receipt.ReceiptReader]:
    reader = open_receipts(io.BytesIO(data))
    return list(reader), reader


def ids(reader: receipt.ReceiptReader) -> list[str]:
    return [finding.id for finding in reader.findings]


def volumes(second: str, last: str = "99") -> Change:
    """The worked example in two volumes: the first receipt in one, the second in the other."""
    return lambda changed: changed(
        {1: IR.format("01"), 15: f"GO,1,290,{last}"}, after={10: ["GO,2,440,01", IR.format(second)]}
    )


def test_volumes_put_together_are_one_claim(changed: Change) -> None:
    receipts, reader = read(volumes("02")(changed))
    assert [one.number for one in receipts] == [1, 2]
    assert ids(reader) == []
    assert reader.totals.as_dict() == {"count": 3, "points": 730}


@pytest.mark.parametrize(
    ("second", "last", "expected"),
    [("02", "02", ["R-213"]), ("03", "99", ["R-213", "R-215", "R-205"]), ("00", "99", ["R-213", "R-205"])],
)
def test_a_missing_volume_is_told(changed: Change, second: str, last: str, expected: list[str]) -> None:
    _, reader = read(volumes(second, last)(changed))
    assert sorted(ids(reader)) == sorted(expected)


def test_a_volume_alone_says_which_ones_are_missing(changed: Change) -> None:
    _, reader = read(changed({1: IR.format("02"), 15: "GO,3,730,02"}))
    assert ids(reader) == ["R-215", "R-213"]


@pytest.mark.parametrize("closing", [True, False])
def test_a_returned_file_keeps_the_bodys_records(changed: Change, closing: bool) -> None:
    data = changed(
        after={1: ["HI,1,14,1,9999999"], 2: ["RC,1,202506"], 10: ["HR,1,0001,資格喪失後の受診"]},
        drop=() if closing else (15,),
    )
    receipts, reader = read("MN,1234,1\r\n".encode("cp932") + data)
    assert [one.number for one in receipts] == [1, 2]
    assert "HR,1,0001,資格喪失後の受診" in receipts[0].rows
    assert ids(reader) == ([] if closing else ["R-218"])
    assert reader.header.institution == "9999999"


@pytest.mark.parametrize("end", ["\x1a", "\r\n\x1a\r\n", "\x1a\x1a\x1a", "\r\n\r\n\x1a"], ids=ascii)
def test_the_end_mark_may_stand_anywhere_after_the_last_record(golden: bytes, end: str) -> None:
    receipts, reader = read(golden.rstrip(b"\r\n\x1a") + end.encode())
    assert (len(receipts), ids(reader)) == (2, [])


def test_numbers_with_spaces_around_them_are_numbers(changed: Change) -> None:
    receipts, reader = read(changed({3: "HO,06139992,１２３,４５６７, 2,440 ,,,,,,,,,"}))
    assert receipts[0].as_dict()["insurer"] == {"number": "06139992", "days": 2, "points": 440}
    assert ids(reader) == []


def test_files_joined_with_their_end_marks(golden: bytes) -> None:
    receipts, reader = read(golden + b"\x1a" + golden + b"\x1a")
    assert [one.number for one in receipts] == [1, 2, 1, 2]
    assert ids(reader) == ["R-205"]
    assert reader.totals.as_dict() == {"count": 6, "points": 1460}
