"""What the page of one folder shows."""

from datetime import date
from typing import Any

from sasae.foundation.gate import Gate
from sasae.foundation.history.as_of import AsOf
from sasae.foundation.history.models import HistoryEntry, Outcome
from sasae.foundation.history.sentences import sentence_of
from sasae.law import ClaimDecision, sentence
from sasae.law.single_parent.claim_papers import CODES
from sasae.subsidy.claims.actions import OPEN, typists
from sasae.subsidy.claims.cases import decisions_of
from sasae.subsidy.claims.models import Claim, ClaimFolder, FolderState, PaperState
from sasae.subsidy.claims.past import decision_of, folder_then, papers_then
from sasae.subsidy.claims.queries import document_labels, folder_fingerprint
from sasae.subsidy.claims.warnings import warnings_of


def page_of(folder: ClaimFolder, gate: Gate, today: date) -> dict[str, Any]:
    """The whole page; `persons`: whose data it shows."""
    claims = list(folder.claims.select_related("person", "payee", "recipient", "folder").order_by("place", "id"))
    undecided = [claim for claim in claims if claim.state in OPEN or not claim.decision]
    now = dict(zip((claim.pk for claim in undecided), decisions_of(undecided, today), strict=True))
    lines = [_line(claim, now.get(claim.pk), today) for claim in claims]
    still_open = [(line["claim"], line["decision"]) for line in lines if line["open"]]
    own = gate.actor.id in {folder.entered_by, *(one for claim, _ in still_open for one in typists(claim))}
    compared = folder.state == FolderState.COMPARED
    return {
        "one": folder, "lines": lines, "open": bool(still_open), "own": own, "seen": folder_fingerprint(folder),
        "pictures": list(folder.attachments.defer("content").order_by("id")),
        "warnings": warnings_of(folder, still_open) if still_open else [],
        "totals": {
            "self_pay": sum(claim.insured_self_pay for claim in claims), "deducted": sum(claim.deducted for claim in claims),
            "amount": sum(line["amount"] for line in lines),
        },
        "persons": list(dict.fromkeys(no for one in claims for no in (one.payee.atena_no, one.person.atena_no)))
        or [folder.payee.atena_no],
        "may_enter": gate.may("claims.enter") and bool(still_open), "may_print": gate.may("printing.view"),
        "may_compare": gate.may("claims.decide") and bool(still_open) and not compared,
        "may_decide": gate.may("claims.decide") and bool(still_open) and compared,
        "entries": _time_line(folder, claims, None), **_papers(folder, today),
    }  # fmt: skip


def page_then(folder: ClaimFolder, gate: Gate, today: date) -> dict[str, Any] | None:
    """The page of a past: lines as they stood, decided ones with their grounds, no step. None where it was not there yet."""
    then = gate.then
    found = folder_then(folder, then) if then else None
    if then is None or found is None:
        return None
    one, claims = found
    lines = [_line_then(claim, today) for claim in claims]
    return {
        "one": one, "lines": lines, "pictures": list(folder.attachments.filter(kept_at__lte=then.told_by).defer("content").order_by("id")),
        "totals": {
            "self_pay": sum(claim.insured_self_pay for claim in claims), "deducted": sum(claim.deducted for claim in claims),
            "amount": sum(line["amount"] or 0 for line in lines),
        },
        "persons": list(dict.fromkeys(no for each in claims for no in (each.payee.atena_no, each.person.atena_no))),
        "may_print": gate.may("printing.view"),
        "entries": _time_line(folder, claims, then), **papers_then(folder, then),
    }  # fmt: skip


def _line_then(claim: Claim, today: date) -> dict[str, Any]:
    decision = decision_of(claim)
    if decision is not None:
        return _line(claim, decision, today)
    kind = CODES.on(today).kind.get(claim.kind, "")
    return {"claim": claim, "kind": kind, "decision": None, "open": True, "amount": None, "reasons": []}


def _line(claim: Claim, now: ClaimDecision | None, today: date) -> dict[str, Any]:
    """`now`: what the law says of a line that is not decided."""
    is_open = claim.state in OPEN
    decision = now or ClaimDecision.from_json(claim.decision)
    not_met = [one for one in decision.grounds if one.met is not True and one.rule_id != "claim.share"]
    return {
        "claim": claim, "kind": CODES.on(today).kind.get(claim.kind, ""), "decision": decision, "open": is_open, "amount": decision.amount if is_open else claim.amount,
        "reasons": [(one.met, sentence(one)) for one in not_met],
    }  # fmt: skip


def _papers(folder: ClaimFolder, today: date) -> dict[str, Any]:
    papers, letters = list(folder.papers.order_by("id")), list(folder.letters.order_by("-id"))
    states = {paper.state for paper in papers}
    late = bool(letters) and letters[0].due_on < today and PaperState.ASKED in states
    known = {paper.kind for paper in papers if paper.state in (PaperState.MISSING, PaperState.ASKED)}
    return {
        "papers": papers, "letters": letters, "late": late,
        "kinds": [(kind, label) for kind, label in document_labels(today).items() if kind not in known],
        "may_ask": PaperState.MISSING in states, "may_remind": late and not letters[0].reminder,
        "may_close": late and letters[0].reminder and folder.papers_closed_on is None,
    }  # fmt: skip


def _time_line(folder: ClaimFolder, claims: list[Claim], then: AsOf | None) -> list[dict[str, Any]]:
    """What was done with the folder and its lines, the newest first."""
    subjects = [folder.number, *(claim.number for claim in claims)]
    rows = HistoryEntry.objects.filter(subject__in=subjects, event__startswith="claim", outcome=Outcome.DONE)
    rows = rows.filter(at__lte=then.known_at) if then else rows
    return [
        {
            "at": row.at,
            "text": sentence_of(row.event, row.subject, row.actor_name, len(row.persons), row.detail),
            "by": row.actor_name,
        }
        for row in rows.order_by("-pk")[:100]
    ]
