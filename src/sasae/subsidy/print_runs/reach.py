"""Whose a run is: of the wards it was prepared for. It is worked by whoever reaches all of them.

A ward's run of protected persons tells of each that they live there: it is there for the holders of a right of its own alone.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from sasae.foundation.gate import Gate, Refused
from sasae.subsidy.people.wards import in_both, reach, wards_of
from sasae.subsidy.print_runs.models import PrintRun

PROTECTED = "print_runs.protected"
Wards = Sequence[str] | None


def within_reach(runs: QuerySet[PrintRun], wards: Wards, protected: Wards = ()) -> QuerySet[PrintRun]:
    """Runs that hold nothing for another ward than these. `protected`: the wards the right of its own reaches."""
    ordinary = Q(guarded=False) if wards is None else Q(guarded=False, wards__contained_by=[*wards, ""])
    both = in_both(_list(wards), _list(protected))
    return runs.filter(ordinary | (Q(guarded=True) if both is None else Q(guarded=True, wards__contained_by=both)))


def _list(wards: Wards) -> list[str] | None:
    return None if wards is None else list(wards)


def of_protected(gate: Gate, on: date) -> list[str] | None:
    """The wards whose protected persons the user may print for on this page; None: all, an empty list: of none."""
    return in_both(reach(gate, on), wards_of(gate.user, PROTECTED, on))


def found_within_reach(gate: Gate, number: str, on: date) -> PrintRun:
    """The run of this number. Refused to whom one of its wards is not open."""
    run = get_object_or_404(PrintRun, number=number)
    require_reach(gate, run, on)
    return run


def require_reach(gate: Gate, run: PrintRun, on: date) -> None:
    """Refuse what is about a run that goes to wards the page's right does not reach."""
    if run.guarded:
        gate.require(PROTECTED)
    wards = of_protected(gate, on) if run.guarded else reach(gate, on)
    open_ones = {*(wards or ()), *([] if run.guarded else [""])}
    if wards is not None and not set(run.wards) <= open_ones:
        raise Refused(f"印刷 {run.number} には、権限「{gate.right}」の及ばない区のものがあります")
