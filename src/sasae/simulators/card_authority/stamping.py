"""A time-stamping authority (RFC 3161), as bytes: whoever asks gets a stamp over a SHA-256; anything else is refused.

Its certificate is issued by a root of its own, which lasts as the other roots do.
"""

import hashlib
import secrets
from datetime import datetime

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sasae.simulators.card_authority.profile import ROOT_FROM, ROOT_TO

SHA256_SIZE = 32  # bytes
TST_INFO = "1.2.840.113549.1.9.16.1.4"  # by number: the library knows the name only when it was imported early enough
POLICY = "1.2.392.200149.99.1"  # of this stand-in alone


def root(key: rsa.RSAPrivateKey) -> x509.Certificate:
    """The self-signed root."""
    name = _name("Sasae Time Root")
    usage = x509.BasicConstraints(ca=True, path_length=0)
    return _builder(name, name, key.public_key()).add_extension(usage, critical=True).sign(key, hashes.SHA256())


def unit(key: rsa.RSAPrivateKey) -> x509.Certificate:
    """The certificate that stamps: for time stamping and nothing else. The root's key is its key as well."""
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    builder = _builder(_name("Sasae Time Stamp Unit"), _name("Sasae Time Root"), key.public_key())
    return builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"), x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(ROOT_FROM)
        .not_valid_after(ROOT_TO)
    )


def answer(question: bytes, key: rsa.RSAPrivateKey, certificate: x509.Certificate, now: datetime) -> bytes:
    """A stamp over what is asked. Raises ValueError for what is no question, or not about a SHA-256."""
    asked = tsp.TimeStampReq.load(question, strict=True)
    imprint, nonce = asked["message_imprint"], asked["nonce"].native
    if (
        imprint["hash_algorithm"]["algorithm"].native != "sha256"
        or len(imprint["hashed_message"].native) != SHA256_SIZE
    ):
        raise ValueError("not a SHA-256")
    said = {
        "version": "v1",
        "policy": POLICY,
        "message_imprint": imprint,
        "serial_number": secrets.randbits(63),
        "gen_time": now.replace(microsecond=0),
        **({} if nonce is None else {"nonce": nonce}),
    }
    token = _signed(tsp.TSTInfo(said).dump(), key, certificate)
    der: bytes = tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump()
    return der


def _signed(held: bytes, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> cms.ContentInfo:
    own = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": [TST_INFO]},
            {"type": "message_digest", "values": [hashlib.sha256(held).digest()]},
        ]
    )
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number}),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"}),
            "signature": key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256()),
        }
    )
    data = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": TST_INFO, "content": core.ParsableOctetString(held)},
            "certificates": [own],
            "signer_infos": [signer],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": data})
