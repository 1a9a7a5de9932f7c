"""A partner's request to be admitted: made where its keys stay, checked where the authority is.

The request is one JSON file: the certificate request (CSR) for the TLS key, the public keys it signs and seals with, and
proofs that it holds what it names. Secrets never leave the partner's machine.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

from sasae.kernel import clock
from sasae.kernel.findings import Finding, error
from sasae.wire import sealing
from sasae.wire.authority import HOSTS
from sasae.wire.identity import WrongName, uri_of

GOOD_FOR = timedelta(days=30)  # a request is answered within this time, or made again
_AHEAD = timedelta(minutes=5)
CURVES = ("secp256r1", "secp384r1")
LARGEST = 64 * 1024  # bytes of a request
_MEMBERS = {"name", "made_at", "csr", "signing_key", "sealing_key", "proof"}


@dataclass(frozen=True)
class Wanted:
    """What a good request asks for."""

    name: str
    hosts: list[str]
    tls_key: ec.EllipticCurvePublicKey
    signing_key: Ed25519PublicKey
    sealing_key: str


def make(folder: Path, name: str, hosts: Iterable[str] = HOSTS) -> Path:
    """On the partner's machine: keys in `folder/name` (kept if there), and the request beside them. Raises WrongName."""
    uri = uri_of(name)
    own = folder / name
    own.mkdir(parents=True, exist_ok=True, mode=0o700)
    tls_key, signing_key = _tls_key(own / "tls.key"), _signing_key(own / "signing.key")
    alternatives = [x509.UniformResourceIdentifier(uri), *map(_host, hosts)]
    csr = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .sign(tls_key, hashes.SHA256())
        .public_bytes(Encoding.PEM)
        .decode("ascii")
    )
    told = {
        "name": name,
        "made_at": clock.real_now().isoformat(timespec="seconds"),
        "csr": csr,
        "signing_key": base64.b64encode(signing_key.public_key().public_bytes_raw()).decode("ascii"),
        "sealing_key": sealing.create(folder, name),
    }
    told["proof"] = base64.b64encode(signing_key.sign(_proved(told))).decode("ascii")
    place = folder / f"{name}.request.json"
    place.write_text(json.dumps(told, indent=1) + "\n", encoding="ascii")
    return place


def fingerprint(content: bytes) -> str:
    """What both sides read to each other over another way, before the request is granted."""
    digest = hashlib.sha256(content).hexdigest().upper()
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))


def check(content: bytes, *, now: datetime) -> tuple[Wanted | None, list[Finding]]:
    """What the request asks for, and all that is wrong with it; None when anything is."""
    told = _read(content)
    if told is None:
        return None, [error("PT-101", "", "登録の申込みとして読めません。sasae partner request で作り直してください。")]
    found = [*_name(told["name"]), *_age(told["made_at"], now)]
    csr, wrong = _csr(told)
    signing_key, unproved = _signing(told)
    found += wrong + unproved
    if not told["sealing_key"].startswith("age1"):
        found.append(error("PT-110", "sealing_key", "封緘用の公開鍵（age）がありません。"))
    if found or csr is None or signing_key is None:
        return None, found
    key = csr.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return Wanted(told["name"], _hosts(csr), key, signing_key, told["sealing_key"]), []


def _read(content: bytes) -> dict[str, str] | None:
    try:
        told = json.loads(content) if len(content) <= LARGEST else None
    except (ValueError, RecursionError):
        return None
    good = isinstance(told, dict) and told.keys() == _MEMBERS and all(isinstance(each, str) for each in told.values())
    return told if good else None


def _name(name: str) -> list[Finding]:
    try:
        uri_of(name)
    except WrongName:
        return [error("PT-102", "name", "システムの名は、英小文字で始まる英小文字・数字・下線の40字までです。")]
    return []


def _age(made_at: str, now: datetime) -> list[Finding]:
    try:
        age = now - datetime.fromisoformat(made_at)
    except (ValueError, TypeError):
        return [error("PT-103", "made_at", "作成の日時を読めません。")]
    if not -_AHEAD <= age <= GOOD_FOR:
        words = f"申込みが古すぎるか、作成の時計がずれています（{GOOD_FOR.days}日以内のもの）。作り直してください。"
        return [error("PT-103", "made_at", words)]
    return []


def _csr(told: dict[str, str]) -> tuple[x509.CertificateSigningRequest | None, list[Finding]]:
    try:
        csr = x509.load_pem_x509_csr(told["csr"].encode())
        signed = csr.is_signature_valid
        key: Any = csr.public_key()
        names = csr.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        uris = _alternatives(csr).get_values_for_type(x509.UniformResourceIdentifier)
    except (ValueError, x509.ExtensionNotFound):
        return None, [error("PT-104", "csr", "証明書の発行要求（CSR）を読めません。")]
    found = []
    if not signed:
        found.append(error("PT-105", "csr", "CSRの署名が正しくありません。TLSの鍵を持つ機械で作り直してください。"))
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name not in CURVES:
        found.append(error("PT-106", "csr", "TLSの鍵の種類が弱いか、使えません。ECDSA P-256かP-384にしてください。"))
    if [str(each.value) for each in names] != [told["name"]] or [*uris] != [f"urn:sasae:system:{told['name']}"]:
        found.append(error("PT-107", "csr", "CSRの名が、申込みの名と異なります。名は1つだけ書いてください。"))
    return csr, found


def _signing(told: dict[str, str]) -> tuple[Ed25519PublicKey | None, list[Finding]]:
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(told["signing_key"], validate=True))
    except (ValueError, binascii.Error):
        return None, [error("PT-108", "signing_key", "署名用の公開鍵（Ed25519）を読めません。")]
    try:
        key.verify(base64.b64decode(told["proof"], validate=True), _proved(told))
    except (InvalidSignature, ValueError, binascii.Error):
        words = "申込みの署名が、署名用の鍵と合いません。途中で変わったか、別の鍵です。"
        return None, [error("PT-109", "proof", words)]
    return key, []


def _proved(told: dict[str, str]) -> bytes:
    """All that is asked for, in one order."""
    return "\n".join(told[name] for name in ("name", "made_at", "csr", "signing_key", "sealing_key")).encode()


def _alternatives(csr: x509.CertificateSigningRequest) -> x509.SubjectAlternativeName:
    return csr.extensions.get_extension_for_class(x509.SubjectAlternativeName).value


def _hosts(csr: x509.CertificateSigningRequest) -> list[str]:
    asked = _alternatives(csr)
    addresses = [str(address) for address in asked.get_values_for_type(x509.IPAddress)]
    return [*asked.get_values_for_type(x509.DNSName), *addresses]


def _host(host: str) -> x509.GeneralName:
    import ipaddress

    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _tls_key(path: Path) -> ec.EllipticCurvePrivateKey:
    if not path.exists():
        _keep(path, ec.generate_private_key(ec.SECP256R1()))
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path} is not an ECDSA key.")
    return key


def _signing_key(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        _keep(path, Ed25519PrivateKey.generate())
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} is not an Ed25519 key.")
    return key


def _keep(path: Path, key: ec.EllipticCurvePrivateKey | Ed25519PrivateKey) -> None:
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
