"""The signing certificate's four items against another writing of them: outcomes, never values.

Where a certificate carries a substitute character (代替文字), that position is not compared. Addresses are written in many
ways; digits, dashes and the words around them are folded before two of them are called different, and even then it is for
a person to look: somebody's new address is no forgery.
"""

import re
from datetime import date
from typing import Any

from sasae.contracts.forms.definitions import AGENT
from sasae.contracts.people import Person
from sasae.formats.jpki import CannotRead, SignerItems, read_certificate
from sasae.intake.applications.models import Agreement
from sasae.kernel.characters import comparison_key, names_agree

_NUMBERED = re.compile(r"(丁目|番地?の?|号|[-‐‑–—―−ーの])+")
_KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")


def of_application(signer: SignerItems, form: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Against what the applicant wrote. The form may be damaged: what is missing cannot be compared."""
    applicant = form.get(AGENT) or form.get("applicant")  # who sends in another's place signs in their own name
    told = applicant if isinstance(applicant, dict) else {}
    return (
        ("氏名", _name(signer.name, _text(told, "name"), signer.name_replaced)),
        ("生年月日", _plain(signer.birth_date, _day(_text(told, "birth_date")))),
        ("性別", _plain(_sex(signer.sex), _sex(_text(told, "sex")))),
        ("住所", _address(signer.address, _text(told, "address"), signer.address_replaced)),
    )


def of_register(certificate: bytes, person: Person) -> tuple[tuple[str, str], ...]:
    """Against what linkage says of the person; a protected person's address comes sealed and is not compared."""
    try:
        signer = read_certificate(certificate)
    except CannotRead:
        return ()
    return (
        ("氏名", _name(signer.name, person.name, signer.name_replaced)),
        ("生年月日", _plain(signer.birth_date, person.birth_date)),
        ("性別", _plain(_sex(signer.sex), _sex(person.sex.value))),
        ("住所", _address(signer.address, person.address.text, signer.address_replaced)),
    )


def named_at(form: dict[str, Any], place: str) -> str:
    """The name a form gives at a place such as `family.0`; empty where there is none."""
    step, _, number = place.partition(".")
    entries = form.get(step)
    there = isinstance(entries, list) and number.isdecimal() and int(number) < len(entries)
    return _text(entries[int(number)], "name") if there and entries and isinstance(entries[int(number)], dict) else ""


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _sex(code: str) -> str:
    return code if code in ("1", "2") else ""


def _plain(ours: object, theirs: object) -> str:
    if not ours or not theirs:
        return Agreement.UNKNOWN
    return Agreement.SAME if ours == theirs else Agreement.DIFFERENT


def _name(ours: str, theirs: str, replaced: str) -> str:
    if not ours or not theirs:
        return Agreement.UNKNOWN
    if not names_agree(ours, theirs, replaced):
        return Agreement.DIFFERENT
    return Agreement.SUBSTITUTED if "1" in replaced else Agreement.SAME


def _address(ours: str, theirs: str, replaced: str) -> str:
    if not ours or not theirs:
        return Agreement.UNKNOWN
    if names_agree(ours, theirs, replaced):
        return Agreement.SUBSTITUTED if "1" in replaced else Agreement.SAME
    return Agreement.SAME if folded(ours) == folded(theirs) else Agreement.DIFFERENT


def folded(address: str) -> str:
    """An address with its numbers written one way: 一丁目２番３号 and 1-2-3 are the same."""
    return _NUMBERED.sub("-", comparison_key(address).translate(_KANJI_DIGITS)).strip("-")
