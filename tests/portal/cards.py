"""Number cards for residents: issued as the simulated authority issues them, signing as the software card signs.

The authority's revocation lists are fetched over HTTP, as the portal does it.
"""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from sasae.kernel import clock
from sasae.simulators.card_authority import profile
from sasae.simulators.software_card.questions import Question
from sasae.simulators.software_card.signing import sign

KINDS = ("signing", "user")


@cache
def key(number: int) -> rsa.RSAPrivateKey:
    """Keys are slow to make: the same ones for the whole run."""
    return rsa.generate_private_key(65537, 2048)


@dataclass
class Card:
    """Both certificates of one person, each with its key."""

    name: str
    certificates: dict[str, x509.Certificate]
    keys: dict[str, rsa.RSAPrivateKey]

    def serial(self, kind: str) -> str:
        return f"{self.certificates[kind].serial_number:X}"

    def der(self, kind: str) -> bytes:
        return self.certificates[kind].public_bytes(Encoding.DER)

    def sign(self, kind: str, digest: bytes, at: datetime | None = None) -> bytes:
        """The chip's signature over a digest."""
        return sign(self.keys[kind], self.der(kind), digest, at or clock.now())

    def answer(self, question: Question) -> dict[str, str]:
        """What the card page sends the browser back with."""
        signature = self.sign(question.kind, bytes.fromhex(question.digest))
        return {
            "state": question.state,
            "signature": base64.b64encode(signature).decode(),
            "certificate": base64.b64encode(self.der(question.kind)).decode(),
        }


@dataclass
class Authority:
    """Issues cards and keeps the revocation lists; `away` lets nobody fetch them."""

    number: int = 100
    url: str = ""
    away: bool = False
    revoked: dict[str, dict[int, datetime]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    fetched: list[str] = field(default_factory=list)

    def root(self, kind: str) -> x509.Certificate:
        return profile.root(kind, key(self.number + KINDS.index(kind)))

    def card(
        self, name: str, birth: date, address: str, *, start: datetime | None = None, end: datetime | None = None
    ) -> Card:
        """A card with both certificates; the signing one carries the four items."""
        items = profile.four_items(name, "2", birth, address)
        certificates = {
            kind: profile.leaf(
                kind, key(1).public_key(), key(self.number + KINDS.index(kind)),
                not_before=start or clock.now() - timedelta(days=100),
                not_after=end or clock.now() + timedelta(days=900),
                items=items if kind == "signing" else None, status_url=self.url,
            )
            for kind in KINDS
        }  # fmt: skip
        return Card(name, certificates, dict.fromkeys(KINDS, key(1)))

    def revoke(self, card: Card, kind: str) -> None:
        self.revoked[kind][card.certificates[kind].serial_number] = clock.now() - timedelta(hours=1)

    def revocation_list(self, kind: str) -> bytes:
        issuer, now = key(self.number + KINDS.index(kind)), clock.now()
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(profile.issuer_name(kind))
            .last_update(now - timedelta(minutes=5))
            .next_update(now + timedelta(days=1))
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), critical=False)
        )
        for serial, when in self.revoked[kind].items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(issuer, hashes.SHA256()).public_bytes(Encoding.DER)


@contextmanager
def over_http(authority: Authority) -> Iterator[None]:
    """The authority's revocation lists on 127.0.0.1."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802
            authority.fetched.append(self.path)
            kind = self.path.removeprefix("/crl/")
            found = kind in KINDS and not authority.away
            self.send_response(200 if found else 503)
            self.end_headers()
            if found:
                self.wfile.write(authority.revocation_list(kind))

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    authority.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
