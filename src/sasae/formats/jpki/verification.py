"""The municipality's check of a signature (公的個人認証法19条): signature, chain, validity, revocation; result and findings.

Ids: J-1xx the signature itself, J-2xx the certificate, J-3xx revocation.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    InsufficientRevinfoError,
    PathBuildingError,
    PathValidationError,
    RevokedError,
    ValidationError,
)

from sasae.formats.jpki.certificate import (
    SIGNING_POLICY,
    USER_POLICY,
    CannotRead,
    SignerItems,
    read_certificate,
    serial_text,
)
from sasae.formats.jpki.cms import NotASignature, check
from sasae.kernel.findings import Finding, error, has_errors


@dataclass(frozen=True)
class VerificationResult:
    """The outcome. `signer` and `certificate_der` are there as soon as the certificate could be read."""

    checked_at: datetime
    signer: SignerItems | None = None
    certificate_der: bytes = b""
    revoked_at: datetime | None = None
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
) -> VerificationResult:
    """Check a signing certificate's signature over `payload`. Anchors, CRLs and OCSP answers are DER.

    Without any revocation information the certificate counts as not checked, which is an error.
    """
    digest = hashlib.sha256(payload).digest()
    return _verify(digest, signature_der, SIGNING_POLICY, anchors, at, crls, ocsps, revocation=True)


def verify_log_in(
    digest: bytes,
    signature_der: bytes,
    *,
    anchors: Sequence[bytes],
    at: datetime,
    crls: Sequence[bytes] = (),
    signing: bool = False,
    revocation: bool = True,
) -> VerificationResult:
    """Check a user certificate's signature over a challenge; with `signing`, a signing certificate's over a digest.

    The portal uses it: it holds the digest of what was signed and not the bytes. `revocation=False` leaves the
    judgement of revocation to the municipality.
    """
    policy = SIGNING_POLICY if signing else USER_POLICY
    return _verify(digest, signature_der, policy, anchors, at, crls, (), revocation=revocation)


def _verify(
    digest: bytes,
    signature_der: bytes,
    policy: str,
    anchors: Sequence[bytes],
    at: datetime,
    crls: Sequence[bytes],
    ocsps: Sequence[bytes],
    *,
    revocation: bool,
) -> VerificationResult:
    try:
        signed = check(signature_der, digest)
    except NotASignature as refusal:
        return VerificationResult(at, findings=[error(refusal.id, "署名データ", refusal.message)])
    try:
        signer = read_certificate(signed.certificate_der)
    except CannotRead as refusal:
        return VerificationResult(at, findings=[error("J-201", "署名用電子証明書", str(refusal))])
    findings = _of_certificate(signed.certificate, signer, policy, at)
    revoked_at = None
    if not findings:
        findings, revoked_at = _chain(signed.certificate_der, anchors, at, crls, ocsps, revocation=revocation)
    return VerificationResult(at, signer, signed.certificate_der, revoked_at, findings)


def _of_certificate(certificate: x509.Certificate, signer: SignerItems, policy: str, at: datetime) -> list[Finding]:
    found = []
    if signer.policy != policy:
        kinds = {SIGNING_POLICY: "署名用電子証明書", USER_POLICY: "利用者証明用電子証明書"}
        found.append(error("J-202", "証明書", f"{kinds[policy]}ではありません。"))
    if at < signer.not_before:
        found.append(error("J-203", "証明書", "証明書の有効期間がまだ始まっていません。"))
    if at > signer.not_after:
        found.append(error("J-204", "証明書", f"証明書の有効期間（{signer.not_after:%Y-%m-%d}まで）が過ぎています。"))
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        if not usage.digital_signature:
            found.append(error("J-205", "証明書", "署名に使えない証明書です。"))
    except x509.ExtensionNotFound:
        found.append(error("J-205", "証明書", "署名に使えない証明書です。"))
    return found


def _chain(
    certificate_der: bytes,
    anchors: Sequence[bytes],
    at: datetime,
    crls: Sequence[bytes],
    ocsps: Sequence[bytes],
    *,
    revocation: bool,
) -> tuple[list[Finding], datetime | None]:
    """Path to an anchor, and revocation as of `at`."""
    try:
        context = ValidationContext(
            trust_roots=[asn1_x509.Certificate.load(anchor) for anchor in anchors],
            crls=[asn1_crl.CertificateList.load(crl) for crl in crls],
            ocsps=[asn1_ocsp.OCSPResponse.load(ocsp) for ocsp in ocsps],
            allow_fetching=False,
            revocation_mode="require" if revocation else "soft-fail",
            moment=at,
            best_signature_time=at,
        )
        leaf = asn1_x509.Certificate.load(certificate_der)
        validator = CertificateValidator(leaf, validation_context=context)
        asyncio.run(validator.async_validate_usage(key_usage={"digital_signature"}))
    except RevokedError as revoked:
        when = getattr(revoked, "revocation_dt", None)
        return [error("J-301", "証明書", "この証明書は失効しています。")], when
    except InsufficientRevinfoError:
        return [error("J-302", "証明書", "失効していないことを確かめられませんでした。")], None
    except PathBuildingError:
        return [error("J-206", "証明書", "信頼する認証局の証明書ではありません。")], None
    except (PathValidationError, ValidationError, ValueError, TypeError) as broken:
        return [error("J-207", "証明書", f"証明書の経路を確かめられません（{type(broken).__name__}）。")], None
    return [], None


def serial_of(certificate_der: bytes) -> str:
    """The serial number of any certificate, as text. Raises CannotRead."""
    try:
        return serial_text(x509.load_der_x509_certificate(certificate_der).serial_number)
    except ValueError as broken:
        raise CannotRead("証明書として読めません。") from broken
