"""Whatever is done to a file, the commands answer: findings and an exit code that agree, no exception, flat memory."""

import contextlib
import io
import json
import os
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sasae.deployment import cli
from sasae.formats import receipt, zengin
from sasae.formats.incoming import Unusable

GOLDEN = Path(__file__).parent / "golden"
FILES = {verb: sorted(GOLDEN.glob(f"*{suffix}")) for verb, suffix in (("receipt", ".uke"), ("zengin", ".txt"))}
VERBS = {"receipt": "read", "zengin": "check"}
SHAPES = {"receipt": {"header", "receipts", "totals", "findings"}, "zengin": {"batches", "findings"}}
Damage = Callable[[bytes], bytes]


def call(verb: str, *words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main([verb, VERBS[verb], *words])
    return code, out.getvalue(), err.getvalue()


def check(verb: str, place: Path) -> list[dict[str, str]]:
    """Both answers of the command agree with each other; the findings."""
    code, report, _ = call(verb, str(place))
    json_code, written, _ = call(verb, str(place), "--json")
    answer = json.loads(written)
    assert set(answer) == SHAPES[verb]
    findings: list[dict[str, str]] = answer["findings"]
    faulty = any(finding["severity"] == "error" for finding in findings)
    assert code == json_code
    assert code in ((1, 2) if faulty else (0,))
    assert "Traceback" not in report
    for finding in findings:
        assert set(finding) == {"id", "severity", "at", "message"}
        assert all(finding.values())
        assert not any(ord(sign) < 32 or ord(sign) == 127 for sign in finding["at"] + finding["message"])
        assert len(finding["message"]) < 1000
    return findings


def _cut(data: bytes, place: int, length: int) -> bytes:
    return data[:place] + data[place + length :]


def _with(data: bytes, place: int, piece: bytes) -> bytes:
    return data[:place] + piece + data[place:]


def _line_again(data: bytes, which: int, where: int) -> bytes:
    lines = data.split(b"\n")
    lines.insert(where % len(lines), lines[which % len(lines)])
    return b"\n".join(lines)


def _recoded(data: bytes, encoding: str) -> bytes:
    return data.decode("cp932", "replace").encode(encoding, "replace")


PLACE = st.integers(0, 4000)
PIECE = st.one_of(
    st.binary(min_size=1, max_size=60),
    st.sampled_from(
        [b"\0", b"\x1a", b"\r", b"\n", b",", b'"', b"-1", b"1e5", "１２²③".encode(), b"\x81", b"\xef\xbb\xbf"]
    ),
    st.builds(lambda sign, times: sign * times, st.sampled_from([b"9", b"0", b",", b" "]), st.integers(1, 9000)),
)
DAMAGE: st.SearchStrategy[Damage] = st.one_of(
    st.builds(lambda place, length: lambda data: _cut(data, place, length), PLACE, st.integers(1, 300)),
    st.builds(lambda place: lambda data: data[:place], PLACE),
    st.builds(lambda place, piece: lambda data: _with(data, place, piece), PLACE, PIECE),
    st.builds(lambda place, piece: lambda data: data[:place] + piece + data[place + len(piece) :], PLACE, PIECE),
    st.builds(lambda which, where: lambda data: _line_again(data, which, where), PLACE, PLACE),
    st.builds(
        lambda name: lambda data: _recoded(data, name),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "euc_jp", "iso2022_jp", "cp037"]),
    ),
    st.just(lambda data: data.replace(b"\r\n", b"\r")),
    st.just(lambda data: data * 3),
)


