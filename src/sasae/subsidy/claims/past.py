"""Claims and their folders as of one day, as known on another: what was claimed by the day, and how far it had come."""

from collections.abc import Iterable
from typing import Any

from sasae.foundation.history.as_of import AsOf, as_known, as_stood
from sasae.law import ClaimDecision, sentence
from sasae.subsidy.claims.models import Claim, ClaimFolder, ClaimPaper, Hold, State

_FINAL = (*Claim.GRANTED, State.REFUSED)
_DECIDED = ("state", "amount", "decision", "decided_by", "decided_on", "grant_document", "refusal_document")


def claims_then(claims: Iterable[Claim], then: AsOf) -> list[Claim]:
    """Those claimed by the day; how far each had come is that of the day."""
    return [row for row in as_stood(claims, then, *_DECIDED) if row.claimed_on <= then.on]


def decision_of(claim: Claim) -> ClaimDecision | None:
    """The decision that stood. What the law would have said of an open claim is told in the present alone: it rests on
    the files of now."""
    return ClaimDecision.from_json(claim.decision) if claim.decision and claim.state in _FINAL else None


def claim_page(claim: Claim, then: AsOf) -> dict[str, Any] | None:
    """What a claim's page shows; None where it was not there yet."""
    one = next(iter(claims_then([claim], then)), None)
    if one is None:
        return None
    decision = decision_of(one)
    return {
        "one": one,
        "decision": decision,
        "grounds": [(ground.met, ground.article, sentence(ground)) for ground in decision.grounds] if decision else [],
        "items": _payments(claim, then),
        "deducted": one.deducted,
        "holds": [row for row in as_stood(Hold.objects.filter(claim=claim).order_by("-id"), then, "released_on", "note", "follow_up_on") if row.opened_on <= then.on],
        "appeals": as_known(claim.appeals.order_by("pk"), then.told_by),
        "pictures": claim.attachments.filter(kept_at__lte=then.told_by).exists(),
    }  # fmt: skip


def _payments(claim: Claim, then: AsOf) -> list[Any]:
    """The payments there were, each in its state of the day."""
    items = list(claim.payment_items.select_related("payment__run").order_by("id"))
    stood = {row.pk: row for row in as_known({item.payment_id: item.payment for item in items}.values(), then.told_by)}
    found = [item for item in items if item.payment_id in stood]
    for item in found:
        item.payment = stood[item.payment_id]
    return found


def folder_then(folder: ClaimFolder, then: AsOf) -> tuple[ClaimFolder, list[Claim]] | None:
    """A folder with its lines; None where it was not there yet."""
    one = next(iter(as_stood([folder], then, "state", "back_why", "compared_by", "papers_closed_on", "papers_closed_by")), None)
    if one is None or one.claimed_on > then.on:
        return None
    lines = folder.claims.select_related("person", "payee", "recipient", "folder").order_by("place", "id")
    return one, claims_then(lines, then)


def papers_then(folder: ClaimFolder, then: AsOf) -> dict[str, Any]:
    """The papers a folder missed, and the letters that asked for them."""
    rows = ClaimPaper.objects.filter(folder=folder.pk).order_by("id")
    return {
        "papers": as_known(rows, then.told_by),
        "letters": folder.letters.filter(asked_on__lte=then.on).order_by("-id"),
        "late": False, "kinds": [], "may_ask": False, "may_remind": False, "may_close": False,
    }  # fmt: skip
