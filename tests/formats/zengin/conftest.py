"""Transfer files put together byte by byte from the published positions, without the code under test."""

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "golden" / "transfer.txt"


def _record(fields: dict[int, str]) -> bytes:
    line = bytearray(b" " * 120)
    for offset, text in fields.items():
        data = text.encode("cp932")
        line[offset : offset + len(data)] = data
    return bytes(line)


def _header(**changes: str) -> bytes:
    value = {
        "kind": "21", "code": "0", "client": "0000000123", "name": "ｻｻｴ", "day": "1125", "bank": "0001",
        "branch": "001", "type": "1", "account": "1234567",
    } | changes  # fmt: skip
    return _record({
        0: "1", 1: value["kind"], 3: value["code"], 4: value["client"], 14: value["name"], 54: value["day"],
        58: value["bank"], 77: value["branch"], 95: value["type"], 96: value["account"],
    })  # fmt: skip


def _data(**changes: str) -> bytes:
    value = {
        "bank": "0001", "bank_name": "ﾐｽﾞﾎ", "branch": "001", "type": "1", "account": "7654321", "name": "ﾔﾏﾀﾞ ﾊﾅｺ",
        "yen": "0000001000", "new": "0", "code1": "0000000001", "code2": "", "wire": "7", "mark": " ", "filler": "",
    } | changes  # fmt: skip
    return _record({
        0: "2", 1: value["bank"], 5: value["bank_name"], 20: value["branch"], 38: "0000", 42: value["type"],
        43: value["account"], 50: value["name"], 80: value["yen"], 90: value["new"], 91: value["code1"],
        101: value["code2"], 111: value["wire"], 112: value["mark"], 113: value["filler"],
    })  # fmt: skip


def _trailer(count: int | str = 1, yen: int | str = 1000, **tail: str) -> bytes:
    fields = {0: "8", 1: str(count).zfill(6), 7: str(yen).zfill(12)}
    return _record(fields | {int(offset[1:]): text for offset, text in tail.items()})


class Parts:
    """The four records, each with changes by name, and how they are joined."""

    header = staticmethod(_header)
    data = staticmethod(_data)
    trailer = staticmethod(_trailer)
    end = staticmethod(lambda: _record({0: "9"}))

    @staticmethod
    def file(*records: bytes, newline: bytes = b"\r\n") -> bytes:
        """The records, each followed by the line end."""
        return b"".join(record + newline for record in records)

    def good(self, **changes: str) -> bytes:
        """A file of one transfer in good order; changes go to that transfer."""
        return self.file(self.header(), self.data(**changes), self.trailer(), self.end())


@pytest.fixture(scope="session")
def parts() -> Parts:
    """The builder."""
    return Parts()


@pytest.fixture(scope="session")
def golden() -> bytes:
    """The worked example of the specification, CRLF after each record."""
    return GOLDEN.read_bytes()


@pytest.fixture(scope="session")
def slices() -> Callable[[bytes], list[dict[str, str]]]:
    """A second witness: transfers cut out by the published positions."""

    def witness(data: bytes) -> list[dict[str, str]]:
        lines = [data[start : start + 120] for start in range(0, len(data), 122)]
        assert all(len(line) == 120 for line in lines)
        assert data[120::122] == b"\r" * len(lines)
        assert data[121::122] == b"\n" * len(lines)
        assert [line[:1] for line in lines] == [b"1", *[b"2"] * (len(lines) - 3), b"8", b"9"]
        assert int(lines[-2][1:7]) == len(lines) - 3
        assert int(lines[-2][7:19]) == sum(int(line[80:90]) for line in lines[1:-2])
        cut = {
            "bank": (1, 5), "bank_name": (5, 20), "branch": (20, 23), "branch_name": (23, 38), "type": (42, 43),
            "account": (43, 50), "name": (50, 80), "yen": (80, 90), "new_code": (90, 91), "code1": (91, 101),
            "code2": (101, 111), "wire": (111, 112), "rest": (112, 120),
        }  # fmt: skip
        return [
            {name: line[first:last].decode("cp932").rstrip() for name, (first, last) in cut.items()}
            for line in lines[1:-2]
        ]

    return witness
