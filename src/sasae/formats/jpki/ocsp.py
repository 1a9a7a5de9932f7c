"""What an authority's immediate answer (OCSP) is worth: by whom it was given, for what, and when."""

from datetime import datetime, timedelta
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

OLDEST = timedelta(hours=24)  # an answer that names no end of its own
AHEAD = timedelta(minutes=10)  # clocks of the two ends may differ


class Worth(StrEnum):
    """USABLE says good or revoked, and stands. UNKNOWN: the authority does not know the number. The rest says nothing."""

    USABLE = "usable"
    UNKNOWN = "unknown"
    OTHER = "別の証明書についての回答"
    FOREIGN = "認証局の署名でない"
    STALE = "その時点のものでない"
    DAMAGED = "回答として読めない"


def worth_of(der: bytes, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> Worth:
    """What this answer is worth for this certificate at this moment."""
    try:
        answer = ocsp.load_der_ocsp_response(der)
        if answer.response_status != ocsp.OCSPResponseStatus.SUCCESSFUL:
            return Worth.DAMAGED
        if answer.serial_number != certificate.serial_number or not _names(answer, certificate, issuer):
            return Worth.OTHER
        if not _given_by(answer, issuer, at):
            return Worth.FOREIGN
        until = answer.next_update_utc or answer.this_update_utc + OLDEST
        if not answer.this_update_utc - AHEAD <= at <= until:
            return Worth.STALE
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return Worth.DAMAGED
    return Worth.UNKNOWN if answer.certificate_status == ocsp.OCSPCertStatus.UNKNOWN else Worth.USABLE


def _names(answer: ocsp.OCSPResponse, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the answer is about a certificate of this issuer, by its name and by its key."""
    asked = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, answer.hash_algorithm).build()
    return (asked.issuer_name_hash, asked.issuer_key_hash) == (answer.issuer_name_hash, answer.issuer_key_hash)


def _given_by(answer: ocsp.OCSPResponse, issuer: x509.Certificate, at: datetime) -> bool:
    """Signed by the issuer, or by one it certified for just that."""
    return any(_signed(answer, signer) for signer in (issuer, *_delegates(answer, issuer, at)))


def _delegates(answer: ocsp.OCSPResponse, issuer: x509.Certificate, at: datetime) -> list[x509.Certificate]:
    found = []
    for one in answer.certificates:
        try:
            one.verify_directly_issued_by(issuer)
            usage = one.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
            continue
        if ExtendedKeyUsageOID.OCSP_SIGNING in usage and one.not_valid_before_utc <= at <= one.not_valid_after_utc:
            found.append(one)
    return found


def _signed(answer: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    key = signer.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or not isinstance(answer.signature_hash_algorithm, SHA256):
        return False
    try:
        key.verify(answer.signature, answer.tbs_response_bytes, padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True
