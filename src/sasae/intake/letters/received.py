"""What came of opening and checking one reply: plain values between the checks and the database."""

from dataclasses import dataclass, field

from sasae.kernel.findings import Finding, has_errors


@dataclass(frozen=True)
class Kept:
    """One file. `content` is None where the scan found something, or the file is of no accepted kind."""

    name: str
    media_type: str
    size: int
    sha256: str
    content: bytes | None


@dataclass(frozen=True)
class Received:
    """One reply, opened and checked; `unopened` is what came, where its seal does not open."""

    text: str = ""
    newer: str = ""
    payload: str = ""
    papers: list[Kept] = field(default_factory=list)
    signature: bytes = b""
    certificate: bytes = b""
    findings: list[Finding] = field(default_factory=list)
    unopened: str = ""
    signing_serial: str = ""
    signer: tuple[str, str] = ("", "")
    user_serial: str = ""

    @property
    def good(self) -> bool:
        """Nothing stands against believing it."""
        return not self.unopened and not has_errors(self.findings)
