"""What a certificate says: serial number, policy, and the four items of a signing certificate (formats.md §4.2, 4.3)."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from cryptography import x509
from cryptography.hazmat import asn1

SIGNING_POLICY = "1.2.392.200149.8.5.1.1.20"
USER_POLICY = "1.2.392.200149.8.5.1.3.30"
ITEMS = "1.2.392.200149.8.5.5."
NAME, NAME_REPLACED, SEX, BIRTH, ADDRESS, ADDRESS_REPLACED = (f"{ITEMS}{last}" for last in range(1, 7))
_REQUIRED = {NAME: "氏名", SEX: "性別", BIRTH: "生年月日", ADDRESS: "住所"}
LARGEST = 64 * 1024  # bytes; real ones have about 2,000


class CannotRead(ValueError):
    """The bytes are not a certificate of this kind; the text says why, in Japanese."""


@dataclass(frozen=True)
class SignerItems:
    """A certificate as far as it is of use here. A user certificate has no name, birth, sex or address.

    `name_replaced` and `address_replaced` hold one 0 or 1 a character: 1 where a substitute character stands
    (`kernel.characters.names_agree` takes them as they are). `sex` is 1 男, 2 女, 3 or 9 不明, as written.
    `birth_date` is None where a part of it is unknown.
    """

    serial: str
    policy: str
    not_before: datetime
    not_after: datetime
    name: str = ""
    name_replaced: str = ""
    sex: str = ""
    birth_date: date | None = None
    address: str = ""
    address_replaced: str = ""

    @property
    def signing(self) -> bool:
        """Whether it is a signing certificate (署名用)."""
        return self.policy == SIGNING_POLICY


def serial_text(serial: int) -> str:
    """A serial number as our systems write it: upper-case hex without leading zeros."""
    return f"{serial:X}"


def load(der: bytes) -> x509.Certificate:
    """The certificate. Raises CannotRead."""
    if len(der) > LARGEST:
        raise CannotRead("証明書として大きすぎます。")
    try:
        return x509.load_der_x509_certificate(der)
    except (ValueError, TypeError, x509.InvalidVersion) as broken:
        raise CannotRead("証明書として読めません。") from broken


def extensions_of(certificate: x509.Certificate) -> x509.Extensions:
    """Its extensions. Raises CannotRead when one stands twice or is damaged."""
    try:
        return certificate.extensions
    except (ValueError, TypeError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as broken:
        raise CannotRead("証明書の拡張領域を読めません。") from broken


def read_certificate(der: bytes) -> SignerItems:
    """Everything at once. Raises CannotRead for what is no card certificate."""
    return items_of(load(der))


def items_of(certificate: x509.Certificate) -> SignerItems:
    """The same of a certificate that was loaded. Raises CannotRead."""
    extensions = extensions_of(certificate)
    policy = _policy(extensions)
    items = _items(extensions)
    if policy == SIGNING_POLICY:
        if missing := "・".join(label for item, label in _REQUIRED.items() if not items.get(item)):
            raise CannotRead(f"署名用電子証明書に{missing}がありません。")
    elif items:
        raise CannotRead("署名用電子証明書でないのに、本人の項目が入っています。")
    name, address = items.get(NAME, ""), items.get(ADDRESS, "")
    try:
        not_before, not_after = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except ValueError as broken:
        raise CannotRead("証明書の有効期間を読めません。") from broken
    return SignerItems(
        serial=serial_text(certificate.serial_number),
        policy=policy,
        not_before=not_before,
        not_after=not_after,
        name=name,
        name_replaced=_flags(items.get(NAME_REPLACED, ""), name, "氏名"),
        sex=items.get(SEX, ""),
        birth_date=_birth(items[BIRTH]) if BIRTH in items else None,
        address=address,
        address_replaced=_flags(items.get(ADDRESS_REPLACED, ""), address, "住所"),
    )


def _policy(extensions: x509.Extensions) -> str:
    """The card's policy; the first one named where it is neither of the two."""
    try:
        policies = extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return ""
    named: list[str] = [each.policy_identifier.dotted_string for each in policies]
    known = [policy for policy in named if policy in (SIGNING_POLICY, USER_POLICY)]
    return (known or named or [""])[0]


def _items(extensions: x509.Extensions) -> dict[str, str]:
    """otherName values by OID; each is a UTF8String. Raises CannotRead."""
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return {}
    found: dict[str, str] = {}
    for name in names:
        if not isinstance(name, x509.OtherName) or not name.type_id.dotted_string.startswith(ITEMS):
            continue
        item = name.type_id.dotted_string
        if item in found:
            raise CannotRead("証明書に同じ本人の項目が二つあります。")
        try:
            found[item] = asn1.decode_der(str, name.value)
        except (ValueError, TypeError) as broken:
            raise CannotRead("証明書の本人の項目を読めません。") from broken
    return found


def _flags(flags: str, text: str, label: str) -> str:
    """Positions of substitute characters, one a character of the text. Raises CannotRead when they do not fit it."""
    if flags and (len(flags) != len(text) or set(flags) - {"0", "1"}):
        raise CannotRead(f"証明書の{label}の代替文字使用位置が、{label}の文字数と合いません。")
    return flags


def _birth(text: str) -> date | None:
    """EYYYYMMDD with a digit for the era and the Gregorian year; unknown parts give None."""
    if not re.fullmatch(r"[0-5]\d{8}", text, re.ASCII):
        return None
    try:
        return date(int(text[1:5]), int(text[5:7]), int(text[7:9]))
    except ValueError:
        return None
