"""What stands on a certificate, and its paper."""

from datetime import date
from typing import Any

from sasae.foundation.history import Actor
from sasae.foundation.printing import render
from sasae.foundation.release import release
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import is_protected

_SEX = {"1": "男", "2": "女"}


def certificate_data(entitlement: Entitlement, number: str, *, by: Actor, on: date) -> dict[str, Any]:
    """What stands on a certificate."""
    office = OFFICE.on(on)
    person = entitlement.recipient.person
    return {
        "office": office,
        "number": number,
        "recipient_number": entitlement.recipient.number,
        "name": person.name,
        "birth_date": to_wareki(person.birth_date),
        "sex": _SEX.get(person.sex, ""),
        "address": printed_address(person, by=by, on=on, reason=f"医療証 {number} の印刷"),
        "applicant": entitlement.family.applicant.name,
        "valid_from": to_wareki(entitlement.valid_from),
        "valid_to": to_wareki(entitlement.valid_to),
        "issued_on": to_wareki(on),
    }


def certificate_paper(data: dict[str, Any], on: date) -> bytes:
    """The certificate as it is handed out. Raises CannotPrint."""
    return render("subsidy/certificate", data, title=f"福祉医療証 {data['number']}", day=on)


def printed_address(person: Person, *, by: Actor, on: date, reason: str) -> str:
    """A person's address for their own paper, through the release point."""
    return release(
        person.address, actor=by, way="print", person=person.atena_no, protected=is_protected(person, on),
        reason=reason,
    )  # fmt: skip
