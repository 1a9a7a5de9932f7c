"""Certificates as the public profile describes them (formats.md §4.2, §4.3)."""

import secrets
from datetime import UTC, date, datetime, timedelta

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

SIGNING, USER = "signing", "user"
POLICIES = {SIGNING: "1.2.392.200149.8.5.1.1.20", USER: "1.2.392.200149.8.5.1.3.30"}
UNITS = {SIGNING: "JPKI for digital signature", USER: "JPKI for user authentication"}
ITEM = "1.2.392.200149.8.5.5."
ERAS = ((date(2019, 5, 1), "5"), (date(1989, 1, 8), "4"), (date(1926, 12, 25), "3"), (date(1912, 7, 30), "2"))
SUBSTITUTE = "■"
ROOT_DAYS = 3650


def issuer_name(kind: str) -> x509.Name:
    """C=JP, O=JPKI, OU=…, OU=Japan Agency for Local Authority Information Systems."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "JPKI"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, UNITS[kind]),
            x509.NameAttribute(
                NameOID.ORGANIZATIONAL_UNIT_NAME, "Japan Agency for Local Authority Information Systems"
            ),
        ]
    )


def root(kind: str, key: rsa.RSAPrivateKey, now: datetime) -> x509.Certificate:
    """A self-signed root."""
    name = issuer_name(kind)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=365))
        .not_valid_after(now + timedelta(days=ROOT_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def leaf(
    kind: str, public_key: rsa.RSAPublicKey, root_key: rsa.RSAPrivateKey, root_certificate: x509.Certificate, *,
    not_before: datetime, not_after: datetime, items: dict[int, str] | None, status_url: str,
) -> x509.Certificate:  # fmt: skip
    """A card's certificate. `items` by the last arc of the item's OID; none for a user certificate."""
    serial = secrets.randbits(63) | (1 << 62) if kind == SIGNING else secrets.randbits(31) | (1 << 30)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_subject(kind, not_before))
        .issuer_name(root_certificate.subject)
        .public_key(public_key)
        .serial_number(serial)
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(_usage(digital_signature=True, content_commitment=kind == SIGNING), critical=True)
        .add_extension(
            x509.CertificatePolicies([x509.PolicyInformation(ObjectIdentifier(POLICIES[kind]), None)]),
            critical=kind == USER,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .add_extension(_status(kind, status_url), critical=False)
        .add_extension(_lists(kind, status_url), critical=False)
    )
    if kind == USER:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    if items:
        names = [
            x509.OtherName(ObjectIdentifier(f"{ITEM}{place}"), core.UTF8String(text).dump())
            for place, text in items.items()
        ]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(root_key, hashes.SHA256())


def _subject(kind: str, issued: datetime) -> x509.Name:
    number = f"{issued:%Y%m%d%H%M%S}{secrets.randbelow(100_000):05d}14130A001"
    attributes = [x509.NameAttribute(NameOID.COUNTRY_NAME, "JP")]
    if kind == SIGNING:
        attributes += [
            x509.NameAttribute(NameOID.LOCALITY_NAME, "Kanagawa-ken"),
            x509.NameAttribute(NameOID.LOCALITY_NAME, "Kawasaki-shi"),
        ]
    return x509.Name([*attributes, x509.NameAttribute(NameOID.COMMON_NAME, number[:28])])


def _status(kind: str, url: str) -> x509.AuthorityInformationAccess:
    location = x509.UniformResourceIdentifier(f"{url}/ocsp")
    return x509.AuthorityInformationAccess(
        [x509.AccessDescription(x509.oid.AuthorityInformationAccessOID.OCSP, location)]
    )


def _lists(kind: str, url: str) -> x509.CRLDistributionPoints:
    location = x509.UniformResourceIdentifier(f"{url}/crl/{kind}")
    return x509.CRLDistributionPoints([x509.DistributionPoint([location], None, None, None)])


def _usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})


def four_items(name: str, sex: str, birth: date, address: str) -> dict[int, str]:
    """The six entries in the order they stand on real cards: name, birth, sex, address, and where substitutes stand."""
    written_name, name_flags = substituted(name)
    written_address, address_flags = substituted(address)
    return {1: written_name, 4: era_date(birth), 3: sex, 5: written_address, 2: name_flags, 6: address_flags}


def substituted(text: str) -> tuple[str, str]:
    """The text in JIS levels 1 and 2 and the supplementary kanji; what is outside is replaced and flagged."""
    bare = [sign for sign in text if not ("\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef")]
    written, flags = "", ""
    for sign in bare:
        outside = not _in_repertoire(sign)
        written += SUBSTITUTE if outside else sign
        flags += "1" if outside else "0"
    return written, flags


def _in_repertoire(sign: str) -> bool:
    try:
        sign.encode("euc_jp")
    except UnicodeEncodeError:
        return False
    return True


def era_date(birth: date) -> str:
    """EYYYYMMDD: a digit for the era, the Gregorian year."""
    era = next((digit for first, digit in ERAS if first <= birth), "1")
    return f"{era}{birth:%Y%m%d}"


def fifth_birthday(birth: date, issued: date) -> datetime:
    """23:59:59 in Japan on the holder's fifth birthday after the issue."""
    year = issued.year + 5 - ((issued.month, issued.day) < (birth.month, birth.day))
    try:
        day = birth.replace(year=year)
    except ValueError:
        day = date(year, 2, 28)
    return datetime(day.year, day.month, day.day, 14, 59, 59, tzinfo=UTC)
