"""From a certificate to a trust anchor, and whether it was revoked: pyhanko-certvalidator, fetching nothing."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    InsufficientRevinfoError,
    PathError,
    RevokedError,
    StaleRevinfoError,
    ValidationError,
)

from sasae.formats.issues import Issues
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
    unknown = Status(Revocation.UNKNOWN if revocation else Revocation.UNCHECKED)
    if revocation:
        ocsps = _usable(ocsps, certificate_der, anchors, at, issues)
    try:
        leaf = asn1_x509.Certificate.load(certificate_der, strict=True)
        context = ValidationContext(
            trust_roots=[asn1_x509.Certificate.load(anchor, strict=True) for anchor in anchors],
            crls=_readable(crls, _crl, issues) if revocation else [],
            ocsps=_readable(ocsps, _ocsp, issues) if revocation else [],
            allow_fetching=False,
            revocation_mode="require" if revocation else "none",
            moment=at,
            best_signature_time=at,
        )
        validator = CertificateValidator(leaf, validation_context=context)
        asyncio.run(validator.async_validate_usage(key_usage={"digital_signature"}))  # type: ignore[no-untyped-call]
    except RevokedError as revoked:
        reason = str(revoked.reason.native)
        day = revoked.revocation_dt.astimezone(TOKYO).date().isoformat()
        later = received_at is not None and revoked.revocation_dt > received_at and reason not in DOUBTFUL
        issues.add("J-304" if later else "J-301", AT, day=day, reason=REASONS.get(reason, NO_REASON))
        if later:  # the validator stopped at the revocation: the rest of the path is still to be looked at
            check_path(certificate_der, anchors=anchors, at=at, crls=(), ocsps=(), revocation=False, issues=issues)
        return Status(Revocation.REVOKED, reason, revoked.revocation_dt)
    except StaleRevinfoError:
        issues.add("J-302", AT, reason="失効情報が、その時点のものではない")
        return unknown
    except InsufficientRevinfoError:
        issues.add("J-302", AT, reason="この証明書についての失効情報がない")
        return unknown
    except PathError:
        issues.add("J-206", AT)
        return unknown
    except ValidationError as broken:
        issues.add("J-207", AT, reason=type(broken).__name__)
        return unknown
    except _DAMAGED:
        issues.add("J-207", AT, reason="形式の誤り")
        return unknown
    return Status(Revocation.GOOD if revocation else Revocation.UNCHECKED)


def _usable(
    ocsps: Sequence[bytes], certificate_der: bytes, anchors: Sequence[bytes], at: datetime, issues: Issues
) -> list[bytes]:
    """The answers that say something of this certificate; what is wrong with the others is told."""
    if not ocsps:
        return []
    try:
        certificate = x509.load_der_x509_certificate(certificate_der)
        roots = [x509.load_der_x509_certificate(anchor) for anchor in anchors]
    except ValueError:
        return []  # said by the check of the path
    found = []
    for der in ocsps:
        worth = [worth_of(der, certificate, root, at) for root in roots if root.subject == certificate.issuer]
        if Worth.USABLE in worth:
            found.append(der)
        elif Worth.UNKNOWN in worth:
            issues.add("J-306", "失効情報")
        else:
            issues.add("J-305", "失効情報", reason=(worth or [Worth.FOREIGN])[0].value)
    return found


def _readable(items: Sequence[bytes], read: Callable[[bytes], Any], issues: Issues) -> list[Any]:
    """What can be read of them; the rest is told and left out."""
    found = []
    for item in items:
        try:
            found.append(read(item))
        except _DAMAGED:
            issues.add("J-303", "失効情報")
    return found


def _crl(der: bytes) -> Any:
    """A revocation list, looked at as far as it will be used: entries are read lazily otherwise."""
    loaded = asn1_crl.CertificateList.load(der, strict=True)
    listed = loaded["tbs_cert_list"]
    _ = (listed["issuer"].native, listed["this_update"].native, listed["next_update"].native)
    for entry in listed["revoked_certificates"]:
        _ = (entry["user_certificate"].native, entry["revocation_date"].native)
    return loaded


def _ocsp(der: bytes) -> Any:
    """A successful OCSP answer. Raises ValueError for a refusal: it says nothing."""
    loaded = asn1_ocsp.OCSPResponse.load(der, strict=True)
    if loaded["response_status"].native != "successful":
        raise ValueError("no answer")
    for single in loaded.basic_ocsp_response["tbs_response_data"]["responses"]:
        _ = (single["cert_id"].native, single["cert_status"].native, single["this_update"].native)
    return loaded
