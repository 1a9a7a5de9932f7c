"""The installation's own certificate authority: the only one its systems trust, and they trust it for nothing else.

    pki/ca.pem  ca.key (0600)  ca.crl  issued.jsonl  directory.json (public signing keys)
    pki/<name>/tls.pem  tls.key  signing.key  sealing.key  sealing.pub

TLS keys are ECDSA P-256, signing keys Ed25519, sealing keys X25519 (age). A machine needs `ca.pem`, `ca.crl`,
`directory.json`, the others' `sealing.pub` and its own folder; `ca.key` stays with the authority.
"""

import base64
import ipaddress
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sasae.kernel import clock
from sasae.kernel.whole_files import replace_whole
from sasae.wire import sealing
from sasae.wire.authority_files import BACKDATE, KEY, authority_of, present_crl, read_certificate, write_crl
from sasae.wire.identity import names_of, uri_of

CA_DAYS = 3650
LEAF_DAYS = 397
HOSTS = ("localhost", "127.0.0.1")

PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def create_authority(pki_dir: Path | str) -> None:
    """Make the authority and its empty revocation list, unless there is one already."""
    folder = Path(pki_dir)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / "ca.pem").exists():
        return
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = root_of(key, "Sasae systems authority")
    write_secret(folder / KEY, key)
    replace_whole(folder / "ca.pem", certificate.public_bytes(Encoding.PEM))
    replace_whole(folder / "directory.json", b"{}")
    refresh_crl(folder)


def root_of(key: ec.EllipticCurvePrivateKey, name: str) -> x509.Certificate:
    """An authority's own certificate."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = _builder(subject, subject, key.public_key(), CA_DAYS).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    usage = _key_usage(key_cert_sign=True, crl_sign=True)
    return builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())


def issue(
    pki_dir: Path | str, name: str, *, also: Iterable[str] = (), hosts: Iterable[str] = HOSTS, days: int = LEAF_DAYS
) -> None:
    """Issue (or renew) a system's certificate; its signing and sealing keys are made once and kept.

    `also`: further system names the same certificate carries. `hosts`: DNS names and addresses it listens on.
    """
    folder = Path(pki_dir)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _leaf(folder, [name, *also], key.public_key(), hosts, days)
    own = folder / name
    own.mkdir(exist_ok=True, mode=0o700)
    write_secret(own / "tls.key", key)
    replace_whole(own / "tls.pem", certificate.public_bytes(Encoding.PEM))
    _note_issued(folder, name, certificate)
    _make_signing_key(folder, name)
    sealing.create(folder, name)


def reissue(pki_dir: Path | str, name: str) -> str:
    """The same certificate for the same key, by the present authority and for another term. Returns the name."""
    folder = Path(pki_dir)
    before = read_certificate(folder / name / "tls.pem")
    said = before.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    key = before.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError(f"{folder / name / 'tls.pem'} is not of this authority.")
    hosts = [*said.get_values_for_type(x509.DNSName), *map(str, said.get_values_for_type(x509.IPAddress))]
    also = sorted(names_of(before) - {name})
    certificate = _leaf(folder, [name, *also], key, hosts, LEAF_DAYS)
    replace_whole(folder / name / "tls.pem", certificate.public_bytes(Encoding.PEM))
    _note_issued(folder, name, certificate)
    return name


def certify(
    pki_dir: Path | str,
    name: str,
    public_key: ec.EllipticCurvePublicKey,
    signing_key: ed25519.Ed25519PublicKey,
    sealing_key: str,
    *,
    hosts: Iterable[str],
    days: int = LEAF_DAYS,
) -> None:
    """Issue a certificate for a key another system made and keeps, and enter its public keys. Secrets never come here.

    What this machine may have made for that name before is taken away.
    """
    folder = Path(pki_dir)
    certificate = _leaf(folder, [name], public_key, hosts, days)
    own = folder / name
    own.mkdir(exist_ok=True, mode=0o700)
    for secret in ("tls.key", "signing.key", "sealing.key"):
        (own / secret).unlink(missing_ok=True)
    replace_whole(own / "tls.pem", certificate.public_bytes(Encoding.PEM))
    replace_whole(own / "sealing.pub", sealing_key.encode("ascii"))
    _note_issued(folder, name, certificate)
    list_signing_key(folder, name, signing_key)


def serials(pki_dir: Path | str, name: str) -> set[int]:
    """The serial numbers of all certificates ever issued to a system."""
    return {int(line["serial"], 16) for line in _issued(Path(pki_dir)) if line["name"] == name}


def present_serial(pki_dir: Path | str, name: str) -> int:
    """The serial number of the certificate a system shows now."""
    return read_certificate(Path(pki_dir) / name / "tls.pem").serial_number


def revoke_serials(pki_dir: Path | str, which: set[int]) -> int:
    """Revoke these certificates and no other; the next handshake refuses them. Returns how many are new."""
    folder = Path(pki_dir)
    revoked = {entry.serial_number for entry in present_crl(folder)}
    write_crl(folder, which)
    return len(which - revoked)


def revoke(pki_dir: Path | str, name: str) -> int:
    """Revoke every certificate ever issued to a system; the next handshake refuses them. Returns how many are new.

    The signing key goes with them: the system's requests are refused until `issue` gives it new ones.
    """
    folder = Path(pki_dir)
    new = revoke_serials(folder, serials(folder, name))
    listed = json.loads((folder / "directory.json").read_text(encoding="utf-8"))
    if listed.pop(name, None) is not None:
        replace_whole(folder / "directory.json", json.dumps(listed, indent=1, sort_keys=True).encode())
    (folder / name / "signing.key").unlink(missing_ok=True)
    return new


def refresh_crl(pki_dir: Path | str) -> None:
    """Sign the revocation list anew. An outdated list stops every connection: the supervisor calls this each day."""
    write_crl(Path(pki_dir), set())


def expiry(pki_dir: Path | str) -> list[tuple[str, datetime]]:
    """What runs out, soonest first: each system's certificate, the authority (`ca`) and the revocation list (`crl`)."""
    folder = Path(pki_dir)
    found = [("ca", read_certificate(folder / "ca.pem").not_valid_after_utc)]
    found += [(path.parent.name, read_certificate(path).not_valid_after_utc) for path in sorted(folder.glob("*/tls.pem"))]
    next_update = present_crl(folder).next_update_utc
    if next_update is not None:
        found.append(("crl", next_update))
    return sorted(found, key=lambda entry: entry[1])


