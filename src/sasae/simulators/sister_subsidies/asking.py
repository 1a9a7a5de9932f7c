"""One office asks for its case: its own row of the ordinance, its own affair, the permission it was given.

What is not permitted is asked for as well where the person at the keyboard says so: the refusal is part of the show.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from sasae.contracts import transfers
from sasae.contracts.person_index import Purpose
from sasae.simulators.partners import ask
from sasae.wire.sealing import unseal_text

BASES = {
    "disability_subsidy": ("number_ordinance_3_2_33", "重度障害者医療費助成"),
    "childrens_subsidy": ("number_ordinance_3_2_35", "小児医療費助成"),
}


@dataclass(frozen=True)
class Answer:
    """What came, and the protected persons' addresses, which this office alone can open. By 宛名番号."""

    transferred: transfers.Transferred
    opened: dict[str, str]


def ask_for(
    office: str, persons: Sequence[str], items: Sequence[str], *, permission: str, case: str, operator: str
) -> Answer:
    """Ask linkage. Raises wire.client's Refused with the findings, and Unreachable."""
    basis, affair = BASES[office]
    message = transfers.AskRequest.model_validate(
        {
            "purpose": Purpose(affair=affair, basis=basis, operator=operator, case=case), "permission": permission,
            "items": list(items), "atena_nos": list(persons),
        }
    )  # fmt: skip
    answer = ask(office, transfers.ASK, message)
    sealed = {one.atena_no: one.address.sealed for one in answer.told if one.address is not None and one.address.sealed}
    return Answer(answer, {who: unseal_text(settings.SASAE_PKI, office, text) for who, text in sealed.items()})
