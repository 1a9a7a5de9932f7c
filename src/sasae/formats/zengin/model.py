"""What a transfer file holds: what we write (TransferBatch) and what was read (ReadBatch), and their JSON."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from sasae.kernel.findings import Finding, has_errors


@dataclass(slots=True)
class Transfer:
    """One payment. Codes and numbers are text and keep their zeros; `yen` is None when it could not be read.

    `result` is filled for 口座振替 (kind 91) only: what the bank wrote at byte 111.
    """

    bank: str
    bank_name: str
    branch: str
    branch_name: str
    type: str
    account: str
    name: str
    yen: int | None
    new_code: str = "0"
    customer_code1: str = ""
    customer_code2: str = ""
    result: str = ""

    def as_dict(self) -> dict[str, object]:
        """The JSON of one transfer."""
        return {
            "bank": self.bank,
            "branch": self.branch,
            "type": self.type,
            "account": self.account,
            "name": self.name,
            "yen": self.yen,
        }


@dataclass(slots=True, kw_only=True)
class TransferBatch:
    """One file to be written: header, transfers in the order given, gone through once; the trailer is computed.

    Names may be full-width; they are put into the bank's characters by the kernel. `designation` is 振込指定区分
    (7 by wire, 0 where the bank asks for it).
    """

    kind: str = "21"
    client_code: str
    client_name: str
    day: datetime.date
    bank: str
    bank_name: str
    branch: str
    branch_name: str
    account_type: str
    account: str
    transfers: Iterable[Transfer] = ()
    designation: str = "7"


@dataclass(frozen=True, slots=True)
class Trailer:
    """What the file says about itself; None where the digits are unreadable."""

    count: int | None
    yen: int | None


@dataclass(slots=True)
class Counted:
    """What the transfers of a batch add up to, counted as they are read. Yen.

    `unreadable` transfers have no amount; done and failed go by the bank's answer (口座振替 only).
    """

    count: int = 0
    yen: int = 0
    unreadable: int = 0
    done_count: int = 0
    done_yen: int = 0
    failed_count: int = 0
    failed_yen: int = 0
    answered: bool = False

    def add(self, transfer: Transfer) -> None:
        """One transfer more."""
        yen = transfer.yen or 0
        self.count += 1
        self.yen += yen
        self.unreadable += transfer.yen is None
        if transfer.result == "0":
            self.done_count += 1
            self.done_yen += yen
        else:
            self.failed_count += 1
            self.failed_yen += yen
            self.answered = self.answered or bool(transfer.result)


@dataclass(slots=True)
class ReadBatch:
    """One header with its transfers, as read. `date` is MMDD as written, `day` the calendar day it was taken for.

    `transfers` is empty when the reader was told to hand them on one by one; `counted` knows how many there were.
    """

    kind: str = ""
    client_code: str = ""
    client_name: str = ""
    date: str = ""
    bank: str = ""
    bank_name: str = ""
    branch: str = ""
    branch_name: str = ""
    account_type: str = ""
    account: str = ""
    day: datetime.date | None = None
    transfers: list[Transfer] = field(default_factory=list)
    trailer: Trailer | None = None
    answered: bool = False
    counted: Counted = field(default_factory=Counted)

    def as_dict(self) -> dict[str, object]:
        """The JSON of one batch."""
        return {
            "header": self.header_as_dict(),
            "transfers": [transfer.as_dict() for transfer in self.transfers],
            "trailer": self.trailer_as_dict(),
        }

    def header_as_dict(self) -> dict[str, object]:
        """The JSON of its header."""
        return {
            "kind": self.kind,
            "client_code": self.client_code,
            "client_name": self.client_name,
            "date": self.date,
            "bank": self.bank,
            "branch": self.branch,
            "type": self.account_type,
            "account": self.account,
        }

    def trailer_as_dict(self) -> dict[str, object]:
        """The JSON of its trailer, as the file states it."""
        trailer = self.trailer or Trailer(None, None)
        return {"count": trailer.count, "yen": trailer.yen}


@dataclass(slots=True)
class ZenginFile:
    """What was read and what is wrong with it. `recognised` is False when no record of a transfer file could be read in it."""

    batches: list[ReadBatch]
    findings: list[Finding]
    recognised: bool = True

    @property
    def good(self) -> bool:
        """Whether no finding is an error."""
        return not has_errors(self.findings)

    def as_dict(self) -> dict[str, object]:
        """The JSON of `sasae zengin check`."""
        return {
            "batches": [batch.as_dict() for batch in self.batches],
            "findings": [finding.as_dict() for finding in self.findings],
        }
