"""Claims that move along with their payment, by sets: however many there are, none is loaded."""

from django.db.models import QuerySet

from sasae.subsidy.claims.models import ALLOWED_MOVES, Claim, State


class NotAllMoved(ValueError):
    """Some claims were not where they had to be: somebody else has moved them meanwhile. Nothing may be kept."""


def move_all(claims: QuerySet[Claim], state: State, *, expected: int) -> None:
    """Move these claims; part of the payment's transaction. Raises NotAllMoved unless every one of them could move."""
    before = [one for one, later in ALLOWED_MOVES.items() if state in later]
    moved = claims.filter(state__in=before).update(state=state)
    if moved != expected:
        raise NotAllMoved(f"{moved} / {expected} → {state}")
