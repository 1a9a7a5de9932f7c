"""What the checks of one application file found: plain values between the checks and the database."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sasae.kernel.findings import Finding, has_errors


@dataclass(frozen=True)
class Paper:
    """One attachment, opened. `media_type` is told by the content, not by the name."""

    number: int
    kind: str
    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Content:
    """The members of a file, opened."""

    application: bytes
    printed_form: bytes | None
    attachments: list[Paper]

    @property
    def sha256(self) -> str:
        """Of application.json, the bytes that were signed."""
        return hashlib.sha256(self.application).hexdigest()


@dataclass(frozen=True)
class Grounds:
    """What the judgement of a signature rested on, for the evidence kept at acceptance (all DER)."""

    anchor: bytes
    revocation_list: bytes
    answer: bytes


@dataclass(frozen=True)
class Proof:
    """The statement of what was accepted, stamped, and its grounds."""

    statement: bytes
    time_stamp: bytes
    grounds: Grounds


@dataclass(frozen=True)
class Cosigned:
    """The check of one co-applicant's signature: whose it is and whether it holds. `place`: whom of the form it is for.

    Less is kept of them than of the applicant: what consent rests on, and no address.
    """

    number: int
    place: str
    result: str
    user_serial: str = ""
    name: str = ""
    birth_date: date | None = None
    signing_serial: str = ""
    replaced: str = ""
    revocation: str = ""
    findings: list[Finding] = field(default_factory=list)
    certificate: bytes = b""
    signature: bytes = b""
    answer: bytes = b""


@dataclass(frozen=True)
class Signed:
    """The result of the signature check: the seven items of 電子署名検証結果データ and what they rest on."""

    result: str
    user_serial: str = ""
    name: str = ""
    birth_date: date | None = None
    address: str = ""
    sex: str = ""
    signing_serial: str = ""
    replaced: str = ""
    revocation: str = ""
    findings: list[Finding] = field(default_factory=list)
    certificate: bytes | None = None
    signature: bytes | None = None
    comparisons: tuple[tuple[str, str], ...] = ()  # item, and how certificate and application agree on it
    grounds: Grounds | None = None
    beside: tuple[Cosigned, ...] = ()  # co-applicants' signatures over the same content


class ScanResult(StrEnum):
    """What the scan for malware came to. WITHOUT: the operator does without one; UNOPENED: nothing could be opened."""

    CLEAN = "clean"
    FOUND = "found"
    WITHOUT = "without"
    UNOPENED = "unopened"


@dataclass(frozen=True)
class Scan:
    """The scan of one application file. `note` is the pattern base, or why there was no scan."""

    result: ScanResult = ScanResult.UNOPENED
    note: str = ""


@dataclass(frozen=True)
class Verdict:
    """All that is to be said of one file. `content` is there when the file could be opened as a whole."""

    findings: list[Finding]
    content: Content | None = None
    signed: Signed | None = None
    scan: Scan = Scan()
    proof: Proof | None = None

    @property
    def noticed(self) -> list[Finding]:
        """What is to be known of file and content; what concerns the signature is kept with its check."""
        return [one for one in self.findings if self.signed is None or one not in self.signed.findings]

    @property
    def good(self) -> bool:
        """Nothing stands against taking the application in."""
        return self.content is not None and self.signed is not None and not has_errors(self.findings)
