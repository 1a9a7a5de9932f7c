"""From a certificate to a trust anchor, by `cryptography`'s path check, and whether it was revoked.

The path check fetches nothing and looks at no revocation: lists and answers are looked at here, each list read once
however many certificates are looked up in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache

from cryptography import x509
from cryptography.x509 import ocsp, verification

from sasae.formats.issues import Issues
from sasae.formats.jpki import revocation_list
from sasae.formats.jpki.ocsp import Worth, worth_of
from sasae.formats.jpki.rules import DOUBTFUL, NO_REASON, REASONS
from sasae.kernel.clock import TOKYO

AT = "証明書"
# A card's certificate names a person, not a server; what it must hold is looked at by `sasae.formats.jpki.verification`.
# Its policies may be critical, which the path check leaves to us: they are compared there.
_HOLDER = verification.ExtensionPolicy.permit_all().may_be_present(
    x509.CertificatePolicies, verification.Criticality.AGNOSTIC, None
)
_AUTHORITY = verification.ExtensionPolicy.webpki_defaults_ca()
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
    certificate: x509.Certificate,
    *,
    anchors: Sequence[bytes],
    at: datetime,
    crls: Sequence[bytes],
    ocsps: Sequence[bytes],
    revocation: bool,
    issues: Issues,
    received_at: datetime | None = None,
    known_at: datetime | None = None,
) -> Status:
    """Path to an anchor at a moment within the certificate's validity, and its revocation. Faults go to `issues`.

    `received_at` is when somebody else than the signer received what was signed: a certificate revoked after that, for
    a reason that says nothing about the key, was good then. `known_at` is the moment of lists and answers where not `at`.
    """
    moment = known_at or at
    issuers = _issuers(certificate, tuple(anchors), at, issues)
    if not issuers or not revocation:
        return Status(Revocation.UNKNOWN if revocation else Revocation.UNCHECKED)
    told = [
        *_answers(ocsps, certificate, issuers, moment, issues),
        *_lines(crls, certificate, issuers, moment, issues),
    ]
    revoked = next((one for one in told if one.revocation is Revocation.REVOKED), None)
    if revoked is not None:
        _say_revoked(revoked, received_at, issues)
        return revoked
    if not told:
        stale = any(_holds_not(der, moment) for der in crls)
        why = "失効情報が、その時点のものではない" if stale else "この証明書についての失効情報がない"
        issues.add("J-302", AT, reason=why)
        return Status(Revocation.UNKNOWN)
    return told[0]


def _issuers(
    certificate: x509.Certificate, anchors: tuple[bytes, ...], at: datetime, issues: Issues
) -> list[x509.Certificate]:
    """The anchors that bear the issuer's name, when the certificate leads to one of them."""
    try:
        roots = _roots(anchors)
        if not any(root.subject == certificate.issuer for root in roots):
            issues.add("J-206", AT)
            return []
        policy = verification.PolicyBuilder().store(verification.Store(roots))
        policy = policy.time(at.astimezone(UTC).replace(tzinfo=None))
        policy = policy.extension_policies(ca_policy=_AUTHORITY, ee_policy=_HOLDER)
        policy.build_client_verifier().verify(certificate, [])
    except verification.VerificationError:
        issues.add("J-206", AT)
        return []
    except _DAMAGED:
        issues.add("J-207", AT, reason="形式の誤り")
        return []
    return [root for root in roots if root.subject == certificate.issuer]


@lru_cache(maxsize=4)
def _roots(anchors: tuple[bytes, ...]) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(anchor) for anchor in anchors]


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
