"""Cards of made-up residents for questions in bench/, and a process of its own that answers for them as their authority.

The software cards' own authority looks at every card before each answer: it is made for a demonstration's few. This one
knows of no revocation but those of a long list, and answers with real signatures. As a program it serves until ended:

    python -m sasae.deployment.benchmark_cards PORT KEYFILE
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509 import ocsp

from sasae.deployment.benchmark import Failed
from sasae.deployment.home import Home
from sasae.simulators.card_authority import profile, stamping
from sasae.simulators.software_card.signing import sign
from sasae.simulators.town.records import Person

KEYS, REVOKED = 8, 10_000  # keys that cards take in turn (making one is slow); lines of the revocation list
FIRST_USER_SERIAL = 0x40000000
THREADS = 8


@dataclass(frozen=True)
class Card:
    """A resident's signing certificate with its key, and the number of the user certificate beside it."""

    person: Person
    key: rsa.RSAPrivateKey
    der: bytes
    serial: str
    user_serial: str

    def sign(self, digest: bytes) -> bytes:
        """The chip's detached CMS signature over a digest."""
        return sign(self.key, self.der, digest, datetime.now(UTC))


class Issuer:
    """The authority's root, and the cards it issues: each with a certificate of its own, some with the same key."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self._keys = [rsa.generate_private_key(65537, 2048) for _ in range(KEYS)]
        self._issued = 0

    def card(self, person: Person) -> Card:
        """A card, issued a hundred days ago."""
        key, now = self._keys[self._issued % KEYS], datetime.now(UTC)
        certificate = profile.leaf(
            profile.SIGNING, key.public_key(), self.key, not_before=now - timedelta(days=100),
            not_after=now + timedelta(days=900), status_url="http://127.0.0.1",
            items=profile.four_items(person.name, person.sex, person.birth_date, person.address),
        )  # fmt: skip
        self._issued += 1
        user_serial = f"{FIRST_USER_SERIAL + self._issued:X}"
        return Card(person, key, certificate.public_bytes(Encoding.DER), f"{certificate.serial_number:X}", user_serial)

    def trusted(self, home: Home) -> None:
        """Put the roots where the systems look for them, as an operator does once."""
        folder = home.pki_dir / "trust"
        folder.mkdir(parents=True, exist_ok=True)
        roots = {"signing": profile.root(profile.SIGNING, self.key), "stamping": stamping.root(self.key)}
        for kind, root in roots.items():
            (folder / f"{kind}-ca.pem").write_bytes(root.public_bytes(Encoding.PEM))

    @contextmanager
    def answering(self, home: Home, folder: Path) -> Iterator[None]:
        """A process that tells of revocation and stamps, where the systems of this installation ask for it."""
        file = folder / "authority.pem"
        file.touch(mode=0o600)
        file.write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        command = [sys.executable, "-m", __name__, str(home.ports["card_status"]), str(file)]
        with (folder / "authority.log").open("wb") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
            try:
                _answers(f"{home.page('card_status')}/crl/signing", process)
                yield
            finally:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(30)
                process.kill()
                process.wait()


def _answers(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < end:
        with suppress(httpx.TransportError):
            if httpx.get(url, timeout=60, trust_env=False).status_code == 200:
                return
        time.sleep(0.2)
    raise Failed("カードの認証局の役のプロセスが起動しません。")


# ── the process ─────────────────────────────────────────────────────────────


def _revocation_list(key: rsa.RSAPrivateKey, now: datetime) -> bytes:
    """Nobody's certificate is on it."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(profile.issuer_name(profile.SIGNING))
        .last_update(now - timedelta(minutes=5))
        .next_update(now + timedelta(days=1))
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    for number in range(REVOKED):
        row = x509.RevokedCertificateBuilder().serial_number(number + 1).revocation_date(now - timedelta(days=9))
        builder = builder.add_revoked_certificate(row.build())
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def _good(question: bytes, key: rsa.RSAPrivateKey, root: x509.Certificate) -> bytes:
    """Whatever is asked for is good, for an hour."""
    asked, now = ocsp.load_der_ocsp_request(question), datetime.now(UTC)
    builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
        issuer_name_hash=asked.issuer_name_hash, issuer_key_hash=asked.issuer_key_hash,
        serial_number=asked.serial_number, algorithm=asked.hash_algorithm, cert_status=ocsp.OCSPCertStatus.GOOD,
        this_update=now - timedelta(minutes=5), next_update=now + timedelta(hours=1), revocation_time=None,
        revocation_reason=None,
    )  # fmt: skip
    signed = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, root).sign(key, hashes.SHA256())
    return signed.public_bytes(Encoding.DER)


def _serve(port: int, file: Path) -> None:
    from sasae.wire.server import serve

    key = load_pem_private_key(file.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    root, unit = profile.root(profile.SIGNING, key), stamping.unit(key)
    listed = _revocation_list(key, datetime.now(UTC))

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read()
        told = {
            "/crl/signing": lambda: listed,
            "/ocsp": lambda: _good(body, key, root),
            "/time-stamp": lambda: stamping.answer(body, key, unit, datetime.now(UTC)),
        }.get(environ["PATH_INFO"])
        said = told() if told else b""
        start_response("200 OK" if told else "404 Not Found", [("Content-Length", str(len(said)))])
        return [said]

    options = {"worker_class": "gthread", "workers": 1, "threads": THREADS, "control_socket_disable": True}
    serve({"bind": f"127.0.0.1:{port}", **options}, lambda: answer)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), Path(sys.argv[2]))
