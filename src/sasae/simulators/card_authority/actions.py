"""Issuing cards on first use, and revoking certificates.

Magic persons (town/cast.py): none; every card is good until `revoke` or a change of address, name or life says otherwise.
"""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from django.conf import settings
from django.db import transaction

from sasae.kernel import clock
from sasae.kernel.ages import age_on
from sasae.simulators.card_authority import profile
from sasae.simulators.card_authority.models import Authority, Card, Revocation
from sasae.simulators.registers.models import CardSerial, Person

SIGNING_PIN = "Sasae123"
USER_PIN = "1234"
YOUNGEST = 15
ISSUED_DAYS_AGO = 100


def authority(kind: str) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """A root with its key; made on first use."""
    row = Authority.objects.filter(kind=kind).first()
    if row is None:
        key = rsa.generate_private_key(65537, 2048)
        certificate = profile.root(kind, key, clock.now())
        row, _ = Authority.objects.get_or_create(
            kind=kind, defaults={"key": _der(key), "certificate": certificate.public_bytes(Encoding.DER)}
        )
    return load_key(bytes(row.key)), x509.load_der_x509_certificate(bytes(row.certificate))


def _der(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def load_key(der: bytes) -> rsa.RSAPrivateKey:
    """An RSA key from its DER form."""
    key = load_der_private_key(der, None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("not an RSA key")
    return key


@transaction.atomic
def card_of(atena_no: str) -> Card:
    """A townsperson's card; issued on first use. Raises Person.DoesNotExist."""
    person = Person.objects.select_for_update().get(atena_no=atena_no)
    known = Card.objects.filter(atena_no=atena_no).first()
    if known is not None:
        return known
    issued = clock.now() - timedelta(days=ISSUED_DAYS_AGO)
    user_key, user_certificate = _issue(profile.USER, person, issued)
    card = Card(
        atena_no=atena_no,
        signing_pin=SIGNING_PIN,
        user_pin=USER_PIN,
        user_key=_der(user_key),
        user_certificate=user_certificate.public_bytes(Encoding.DER),
        user_serial=f"{user_certificate.serial_number:X}",
    )
    if age_on(person.birth_date, issued.date()) >= YOUNGEST:
        signing_key, signing_certificate = _issue(profile.SIGNING, person, issued)
        card.signing_key = _der(signing_key)
        card.signing_certificate = signing_certificate.public_bytes(Encoding.DER)
        card.signing_serial = f"{signing_certificate.serial_number:X}"
    card.save()
    CardSerial.objects.create(serial=card.user_serial, atena_no=atena_no)
    return card


def _issue(kind: str, person: Person, issued: datetime) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    root_key, root_certificate = authority(kind)
    key = rsa.generate_private_key(65537, 2048)
    items = profile.four_items(person.name, person.sex, person.birth_date, person.address)
    certificate = profile.leaf(
        kind,
        key.public_key(),
        root_key,
        root_certificate,
        not_before=issued,
        not_after=profile.fifth_birthday(person.birth_date, issued.date()),
        items=items if kind == profile.SIGNING else None,
        status_url=settings.SASAE_ADDRESSES["card_status"],
    )
    return key, certificate


@transaction.atomic
def revoke(kind: str, serial: str, reason: str = "keyCompromise") -> None:
    """Revoke a certificate. Revoked already, nothing changes."""
    Revocation.objects.get_or_create(
        serial=serial, defaults={"kind": kind, "reason": reason, "revoked_at": clock.now() - timedelta(minutes=1)}
    )
