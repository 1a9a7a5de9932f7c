"""What a certificate says: serial number, policy, and the four items of a signing certificate (formats.md §4.2, 4.3)."""

from dataclasses import dataclass
from datetime import date, datetime

from asn1crypto import core
from cryptography import x509

SIGNING_POLICY = "1.2.392.200149.8.5.1.1.20"
USER_POLICY = "1.2.392.200149.8.5.1.3.30"
ITEMS = "1.2.392.200149.8.5.5."
NAME, NAME_REPLACED, SEX, BIRTH, ADDRESS, ADDRESS_REPLACED = (f"{ITEMS}{last}" for last in range(1, 7))


class CannotRead(ValueError):
    """The bytes are not a certificate of this kind; the text says why, in Japanese."""


@dataclass(frozen=True)
class SignerItems:
    """A certificate as far as it is of use here. A user certificate has no name, birth, sex or address.

    `name_replaced` and `address_replaced` hold one 0 or 1 a character: 1 where a substitute character stands.
    `sex` is 1 男, 2 女, 3 or 9 不明, as written.
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
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError as broken:
        raise CannotRead("証明書として読めません。") from broken


def read_certificate(der: bytes) -> SignerItems:
    """Everything at once. Raises CannotRead for what is no card certificate."""
    certificate = load(der)
    try:
        extensions = certificate.extensions
    except ValueError as broken:
        raise CannotRead("証明書の拡張領域を読めません。") from broken
    policy = _policy(extensions)
    items = _items(extensions)
    if policy == SIGNING_POLICY and not {NAME, BIRTH, SEX, ADDRESS} <= items.keys():
        raise CannotRead("署名用電子証明書に氏名・生年月日・性別・住所のいずれかがありません。")
    return SignerItems(
        serial=serial_text(certificate.serial_number),
        policy=policy,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        name=items.get(NAME, ""),
        name_replaced=items.get(NAME_REPLACED, ""),
        sex=items.get(SEX, ""),
        birth_date=_birth(items[BIRTH]) if BIRTH in items else None,
        address=items.get(ADDRESS, ""),
        address_replaced=items.get(ADDRESS_REPLACED, ""),
    )


def _policy(extensions: x509.Extensions) -> str:
    try:
        policies = extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return ""
    return policies[0].policy_identifier.dotted_string if len(policies) else ""


def _items(extensions: x509.Extensions) -> dict[str, str]:
    """otherName values by OID; each is a UTF8String. Raises CannotRead."""
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return {}
    found = {}
    for name in names:
        if isinstance(name, x509.OtherName) and name.type_id.dotted_string.startswith(ITEMS):
            try:
                found[name.type_id.dotted_string] = str(core.UTF8String.load(name.value).native)
            except (ValueError, TypeError) as broken:
                raise CannotRead("証明書の本人の項目を読めません。") from broken
    return found


def _birth(text: str) -> date | None:
    """EYYYYMMDD with a digit for the era and the Gregorian year; unknown parts give None."""
    digits = text[1:] if len(text) == 9 else text
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
