"""The signatures beside the applicant's: each signs the same application.json, with its own certificate and result row.

A fault of one is a warning: what the applicant signed stands by itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sasae.formats.application_zip import members as m
from sasae.formats.application_zip.members import Verification, read_csv
from sasae.formats.issues import Issues

LONGEST_ITEM = 1000  # characters of an item of a result row
_SUFFIXES = ("p7s", "cer", "csv")


@dataclass(frozen=True)
class Cosignature:
    """One of them, as it came. `place`: whom of the form it says it is. Without a row that can be read, both are empty."""

    number: int
    signature: bytes
    certificate: bytes
    place: str = ""
    verification: Verification | None = None


def packed(number: int, signature: bytes, certificate: bytes) -> list[m.Member]:
    """The two members that stand open, as those of the applicant do."""
    return [
        m.Member.plain(m.cosign(number, "p7s"), signature),
        m.Member.plain(m.cosign(number, "cer"), certificate),
    ]


def row(place: str, verification: Verification) -> bytes:
    """The result row of a co-signature."""
    return m.write_csv(m.COSIGN_COLUMNS, [[place, *verification.row()]])


def read(opened: Mapping[str, bytes], issues: Issues) -> Iterator[Cosignature]:
    """Every co-signature of an opened file, in its order; one that is not whole goes to `issues`."""
    for number in range(1, 10):
        names = [m.cosign(number, suffix) for suffix in _SUFFIXES]
        if not any(name in opened for name in names):
            continue
        signature, certificate, told = (opened.get(name, b"") for name in names)
        rows = read_csv(told, m.COSIGN_COLUMNS) or []
        good = len(rows) == 1 and all(len(item) <= LONGEST_ITEM and m.is_visible(item) for item in rows[0])
        if not (signature and certificate and good):
            issues.add("A-309", m.cosign(number, "p7s"), number=number)
        place, *items = rows[0] if good else [""]
        yield Cosignature(number, signature, certificate, place, Verification(*items) if good else None)
