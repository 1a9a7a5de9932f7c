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
from sasae.law import Decision
from sasae.law.decision import show
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
    shown = dict.fromkeys([person.atena_no, entitlement.family.applicant.atena_no])
    document = keep("certificate", number, pdf, by_id=by.id, persons=shown)
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
        "number": f"{office['document_prefix']}第{application.receipt_number}号",
        "receipt_number": application.receipt_number,
        "applied_on": to_wareki(application.received_on),
        "date": to_wareki(on),
        "name": applicant.name,
        "postal_code": applicant.postal_code,
        "address": printed_address(applicant, by=by, on=on, reason=f"不交付決定通知書 {application.receipt_number}"),
        "outcome": decision.outcome.label,
        "reasons": _reasons(decision, applicant),
    }
    pdf = render("subsidy/refusal", data, title="不交付決定通知書", day=on)
    document = keep("refusal", application.receipt_number, pdf, by_id=by.id, persons=_persons(decision, applicant))
    refusal = Refusal.objects.create(examination=examination, issued_on=on, document_id=str(document.pk))
    record(by, "refusal.issued", application.receipt_number, _persons(decision, applicant))
    return refusal


def _persons(decision: Decision, applicant: Person) -> list[str]:
    """Whom the letter speaks of."""
    return list(dict.fromkeys([applicant.atena_no, *(result.person for result in decision.persons)]))


def _reasons(decision: Decision, applicant: Person) -> list[dict[str, str]]:
    """The rules that are not met, each once, with the facts of the applicant and of those applied for.

    What a spouse or an obligor earns is not told to the applicant: the rule names their category alone.
    """
    applied_for = {result.person for result in decision.persons} - {applicant.atena_no}
    names = dict(Person.objects.filter(atena_no__in=applied_for).values_list("atena_no", "name"))
    found = []
    for ground in decision.not_met:
        facts = "、".join(map(show, ground.facts)) if ground.subject in {applicant.atena_no, *applied_for} else ""
        whose = f"{names[ground.subject]}さんについて：" if ground.subject in names else ""
        found.append({"text": f"{whose}{ground.text}", "facts": facts, "article": ground.article})
    return [reason for place, reason in enumerate(found) if reason not in found[:place]]
