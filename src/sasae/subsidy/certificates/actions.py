"""Issuing certificates and refusals. Printed once, kept as printed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import keep, render
from sasae.foundation.release import release
from sasae.kernel.dated import load_dated
from sasae.kernel.wareki import to_wareki
from sasae.law import Decision, sentence
from sasae.subsidy.certificates.models import Certificate, Kind, Refusal
from sasae.subsidy.entitlements.models import Entitlement, Examination
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import is_protected

OFFICE = load_dated(__package__, "office.yaml")
_SEX = {"1": "男", "2": "女"}


def issue_certificates(
    entitlements: Sequence[Entitlement], *, by: Actor, on: date, kind: Kind = Kind.NEW
) -> list[Certificate]:
    """One certificate a covered person. Part of the caller's transaction."""
    return [_issue(entitlement, by, on, kind) for entitlement in entitlements]


def _issue(entitlement: Entitlement, by: Actor, on: date, kind: Kind) -> Certificate:
    recipient = entitlement.recipient
    person = recipient.person
    number = _next_number(on)
    pdf = render(
        "subsidy/certificate",
        certificate_data(entitlement, number, by=by, on=on),
        title=f"福祉医療証 {number}",
        day=on,
    )
    document = keep("certificate", number, pdf, by_id=by.id, persons=[person.atena_no])
    certificate = Certificate.objects.create(
        number=number, entitlement=entitlement, recipient=recipient, kind=kind, valid_from=entitlement.valid_from,
        valid_to=entitlement.valid_to, issued_on=on, document_id=str(document.pk),
    )  # fmt: skip
    record(
        by, "certificate.issued", number, [person.atena_no], kind=kind.label, valid_from=str(certificate.valid_from),
        valid_to=str(certificate.valid_to),
    )  # fmt: skip
    return certificate


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


def printed_address(person: Person, *, by: Actor, on: date, reason: str) -> str:
    """A person's address for their own paper, through the release point."""
    return release(
        person.address, actor=by, way="print", person=person.atena_no, protected=is_protected(person, on),
        reason=reason,
    )  # fmt: skip


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_certificate_number')")
        return f"{on:%Y}-{cursor.fetchone()[0]:08d}"


def issue_refusal(examination: Examination, decision: Decision, *, by: Actor, on: date) -> Refusal:
    """The notice of refusal with its grounds and how to appeal. Part of the caller's transaction."""
    application = examination.application
    applicant = application.applicant
    assert applicant is not None  # an examination without an applicant cannot be prepared
    office = OFFICE.on(on)
    data = {
        "office": office,
        "receipt_number": application.receipt_number,
        "date": to_wareki(on),
        "name": applicant.name,
        "postal_code": applicant.postal_code,
        "address": printed_address(applicant, by=by, on=on, reason=f"不交付決定通知書 {application.receipt_number}"),
        "outcome": decision.outcome.label,
        "grounds": [sentence(ground) for ground in decision.not_met],
    }
    pdf = render("subsidy/refusal", data, title="不交付決定通知書", day=on)
    document = keep("refusal", application.receipt_number, pdf, by_id=by.id, persons=[applicant.atena_no])
    refusal = Refusal.objects.create(examination=examination, issued_on=on, document_id=str(document.pk))
    record(by, "refusal.issued", application.receipt_number, [applicant.atena_no])
    return refusal