@pytest.mark.parametrize("verb", VERBS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(choice=st.integers(0, 9), damages=st.lists(DAMAGE, min_size=1, max_size=4))
def test_no_damage_leaves_the_command_without_an_answer(
    verb: str, tmp_path_factory: pytest.TempPathFactory, choice: int, damages: list[Damage]
) -> None:
    data = FILES[verb][choice % len(FILES[verb])].read_bytes()
    for damage in damages:
        data = damage(data)
    place = tmp_path_factory.getbasetemp() / f"damaged-{verb}"
    place.write_bytes(data)
    check(verb, place)


@pytest.mark.parametrize("digits", [18, 19, 5000])
@pytest.mark.parametrize(
    "where", ["RE,{},1112", "HO,  139998,,,{},290", "SI,11,1,9,,{},1", "SI,11,1,9,,1,{}", "GO,{},290"]
)
def test_numbers_without_end_are_findings(tmp_path: Path, where: str, digits: int) -> None:
    lines = ["IR,1,14,1,9999999,,名,202506,00,", "RE,1,1112,202505,名,1,19900303", "HO,  139998,,,1,290", "GO,1,290,99"]
    mine = where.format("9" * digits)
    lines = [
        mine + (",202505,名,1,19900303" if mine.startswith("RE") else "") if mine[:2] == one[:2] else one
        for one in lines
    ]
    if mine.startswith("SI"):
        lines.insert(3, mine)
    place = tmp_path / "a.uke"
    place.write_bytes("\r\n".join(lines).encode("cp932"))
    check("receipt", place)


def test_what_is_no_file_gets_a_finding_in_the_same_shape(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for verb, expected in (("receipt", "R-100"), ("zengin", "Z-000")):
        for place in (tmp_path, tmp_path / "pipe", tmp_path / "none", Path("/dev/null")):
            assert [finding["id"] for finding in check(verb, place)] == [expected]
            assert call(verb, str(place))[0] == 2


@pytest.mark.parametrize("verb", ["receipt", "zengin"])
def test_of_which_nothing_can_be_read_ends_with_two_and_what_is_wrong_with_one(verb: str, tmp_path: Path) -> None:
    for content in (b"", b"\r\n\r\n", "1210".encode("utf-16"), "名前,住所\n".encode()):
        (tmp_path / "nothing").write_bytes(content)
        assert call(verb, str(tmp_path / "nothing"))[0] == 2, content
    whole = (GOLDEN / ("receipts.uke" if verb == "receipt" else "transfer.txt")).read_bytes()
    (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
    assert call(verb, str(tmp_path / "cut"))[0] == 1


class Medium(io.RawIOBase):
    """Gives pieces again and again, and may fail at the end as a broken disk does."""

    def __init__(self, first: bytes, again: Iterator[bytes], fails: bool = False) -> None:
        self.rest, self.again, self.fails = first, again, fails

    def read(self, size: int = -1) -> bytes:
        while len(self.rest) < size and (piece := next(self.again, None)):
            self.rest += piece
        given, self.rest = self.rest[:size], self.rest[size:]
        if not given and self.fails:
            raise OSError(5, "Input/output error")
        return given


def _first_lines(name: str, count: int) -> list[bytes]:
    return (GOLDEN / name).read_bytes().split(b"\r\n")[:count]


def test_a_medium_that_fails_is_a_finding() -> None:
    lines = _first_lines("receipts.uke", 4)
    reader = receipt.open_receipts(Medium(b"\r\n".join(lines), iter(()), fails=True))  # type: ignore[arg-type]
    assert len(list(reader)) == 1
    assert "R-100" in [finding.id for finding in reader.findings]
    assert not reader.recognised
    found = zengin.read(Medium(b"\r\n".join(_first_lines("transfer.txt", 2)), iter(()), fails=True))  # type: ignore[arg-type]
    assert [finding.id for finding in found.findings if finding.severity == "error"] == ["Z-000"]
    assert not found.recognised


def test_a_failing_medium_raises_what_the_command_catches() -> None:
    from sasae.formats import incoming

    with pytest.raises(Unusable):
        list(incoming.blocks(Medium(b"", iter(()), fails=True)))  # type: ignore[arg-type]


def peak(work: Callable[[], Any]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


class Nowhere:
    """Takes transfers and keeps none."""

    taken = 0

    def batch(self, batch: zengin.ReadBatch) -> None:
        """Nothing."""

    def transfer(self, batch: zengin.ReadBatch, transfer: zengin.Transfer) -> None:
        """Count."""
        self.taken += 1


def test_one_receipt_without_end_does_not_fill_the_memory() -> None:
    lines = _first_lines("receipts.uke", 7)
    megabyte = (lines[6] + b"\r\n") * ((1 << 20) // (len(lines[6]) + 2))

    def read() -> None:
        reader = receipt.open_receipts(Medium(b"\r\n".join([*lines[:6], b""]), iter([megabyte] * 40)))  # type: ignore[arg-type]
        assert sum(1 for _ in reader) == 1
        assert "R-212" in {finding.id for finding in reader.findings}

    assert peak(read) < 60 << 20


def test_transfers_are_handed_on_instead_of_kept() -> None:
    header, record = _first_lines("transfer.txt", 2)
    line = record + b"\r\n"
    taker = Nowhere()

    def read() -> None:
        found = zengin.read(Medium(header + b"\r\n", iter([line * 5000] * 4)), taker=taker)  # type: ignore[arg-type]
        assert found.batches[0].counted.count == 20_000
        assert found.batches[0].transfers == []

    assert peak(read) < 8 << 20
    assert taker.taken == 20_000
