"""Who a child is that a sender added: by the individual number they gave, or by kana and birth date. Asks linkage."""

import json
from collections.abc import Mapping
from typing import Any

from sasae.contracts.people import Person as PersonMessage
from sasae.foundation.history import Actor
from sasae.foundation.own_keys import unseal_text
from sasae.subsidy import office
from sasae.subsidy.applications.comparison import same_reading
from sasae.subsidy.online.models import Sent
from sasae.subsidy.people.actions import keep_individual_numbers

Found = Mapping[str, PersonMessage]


def numbers_of(sealed: str) -> dict[str, str]:
    """Individual numbers by the place of whoever bears them, e.g. `children.0`. Raises wire.sealing.CannotOpen."""
    told: dict[str, str] = json.loads(unseal_text(sealed)) if sealed else {}
    return {place.rpartition(".")[0]: number for place, number in told.items()}


def find_children(form: Mapping[str, Any], sealed: str, *, by: Actor, case: str) -> dict[str, PersonMessage]:
    """The children of a form who are plainly one person of the register, by place. Raises wire's errors."""
    why, numbers = office.purpose("届出審査", by, case=case), numbers_of(sealed)
    found: dict[str, PersonMessage] = {}
    for index, child in enumerate(form.get("children", [])):
        place = f"children.{index}"
        if not _readable(child):
            continue  # of a form this office cannot read; staff are told so
        meant = [one for one in _asked(child, numbers.get(place, ""), why) if _is(one, child)]
        if len(meant) == 1:
            found[place] = meant[0]
    return found


def _readable(child: Mapping[str, Any]) -> bool:
    return bool(str(child.get("name_kana") or "").split() and child.get("birth_date"))


def _asked(child: Mapping[str, Any], number: str, why: Any) -> list[PersonMessage]:
    if number:
        return office.find_by_number(why, number)
    surname = str(child["name_kana"]).split()[0]
    return office.find(why, kana=surname, birth_date=child["birth_date"])


def _is(one: PersonMessage, child: Mapping[str, Any]) -> bool:
    return one.birth_date.isoformat() == child["birth_date"] and same_reading(one.name_kana, child["name_kana"])


def bears_number(sent: Sent, position: int, atena_no: str, *, by: Actor) -> bool:
    """Whether the number given for the child of this part is that person's in the register. Raises wire's errors."""
    number = numbers_of(sent.numbers_sealed).get(f"children.{position}")
    if not number:
        return False
    why = office.purpose("届出審査", by, case=sent.receipt_number)
    return atena_no in {one.atena_no for one in office.find_by_number(why, number)}


def keep_number(sent: Sent, position: int, atena_no: str, *, by: Actor) -> None:
    """The number given for the child of this part is from now on that person's. Part of the caller's transaction."""
    number = numbers_of(sent.numbers_sealed).get(f"children.{position}")
    if number:
        keep_individual_numbers({atena_no: number}, by=by)
