"""Medical receipt files (レセプト電算処理): streaming reader with findings, JSON of a whole file."""

from pathlib import Path
from typing import BinaryIO

from sasae.formats.incoming import open_file
from sasae.formats.receipt.model import Header, Insurer, Public, Receipt, Totals
from sasae.formats.receipt.reader import ReceiptReader, open_receipts
from sasae.formats.receipt.rules import RULES

__all__ = [
    "RULES",
    "Header",
    "Insurer",
    "Public",
    "Receipt",
    "ReceiptReader",
    "Totals",
    "open_receipts",
    "read",
    "read_file",
]


def read(stream: BinaryIO) -> ReceiptReader:
    """The same as `open_receipts`."""
    return open_receipts(stream)


def read_file(path: str | Path) -> dict[str, object]:
    """The whole file as the JSON of `sasae receipt read`. Holds all receipts in memory; raises incoming.Unusable."""
    with open_file(path) as stream:
        reader = open_receipts(stream)
        receipts = [receipt.as_dict() for receipt in reader]
        return {
            "header": reader.header.as_dict(),
            "receipts": receipts,
            "totals": reader.totals.as_dict(),
            "findings": [finding.as_dict() for finding in reader.findings],
        }
