"""The table of moves, applied."""

from sasae.kernel.findings import Refusal
from sasae.subsidy.certificates.models import (
    ALLOWED_MOVES,
    RECALL_MOVES,
    RETURN_MOVES,
    Certificate,
    Recall,
    RecallState,
    ReturnedMail,
    ReturnState,
    State,
)


class CannotMove(Refusal):
    """The step is not allowed now; the text says why, in Japanese."""


def locked(number: str) -> Certificate:
    """The certificate, held until the commit. Raises CannotMove when there is none of this number."""
    rows = Certificate.objects.select_for_update(of=("self",))
    found = rows.select_related("recipient__person", "entitlement__recipient__person", "entitlement__family__applicant")
    certificate = found.filter(number=number).first()
    if certificate is None:
        raise CannotMove(f"医療証 {number} はありません。")
    return certificate


def move(certificate: Certificate, state: State) -> None:
    """Set the state, if the table allows it. The caller saves."""
    if state not in ALLOWED_MOVES[State(certificate.state)]:
        raise CannotMove(
            f"医療証 {certificate.number} は「{certificate.get_state_display()}」のため、「{state.label}」にできません。"
        )
    certificate.state = state


def move_recall(recall: Recall, state: RecallState) -> None:
    """The same for the calling back."""
    if state not in RECALL_MOVES[RecallState(recall.state)]:
        raise CannotMove(f"回収は「{recall.get_state_display()}」のため、「{state.label}」にできません。")
    recall.state = state


def move_return(mail: ReturnedMail, state: ReturnState) -> None:
    """The same for returned mail."""
    if state not in RETURN_MOVES[ReturnState(mail.state)]:
        raise CannotMove(f"この返戻郵便は「{mail.get_state_display()}」です。")
    mail.state = state
