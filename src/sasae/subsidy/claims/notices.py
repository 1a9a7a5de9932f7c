"""不支給決定通知書: why nothing is paid, and how to object. Printed once, kept as printed."""

from datetime import date

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import keep, render
from sasae.kernel.period import Month
from sasae.kernel.wareki import month_to_wareki, to_wareki
from sasae.law import ClaimDecision
from sasae.law.decision import show
from sasae.subsidy.certificates.actions import OFFICE
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.notifications.mailing import where_to


def print_refusal(claim: Claim, decision: ClaimDecision, *, by: Actor, on: date) -> str:
    """The notice of a refused claim; returns the paper's number. Part of the caller's transaction."""
    payee = claim.payee
    office = OFFICE.on(on)
    data = {
        "office": office,
        "number": f"{office['document_prefix']}第{claim.number}号",
        "date": to_wareki(on),
        "name": payee.name,
        **where_to(payee, by=by, on=on, reason=f"不支給決定通知書 {claim.number}"),
        "claim": claim.number,
        "claimed_on": to_wareki(claim.claimed_on),
        "patient": claim.person.name,
        "month": month_to_wareki(Month.parse(claim.treatment_month).first),
        "provider": claim.provider,
        "self_pay": claim.insured_self_pay,
        "deducted": claim.deducted,
        "reasons": [
            {"text": ground.text, "facts": "、".join(map(show, ground.facts)), "article": ground.article}
            for ground in decision.grounds
            if ground.met is False and ground.rule.id != "claim.share"
        ],
    }
    pdf = render("subsidy/claim_refusal", data, title="医療費助成不支給決定通知書", day=on)
    persons = [payee.atena_no, claim.person.atena_no]
    document = keep("claim_refusal", claim.number, pdf, by_id=by.id, persons=dict.fromkeys(persons))
    record(by, "claim.refusal_printed", claim.number, persons)
    return str(document.pk)
