"""Rows that are being changed: locked in one order (recipients, folder, claims), moved by the tables of moves."""

from collections.abc import Iterable, Sequence

from sasae.kernel.findings import Refusal, one_line
from sasae.subsidy.claims.actions.refusals import CannotClaim
from sasae.subsidy.claims.models import ALLOWED_MOVES, FOLDER_MOVES, Claim, ClaimFolder, FolderState, State
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.entitlements.queries import lock_recipients


def move(claim: Claim, state: State) -> None:
    """Along the table of moves. Raises CannotClaim."""
    if state not in ALLOWED_MOVES[State(claim.state)]:
        raise CannotClaim.one("C-201", "state", f"この請求は「{claim.get_state_display()}」です。")
    claim.state = state


def move_folder(folder: ClaimFolder, state: FolderState) -> None:
    """Along the table of moves. Raises CannotClaim."""
    if state not in FOLDER_MOVES[FolderState(folder.state)]:
        raise CannotClaim.one("C-207", "state", f"この請求書は「{folder.get_state_display()}」です。")
    folder.state = state


def locked(claim_id: int) -> Claim:
    """One claim, until the commit, with its folder."""
    person, folder = Claim.objects.values_list("person_id", "folder_id").get(id=claim_id)
    lock_persons([person])
    if folder:
        ClaimFolder.objects.select_for_update().get(pk=folder)
    rows = Claim.objects.select_for_update(of=("self",))
    return rows.select_related("person", "payee", "recipient__person", "folder").get(id=claim_id)


def locked_folder(folder_id: int) -> tuple[ClaimFolder, list[Claim]]:
    """A folder and all its claims, until the commit."""
    lock_persons(Claim.objects.filter(folder=folder_id).values_list("person_id", flat=True))
    folder = ClaimFolder.objects.select_for_update(of=("self",)).select_related("payee").get(pk=folder_id)
    rows = Claim.objects.select_for_update(of=("self",)).select_related("person", "payee", "recipient__person", "folder")
    return folder, list(rows.filter(folder=folder).order_by("id"))


def lock_persons(persons: Iterable[int]) -> None:
    """Nobody else decides on the money of these persons, under whichever of their numbers, until the commit."""
    everybody = set[int]().union(*all_one_with(persons).values())
    lock_recipients(Recipient.objects.filter(person__in=everybody).values_list("number", flat=True))


def enter_again(folder: ClaimFolder | None, by: str) -> None:
    """What is in the folder changed: whoever changed it counts as who entered it, and it is compared anew."""
    if folder is None:
        return
    move_folder(folder, FolderState.ENTERED)
    folder.entered_by, folder.compared_by, folder.back_why = by, "", ""
    folder.save()


def typists(claim: Claim) -> set[str]:
    """Who typed what is decided: the receipt, and the insurer's notice."""
    return {claim.entered_by, claim.noticed_by} - {""}


def reason(typed: str, id: str, missing: str, at: str = "why") -> str:
    """A reason in one line. Raises CannotClaim."""
    if not typed.strip():
        raise CannotClaim.one(id, at, missing)
    try:
        return one_line(typed, Refusal)
    except Refusal as long:
        raise CannotClaim.one(long.id, at, str(long)) from long


def persons_of(claims: Sequence[Claim]) -> list[str]:
    """Whom a folder is about."""
    return list(dict.fromkeys(number for claim in claims for number in (claim.person.atena_no, claim.payee.atena_no)))
