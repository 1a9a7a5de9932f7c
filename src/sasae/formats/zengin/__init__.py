"""Bank transfer files of 120-byte records (全銀協): reading with findings, strict writing, the bank's answer."""

from sasae.formats.zengin.model import ReadBatch, Trailer, Transfer, TransferBatch, ZenginFile
from sasae.formats.zengin.post_bank import PostAccount, PostAccountRefused, post_account
from sasae.formats.zengin.reader import Taker, read
from sasae.formats.zengin.results import RESULTS, TransferResult, read_results
from sasae.formats.zengin.rules import RULES
from sasae.formats.zengin.writer import ZenginRefused, write, written

__all__ = [
    "RESULTS",
    "RULES",
    "PostAccount",
    "PostAccountRefused",
    "ReadBatch",
    "Taker",
    "Trailer",
    "Transfer",
    "TransferBatch",
    "TransferResult",
    "ZenginFile",
    "ZenginRefused",
    "post_account",
    "read",
    "read_results",
    "write",
    "written",
]
