"""What the authority says of its certificates: revocation lists and OCSP answers, as bytes."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from sasae.simulators.card_authority.actions import authority
from sasae.simulators.card_authority.models import Card, Kind, Revocation

LIST_LASTS, ANSWER_LASTS = timedelta(hours=24), timedelta(hours=1)
EARLIER = timedelta(minutes=5)  # clocks of verifiers may be a little behind


def revocation_list(kind: str, now: datetime) -> bytes:
    """The revocation list of a root, DER."""
    key, certificate = authority(kind)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(certificate.subject)
        .last_update(now - EARLIER)
        .next_update(now + LIST_LASTS)
        .add_extension(x509.CRLNumber(int(now.timestamp() * 1000)), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    for row in Revocation.objects.filter(kind=kind).order_by("id"):
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(int(row.serial, 16))
            .revocation_date(row.revoked_at)
            .add_extension(x509.CRLReason(x509.ReasonFlags(row.reason)), critical=False)
            .build()
        )
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def ocsp_answer(question: bytes, now: datetime) -> bytes:
    """The answer to an OCSP question, DER: good, revoked, or unknown for a number nobody has."""
    try:
        asked = ocsp.load_der_ocsp_request(question)
        nonces = [each.value for each in asked.extensions if isinstance(each.value, x509.OCSPNonce)]
    except (ValueError, NotImplementedError):
        return _refusal(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
    kind = next((kind for kind in Kind.values if _asks(asked, authority(kind)[1])), None)
    if kind is None:
        return _refusal(ocsp.OCSPResponseStatus.UNAUTHORIZED)
    key, certificate = authority(kind)
    status, revoked = _status(kind, f"{asked.serial_number:X}")
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response_by_hash(
            issuer_name_hash=asked.issuer_name_hash,
            issuer_key_hash=asked.issuer_key_hash,
            serial_number=asked.serial_number,
            algorithm=asked.hash_algorithm,
            cert_status=status,
            this_update=now - EARLIER,
            next_update=now + ANSWER_LASTS,
            revocation_time=revoked.revoked_at if revoked else None,
            revocation_reason=x509.ReasonFlags(revoked.reason) if revoked else None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, certificate)
    )
    for nonce in nonces:
        builder = builder.add_extension(nonce, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def _status(kind: str, serial: str) -> tuple[ocsp.OCSPCertStatus, Revocation | None]:
    revoked = Revocation.objects.filter(kind=kind, serial=serial).first()
    if revoked is not None:
        return ocsp.OCSPCertStatus.REVOKED, revoked
    if Card.objects.filter(**{f"{kind}_serial": serial}).exists():
        return ocsp.OCSPCertStatus.GOOD, None
    return ocsp.OCSPCertStatus.UNKNOWN, None


def _asks(asked: ocsp.OCSPRequest, root: x509.Certificate) -> bool:
    """Whether the question names this root, by name and by key."""
    public = root.public_key()
    if not isinstance(public, rsa.RSAPublicKey):
        return False
    own = ocsp.OCSPRequestBuilder().add_certificate(root, root, asked.hash_algorithm).build()
    return (own.issuer_name_hash, own.issuer_key_hash) == (asked.issuer_name_hash, asked.issuer_key_hash)


def _refusal(status: ocsp.OCSPResponseStatus) -> bytes:
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)
