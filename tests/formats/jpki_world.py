"""A small PKI for tests of the reader: certificates and signatures by the simulators' builders, lists by our own hand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from sasae.simulators.card_authority import profile
from sasae.simulators.software_card.signing import sign

NOW = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
PAYLOAD = '{"form":"certificate_application","applicant":{"name":"佐藤　美咲"}}'.encode()
NAME, ADDRESS, BIRTH = "髙橋　美咲", "神奈川県川崎市川崎区本町９１番２号", date(1988, 5, 14)


@cache
def key(number: int = 0, bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def der(thing) -> bytes:
    return thing.public_bytes(Encoding.DER)


@cache
def root(kind: str, number: int = 100) -> x509.Certificate:
    return profile.root(kind, key(number))


@dataclass(frozen=True)
class Holder:
    """A card: key and certificate."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return der(self.certificate)

    def sign(self, digest: bytes) -> bytes:
        return sign(self.key, self.der, digest, NOW)


def holder(kind="signing", *, issuer=100, start=NOW - timedelta(days=100), end=NOW + timedelta(days=900), items=...):
    """A certificate of the profile; `items` to have other items in it."""
    if items is ...:
        items = profile.four_items(NAME, "2", BIRTH, ADDRESS) if kind == "signing" else None
    certificate = profile.leaf(
        kind, key(1).public_key(), key(issuer), not_before=start, not_after=end, items=items,
        status_url="http://127.0.0.1:8011",
    )  # fmt: skip
    return Holder(key(1), certificate)


def crl(kind="signing", revoked=(), *, issuer=100, at=NOW, lasts=timedelta(hours=24)) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(profile.issuer_name(kind))
        .last_update(at - timedelta(minutes=5))
        .next_update(at + lasts)
        .add_extension(x509.CRLNumber(7), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key(issuer).public_key()), critical=False)
    )
    for serial, when, reason in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when)
        builder = builder.add_revoked_certificate(
            entry.add_extension(x509.CRLReason(x509.ReasonFlags(reason)), critical=False).build()
        )
    return der(builder.sign(key(issuer), hashes.SHA256()))


def answer(subject: x509.Certificate, kind="signing", revoked_at=None, *, issuer=100, at=NOW) -> bytes:
    """An OCSP answer about one certificate."""
    status = ocsp.OCSPCertStatus.REVOKED if revoked_at else ocsp.OCSPCertStatus.GOOD
    builder = ocsp.OCSPResponseBuilder().add_response(
        subject, root(kind, issuer), hashes.SHA1(), status, at - timedelta(minutes=5), at + timedelta(hours=1),
        revoked_at, x509.ReasonFlags.affiliation_changed if revoked_at else None,
    )  # fmt: skip
    responder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, root(kind, issuer))
    return der(responder.sign(key(issuer), hashes.SHA256()))