def _leaf(
    folder: Path, names: list[str], public_key: ec.EllipticCurvePublicKey, hosts: Iterable[str], days: int
) -> x509.Certificate:
    ca, ca_key = authority_of(folder, KEY)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    alternatives: list[x509.GeneralName] = [
        x509.UniformResourceIdentifier(uri_of(each)) for each in dict.fromkeys(names)
    ]
    roles = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    return (
        _builder(subject, ca.subject, public_key, days)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage(roles), critical=False)
        .add_extension(x509.SubjectAlternativeName(alternatives + [_host(host) for host in hosts]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    start = clock.real_now().replace(microsecond=0) - BACKDATE
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + BACKDATE + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _key_usage(
    *, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _note_issued(folder: Path, name: str, certificate: x509.Certificate) -> None:
    line = {
        "serial": f"{certificate.serial_number:x}",
        "name": name,
        "until": certificate.not_valid_after_utc.astimezone(UTC).isoformat(),
        "at": certificate.not_valid_before_utc.astimezone(UTC).isoformat(),
    }
    with (folder / "issued.jsonl").open("a", encoding="ascii") as file:
        file.write(json.dumps(line) + "\n")


def _issued(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "issued.jsonl").read_text(encoding="ascii").splitlines()]


def _make_signing_key(folder: Path, name: str) -> None:
    """One signing key a system, kept when the certificate is renewed."""
    path = folder / name / "signing.key"
    if not path.exists():
        write_secret(path, ed25519.Ed25519PrivateKey.generate())
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise ValueError(f"{path} is not an Ed25519 key.")
    list_signing_key(folder, name, key.public_key())


def list_signing_key(folder: Path, name: str, key: ed25519.Ed25519PublicKey) -> None:
    public = base64.b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode("ascii")
    listed = json.loads((folder / "directory.json").read_text(encoding="utf-8"))
    replace_whole(folder / "directory.json", json.dumps({**listed, name: public}, indent=1, sort_keys=True).encode())


def write_secret(path: Path, key: PrivateKey) -> None:
    replace_whole(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), mode=0o600)
