"""What all verbs of the register have in common."""

from datetime import date

from django.db import connection

from sasae.kernel.findings import Refusal, one_line
from sasae.subsidy.contractors.models import Contract, State


class CannotRegister(Refusal):
    """The step is not taken; the text says why, in Japanese."""


def next_number(prefix: str) -> str:
    """The next number of the register."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_contractors_number')")
        return f"{prefix}{cursor.fetchone()[0]:06d}"


def locked(number: str) -> Contract:
    """The contract, for a step on it."""
    return Contract.objects.select_for_update().get(number=number)


def require_running(one: Contract) -> None:
    """Nothing is added to a contract that has ended."""
    if one.state == State.ENDED:
        raise CannotRegister("この契約は終わっています。", id="OC-101")


def said(text: str, missing: str, at: str, most: int) -> str:
    """One line that must be there."""
    return one_line(text, CannotRegister, missing=missing, at=at, most=most)


def not_later(day: date, on: date, at: str) -> None:
    """What has happened has a day that is not to come."""
    if day > on:
        raise CannotRegister("これからの日です。起きた日を入れてください。", id="OC-102", at=at)
