"""Whose a run is: of the wards it was prepared for. It is worked by whoever reaches all of them."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from sasae.foundation.gate import Gate, Refused
from sasae.subsidy.people.wards import reach
from sasae.subsidy.print_runs.models import PrintRun


def within_reach(runs: QuerySet[PrintRun], wards: Sequence[str] | None) -> QuerySet[PrintRun]:
    """Runs that hold nothing for another ward than these."""
    return runs if wards is None else runs.filter(wards__contained_by=[*wards, ""])


def found_within_reach(gate: Gate, number: str, on: date) -> PrintRun:
    """The run of this number. Refused to whom one of its wards is not open."""
    run = get_object_or_404(PrintRun, number=number)
    require_reach(gate, run, on)
    return run


def require_reach(gate: Gate, run: PrintRun, on: date) -> None:
    """Refuse what is about a run that goes to wards the page's right does not reach."""
    wards = reach(gate, on)
    if wards is not None and not set(run.wards) <= {*wards, ""}:
        raise Refused(f"印刷 {run.number} には、権限「{gate.right}」の及ばない区のものがあります")
