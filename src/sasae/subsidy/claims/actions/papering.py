"""The papers a folder lacks: noted, asked for by letter, reminded of, taken in, or given up."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import CannotPrint
from sasae.kernel.wareki import to_wareki
from sasae.reference.closed_days import office_days_after
from sasae.subsidy.claims.actions.entering import next_in
from sasae.subsidy.claims.actions.refusals import OPEN, CannotClaim
from sasae.subsidy.claims.actions.rows import locked_folder, persons_of, reason
from sasae.subsidy.claims.models import PAPER_MOVES, Claim, ClaimFolder, ClaimPaper, ClaimPaperLetter, PaperState
from sasae.subsidy.claims.notices import print_paper_letter
from sasae.subsidy.claims.queries import document_labels
from sasae.subsidy.papers.actions import DEADLINE
from sasae.subsidy.wordings.closures import CLOSURES

_WAITING = (PaperState.MISSING, PaperState.ASKED)


def _open(folder_id: int) -> tuple[ClaimFolder, list[Claim]]:
    folder, claims = locked_folder(folder_id)
    if not any(claim.state in OPEN for claim in claims):
        raise CannotClaim.one("C-241", "papers", "この請求書は決定が済んでいます。")
    return folder, claims


def _move(paper: ClaimPaper, state: PaperState, by: Actor, why: str = "") -> None:
    if state not in PAPER_MOVES[PaperState(paper.state)]:
        raise CannotClaim.one("C-242", "papers", f"「{paper.label}」は「{paper.get_state_display()}」です。")
    paper.state, paper.why, paper.changed_by = state, why, by.id
    paper.save()


@transaction.atomic
def want(folder_id: int, kinds: Iterable[str], *, by: Actor, on: date) -> list[ClaimPaper]:
    """Note papers that are missing: the claims wait for them. Raises CannotClaim."""
    folder, claims = _open(folder_id)
    labels = document_labels(on)
    chosen = [kind for kind in labels if kind in set(kinds)]
    if not chosen:
        raise CannotClaim.one("C-243", "kinds", "足りない書類を選んでください。")
    known = {paper.kind: paper for paper in folder.papers.select_for_update()}
    for kind in chosen:
        if kind not in known:
            ClaimPaper.objects.create(folder=folder, kind=kind, label=labels[kind], changed_by=by.id)
        elif known[kind].state not in _WAITING:
            _move(known[kind], PaperState.MISSING, by)
    folder.papers_closed_on, folder.papers_closed_by = None, ""
    folder.save()
    record(by, "claims.papers_missing", folder.number, persons_of(claims), papers="・".join(labels[one] for one in chosen))
    return list(folder.papers.order_by("pk"))


@transaction.atomic
def take_in_paper(folder_id: int, kind: str, *, by: Actor) -> ClaimPaper:
    """The paper is there, and was looked at."""
    folder, claims = _open(folder_id)
    paper = folder.papers.select_for_update().get(kind=kind)
    _move(paper, PaperState.THERE, by)
    record(by, "claims.paper_arrived", folder.number, persons_of(claims), paper=paper.label)
    return paper


@transaction.atomic
def waive(folder_id: int, kind: str, *, why: str, by: Actor) -> ClaimPaper:
    """The paper is not needed after all."""
    folder, claims = _open(folder_id)
    why = reason(why, "C-244", "提出不要とする理由を入力してください。")
    paper = folder.papers.select_for_update().get(kind=kind)
    _move(paper, PaperState.WAIVED, by, why)
    record(by, "claims.paper_waived", folder.number, persons_of(claims), paper=paper.label, why=why)
    return paper


@transaction.atomic
def ask(folder_id: int, *, by: Actor, on: date) -> ClaimPaperLetter:
    """Ask by letter for everything missing, with a deadline. Raises CannotClaim."""
    folder, claims = _open(folder_id)
    return _letter(folder, claims, PaperState.MISSING, by=by, on=on)


@transaction.atomic
def remind(folder_id: int, *, by: Actor, on: date) -> ClaimPaperLetter:
    """Remind of what was asked for and did not come within the deadline. Raises CannotClaim."""
    folder, claims = _open(folder_id)
    last = folder.letters.order_by("-pk").first()
    if last is None or last.due_on >= on:
        raise CannotClaim.one("C-245", "papers", "提出期限を過ぎてから督促してください。")
    return _letter(folder, claims, PaperState.ASKED, by=by, on=on, reminder=True)


@transaction.atomic
def close_papers(folder_id: int, *, by: Actor, on: date) -> ClaimFolder:
    """The reminder's deadline is over: the papers are waited for no longer, and another person decides. Raises CannotClaim."""
    folder, claims = _open(folder_id)
    last = folder.letters.order_by("-pk").first()
    if last is None or not last.reminder or last.due_on >= on:
        raise CannotClaim.one("C-246", "papers", "督促の提出期限を過ぎてから打ち切ってください。")
    if not folder.papers.filter(state=PaperState.ASKED).exists():
        raise CannotClaim.one("C-247", "papers", "提出を待っている書類はありません。")
    folder.papers_closed_on, folder.papers_closed_by = on, by.id
    folder.save()
    record(by, "claims.papers_closed", folder.number, persons_of(claims))
    return folder


def _letter(
    folder: ClaimFolder, claims: Sequence[Claim], state: PaperState, *, by: Actor, on: date, reminder: bool = False
) -> ClaimPaperLetter:
    papers = list(folder.papers.select_for_update().filter(state=state).order_by("pk"))
    if not papers:
        raise CannotClaim.one("C-247", "papers", "求める書類はありません。")
    for paper in papers:
        _move(paper, PaperState.ASKED, by)
    due_on = office_days_after(on, DEADLINE.on(on)["days"], CLOSURES.on(on))
    number = next_in("SK", "subsidy_claim_letter_number", on)
    labels = [paper.label for paper in papers]
    try:
        document = print_paper_letter(folder, number, labels, reminder=reminder, due_on=due_on, by=by, on=on)
    except CannotPrint as unprintable:
        raise CannotClaim(unprintable.findings) from unprintable
    letter = ClaimPaperLetter.objects.create(
        number=number, folder=folder, reminder=reminder, asked_on=on, due_on=due_on, labels=labels, document_id=document,
        asked_by=by.id,
    )  # fmt: skip
    event = "claims.papers_reminded" if reminder else "claims.papers_asked"
    record(by, event, folder.number, persons_of(claims), papers=len(labels), due_on=to_wareki(due_on))
    return letter
