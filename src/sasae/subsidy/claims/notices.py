"""What the payee is told: 支給決定通知書, 不支給決定通知書, and letters that ask for papers. Printed once, kept as printed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import keep, render
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel.period import Month
from sasae.kernel.wareki import month_to_wareki, to_wareki
from sasae.law import ClaimDecision
from sasae.law.decision import show
from sasae.subsidy.certificates.actions import OFFICE
from sasae.subsidy.claims.models import Claim, ClaimFolder
from sasae.subsidy.notifications.mailing import where_to


def print_refusal(claim: Claim, decision: ClaimDecision, *, changed: bool, by: Actor, on: date) -> str:
    """The notice of a refused claim; returns the paper's number. Part of the caller's transaction.

    `changed`: an earlier grant was told, which this replaces.
    """
    payee = claim.payee
    data = _letter(claim, claim.number, "不支給決定通知書", by=by, on=on) | {
        "claim": claim.number,
        "claimed_on": to_wareki(claim.claimed_on),
        "patient": claim.person.name,
        "month": month_to_wareki(Month.parse(claim.treatment_month).first),
        "provider": claim.provider,
        "self_pay": claim.insured_self_pay,
        "deducted": claim.deducted,
        "changed": changed,
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


def print_grant(claims: Sequence[Claim], changed: Sequence[bool], *, by: Actor, on: date) -> str:
    """The notice of everything granted to one payee together; returns the paper's number. Part of the caller's transaction.

    `changed`: of each claim, whether an earlier grant was told that this one replaces. A folder's second letter has a
    number of its own.
    """
    first = claims[0]
    number = first.folder.number if first.folder else first.number
    earlier = PrintedDocument.objects.filter(kind="claim_grant", subject=number).count()
    data = _letter(first, f"{number}-{earlier + 1}" if earlier else number, "支給決定通知書", by=by, on=on) | {
        "claim": number,
        "claimed_on": to_wareki(first.claimed_on),
        "lines": [{**_granted(claim), "changed": anew} for claim, anew in zip(claims, changed, strict=True)],
        "changed": any(changed),
        "total": sum(claim.amount for claim in claims),
    }
    pdf = render("subsidy/claim_grant", data, title="医療費助成支給決定通知書", day=on)
    persons = list(dict.fromkeys([first.payee.atena_no, *(claim.person.atena_no for claim in claims)]))
    document = keep("claim_grant", number, pdf, by_id=by.id, persons=dict.fromkeys(persons))
    record(by, "claim.grant_printed", number, persons)
    return str(document.pk)


def _granted(claim: Claim) -> dict[str, str | int]:
    return {
        "claim": claim.number,
        "patient": claim.person.name,
        "month": month_to_wareki(Month.parse(claim.treatment_month).first),
        "provider": claim.provider,
        "self_pay": claim.insured_self_pay,
        "deducted": claim.deducted,
        "amount": claim.amount,
    }


def print_paper_letter(
    folder: ClaimFolder, number: str, labels: Sequence[str], *, reminder: bool, due_on: date, by: Actor, on: date
) -> str:
    """The letter that asks for papers, or reminds of them; returns the paper's number."""
    title = OFFICE.on(on)["letters"]["claim_papers_reminder" if reminder else "claim_papers"]["title"]
    data = _letter(folder, number, "書類の提出依頼", by=by, on=on) | {
        "title": title,
        "claim": folder.number,
        "claimed_on": to_wareki(folder.claimed_on),
        "labels": list(labels),
        "due_on": to_wareki(due_on),
        "reminder": reminder,
    }
    pdf = render("subsidy/claim_papers", data, title=title, day=on)
    return str(keep("claim_papers", number, pdf, by_id=by.id, persons=[folder.payee.atena_no]).pk)


def _letter(about: Claim | ClaimFolder, number: str, what: str, *, by: Actor, on: date) -> dict[str, Any]:
    """What every letter to the payee has: from whom, to whom, of which day."""
    office = OFFICE.on(on)
    return {
        "office": office,
        "number": f"{office['document_prefix']}第{number}号",
        "date": to_wareki(on),
        "name": about.payee.name,
        **where_to(about.payee, by=by, on=on, reason=f"{what} {number}"),
    }
