"""From a certificate to a trust anchor (pyhanko-certvalidator, fetching nothing), and whether it was revoked.

Lists and answers are looked at here and not by the validator: it would read a list of ten thousand lines anew for each
certificate, which takes half a second.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.x509 import ocsp
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from sasae.formats.issues import Issues
from sasae.formats.jpki import revocation_list
from sasae.formats.jpki.ocsp import Worth, worth_of
from sasae.formats.jpki.rules import DOUBTFUL, NO_REASON, REASONS
from sasae.kernel.clock import TOKYO

AT = "証明書"
_DAMAGED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


class Revocation(StrEnum):
    """What is known of revocation. UNCHECKED: the caller did not ask."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    UNCHECKED = "unchecked"


@dataclass(frozen=True)
class Status:
    """Revocation as of the moment asked for. `reason` is CRLReason's name, e.g. `affiliation_changed`."""

    revocation: Revocation
    reason: str = ""
    revoked_at: datetime | None = None


def check_path(
    certificate_der: bytes,
    *,
    anchors: Sequence[bytes],
    at: datetime,
    crls: Sequence[bytes],
    ocsps: Sequence[bytes],
    revocation: bool,
    issues: Issues,
    received_at: datetime | None = None,
) -> Status:
    """Path to an anchor at a moment within the certificate's validity, and its revocation. Faults go to `issues`.

    `received_at` is when somebody else than the signer received what was signed: a certificate revoked after that, for
    a reason that says nothing about the key, was good then.
    """
    if not _leads_to_anchor(certificate_der, anchors, at, issues):
        return Status(Revocation.UNKNOWN if revocation else Revocation.UNCHECKED)
    if not revocation:
        return Status(Revocation.UNCHECKED)
    try:
        certificate = x509.load_der_x509_certificate(certificate_der)
        roots = [x509.load_der_x509_certificate(anchor) for anchor in anchors]
    except ValueError:
        issues.add("J-207", AT, reason="形式の誤り")
        return Status(Revocation.UNKNOWN)
    issuers = [root for root in roots if root.subject == certificate.issuer]
    told = [
        *_answers(ocsps, certificate, issuers, at, issues),
        *_lines(crls, certificate, issuers, at, issues),
    ]
    revoked = next((one for one in told if one.revocation is Revocation.REVOKED), None)
    if revoked is not None:
        _say_revoked(revoked, received_at, issues)
        return revoked
    if not told:
        stale = any(_holds_not(der, at) for der in crls)
        why = "失効情報が、その時点のものではない" if stale else "この証明書についての失効情報がない"
        issues.add("J-302", AT, reason=why)
        return Status(Revocation.UNKNOWN)
    return told[0]


def _leads_to_anchor(certificate_der: bytes, anchors: Sequence[bytes], at: datetime, issues: Issues) -> bool:
    try:
        context = ValidationContext(
            trust_roots=[asn1_x509.Certificate.load(anchor, strict=True) for anchor in anchors],
            allow_fetching=False, revocation_mode="none", moment=at, best_signature_time=at,
        )  # fmt: skip
        leaf = asn1_x509.Certificate.load(certificate_der, strict=True)
        validator = CertificateValidator(leaf, validation_context=context)
        asyncio.run(validator.async_validate_usage(key_usage={"digital_signature"}))  # type: ignore[no-untyped-call]
    except PathError:
        issues.add("J-206", AT)
        return False
    except ValidationError as broken:
        issues.add("J-207", AT, reason=type(broken).__name__)
        return False
    except _DAMAGED:
        issues.add("J-207", AT, reason="形式の誤り")
        return False
    return True


def _say_revoked(status: Status, received_at: datetime | None, issues: Issues) -> None:
    when = status.revoked_at
    later = received_at is not None and when is not None and when > received_at and status.reason not in DOUBTFUL
    day = when.astimezone(TOKYO).date().isoformat() if when else "日付不明"
    issues.add("J-304" if later else "J-301", AT, day=day, reason=REASONS.get(status.reason, NO_REASON))


def _answers(
    ocsps: Sequence[bytes],
    certificate: x509.Certificate,
    issuers: Sequence[x509.Certificate],
    at: datetime,
    issues: Issues,
) -> Iterator[Status]:
    """What the immediate answers say that stand; what is wrong with the others is told."""
    for der in ocsps:
        worth = [worth_of(der, certificate, issuer, at) for issuer in issuers]
        if Worth.USABLE in worth:
            yield _said(ocsp.load_der_ocsp_response(der))
        elif Worth.UNKNOWN in worth:
            issues.add("J-306", "失効情報")
        else:
            issues.add("J-305", "失効情報", reason=(worth or [Worth.FOREIGN])[0].value)


def _said(answer: ocsp.OCSPResponse) -> Status:
    if answer.certificate_status == ocsp.OCSPCertStatus.GOOD:
        return Status(Revocation.GOOD)
    reason = answer.revocation_reason
    return Status(Revocation.REVOKED, reason.name if reason else "unspecified", answer.revocation_time_utc)


def _lines(
    crls: Sequence[bytes],
    certificate: x509.Certificate,
    issuers: Sequence[x509.Certificate],
    at: datetime,
    issues: Issues,
) -> Iterator[Status]:
    """What the lists in force say, of those the issuer made."""
    for der in crls:
        try:
            listed = revocation_list.read(der)
        except _DAMAGED:
            issues.add("J-303", "失効情報")
            continue
        if not listed.holds(at) or not any(listed.is_of(issuer) for issuer in issuers):
            continue
        when, reason = listed.revoked.get(certificate.serial_number, (None, ""))
        gone = when is not None and when <= at
        yield Status(Revocation.REVOKED, reason, when) if gone else Status(Revocation.GOOD)


def _holds_not(der: bytes, at: datetime) -> bool:
    """Whether a readable list is of another time."""
    try:
        return not revocation_list.read(der).holds(at)
    except _DAMAGED:
        return False
