"""A card authority for tests: cards with both certificates, a revocation list and OCSP answers over HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509 import ocsp
from cryptography.x509.oid import NameOID

from sasae.kernel import clock
from sasae.simulators.card_authority import stamping

YEAR = timedelta(days=365)
ITEM = "1.2.392.200149.8.5.5."
SIGNING_POLICY = "1.2.392.200149.8.5.1.1.20"


@dataclass
class Card:
    """A townsperson's signing certificate with its key, and the number of the user certificate beside it."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    user_serial: str

    @property
    def serial(self) -> str:
        return f"{self.certificate.serial_number:X}"

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def sign(self, payload: bytes) -> bytes:
        """A detached CMS signature."""
        options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.NoCapabilities]
        builder = (
            pkcs7.PKCS7SignatureBuilder().set_data(payload).add_signer(self.certificate, self.key, hashes.SHA256())
        )
        return builder.sign(Encoding.DER, options)


@dataclass
class Authority:
    """Issues cards and tells of revocation. `silent` stops the answers (OCSP), `timeless` the stamps, `away` everything."""

    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    revoked: dict[int, datetime] = field(default_factory=dict)
    known: dict[int, x509.Certificate] = field(default_factory=dict)
    user_serials: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    timeless: bool = False
    away: bool = False
    url: str = ""

    def __post_init__(self) -> None:
        self.name = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "JPKI"),
                x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "JPKI for digital signature"),
            ]
        )
        self.root = self._certificate(
            self.key, self.name, clock.now() - 10 * YEAR, clock.now() + 10 * YEAR,
            [
                (x509.BasicConstraints(ca=True, path_length=None), True),
                (_usage("key_cert_sign", "crl_sign"), True),
                (x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), False),
            ],
        )  # fmt: skip

    def _certificate(
        self, key: rsa.RSAPrivateKey, subject: x509.Name, first: datetime, last: datetime,
        extensions: list[tuple[x509.ExtensionType, bool]],
    ) -> x509.Certificate:  # fmt: skip
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(first)
            .not_valid_after(last)
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical=critical)
        return builder.sign(self.key, hashes.SHA256())

    def card(
        self,
        name: str,
        birth: date,
        address: str,
        *,
        sex: str = "2",
        ended: bool = False,
        user_serial: str = "4A1B2C3D",
    ) -> Card:
        """Issue a card; `ended` makes one that ran out yesterday."""
        now = clock.now()
        first, last = (now - 5 * YEAR, now - timedelta(days=1)) if ended else (now - YEAR, now + YEAR)
        key = rsa.generate_private_key(65537, 2048)
        items = {1: name, 4: f"4{birth:%Y%m%d}", 3: sex, 5: address, 2: "0" * len(name), 6: "0" * len(address)}
        names = [
            x509.OtherName(x509.ObjectIdentifier(f"{ITEM}{place}"), core.UTF8String(text).dump())
            for place, text in items.items()
        ]
        policy = x509.PolicyInformation(x509.ObjectIdentifier(SIGNING_POLICY), None)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{now:%Y%m%d%H%M%S}0000114130A001")])
        certificate = self._certificate(
            key, subject, first, last,
            [
                (_usage("digital_signature", "content_commitment"), True),
                (x509.CertificatePolicies([policy]), False),
                (x509.SubjectAlternativeName(names), False),
                (x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False),
            ],
        )  # fmt: skip
        self.known[certificate.serial_number] = certificate
        made = Card(key, certificate, user_serial)
        self.user_serials[made.serial] = user_serial
        return made

    def revoke(self, card: Card) -> None:
        self.revoked[card.certificate.serial_number] = clock.now() - timedelta(hours=1)

    def stamp(self, question: bytes) -> bytes | None:
        return stamping.answer(question, self.key, stamping.unit(self.key), clock.now())

    def revocation_list(self) -> bytes:
        now = clock.now()
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.subject)
            .last_update(now - timedelta(minutes=5))
            .next_update(now + timedelta(days=1))
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        for serial, when in self.revoked.items():
            row = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when).build()
            builder = builder.add_revoked_certificate(row)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def answer(self, question: bytes) -> bytes:
        asked = ocsp.load_der_ocsp_request(question)
        certificate = self.known.get(asked.serial_number)
        if certificate is None:
            unknown = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED)
            return unknown.public_bytes(Encoding.DER)
        now, when = clock.now(), self.revoked.get(asked.serial_number)
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=certificate, issuer=self.root, algorithm=asked.hash_algorithm,
            cert_status=ocsp.OCSPCertStatus.REVOKED if when else ocsp.OCSPCertStatus.GOOD,
            this_update=now - timedelta(minutes=5), next_update=now + timedelta(hours=1), revocation_time=when,
            revocation_reason=x509.ReasonFlags.key_compromise if when else None,
        )  # fmt: skip
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.root)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _usage(*allowed: str) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in allowed for name in names})


@contextmanager
def over_http(authority: Authority) -> Iterator[str]:
    """The authority's public addresses on 127.0.0.1; gives their base."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802
            self._tell(authority.revocation_list() if self.path == "/crl/signing" else None)

        def do_POST(self) -> None:  # noqa: N802
            question = self.rfile.read(int(self.headers["content-length"]))
            if self.path == "/time-stamp":
                self._tell(None if authority.timeless else authority.stamp(question))
                return
            self._tell(authority.answer(question) if self.path == "/ocsp" and not authority.silent else None)

        def _tell(self, content: bytes | None) -> None:
            self.send_response(503 if authority.away else 200 if content is not None else 404)
            self.end_headers()
            if content is not None and not authority.away:
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    authority.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield authority.url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
