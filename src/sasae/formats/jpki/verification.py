"""The municipality's check of a signature (公的個人認証法19条): signature, chain, validity, revocation; result and findings."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509

from sasae.formats.issues import Issues
from sasae.formats.jpki.certificate import (
    SIGNING_POLICY,
    USER_POLICY,
    CannotRead,
    SignerItems,
    extensions_of,
    items_of,
    load,
    serial_text,
)
from sasae.formats.jpki.cms import examine
from sasae.formats.jpki.path import AT, Revocation, Status, check_path
from sasae.formats.jpki.rules import RULES
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import Finding, has_errors

KINDS = {SIGNING_POLICY: "署名用電子証明書", USER_POLICY: "利用者証明用電子証明書"}


@dataclass(frozen=True)
class VerificationResult:
    """The outcome. `signer` and `certificate_der` are there as soon as the certificate could be read.

    `signed_at` is the signer's own clock. `revocation_reason` is CRLReason's name, e.g. `affiliation_changed`.
    """

    checked_at: datetime
    signer: SignerItems | None = None
    certificate_der: bytes = b""
    revocation: Revocation = Revocation.UNKNOWN
    revocation_reason: str = ""
    revoked_at: datetime | None = None
    signed_at: datetime | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the signature is good and the certificate was valid."""
        return not has_errors(self.findings)


def verify_application(
    payload: bytes,
    signature_der: bytes,
    *,
    anchors: Sequence[bytes],
    at: datetime,
    crls: Sequence[bytes] = (),
    ocsps: Sequence[bytes] = (),
    received_at: datetime | None = None,
) -> VerificationResult:
    """Check a signing certificate's signature over `payload`. Anchors, CRLs and OCSP answers are DER.

    Without any revocation information the certificate counts as not checked, which is an error. `at` is aware.
    `received_at`: see `path.check_path`.
    """
    digest = hashlib.sha256(payload).digest()
    return verify_digest(digest, signature_der, anchors=anchors, at=at, crls=crls, ocsps=ocsps, received_at=received_at)


def verify_digest(
    digest: bytes,
    signature_der: bytes,
    *,
    anchors: Sequence[bytes],
    at: datetime,
    crls: Sequence[bytes] = (),
    ocsps: Sequence[bytes] = (),
    policy: str = SIGNING_POLICY,
    revocation: bool = True,
    received_at: datetime | None = None,
) -> VerificationResult:
    """The same where only the SHA-256 of what was signed is at hand. `revocation=False` leaves that judgement to another."""
    issues = Issues(RULES)
    examined = examine(signature_der, digest, issues)
    signer, status = None, Status(Revocation.UNKNOWN if revocation else Revocation.UNCHECKED)
    if examined.certificate_der:
        signer, status = _certificate(
            examined.certificate_der,
            policy,
            issues,
            at,
            anchors=anchors,
            crls=crls,
            ocsps=ocsps,
            revocation=revocation,
            received_at=received_at,
        )
    return VerificationResult(
        checked_at=at,
        signer=signer,
        certificate_der=examined.certificate_der,
        revocation=status.revocation,
        revocation_reason=status.reason,
        revoked_at=status.revoked_at,
        signed_at=examined.signed_at,
        findings=issues.found,
    )


def verify_log_in(
    digest: bytes,
    signature_der: bytes,
    *,
    anchors: Sequence[bytes],
    at: datetime,
    crls: Sequence[bytes] = (),
    ocsps: Sequence[bytes] = (),
    signing: bool = False,
    revocation: bool = True,
) -> VerificationResult:
    """Check a user certificate's signature over a challenge; with `signing`, a signing certificate's over a digest.

    The portal uses it: it holds the digest of what was signed and not the bytes.
    """
    return verify_digest(
        digest,
        signature_der,
        anchors=anchors,
        at=at,
        crls=crls,
        ocsps=ocsps,
        policy=SIGNING_POLICY if signing else USER_POLICY,
        revocation=revocation,
    )


def _certificate(
    der: bytes,
    policy: str,
    issues: Issues,
    at: datetime,
    *,
    anchors: Sequence[bytes],
    crls: Sequence[bytes],
    ocsps: Sequence[bytes],
    revocation: bool,
    received_at: datetime | None,
) -> tuple[SignerItems | None, Status]:
    """Kind, validity and usage first; the path as of `at`, or as of its last moment where it has expired.

    A certificate that has expired since somebody else received what it signed is judged as of then.
    """
    unknown = Status(Revocation.UNKNOWN if revocation else Revocation.UNCHECKED)
    try:
        certificate = load(der)
        signer = items_of(certificate)
        _usage(certificate, policy, issues)
    except CannotRead as refusal:
        issues.add("J-201", AT, reason=str(refusal))
        return None, unknown
    if signer.policy != policy:
        issues.add("J-202", AT, kind=KINDS[policy])
    if at < signer.not_before:
        issues.add("J-203", AT, day=signer.not_before.astimezone(TOKYO).date())
    elif at > signer.not_after:
        issues.add(
            "J-209" if _in_time(signer, received_at) else "J-204", AT, day=signer.not_after.astimezone(TOKYO).date()
        )
    if signer.signing and signer.birth_date is None:
        issues.add("J-208", AT)
    current = signer.not_before <= at and (at <= signer.not_after or _in_time(signer, received_at))
    status = check_path(
        certificate,
        anchors=anchors,
        at=min(max(at, signer.not_before), signer.not_after),
        known_at=at,
        crls=crls,
        ocsps=ocsps,
        revocation=revocation and current,
        issues=issues,
        received_at=received_at,
    )
    return signer, status if current else unknown


def _in_time(signer: SignerItems, received_at: datetime | None) -> bool:
    """Whether it was received while the certificate was valid."""
    return received_at is not None and signer.not_before <= received_at <= signer.not_after


def _usage(certificate: x509.Certificate, policy: str, issues: Issues) -> None:
    """digitalSignature for both, nonRepudiation for signing alone (profile: 03 02 06 C0 and digitalSignature)."""
    try:
        usage = extensions_of(certificate).get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        issues.add("J-205", AT, kind=KINDS[policy])
        return
    if not usage.digital_signature or usage.content_commitment != (policy == SIGNING_POLICY):
        issues.add("J-205", AT, kind=KINDS[policy])


def serial_of(certificate_der: bytes) -> str:
    """The serial number of any certificate, as text. Raises CannotRead."""
    return serial_text(load(certificate_der).serial_number)
