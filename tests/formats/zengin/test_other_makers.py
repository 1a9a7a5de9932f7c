"""Transfer files of makers who cut, code or part their records in another way: told in one finding, read where it is safe."""

from typing import Any

import pytest

from sasae.formats import zengin
from tests.formats.zengin.test_doctor import READ, ids, only, three, yen


@pytest.mark.parametrize("length", [119, 121])
def test_a_file_without_line_ends_is_cut_by_the_length_all_its_records_have(parts: Any, length: int) -> None:
    made = b"".join(record.ljust(121)[:length] for record in three(parts))
    found = zengin.read(made, **READ)
    name, at, message = only(found)
    assert (name, at) == ({119: "Z-201", 121: "Z-217"}[length], "1行目")
    assert "6件" in message
    assert yen(found) == [1000, 20, 3]


def test_a_byte_lost_in_one_record_of_a_file_without_line_ends_is_no_matter_of_length(parts: Any) -> None:
    records = three(parts)
    records[2] = records[2][:60] + records[2][61:]
    found = zengin.read(
        b"".join(record.ljust(120) for record in records[:2]) + records[2] + b"".join(records[3:]), **READ
    )
    assert ("Z-216", "3行目") in [(finding.id, finding.at) for finding in found.findings]


@pytest.mark.parametrize(("encoding", "id"), [("euc_jp", "Z-004"), ("cp932", "")])
def test_half_width_kana_of_two_bytes_is_told_as_another_code(parts: Any, encoding: str, id: str) -> None:
    text = parts.file(*three(parts)).decode("cp932")
    found = zengin.read(text.encode(encoding), **READ)
    assert ids(found) == ([id] if id else [])
    assert yen(found) == ([] if id else [1000, 20, 3])
    assert not id or "EUC-JP" in found.findings[0].message


@pytest.mark.parametrize("parting", [",", "\t", ";"])
def test_records_parted_by_signs_are_told_to_be_no_fixed_length(parting: str) -> None:
    line = parting.join(["1", "21", "0", "8514130500", "ｶﾜｻｷｼ", "0724", "0138"])
    assert ids(zengin.read(line.encode("cp932"), **READ)) == ["Z-011"]


def test_letters_in_a_salary_file_are_not_told_to_be_written_as_letters(parts: Any) -> None:
    found = zengin.read(
        parts.file(parts.header(kind="11"), parts.data(name="SMITH"), parts.trailer(1, 1000), parts.end()), **READ
    )
    [message] = [finding.message for finding in found.findings if finding.id == "Z-305"]
    assert "英大文字" not in message
    assert "フリガナ" in message
