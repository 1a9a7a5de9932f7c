"""What a business system may ask for today instead of asking a resident for a paper."""

from collections.abc import Sequence
from datetime import date

from sasae.contracts import inquiries as words
from sasae.linkage.codes.models import CodeRequest
from sasae.linkage.codes.models import State as CodeState
from sasae.linkage.inquiries import masters
from sasae.linkage.inquiries.codes import codes


def askable(atena_nos: Sequence[str], on: date) -> words.Askable:
    """By the masters in force, and for whom a code is there. Nothing at all before the first masters."""
    known = masters.in_force()
    rows: dict[str, list[str]] = {}
    for use in masters.uses(known, on) if known else []:
        if use.procedure == codes().procedure:
            rows.setdefault(use.information, []).append(use.provider)
    coded = CodeRequest.objects.filter(unified__registered__atena_no__in=list(atena_nos), state=CodeState.COMPLETED)
    return words.Askable(
        information=[
            words.AskableInformation(
                information=code, name=masters.name_of_information(known, code), providers=sorted(set(providers)),
                consent=code in codes().information and codes().information[code].consent,
            )
            for code, providers in rows.items()
        ],
        reachable=sorted(set(coded.values_list("unified__registered__atena_no", flat=True)) & set(atena_nos)),
    )  # fmt: skip
