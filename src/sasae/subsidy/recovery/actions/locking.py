"""A debt under the hand of one who changes it: always its row first, then its parts, in their order."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Max

from sasae.subsidy.recovery.models import ALLOWED_MOVES, Movement, Part, Receivable, State
from sasae.subsidy.recovery.refusals import CannotRecover


def locked(number: str, *states: str) -> Receivable:
    """The debt, in one of these states where any are named. Raises CannotRecover."""
    rows = Receivable.objects.select_for_update(of=("self",)).select_related("debtor")
    found = rows.get(number=number)
    if states and found.state not in states:
        raise CannotRecover(f"返還金 {number} は「{found.get_state_display()}」です。", id="RV-101", at="state")
    return found


def locked_many(ids: Collection[int]) -> dict[int, Receivable]:
    """Several, in the order of their rows."""
    rows = Receivable.objects.select_for_update(of=("self",)).select_related("debtor").filter(pk__in=ids)
    return {each.pk: each for each in rows.order_by("pk")}


_MOVEMENTS = 7_201_904_002  # the lock at which who moves debts meets who adds up what moved


def hold_movements() -> int:
    """Let nothing move till the commit, and say the number of the last movement: what comes later has a higher one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_MOVEMENTS])
    return Movement.objects.aggregate(last=Max("pk"))["last"] or 0


def may_move() -> None:
    """Wait for who adds up; those who move debts do not wait for one another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_MOVEMENTS])


def parts_of(receivable: Receivable) -> list[Part]:
    """The parts, oldest treatment first."""
    rows = Part.objects.select_for_update(of=("self",)).filter(receivable=receivable)
    return list(rows.order_by("treatment_month", "pk"))


def move(receivable: Receivable, state: State) -> None:
    """Change the state by the table. Raises CannotRecover."""
    if state not in ALLOWED_MOVES[State(receivable.state)]:
        said = f"返還金 {receivable.number} は「{receivable.get_state_display()}」のため、「{state.label}」にできません。"
        raise CannotRecover(said, id="RV-101", at="state")
    receivable.state = state


def persons_of(receivable: Receivable) -> list[str]:
    """Whose data a step touches: who owes, and whose treatments they were."""
    patients = receivable.parts.order_by("pk").values_list("person__atena_no", flat=True)
    own = [receivable.debtor.atena_no] if receivable.debtor else []
    return list(dict.fromkeys([*own, *patients]))
