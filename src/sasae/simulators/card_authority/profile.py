"""Certificates as the public profile describes them (formats.md §4.2, §4.3): subject, policies, usage, six SAN entries."""

import secrets
from datetime import UTC, date, datetime

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from sasae.kernel.characters import comparison_key, graphemes
from sasae.kernel.wareki import era_of

SIGNING, USER = "signing", "user"
KINDS = (SIGNING, USER)
POLICIES = {SIGNING: "1.2.392.200149.8.5.1.1.20", USER: "1.2.392.200149.8.5.1.3.30"}
STATEMENT = "http://www.jpki.go.jp/cps.html"
UNITS = {SIGNING: "JPKI for digital signature", USER: "JPKI for user authentication"}
SERVICES = {SIGNING: "公的個人認証サービス署名用", USER: "公的個人認証サービス利用者証明用"}
PREFECTURE, CITY, OFFICE = "Kanagawa-ken", "Kawasaki-shi", "14130A001"
ITEM = "1.2.392.200149.8.5.5."
SUBSTITUTE = "■"  # where no common shape is known
ROOT_FROM, ROOT_TO = datetime(2015, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)


def _name(*parts: tuple[ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in parts])


def issuer_name(kind: str) -> x509.Name:
    """C=JP, O=JPKI, OU=…, OU=Japan Agency for Local Authority Information Systems."""
    return _name(
        (NameOID.COUNTRY_NAME, "JP"),
        (NameOID.ORGANIZATION_NAME, "JPKI"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, UNITS[kind]),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "Japan Agency for Local Authority Information Systems"),
    )


def root(kind: str, key: rsa.RSAPrivateKey) -> x509.Certificate:
    """A self-signed root, valid whatever day the calendar is shifted to."""
    name = issuer_name(kind)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ROOT_FROM)
        .not_valid_after(ROOT_TO)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def leaf(
    kind: str, public_key: rsa.RSAPublicKey, root_key: rsa.RSAPrivateKey, *,
    not_before: datetime, not_after: datetime, items: dict[int, str] | None, status_url: str,
) -> x509.Certificate:  # fmt: skip
    """A card's certificate. `items` by the last arc of the item's OID; none for a user certificate.

    Serial numbers of user certificates have four bytes, as in the public sample; those of signing certificates differ.
    """
    bits = 63 if kind == SIGNING else 31
    builder = (
        x509.CertificateBuilder()
        .subject_name(_subject(kind, not_before))
        .issuer_name(issuer_name(kind))
        .public_key(public_key)
        .serial_number(secrets.randbits(bits) | 1 << (bits - 1))
        .not_valid_before(not_before)
        .not_valid_after(not_after)
    )
    for extension, critical in _extensions(kind, public_key, root_key.public_key(), status_url):
        builder = builder.add_extension(extension, critical=critical)
    if items:
        names = [
            x509.OtherName(ObjectIdentifier(f"{ITEM}{place}"), core.UTF8String(text).dump())
            for place, text in items.items()
        ]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(root_key, hashes.SHA256())


def _extensions(
    kind: str, own: rsa.RSAPublicKey, issuer: rsa.RSAPublicKey, status_url: str
) -> list[tuple[x509.ExtensionType, bool]]:
    """What both kinds have, and the user certificate's purpose; with whether it is critical."""
    policy = x509.PolicyInformation(ObjectIdentifier(POLICIES[kind]), [STATEMENT] if kind == USER else None)
    answers = x509.AccessDescription(
        AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{status_url}/ocsp")
    )
    found: list[tuple[x509.ExtensionType, bool]] = [
        (_usage(digital_signature=True, content_commitment=kind == SIGNING), True),
        (x509.CertificatePolicies([policy]), kind == USER),
        (x509.IssuerAlternativeName([x509.DirectoryName(_japanese_name(kind))]), False),
        (x509.CRLDistributionPoints([_lists(kind)]), False),
        (x509.AuthorityInformationAccess([answers]), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), False),
        (x509.SubjectKeyIdentifier.from_public_key(own), False),
    ]
    if kind == USER:
        found.append((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False))
    return found


