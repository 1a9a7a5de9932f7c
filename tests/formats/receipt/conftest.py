"""Receipt files put together from the worked example, one change at a time."""

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "golden" / "receipts.uke"


@pytest.fixture(scope="session")
def golden() -> bytes:
    """The worked example of the specification: CP932, CRLF."""
    return GOLDEN.read_bytes()


@pytest.fixture(scope="session")
def changed(golden: bytes) -> Callable[..., bytes]:
    """The example with lines changed: `changed({3: "KO,…"}, drop=[15], after={15: ["…"]})`; lines count from 1."""

    def change(
        lines: dict[int, str] | None = None,
        drop: tuple[int, ...] = (),
        after: dict[int, list[str]] | None = None,
    ) -> bytes:
        made: list[str] = []
        for number, line in enumerate(golden.decode("cp932").rstrip("\r\n").split("\r\n"), start=1):
            if number not in drop:
                made.append((lines or {}).get(number, line))
            made.extend((after or {}).get(number, []))
        return "".join(line + "\r\n" for line in made).encode("cp932")

    return change
