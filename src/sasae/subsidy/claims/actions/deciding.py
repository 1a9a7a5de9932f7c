"""Comparing a folder with its receipts, and deciding it by another person. What is granted is owed from that moment on."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import CannotPrint
from sasae.foundation.two_persons import Pair
from sasae.law import ClaimDecision, decide_claim
from sasae.law.single_parent.benefit import ClaimOutcome
from sasae.subsidy.claims import repeats
from sasae.subsidy.claims.actions.booking import entry_of, granted_before
from sasae.subsidy.claims.actions.holding import close_holds, open_holds
from sasae.subsidy.claims.actions.refusals import OPEN, STALE, CannotClaim
from sasae.subsidy.claims.actions.rows import locked, locked_folder, move, move_folder, persons_of, reason, typists
from sasae.subsidy.claims.cases import case_of, decisions_of
from sasae.subsidy.claims.models import Claim, ClaimFolder, FolderState, State
from sasae.subsidy.claims.notices import print_grant, print_refusal
from sasae.subsidy.claims.queries import fingerprint, folder_fingerprint
from sasae.subsidy.claims.warnings import why_not_clean
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.ledger.actions import post
from sasae.subsidy.online.answers import note_claims_settled

_STATES = {
    ClaimOutcome.PAID: State.GRANTED,
    ClaimOutcome.REFUSED: State.REFUSED,
    ClaimOutcome.HELD: State.EXAMINING,
}
COMPARE_FIRST = "領収書との照合が済んでいません。先に請求書を照合してください。"
ANOTHER = "入力した人とは別の人が照合してください。"


COMPARISON = Pair("claims.compare", thing="請求書", first="入力", second="照合・差戻し")
DECISION = Pair("claims.decide", thing="償還払いの請求", first="入力", second="決定")
PAPERS = Pair("claims.papers", thing="償還払いの請求", first="書類の提出の打切り", second="決定")


@transaction.atomic
def compare(folder_id: int, *, by: Actor, seen: str = "") -> ClaimFolder:
    """Another person found every line to be as the receipts say. Raises CannotClaim."""
    folder, claims = locked_folder(folder_id)
    _check_seen(folder, seen)
    entered_by = {folder.entered_by, *(one for claim in claims if claim.state in OPEN for one in typists(claim))}
    refusal = CannotClaim.one("C-208", "compared_by", ANOTHER)
    COMPARISON.by_another_than(entered_by, by, about=folder.number, refusal=refusal)
    move_folder(folder, FolderState.COMPARED)
    folder.compared_by = by.id
    folder.save()
    record(by, "claims.compared", folder.number, persons_of(claims))
    return folder


@transaction.atomic
def send_back(folder_id: int, *, why: str, by: Actor) -> ClaimFolder:
    """What was entered is not what the receipts say: whoever entered it mends it. Raises CannotClaim."""
    folder, claims = locked_folder(folder_id)
    why = reason(why, "C-209", "差戻しの理由を入力してください。")
    refusal = CannotClaim.one("C-208", "compared_by", ANOTHER)
    COMPARISON.by_another_than(folder.entered_by, by, about=folder.number, refusal=refusal)
    move_folder(folder, FolderState.SENT_BACK)
    folder.back_why = why
    folder.save()
    record(by, "claims.sent_back", folder.number, persons_of(claims), why=why)
    return folder


@transaction.atomic
def decide(claim_id: int, *, by: Actor, on: date, seen: str = "") -> ClaimDecision:
    """Decide one claim by the law, by another person than the one who entered it.

    `seen` is the fingerprint of what the decider had on screen; a claim that has changed since is not decided. Whoever
    decides a folder of one line had its receipt before them: that is the comparison.
    """
    claim = locked(claim_id)
    _check_decider(claim, by)
    if seen and seen != fingerprint(claim):
        raise CannotClaim.one("C-204", "state", STALE)
    _require_comparison(claim, by)
    decision = _decide_one(claim, by, on)
    _print_grants([claim], by, on)
    note_claims_settled(claim.folder, by=by, on=on)
    return decision


def _require_comparison(claim: Claim, by: Actor) -> None:
    folder = claim.folder
    if folder is None or folder.state == FolderState.COMPARED:
        return
    if folder.state == FolderState.SENT_BACK or folder.claims.count() > 1:
        raise CannotClaim.one("C-206", "state", COMPARE_FIRST)
    refusal = CannotClaim.one("C-208", "compared_by", ANOTHER)  # who added a picture or the notice, too
    COMPARISON.by_another_than(folder.entered_by, by, about=folder.number, refusal=refusal)
    move_folder(folder, FolderState.COMPARED)
    folder.compared_by = by.id
    folder.save()


@transaction.atomic
def decide_folder(folder_id: int, *, by: Actor, on: date, seen: str = "", only_clean: bool = False) -> list[Claim]:
    """Decide everything that is open in a folder, at once, and tell the payee in one letter. Raises CannotClaim.

    `only_clean`: what somebody should look at first is left.
    """
    folder, claims = locked_folder(folder_id)
    _check_seen(folder, seen)
    if folder.state != FolderState.COMPARED:
        raise CannotClaim.one("C-206", "state", COMPARE_FIRST)
    open_ones = [claim for claim in claims if claim.state in OPEN]
    if not open_ones:
        raise CannotClaim.one("C-201", "state", "この請求書に、決定を待つ請求はありません。")
    if only_clean and (why := why_not_clean(folder, list(zip(open_ones, decisions_of(open_ones, on), strict=True)))):
        raise CannotClaim.one("C-210", "state", why)
    for claim in open_ones:
        _check_decider(claim, by)
        _decide_one(claim, by, on)
    _print_grants(open_ones, by, on)
    note_claims_settled(folder, by=by, on=on)
    return open_ones


def decide_many(folders: Iterable[tuple[int, str]], *, by: Actor, on: date) -> tuple[int, list[str]]:
    """Decide many clean folders, each for itself. Returns how many were decided, and why the others were not."""
    done, left = 0, []
    for folder_id, seen in folders:
        try:
            decide_folder(folder_id, by=by, on=on, seen=seen, only_clean=True)
            done += 1
        except CannotClaim as refused:
            number = ClaimFolder.objects.values_list("number", flat=True).get(pk=folder_id)
            left.append(f"{number}：{refused}")
    return done, left


def _check_seen(folder: ClaimFolder, seen: str) -> None:
    if seen and seen != folder_fingerprint(folder):
        raise CannotClaim.one("C-204", "state", STALE)


def _check_decider(claim: Claim, by: Actor) -> None:
    if claim.state not in OPEN:
        raise CannotClaim.one("C-201", "state", f"この請求は「{claim.get_state_display()}」です。")
    refusal = CannotClaim.one("C-202", "decided_by", "入力した人とは別の人が決定してください。")
    DECISION.by_another_than(typists(claim), by, about=claim.number, refusal=refusal)
    if claim.folder is not None:
        refusal = CannotClaim.one("C-202", "decided_by", "書類の提出を打ち切った人とは別の人が決定してください。")
        PAPERS.by_another_than(claim.folder.papers_closed_by, by, about=claim.number, refusal=refusal)


def _decide_one(claim: Claim, by: Actor, on: date) -> ClaimDecision:
    if claim.state == State.RECEIVED:
        move(claim, State.EXAMINING)
    _refuse_repeated(claim)
    if claim.twin_why and not claim.twin_by:
        said = f"{claim.number}：同じ内容の請求とは別の領収書であることを、入力した人とは別の人が、先に確かめてください。"
        raise CannotClaim.one("C-214", "twin_by", said)
    decision = decide_claim(case_of(claim), on)
    state = _STATES[decision.outcome]
    if state != State.EXAMINING:
        move(claim, state)
        claim.decided_by, claim.decided_on = by.id, on
    claim.amount = decision.amount
    claim.decision = decision.to_json().decode()
    if state == State.REFUSED:
        claim.refusal_document = _refusal(claim, decision, by, on)
    claim.save()
    if state == State.GRANTED:
        post([entry_of(claim)], on=on, by=by)
    if state == State.EXAMINING:
        open_holds(claim, decision, by=by, on=on)
    else:
        close_holds(claim, by=by, on=on)
    record(
        by, "claim.decided", claim.number, [claim.person.atena_no], state=State(claim.state).label, amount=claim.amount
    )
    return decision


def _refuse_repeated(claim: Claim) -> None:
    """What was paid or granted since the entry, under whichever of the person's numbers. Names the claim: a folder has many."""
    one, bill = all_one_with([claim.person_id])[claim.person_id], repeats.Bill.of_claim(claim)
    if said := repeats.paid_in_kind(one, bill):
        raise CannotClaim.one("C-203", "provider", f"{claim.number}：{said}")
    if repeats.paid_before(one, bill):
        raise CannotClaim.one("C-212", "provider", f"{claim.number}：{repeats.PAID_BEFORE}")
    granted = Claim.objects.filter(state__in=Claim.GRANTED).exclude(pk=claim.pk)
    if told := repeats.claimed(one, bill, granted):
        raise CannotClaim.one("C-213", told.at, f"{claim.number}：{told.message}")


def _refusal(claim: Claim, decision: ClaimDecision, by: Actor, on: date) -> str:
    try:
        return print_refusal(claim, decision, changed=granted_before(claim), by=by, on=on)
    except CannotPrint as unprintable:
        raise CannotClaim(unprintable.findings) from unprintable


def _print_grants(claims: list[Claim], by: Actor, on: date) -> None:
    """One letter about everything granted now."""
    granted = [claim for claim in claims if claim.state == State.GRANTED]
    if not granted:
        return
    try:
        document = print_grant(granted, [granted_before(claim) for claim in granted], by=by, on=on)
    except CannotPrint as unprintable:
        raise CannotClaim(unprintable.findings) from unprintable
    for claim in granted:
        claim.grant_document = document
        claim.save()
