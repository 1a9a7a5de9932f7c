"""Issuing cards on first use, renewing them, and revoking certificates.

A card's certificates follow the register: at every use, and whenever a list or an answer is asked for, what the
certificate says is compared with the person's entry, and a signing certificate that no longer fits is revoked.

Magic persons (town/cast.py), from the first use of their card on:

| who | their card |
|---|---|
| `kenta` | signing certificate revoked on 2026-05-10 (affiliationChanged): moved and did not renew it |
| `tsuyoshi` | both certificates stopped (certificateHold): reported lost |
| `shigeru` | both certificates ran out on the last birthday |
| `osamu` | PIN of the signing certificate locked |
| children under 15 | no signing certificate |
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

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
from sasae.simulators.card_authority import profile, stamping
from sasae.simulators.card_authority.models import SIGNING_TRIES, USER_TRIES, Authority, Card, Kind, Reason, Revocation
from sasae.simulators.registers.actions import register_serial
from sasae.simulators.registers.models import Person, ResidentClass
from sasae.simulators.town.cast import CAST

STAMPING = "stamping"  # the kind of the root that stamps, beside those of the two certificates
SIGNING_PIN = "Sasae123"
USER_PIN = "1234"
YOUNGEST = 15
ISSUED_DAYS_AGO = 100
MOVED, LOST, EXPIRED, LOCKED = (CAST[key].atena_no for key in ("kenta", "tsuyoshi", "shigeru", "osamu"))
MOVED_AT = datetime(2026, 5, 10, 9, 0, tzinfo=clock.TOKYO)


class NoCertificate(ValueError):
    """The card does not hold the certificate; the text says why, in Japanese."""


def authority(kind: str) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """A root with its key; made on first use."""
    row = Authority.objects.filter(kind=kind).first()
    if row is None:
        key = rsa.generate_private_key(65537, 2048)
        certificate = profile.root(kind, key)
        row, _ = Authority.objects.get_or_create(
            kind=kind, defaults={"key": _der(key), "certificate": certificate.public_bytes(Encoding.DER)}
        )
    return load_key(bytes(row.key)), x509.load_der_x509_certificate(bytes(row.certificate))


def stamping_authority() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """The root of the time stamps with its key; made on first use."""
    row = Authority.objects.filter(kind=STAMPING).first()
    if row is None:
        key = rsa.generate_private_key(65537, 2048)
        certificate = stamping.root(key).public_bytes(Encoding.DER)
        row, _ = Authority.objects.get_or_create(
            kind=STAMPING, defaults={"key": _der(key), "certificate": certificate}
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
    card = Card.objects.filter(atena_no=atena_no).first()
    if card is None:
        card = Card(atena_no=atena_no, signing_pin=SIGNING_PIN, user_pin=USER_PIN)
        _fill(card, person, _issue_day(person))
        _magic(card)
    elif _certificate(card, Kind.USER).not_valid_before_utc > clock.now():
        _fill(card, person, _issue_day(person))  # the calendar was turned back behind the day of issue
    register_serial(card.user_serial, atena_no)
    follow_register([card])
    return card


@transaction.atomic
def renew(atena_no: str) -> Card:
    """New certificates and PIN tries at the ward office; the old certificates are superseded. Raises Person.DoesNotExist."""
    card = card_of(atena_no)
    person = Person.objects.get(atena_no=atena_no)
    revoke(Kind.USER, card.user_serial, Reason.RENEWED)
    if card.signing_serial:
        revoke(Kind.SIGNING, card.signing_serial, Reason.RENEWED)
    _fill(card, person, clock.now())
    card.signing_tries, card.user_tries = SIGNING_TRIES, USER_TRIES
    card.save()
    register_serial(card.user_serial, atena_no)
    return card


@transaction.atomic
def report_lost(atena_no: str, on: datetime | None = None) -> None:
    """Stop both certificates. Raises Person.DoesNotExist."""
    card = card_of(atena_no)
    revoke(Kind.USER, card.user_serial, Reason.LOST, on)
    if card.signing_serial:
        revoke(Kind.SIGNING, card.signing_serial, Reason.LOST, on)


@transaction.atomic
def revoke(kind: str, serial: str, reason: str = Reason.STOLEN, on: datetime | None = None) -> None:
    """Revoke a certificate. Revoked already, nothing changes."""
    Revocation.objects.get_or_create(
        serial=serial, defaults={"kind": kind, "reason": reason, "revoked_at": on or clock.now()}
    )


def follow_register(cards: Iterable[Card] | None = None) -> None:
    """Revoke what no longer fits the register (公的個人認証法12条, 15条, 31条); of all cards when none are named."""
    known = list(Card.objects.all() if cards is None else cards)
    people = Person.objects.in_bulk([card.atena_no for card in known])
    done = set(Revocation.objects.values_list("serial", flat=True)) if known else set()
    for card in known:
        person = people.get(card.atena_no)
        gone = person is None or person.resident_class == ResidentClass.DECEASED
        if gone and card.user_serial not in done:
            revoke(Kind.USER, card.user_serial, Reason.GONE)
        if card.signing_serial and card.signing_serial not in done and not _fits(card, person):
            revoke(Kind.SIGNING, card.signing_serial, Reason.GONE if gone else Reason.CHANGED)


def _fits(card: Card, person: Person | None) -> bool:
    """Whether the signing certificate says what the register says."""
    gone = (ResidentClass.DECEASED, ResidentClass.MOVED_OUT)
    if person is None or person.resident_class in gone:
        return False
    return profile.items_of(_certificate(card, Kind.SIGNING)) == _items(person)


def _items(person: Person) -> dict[int, str]:
    return profile.four_items(person.name, person.sex, person.birth_date, person.address)


def _certificate(card: Card, kind: str) -> x509.Certificate:
    return x509.load_der_x509_certificate(bytes(getattr(card, f"{kind}_certificate")))


def _issue_day(person: Person) -> datetime:
    now = clock.now()
    if person.atena_no != EXPIRED:
        return now - timedelta(days=ISSUED_DAYS_AGO)
    born = person.birth_date
    this_year = now.year if (born.month, born.day) < (now.month, now.day) else now.year - 1
    return now.replace(year=this_year - 5, month=born.month, day=min(born.day, 28)) + timedelta(days=30)


def _magic(card: Card) -> None:
    if card.atena_no == MOVED:
        revoke(Kind.SIGNING, card.signing_serial, Reason.CHANGED, MOVED_AT)
    elif card.atena_no == LOST:
        revoke(Kind.USER, card.user_serial, Reason.LOST)
        revoke(Kind.SIGNING, card.signing_serial, Reason.LOST)
    elif card.atena_no == LOCKED:
        card.signing_tries = 0
        card.save()


def _fill(card: Card, person: Person, issued: datetime) -> None:
    """Issue both certificates, each with a key of its own, and keep them."""
    card.user_key, card.user_certificate, card.user_serial = _issue(Kind.USER, person, issued)
    card.signing_key, card.signing_certificate, card.signing_serial = None, None, ""
    if age_on(person.birth_date, _day(issued)) >= YOUNGEST:
        card.signing_key, card.signing_certificate, card.signing_serial = _issue(Kind.SIGNING, person, issued)
    card.save()


def _issue(kind: str, person: Person, issued: datetime) -> tuple[bytes, bytes, str]:
    """Key, certificate and serial number."""
    root_key, _ = authority(kind)
    key = rsa.generate_private_key(65537, 2048)
    certificate = profile.leaf(
        kind,
        key.public_key(),
        root_key,
        not_before=issued,
        not_after=profile.fifth_birthday(person.birth_date, _day(issued)),
        items=_items(person) if kind == Kind.SIGNING else None,
        status_url=settings.SASAE_ADDRESSES["card_status"],
    )
    return _der(key), certificate.public_bytes(Encoding.DER), f"{certificate.serial_number:X}"


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.TOKYO).date()
