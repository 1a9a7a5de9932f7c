"""Transfer files of other makers, with what goes wrong on the way: each finding names record, byte and cure."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.formats import zengin

READ = {"with_reference": False}


def ids(found: zengin.ZenginFile) -> list[str]:
    return [finding.id for finding in found.findings]


def only(found: zengin.ZenginFile) -> tuple[str, str, str]:
    """The one finding: id, place, message."""
    (finding,) = found.findings
    return finding.id, finding.at, finding.message


def three(parts: Any, **changes: str) -> list[bytes]:
    """Header, three transfers (the second one changed), trailer, end."""
    amounts = ("0000001000", changes.pop("yen", "0000000020"), "0000000003")
    middle = parts.data(account="0000002", yen=amounts[1], code1="0000000002", **changes)
    return [
        parts.header(), parts.data(), middle, parts.data(account="0000003", yen=amounts[2], code1="0000000003"),
        parts.trailer(3, 1023), parts.end(),
    ]  # fmt: skip


def yen(found: zengin.ZenginFile) -> list[int | None]:
    return [transfer.yen for batch in found.batches for transfer in batch.transfers]


@pytest.mark.parametrize(
    ("written", "cure"),
    [
        ("ﾔﾏﾀﾞ ｼｮｳｺ", "「ｮ」は「ﾖ」"),
        ("ﾔﾏﾀﾞ hanako", "「h」は「H」"),
        ("ﾔﾏｰﾀﾞ", "長音「ｰ」は「-」"),
        ("ｦﾉ ﾏﾅﾌﾞ", "口座の名義を金融機関に確かめた"),
        ("ﾔﾏﾀﾞ\tﾊﾅｺ", "タブは空白"),
        ("ﾔﾏﾀﾞ,ﾊﾅｺ", "「,」は「.」か空白"),
        ("ヤマダ　ショウコ", "半角で「ﾔﾏﾀﾞ ｼﾖｳｺ」に直してください"),
        ("ﾔﾏﾀﾞ　ﾊﾅｺ", "半角で「ﾔﾏﾀﾞ ﾊﾅｺ」に直してください"),
        ("山田　花子", "漢字「山」は使えません。フリガナをカタカナで"),
        ("ヲノ", "「ヲ」は受取人名に使えません"),
    ],
)
def test_a_wrong_character_comes_with_its_cure(parts: Any, written: str, cure: str) -> None:
    found = zengin.read(parts.file(*three(parts, name=written)), **READ)
    name, at, message = only(found)
    assert (name, at) == ("Z-305", "3行目 51-80桁")
    assert cure in message
    assert "�" not in message
    assert yen(found) == [1000, 20, 3]


def test_the_byte_of_the_first_wrong_character_is_named(parts: Any) -> None:
    found = zengin.read(parts.file(*three(parts, name="ﾔﾏﾀﾞ ｼｮｳｺ")), **READ)
    assert "57桁目から" in found.findings[0].message  # ﾔﾏﾀﾞ and a space are five bytes: 51 + 6


def test_full_width_digits_are_shown_as_they_stand(parts: Any) -> None:
    found = zengin.read(parts.file(*three(parts, yen="０００２０")), **READ)
    name, at, message = only(found)
    assert (name, at) == ("Z-301", "3行目 81-90桁")
    assert "０００２０" in message
    assert yen(found) == [1000, None, 3]


@pytest.mark.parametrize("kind", ["21", "91"])
def test_edi_text_goes_over_both_of_its_halves(parts: Any, kind: str) -> None:
    mark = {"mark": "Y"} if kind == "21" else {"mark": " ", "wire": "0"}
    lines = three(parts, **mark)
    lines[0] = parts.header(kind=kind)
    if kind == "91":
        lines = [lines[0], *(parts.data(account=f"{n:07}", yen=y, wire="0") for n, y in enumerate(("0000001000", "0000000020", "0000000003"))), *lines[4:]]  # fmt: skip
    text = bytearray(lines[2])
    text[91:111] = "INV/2026-ｶﾞﾂﾌﾞﾝ ｦ".encode("cp932").ljust(20)
    assert text[100:102] == "ｶﾞ".encode("cp932")
    lines[2] = bytes(text)
    assert ids(zengin.read(parts.file(*lines), **READ)) == []


def test_a_mark_without_its_kana_in_the_second_half_is_found(parts: Any) -> None:
    lines = three(parts, mark="Y")
    lines[2] = lines[2][:91] + "INV       ﾞﾂﾌﾞﾝ     ".encode("cp932") + lines[2][111:]
    assert only(zengin.read(parts.file(*lines), **READ))[:2] == ("Z-306", "3行目 102-111桁")


JOINS: dict[str, Callable[[list[bytes]], bytes]] = {
    "CRLF": b"\r\n".join,
    "LF": b"\n".join,
    "CR": b"\r".join,
    "no line ends": b"".join,
    "CRLF and 0x1A": lambda lines: b"\r\n".join(lines) + b"\r\n\x1a",
    "no line ends and 0x1A": lambda lines: b"".join(lines) + b"\x1a",
    "no line ends, 0x1A to a full block": lambda lines: b"".join(lines) + b"\x1a" * 48,
    "CRLF before a 0x1A without its own": lambda lines: b"\r\n".join(lines) + b"\x1a",
    "blank lines at the end": lambda lines: b"\r\n".join(lines) + b"\r\n\r\n\r\n",
    "blanks after the end": lambda lines: b"".join(lines) + b" " * 120,
}


@pytest.mark.parametrize("join", JOINS)
def test_every_way_of_joining_records_reads_alike(parts: Any, join: str) -> None:
    found = zengin.read(JOINS[join](three(parts)), **READ)
    assert (ids(found), yen(found), found.batches[0].trailer) == ([], [1000, 20, 3], zengin.Trailer(3, 1023))


@pytest.mark.parametrize("length", [128, 200, 256])
@pytest.mark.parametrize("newline", ["", "\r\n"], ids=["unbroken", "CRLF"])
def test_records_filled_up_beyond_120_bytes(parts: Any, length: int, newline: str) -> None:
    found = zengin.read(parts.file(*(line.ljust(length) for line in three(parts)), newline=newline.encode()), **READ)
    assert only(found)[:2] == ("Z-217", "1行目")
    assert f"{length}バイト" in found.findings[0].message
    assert yen(found) == [1000, 20, 3]


@pytest.mark.parametrize(("kind", "name"), [("01", "振込入金通知"), ("03", "入出金取引明細"), ("04", "残高通知")])
@pytest.mark.parametrize("newline", ["", "\r\n"], ids=["unbroken", "CRLF"])
def test_notices_of_200_bytes_are_named_and_not_taken_for_transfers(
    parts: Any, kind: str, name: str, newline: str
) -> None:
    records = [f"1{kind}0".ljust(200), "2".ljust(200, "0"), "8".ljust(200, "0"), "9".ljust(200)]
    found = zengin.read("".join(one + newline for one in records).encode(), **READ)
    assert only(found)[0] == "Z-009"
    assert name in found.findings[0].message
    assert not found.recognised


@pytest.mark.parametrize("lost", [1, 2, 9])
@pytest.mark.parametrize("place", [55, 62, 78])
def test_a_record_that_lost_bytes_does_not_spoil_the_next(parts: Any, lost: int, place: int) -> None:
    lines = three(parts)
    lines[2] = lines[2][:place] + lines[2][place + lost :]
    found = zengin.read(b"".join(lines), **READ)
    assert ("Z-216", "3行目") in [(finding.id, finding.at) for finding in found.findings]
    assert [yen(found)[0], yen(found)[2]] == [1000, 3]
    assert len(found.batches[0].transfers) == 3


@pytest.mark.parametrize("doubled", ["X", "ｶﾞ", "漢字"])
def test_a_record_with_bytes_too_many_does_not_spoil_the_next(parts: Any, doubled: str) -> None:
    lines = three(parts)
    lines[2] = lines[2][:56] + doubled.encode("cp932") + lines[2][56:]
    found = zengin.read(b"".join(lines), **READ)
    assert [yen(found)[0], yen(found)[2]] == [1000, 3]
    assert not found.good
    assert {finding.at.split()[0] for finding in found.findings if finding.id != "Z-402"} == {"3行目"}


def test_a_lost_byte_in_a_line_that_kept_its_spaces(parts: Any) -> None:
    lines = three(parts)
    lines[2] = lines[2][:60] + lines[2][61:]
    found = zengin.read(parts.file(*lines), **READ)
    assert ("Z-216", "3行目") in [(finding.id, finding.at) for finding in found.findings]


@pytest.mark.parametrize("cut", [113, 116])
def test_a_maker_that_leaves_the_unused_end_away(parts: Any, cut: int) -> None:
    lines = [line.rstrip() if line[:1] != b"2" else line[:cut] for line in three(parts)]
    found = zengin.read(b"\r\n".join(lines), **READ)
    assert found.good == (cut == 113)


@pytest.mark.parametrize("length", [118, 119])
def test_a_maker_that_counts_the_line_end_in_has_lost_nothing(parts: Any, length: int) -> None:
    found = zengin.read(parts.file(*(line[:length] for line in three(parts))), **READ)
    assert only(found)[:2] == ("Z-201", "1行目")
    assert yen(found) == [1000, 20, 3]


def test_files_put_together_are_read_to_the_end(parts: Any) -> None:
    found = zengin.read(parts.file(*three(parts), *three(parts)), **READ)
    assert only(found)[:2] == ("Z-209", "7行目")
    assert yen(found) == [1000, 20, 3] * 2
    assert not found.good


def test_several_headers_of_one_file(parts: Any) -> None:
    lines = three(parts)
    found = zengin.read(parts.file(*lines[:5], *lines[:5], lines[5]), **READ)
    assert ids(found) == []
    assert [batch.trailer for batch in found.batches] == [zengin.Trailer(3, 1023)] * 2


@pytest.mark.parametrize("kind", ["11", "12", "71", "72"])
def test_a_payroll_file_by_its_own_positions(parts: Any, kind: str) -> None:
    lines = [parts.header(kind=kind), parts.data(name="ﾔﾏﾀﾞ ﾊﾅｺ", code1="101", code2="0000000010", wire=" "), parts.trailer(), parts.end()]  # fmt: skip
    found = zengin.read(parts.file(*lines), **READ)
    transfer = found.batches[0].transfers[0]
    assert ids(found) == []
    assert (transfer.customer_code1, transfer.customer_code2, transfer.yen) == ("101", "0000000010", 1000)
    lines[1] = parts.data(name="ｶ)ﾔﾏﾀﾞ-2", wire="7")
    assert ids(zengin.read(parts.file(*lines), **READ)) == ["Z-305", "Z-308"]


@pytest.mark.parametrize(
    ("branch", "kind", "expected"),
    [("018", "1", []), ("019", "2", []), ("019", "1", ["Z-506"]), ("018", "2", ["Z-506"]), ("018", "4", [])],
)
def test_post_bank_branches_go_with_the_kind_of_account(
    parts: Any, branch: str, kind: str, expected: list[str]
) -> None:
    found = zengin.read(parts.good(bank="9900", bank_name="ﾕｳﾁﾖ", branch=branch, type=kind), **READ)
    assert ids(found) == expected


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        ("0E 0F", "Z-004"),
        ("EBCDIC", "Z-004"),
        ("UTF-16", "Z-004"),
        ("UTF-8 with its mark", "Z-002"),
        ("CSV", "Z-011"),
        ("quoted CSV", "Z-011"),
    ],
)
def test_other_ways_of_writing_are_named(parts: Any, damage: str, expected: str) -> None:
    text = parts.good().decode("cp932")
    ways = {
        "0E 0F": parts.good().replace("ｻｻｴ".encode("cp932"), b"\x0e;;4\x0f"),
        "EBCDIC": text.encode("cp037", "replace"),
        "UTF-16": text.encode("utf-16"),
        "UTF-8 with its mark": text.encode("utf-8-sig"),
        "CSV": "1,21,0,0000000123,ｻｻｴ,1125\r\n".encode("cp932"),
        "quoted CSV": '"1","21","0","0000000123","ｻｻｴ"\r\n'.encode("cp932"),
    }
    found = zengin.read(ways[damage], **READ)
    assert ids(found)[0] == expected
    assert not found.good


def test_full_width_text_written_in_utf8(parts: Any) -> None:
    lines = three(parts)
    text = (
        parts.file(*lines)
        .decode("cp932")
        .replace("ﾔﾏﾀﾞ ﾊﾅｺ                      00000000200", "ヤマダ　ハナコ                00000000200")
    )
    found = zengin.read(text.encode("utf-8"), **READ)
    assert ids(found) == ["Z-003", "Z-305"]
    assert "ﾔﾏﾀﾞ ﾊﾅｺ" in found.findings[1].message
    assert yen(found) == [1000, 20, 3]


@pytest.mark.parametrize(
    "changes", [{"yen": "        20"}, {"yen": "20        "}, {"yen": "000000002O"}, {"yen": "00000,0020"}]
)
def test_amounts_that_are_not_ten_digits_are_never_guessed(parts: Any, changes: dict[str, str]) -> None:
    found = zengin.read(parts.file(*three(parts, **changes)), **READ)
    assert only(found)[:2] == ("Z-301", "3行目 81-90桁")
    assert yen(found) == [1000, None, 3]


def test_zeros_without_end_stop_at_the_first_block(parts: Any) -> None:
    class Sparse:
        taken = 0

        def read(self, size: int) -> bytes:
            self.taken += 1
            assert self.taken < 5
            return b"\0" * size

    found = zengin.read(Sparse(), **READ)  # type: ignore[arg-type]
    assert ids(found) == ["Z-005"]
