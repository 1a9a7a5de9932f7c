"""Monthly lists (CSV) of bodies that send no receipts: our own columns, and any other by a layout that is data."""

from typing import BinaryIO

from sasae.formats.receipt.lists.layout import STANDARD, BadLayout, ListLayout, bundled, load
from sasae.formats.receipt.lists.line import ListLine, ListTotals
from sasae.formats.receipt.lists.reader import ListReader
from sasae.formats.receipt.lists.rules import RULES

__all__ = [
    "RULES",
    "STANDARD",
    "BadLayout",
    "ListLayout",
    "ListLine",
    "ListReader",
    "ListTotals",
    "bundled",
    "load",
    "open_list",
]


def open_list(stream: BinaryIO, layout: ListLayout | str = STANDARD) -> ListReader:
    """A reader over a list. Iterate for the lines; then ask for totals and findings. Raises BadLayout, Unusable."""
    return ListReader(stream, load(layout) if isinstance(layout, str) else layout)
