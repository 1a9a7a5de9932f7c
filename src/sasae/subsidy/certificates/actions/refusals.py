"""The notice of refusal: printed once, kept as printed."""

from datetime import date

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import keep, render
from sasae.kernel.wareki import to_wareki
from sasae.law import Decision
from sasae.law.decision import show
from sasae.subsidy.certificates.models import Refusal
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.entitlements.models import Examination
from sasae.subsidy.notifications.mailing import where_to
from sasae.subsidy.people.models import Person


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
        **where_to(applicant, by=by, on=on, reason=f"不交付決定通知書 {application.receipt_number}"),
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
