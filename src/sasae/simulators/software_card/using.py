"""Using a card: the PIN is checked, tries are counted, the key signs."""

import re
import unicodedata

from django.db import transaction

from sasae.kernel import clock
from sasae.simulators.card_authority.actions import card_of, load_key
from sasae.simulators.card_authority.models import SIGNING_TRIES, USER_TRIES, Card, Kind
from sasae.simulators.registers.models import Person
from sasae.simulators.software_card.signing import sign

PINS = {Kind.SIGNING: re.compile(r"[A-Z0-9]{6,16}"), Kind.USER: re.compile(r"[0-9]{4}")}
WRITTEN = {Kind.SIGNING: "半角の英数字6文字から16文字", Kind.USER: "数字4けた"}
TRIES = {Kind.SIGNING: SIGNING_TRIES, Kind.USER: USER_TRIES}


class CannotSign(ValueError):
    """The card refuses; `field` is which entry to mend, the text says how, in Japanese."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def use(card_number: str, kind: str, pin: str, digest: str) -> tuple[bytes, bytes]:
    """Signature and certificate, DER. A wrong PIN costs a try; at none left the card is locked. Raises CannotSign."""
    number = unicodedata.normalize("NFKC", card_number).strip()
    typed = unicodedata.normalize("NFKC", pin).strip().upper()
    if not re.fullmatch(r"\d{1,15}", number, re.ASCII):
        raise CannotSign("card", "カードを選んでください。")
    if not PINS[Kind(kind)].fullmatch(typed):
        raise CannotSign("pin", f"暗証番号は{WRITTEN[Kind(kind)]}で入れてください。")
    try:
        card = card_of(number.zfill(15))
    except Person.DoesNotExist:
        raise CannotSign("card", "このカードはありません。一覧から選ぶか、名前で探してください。") from None
    if kind == Kind.SIGNING and not card.signing_key:
        raise CannotSign("card", "15歳未満の方のカードには、署名用電子証明書が入っていません。")
    _check_pin(card.atena_no, Kind(kind), typed)
    key, certificate = bytes(getattr(card, f"{kind}_key")), bytes(getattr(card, f"{kind}_certificate"))
    return sign(load_key(key), certificate, bytes.fromhex(digest), clock.now()), certificate


def _check_pin(atena_no: str, kind: Kind, typed: str) -> None:
    """Count a wrong try and keep it counted. Raises CannotSign."""
    tries = f"{kind}_tries"
    with transaction.atomic():
        card = Card.objects.select_for_update().get(atena_no=atena_no)
        left = getattr(card, tries)
        right = left > 0 and typed == getattr(card, f"{kind}_pin").upper()
        if left > 0:
            left = TRIES[kind] if right else left - 1
            setattr(card, tries, left)
            card.save(update_fields=[tries])
    if right:
        return
    if left == 0:
        raise CannotSign(
            "pin",
            f"暗証番号を続けて{TRIES[kind]}回間違えたため、このカードはロックされています。区役所の窓口で解除してください。",
        )
    raise CannotSign("pin", f"暗証番号が違います。あと{left}回間違えるとロックされます。")


def unlock(atena_no: str) -> bool:
    """Give a card its tries back. False when there is no such card yet."""
    return bool(Card.objects.filter(atena_no=atena_no).update(signing_tries=SIGNING_TRIES, user_tries=USER_TRIES))
