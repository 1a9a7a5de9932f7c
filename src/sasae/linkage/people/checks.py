"""What stands against taking a change in. What is faulty is held with its findings; the rest of its page goes on."""

import json
from collections.abc import Sequence
from datetime import date

from pydantic import ValidationError

from sasae.contracts.resident_register import Change, Unreadable
from sasae.foundation.own_keys import unseal_text
from sasae.kernel.findings import Finding, error
from sasae.kernel.numbers import individual
from sasae.wire.sealing import CannotOpen

LONGEST_NAME = 100  # characters, as the column has them
LONGEST_ADDRESS = 300


def parted(changes: Sequence[Change], *, on: date) -> tuple[list[Change], list[tuple[Change, list[Finding]]]]:
    """The changes that can be taken in, and the others with what is wrong with them."""
    found = [(change, _of_itself(change, on)) for change in changes]
    return [change for change, wrong in found if not wrong], [(change, wrong) for change, wrong in found if wrong]


def what_is_wrong(entry: Unreadable) -> list[Finding]:
    """Why an entry could not be read: one finding a place, without the content."""
    try:
        Change.model_validate(json.loads(entry.content))
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_input=False, include_context=False)
        return [
            error("L-210", ".".join(map(str, each["loc"])), f"値を読み取れません（{each['type']}）。") for each in errors[:20]
        ]
    return []


def told_atena_no(entry: Unreadable) -> str:
    """Whom an unreadable entry seems to be about, where that much can be read."""
    told = json.loads(entry.content)
    person = told.get("person") if isinstance(told, dict) else None
    number = person.get("atena_no") if isinstance(person, dict) else None
    return number if isinstance(number, str) and number.isascii() and number.isdecimal() and len(number) <= 15 else ""


def _of_itself(change: Change, on: date) -> list[Finding]:
    person = change.person
    found = []
    if not (len(person.atena_no) == 15 and person.atena_no.isascii() and person.atena_no.isdecimal()):
        found.append(error("L-201", "person.atena_no", "宛名番号が15桁の数字ではありません。"))
    if change.individual_number and not individual.is_valid(change.individual_number):
        found.append(error("L-202", "individual_number", "個人番号の桁数または検査用数字が合いません。"))
    if not person.name.strip() or len(person.name) > LONGEST_NAME:
        found.append(error("L-203", "person.name", f"氏名が空か、{LONGEST_NAME}文字を超えています。"))
    if len(person.name_kana) > LONGEST_NAME:
        found.append(error("L-204", "person.name_kana", f"フリガナが{LONGEST_NAME}文字を超えています。"))
    if person.birth_date > on:
        found.append(error("L-205", "person.birth_date", "生年月日が取込日より後です。"))
    if person.died_on and person.died_on < person.birth_date:
        found.append(error("L-206", "person.died_on", "死亡日が生年月日より前です。"))
    return [*found, *_of_the_address(change)]


def _of_the_address(change: Change) -> list[Finding]:
    address = change.person.address
    if not address.sealed:
        text = address.text
    else:
        try:
            text = unseal_text(address.sealed)
        except CannotOpen:
            return [error("L-207", "person.address.sealed", "封をした住所を、このシステムの鍵では開けません。")]
    if len(text) > LONGEST_ADDRESS:
        return [error("L-208", "person.address", f"住所が{LONGEST_ADDRESS}文字を超えています。")]
    return []