def _subject(kind: str, issued: datetime) -> x509.Name:
    """Signing: prefecture, municipality and time + 5 digits + 9 characters for the office. User: 23 characters."""
    number = f"{issued:%Y%m%d%H%M%S}{secrets.randbelow(100_000):05d}{OFFICE}"
    if kind == USER:
        return _name((NameOID.COUNTRY_NAME, "JP"), (NameOID.COMMON_NAME, number[:19] + OFFICE[-4:]))
    return _name(
        (NameOID.COUNTRY_NAME, "JP"),
        (NameOID.LOCALITY_NAME, PREFECTURE),
        (NameOID.LOCALITY_NAME, CITY),
        (NameOID.COMMON_NAME, number),
    )


def _japanese_name(kind: str) -> x509.Name:
    return _name(
        (NameOID.COUNTRY_NAME, "JP"),
        (NameOID.ORGANIZATION_NAME, "公的個人認証サービス"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, SERVICES[kind]),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "地方公共団体情報システム機構"),
    )


def _lists(kind: str) -> x509.DistributionPoint:
    """A directory name, as on real cards: where the lists are had over HTTP, a verifier knows from its own settings."""
    place = _name(
        (NameOID.COUNTRY_NAME, "JP"),
        (NameOID.ORGANIZATION_NAME, "JPKI"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, UNITS[kind]),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "CRL Distribution Points"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, PREFECTURE),
        (NameOID.COMMON_NAME, f"{CITY} CRLDP"),
    )
    return x509.DistributionPoint([x509.DirectoryName(place)], None, None, None)


def _usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})


def four_items(name: str, sex: str, birth: date, address: str) -> dict[int, str]:
    """The six entries in the order they stand on real cards: name, birth, sex, address, and where substitutes stand."""
    written_name, name_flags = substituted(name)
    written_address, address_flags = substituted(address[:200])
    sex = sex if sex in ("1", "2") else "3"
    return {1: written_name, 4: era_date(birth), 3: sex, 5: written_address, 2: name_flags, 6: address_flags}


def items_of(certificate: x509.Certificate) -> dict[int, str]:
    """The six entries as they stand in a certificate; none in a user certificate."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return {}
    return {
        int(name.type_id.dotted_string.removeprefix(ITEM)): str(core.UTF8String.load(name.value).native)
        for name in names
        if isinstance(name, x509.OtherName)
    }


def substituted(text: str) -> tuple[str, str]:
    """The text in JIS levels 1 and 2 and the supplementary kanji; what is outside is replaced and flagged.

    A variation selector asks for a shape the certificate cannot carry: its base stands there, flagged.
    """
    written, flags = "", ""
    for sign in graphemes(text):
        if _in_repertoire(sign):
            written, flags = written + sign, flags + "0"
        else:
            written, flags = written + _substitute(sign), flags + "1"
    return written, flags


def _substitute(sign: str) -> str:
    for instead in (sign[0], comparison_key(sign).upper()):
        if len(instead) == 1 and _in_repertoire(instead):
            return instead
    return SUBSTITUTE


def _in_repertoire(sign: str) -> bool:
    """EUC-JP holds ASCII, JIS X 0208 and, behind a prefix byte, JIS X 0212: just these."""
    try:
        return len(sign) == 1 and bool(sign.encode("euc_jp"))
    except UnicodeEncodeError:
        return False


def era_date(birth: date) -> str:
    """EYYYYMMDD: a digit for the era, the Gregorian year."""
    return f"{era_of(birth).digit}{birth:%Y%m%d}"


def fifth_birthday(birth: date, issued: date) -> datetime:
    """23:59:59 in Japan on the holder's fifth birthday after the issue (29 February: the last day of the month)."""
    year = issued.year + 5 - ((issued.month, issued.day) < (birth.month, birth.day))
    try:
        day = birth.replace(year=year)
    except ValueError:
        day = date(year, 2, 28)
    return datetime(day.year, day.month, day.day, 14, 59, 59, tzinfo=UTC)
