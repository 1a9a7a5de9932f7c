"""The part of the platform's door where a person's own question comes in."""

from collections.abc import Callable
from typing import Any

from ninja import NinjaAPI

from sasae.contracts import evidence
from sasae.contracts.evidence import Evidence, Question
from sasae.foundation.contract_api import Caller, ContractRefused, answers
from sasae.kernel import clock
from sasae.linkage.evidence.gathering import gather
from sasae.linkage.people.models import RegisteredPerson


def add_to(api: NinjaAPI, require_basis: Callable[..., Any]) -> None:
    """The operation of this part; asked on a legal basis, as everything here."""

    @answers(api, evidence.OF_CITY, purpose="本人への開示")
    def of_city(caller: Caller, message: Question) -> Evidence:
        """What every system holds about one person, for that person's own eyes."""
        require_basis(caller, message.purpose, evidence.OF_CITY)
        person = RegisteredPerson.objects.select_related("unified").filter(atena_no=message.atena_no).first()
        caller.shown([message.atena_no] if person else [])
        if person is None:
            raise ContractRefused.one("L-112", "atena_no", "この宛名番号の人は登録されていません。")
        return gather(message, person, to=caller.name, on=clock.today())
