"""Damaged and contradictory receipt files: each fault by its name and place, never a traceback."""

import io
from collections.abc import Callable

import pytest

from sasae.formats import receipt
from sasae.formats.receipt import open_receipts

Change = Callable[..., bytes]


def read(data: bytes) -> tuple[list[receipt.Receipt], receipt.ReceiptReader]:
    reader = open_receipts(io.BytesIO(data))
    return list(reader), reader


def ids(reader: receipt.ReceiptReader) -> list[str]:
    return [finding.id for finding in reader.findings]


RE = "RE,1,1124,202505,テスト　ハナコ,2,20210110"
KO = "KO,85149995,1234566,,2,440,0,,,,,"
CASES: dict[str, Callable[[Change], bytes]] = {
    "R-101": lambda c: b"\r\n\x1a",
    "R-102": lambda c: c().decode("cp932").encode("utf-8"),
    "R-103": lambda c: b"\xef\xbb\xbf" + c().decode("cp932").encode("utf-8"),
    "R-104": lambda c: c().decode("cp932").encode("utf-16"),
    "R-105": lambda c: c() + b"\0" * 4096,
    "R-106": lambda c: c().replace("テスト病名".encode("cp932"), b"\x81\xff\x81\xff", 1),
    "R-107": lambda c: c({2: RE.replace("テスト　ハナコ", "\ue000本　ハナコ")}),
    "R-108": lambda c: c(after={8: ["SJ,01," + "あ" * 70_000]}),
    "R-109": lambda c: c({2: RE.replace("テスト　ハナコ", '"テスト　ハナコ"')}),
    "R-110": lambda c: "名前,住所\r\n山田,川崎\r\n".encode("cp932"),
    "R-201": lambda c: c(drop=(1,)),
    "R-202": lambda c: c(drop=(15,)),
    "R-203": lambda c: c(after={15: [RE]}),
    "R-204": lambda c: c(drop=(2,)),
    "R-205": lambda c: c(after={10: ["IR,1,14,1,8888888,,別の診療所,202506,00,"]}),
    "R-206": lambda c: c(drop=(3, 4)),
    "R-207": lambda c: c(after={3: ["HO,06139992,,,2,440"]}),
    "R-208": lambda c: c(after={4: [KO] * 4}),
    "R-209": lambda c: c(after={4: ["ZZ,1"]}),
    "R-210": lambda c: c(after={8: ["途中で改行された行"]}),
    "R-211": lambda c: c({11: "RE,5,1112,202505,テスト　イチロウ,1,19900303"}),
    "R-213": lambda c: c({15: "GO,3,730,01"}),
    "R-214": lambda c: c({1: "IR,1,14,9,9999999,,テスト診療所,202506,00,"}),
    "R-215": lambda c: c({1: "IR,1,14,1,9999999,,テスト診療所,202506,02,"}),
    "R-216": lambda c: (
        "UK,2,14,3,3100025,,歯科,202607,,00\r\nRE,1,3112,202606,見本,1,20150401\r\nHO,06139992,,,1,0\r\nGO,1,0,99".encode(
            "cp932"
        )
    ),
    "R-217": lambda c: c({1: "IR,1,14,3,9999999,,202506,,"}),
    "R-218": lambda c: c(drop=(15,), after={10: ["HR,1"]}),
    "R-301": lambda c: c({2: RE.replace("202505", "202513")}),
    "R-302": lambda c: c({2: RE.replace("20210110", "20210230")}),
    "R-303": lambda c: c({3: "HO,06139992,,,2,4４0"}),
    "R-304": lambda c: c({2: RE.replace("20210110", "3640201")}),
    "R-305": lambda c: c({2: RE.replace("202505", "202507")}),
    "R-306": lambda c: c({2: RE.replace(",2,2021", ",3,2021")}),
    "R-307": lambda c: c({2: RE.replace("1124", "112")}),
    "R-308": lambda c: c({2: RE.replace("1124", "1114")}),
    "R-309": lambda c: c({3: "HO,,,,2,440"}),
    "R-310": lambda c: c({4: KO.replace("85149995", "851499")}),
    "R-311": lambda c: c({4: KO.replace("85149995", "")}),
    "R-312": lambda c: c({2: RE.replace("テスト　ハナコ", "")}),
    "R-313": lambda c: c({3: "HO,06139992,,,2,"}),
    "R-314": lambda c: c({2: RE.replace("20210110", "20250601")}),
    "R-315": lambda c: c({2: RE.replace("1124", "3124")}),
    "R-401": lambda c: c({15: "GO,2,730,99"}),
    "R-402": lambda c: c({15: "GO,3,731,99"}),
    "R-411": lambda c: c({3: "HO,06139992,,,2,441", 15: "GO,3,731,99"}),
    "R-412": lambda c: c({4: KO.replace("440", "439")}),
    "R-413": lambda c: c({7: "SI,11,2,999999901,,290,1,,,,,,,,,1,1"}),
    "R-414": lambda c: c({7: "SI,11,A,999999901,,290,1"}),
    "R-415": lambda c: c({7: "SI,11,4,999999901,,290,1"}),
    "R-416": lambda c: c(after={10: ["SI,,2,999999904,,,1"] * 99}),
    "R-501": lambda c: c({3: "HO,06139993,,,2,440"}),
    "R-502": lambda c: c({4: KO.replace("85149995", "85149996")}),
    "R-503": lambda c: c({4: KO.replace("1234566", "1234567")}),
}


