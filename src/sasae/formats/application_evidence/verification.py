"""Verifying an accepted application long afterwards, from its evidence file alone, as of the stamped moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from sasae.formats import time_stamp
from sasae.formats.application_evidence import archive as a
from sasae.formats.application_evidence.rules import RULES
from sasae.formats.application_zip import unpack
from sasae.formats.application_zip.members import cosign
from sasae.formats.application_zip.signed_parts import SignedParts, signed_parts
from sasae.formats.issues import Issues
from sasae.formats.jpki import SignerItems
from sasae.formats.jpki.verification import verify_digest
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import Finding, has_errors

APART = timedelta(minutes=15)  # between the check and its stamp


@dataclass(frozen=True)
class Cosigner:
    """What can be said of one co-applicant's signature. It proves or disproves nothing of the applicant's."""

    number: int
    signer: SignerItems | None
    revocation: str
    findings: list[Finding]

    @property
    def ok(self) -> bool:
        """Whether this person validly signed the same content."""
        return not has_errors(self.findings)


@dataclass
class Verified:
    """What can be said today of an application accepted then."""

    findings: list[Finding] = field(default_factory=list)
    statement: a.Statement | None = None
    stamp: time_stamp.Stamp | None = None
    signer: SignerItems | None = None
    revocation: str = ""
    cosigners: list[Cosigner] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether it is proven that the application was validly signed when it was accepted, and is unchanged."""
        return not has_errors(self.findings)


def verify(
    content: bytes,
    *,
    anchors: Sequence[bytes],
    stamp_anchors: Sequence[bytes],
    now: datetime,
    unseal: Callable[[bytes], bytes] | None = None,
) -> Verified:
    """Judge an evidence file. `anchors` and `stamp_anchors` are the certificates (DER) the reader trusts."""
    issues = Issues(RULES)
    found = Verified(issues.found)
    parts = a.read(content, issues)
    if parts is None:
        return found
    found.statement = a.read_statement(parts.statement)
    if found.statement is None:
        issues.add("AE-104", a.STATEMENT)
        return found
    _unchanged(parts, found.statement, issues)
    _stamped(parts, found, stamp_anchors, now, issues)
    _trusted(parts.anchor, anchors, "認証局", issues)
    signed = _opened(parts.application, unseal, issues)
    if signed is not None:
        _signature(parts, signed, found, issues)
        found.cosigners = _cosigners(parts, signed, found, anchors)
    return found


def _unchanged(parts: a.Parts, statement: a.Statement, issues: Issues) -> None:
    held = {a.APPLICATION: parts.application, a.ANCHOR: parts.anchor, a.LIST: parts.revocation_list}
    held |= parts.answers
    for name, part in held.items():
        if statement.sha256.get(name) != sha256(part).hexdigest():
            issues.add("AE-201", name)
    for name in sorted(statement.sha256.keys() - held.keys()):
        issues.add("AE-102", name)


def _stamped(parts: a.Parts, found: Verified, anchors: Sequence[bytes], now: datetime, issues: Issues) -> None:
    if not anchors:
        issues.add("AE-402", a.TIME_STAMP, kind="時刻認証局")
        return
    try:
        stamp = time_stamp.read(parts.time_stamp, sha256(parts.statement).digest(), anchors)
    except time_stamp.BadStamp as reason:
        issues.add("AE-301", a.TIME_STAMP, reason=str(reason))
        return
    found.stamp = stamp
    statement = found.statement
    if statement is not None and abs(stamp.at - statement.checked_at) > APART:
        said, stamped = (f"{moment.astimezone(TOKYO):%Y-%m-%d %H:%M}" for moment in (statement.checked_at, stamp.at))
        issues.add("AE-302", a.TIME_STAMP, said=said, stamped=stamped)
    if stamp.at > now + APART:
        issues.add("AE-304", a.TIME_STAMP, day=stamp.at.astimezone(TOKYO).date())
    if stamp.until < now:
        issues.add("AE-303", a.TIME_STAMP, day=stamp.until.astimezone(TOKYO).date())


def _trusted(anchor: bytes, anchors: Sequence[bytes], kind: str, issues: Issues) -> None:
    if not anchors:
        issues.add("AE-402", a.ANCHOR, kind=kind)
    elif anchor not in anchors:
        issues.add("AE-401", a.ANCHOR)


def _opened(content: bytes, unseal: Callable[[bytes], bytes] | None, issues: Issues) -> SignedParts | None:
    """What was signed: by its content where the key is at hand, else by its digest in the file's own list."""
    if unseal is None:
        signed = signed_parts(content)
        if signed is None:
            issues.add("AE-202", a.APPLICATION, reason="")
        elif signed.sealed:
            issues.add("AE-203", a.APPLICATION)
        return signed
    package = unpack(content, unseal)
    issues.found += package.findings
    if not package.good:
        issues.add("AE-202", a.APPLICATION, reason="中身が目録と合わないか、鍵が違います。")
        return None
    digest = sha256(package.application_bytes).digest()
    others = tuple((one.number, one.signature, one.certificate) for one in package.cosignatures)
    return SignedParts(digest, package.signature, package.certificate, sealed=False, others=others)


def _signature(parts: a.Parts, signed: SignedParts, found: Verified, issues: Issues) -> None:
    """Signature, path, revocation as the municipality saw them, at the moment it checked."""
    statement = found.statement
    if statement is None:
        return
    result = verify_digest(
        signed.digest, signed.signature, anchors=[parts.anchor], at=statement.checked_at,
        crls=[parts.revocation_list], ocsps=[parts.answer] if parts.answer else [], received_at=statement.received_at,
    )  # fmt: skip
    issues.found += result.findings
    found.signer, found.revocation = result.signer, result.revocation.value
    if result.certificate_der and result.certificate_der != signed.certificate:
        issues.add("AE-403", a.APPLICATION)


def _cosigners(parts: a.Parts, signed: SignedParts, found: Verified, anchors: Sequence[bytes]) -> list[Cosigner]:
    """Each co-signature by itself, over the same digest and as of the same moment."""
    if found.statement is None:
        return []
    told, seen = [], {signed.certificate}
    for number, signature, certificate in signed.others:
        answer = parts.others.get(number)
        result = verify_digest(
            signed.digest, signature, anchors=list(dict.fromkeys([parts.anchor, *anchors])),
            at=found.statement.checked_at, crls=[parts.revocation_list], ocsps=[answer] if answer else [],
            received_at=found.statement.received_at,
        )  # fmt: skip
        issues = Issues(RULES)
        if result.certificate_der and result.certificate_der != certificate:
            issues.add("AE-403", cosign(number, "cer"))
        if certificate in seen:
            issues.add("AE-404", cosign(number, "cer"), number=number)
        seen.add(certificate)
        told.append(Cosigner(number, result.signer, result.revocation.value, [*result.findings, *issues.found]))
    return told
