"""What an authority keeps of itself: its certificate and key, and the list of what it has revoked.

While one authority follows another, two are trusted: `ca.pem` holds both certificates, the one that issues first, and `ca.crl`
the list of each (`changing_authority`).
"""

from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from sasae.kernel import clock
from sasae.kernel.whole_files import replace_whole

KEY, NEXT_KEY, FORMER_KEY = "ca.key", "ca-next.key", "ca-former.key"  # the last two while one authority follows another
CRL_DAYS = 90
BACKDATE = timedelta(minutes=5)  # clocks of two machines differ a little


def trusted(pki_dir: Path | str) -> list[x509.Certificate]:
    """The authority's certificate; while one follows another, both."""
    return x509.load_pem_x509_certificates((Path(pki_dir) / "ca.pem").read_bytes())


def read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """An authority's key."""
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path} is not this authority's key.")
    return key


def authority_of(folder: Path, name: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """The certificate and key of an authority, by its key's file. Raises ValueError when it is not trusted."""
    key = read_key(folder / name)
    found = certificate_of(trusted(folder), key)
    if found is None:
        raise ValueError(f"{folder / name} is not the key of an authority in ca.pem.")
    return found, key


def certificate_of(roots: list[x509.Certificate], key: ec.EllipticCurvePrivateKey) -> x509.Certificate | None:
    """The certificate among these that a key belongs to."""
    return next((each for each in roots if each.public_key() == key.public_key()), None)


def read_certificate(path: Path) -> x509.Certificate:
    """The first of a file."""
    return x509.load_pem_x509_certificate(path.read_bytes())


def present_crl(folder: Path) -> x509.CertificateRevocationList:
    """The list of the authority that issues."""
    return x509.load_pem_x509_crl((folder / "ca.crl").read_bytes())


def write_crl(folder: Path, new: set[int]) -> None:
    """The list with these added; what was on it keeps the day it was revoked. Each authority that is trusted signs its own."""
    now = clock.real_now().replace(microsecond=0)
    revoked = dict.fromkeys(new, now)
    if (folder / "ca.crl").exists():
        revoked |= {entry.serial_number: entry.revocation_date_utc for entry in present_crl(folder)}
    number = _crl_number(folder) + 1
    roots, keys = trusted(folder), [folder / name for name in (KEY, NEXT_KEY, FORMER_KEY)]
    there = {certificate_of(roots, key): key for key in (read_key(path) for path in keys if path.exists())}
    lists = [_signed_list(ca, key, revoked, number, now) for ca, key in there.items() if ca is not None]
    replace_whole(folder / "ca.crl", b"".join(lists))


def _signed_list(
    ca: x509.Certificate, key: ec.EllipticCurvePrivateKey, revoked: dict[int, datetime], number: int, now: datetime
) -> bytes:
    """One authority's list. A serial number is random and as good as unique, so each list names those of all."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(ca.subject)
        .last_update(now - BACKDATE)
        .next_update(now + timedelta(days=CRL_DAYS))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    for serial, at in sorted(revoked.items()):
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def _crl_number(folder: Path) -> int:
    if not (folder / "ca.crl").exists():
        return 0
    return int(present_crl(folder).extensions.get_extension_for_class(x509.CRLNumber).value.crl_number)