@pytest.mark.parametrize("rule_id", CASES)
def test_each_fault_has_its_own_finding(changed: Change, rule_id: str) -> None:
    _, reader = read(CASES[rule_id](changed))
    assert rule_id in ids(reader)
    severity = receipt.RULES[rule_id].severity
    assert all(finding.severity is severity for finding in reader.findings if finding.id == rule_id)
    assert all(finding.at and "{" not in finding.message for finding in reader.findings)
    if severity.value == "warning":
        assert [finding.id for finding in reader.findings if finding.severity.value == "error"] == []
        assert reader.issues.errors == 0
    else:
        assert reader.issues.errors > 0


def test_no_rule_is_untested() -> None:
    # R-100 needs a medium that fails, R-212 a receipt of many megabytes: see test_damage
    assert receipt.RULES.keys() - CASES.keys() == {"R-100", "R-212"}


@pytest.mark.parametrize(
    ("rule_id", "place"),
    [("R-301", "2行目 4項目"), ("R-411", "3行目 6項目"), ("R-502", "4行目 2項目"), ("R-402", "15行目 3項目")],
)
def test_findings_say_where(changed: Change, rule_id: str, place: str) -> None:
    _, reader = read(CASES[rule_id](changed))
    assert place in [finding.at for finding in reader.findings if finding.id == rule_id]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp037", "iso2022_jp", "euc_jp"])
def test_other_encodings_are_named_and_refused(golden: bytes, encoding: str) -> None:
    text = golden.decode("cp932")
    receipts, reader = read(text.encode(encoding, "replace"))
    assert (receipts, ids(reader)) == ([], ["R-104"])


def test_a_file_of_zeros_is_not_walked_to_its_end() -> None:
    class Zeros(io.RawIOBase):
        """Ten gigabytes of nothing, as a sparse file reads."""

        left = 10 << 30

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            size = min(len(buffer), self.left)
            buffer[:size] = bytes(size)
            self.left -= size
            return size

    zeros = Zeros()
    reader = open_receipts(zeros)  # type: ignore[arg-type]
    assert (list(reader), ids(reader)) == ([], ["R-105"])
    assert zeros.left > 9 << 30


def test_an_endless_line_costs_its_receipt_only(changed: Change) -> None:
    data = changed(after={8: ["SJ,01," + "x" * 5_000_000]})
    receipts, reader = read(data)
    assert ids(reader) == ["R-108"]
    assert reader.findings[0].at == "9行目"
    assert [one.number for one in receipts] == [1, 2]


def test_a_block_may_end_anywhere(golden: bytes) -> None:
    whole = [one.as_dict() for one in read(golden)[0]]
    for size in (1, 2, 7, 61, 122):
        reader = open_receipts(_Slow(golden, size))  # type: ignore[arg-type]
        assert [one.as_dict() for one in reader] == whole
        assert ids(reader) == []


class _Slow:
    """Gives its bytes a few at a time, as a pipe does."""

    def __init__(self, data: bytes, size: int) -> None:
        self.stream = io.BytesIO(data)
        self.size = size

    def read(self, _: int) -> bytes:
        return self.stream.read(self.size)


def test_every_prefix_of_a_file_gives_findings(golden: bytes) -> None:
    whole = golden[: golden.rindex(b"GO,")]
    for length in range(0, len(whole), 5):
        _, reader = read(whole[:length])
        assert reader.issues.errors > 0, length


def test_every_damaged_byte_leaves_a_reader_standing(golden: bytes) -> None:
    for place in range(0, len(golden), 5):
        for byte in (0x0A, 0x1A, 0x2C, 0x81, 0xFF):
            receipts, _ = read(golden[:place] + bytes([byte]) + golden[place + 1 :])
            assert all(one.as_dict() for one in receipts)


def test_a_fault_repeated_without_end_is_counted(golden: bytes) -> None:
    lines = golden.split(b"\r\n")
    bad = [lines[1].replace(b"202505", b"999999")] * 1000
    _, reader = read(b"\r\n".join([lines[0], *bad, lines[-2]]))
    mine = [finding for finding in reader.findings if finding.id == "R-301"]
    assert len(mine) == 201
    assert "ほかに800件" in mine[-1].message


def test_a_strange_file_is_given_up() -> None:
    receipts, reader = read(b"hello, world\n" * 500_000)
    assert (receipts, ids(reader), reader.recognised) == ([], ["R-110"], False)
