"""A revocation list, read once however many certificates are looked up in it: a real one has a hundred thousand lines."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import SHA256

KEPT = 4  # lists held in memory
# A list of part of the certificates, or of changes to another list, says nothing of a certificate it does not name.
_PARTIAL = (x509.IssuingDistributionPoint, x509.DeltaCRLIndicator)


@dataclass(frozen=True)
class RevocationList:
    """When it holds, and when and why each certificate was revoked, by serial number; reasons by X.509's names."""

    found: x509.CertificateRevocationList
    revoked: dict[int, tuple[datetime, str]]
    whole: bool
    makers: dict[bytes, bool] = field(default_factory=dict)

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at this moment."""
        until = self.found.next_update_utc
        return self.found.last_update_utc <= at and (until is None or at <= until)

    def is_of(self, issuer: x509.Certificate) -> bool:
        """Whether this authority made it, of all its certificates. Of a long list that takes a while: it is told once."""
        key = issuer.fingerprint(SHA256())
        if key not in self.makers:
            self.makers[key] = self.whole and self.found.issuer == issuer.subject and self._signed_by(issuer)
        return self.makers[key]

    def _signed_by(self, issuer: x509.Certificate) -> bool:
        try:
            return self.found.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
        except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
            return False


@lru_cache(maxsize=KEPT)
def read(der: bytes) -> RevocationList:
    """The list. Raises ValueError."""
    found = x509.load_der_x509_crl(der)
    revoked = {entry.serial_number: (entry.revocation_date_utc, _reason(entry)) for entry in found}
    whole = not any(isinstance(extension.value, _PARTIAL) for extension in found.extensions)
    return RevocationList(found, revoked, whole)


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.name
    except x509.ExtensionNotFound:
        return "unspecified"
