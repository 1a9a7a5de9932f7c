"""Who may open a kept paper, by ward (`SASAE_WARDS_ON_PAPER`): what goes to one household, what holds many."""

from sasae.foundation.gate import Gate, Refused
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import reach, require_everywhere, require_ward
from sasae.subsidy.print_runs.models import PrintRun
from sasae.subsidy.print_runs.reach import require_reach
from sasae.subsidy.renewals import target_lists

OF_RUNS = {"print_proof", "print_run", "print_manifest"}  # kept under the number of their run and a word


def require_paper(gate: Gate, paper: PrintedDocument) -> None:
    """Refuse a paper of wards the right does not reach. A household may live in several: one of them is enough."""
    today = clock.today()
    if paper.kind in OF_RUNS:
        run = PrintRun.objects.filter(number=paper.subject.split()[0]).first()
        require_reach(gate, run, today) if run else require_everywhere(gate, today)
        return
    wards = reach(gate, today)
    if wards is None:
        return
    if paper.kind == target_lists.KIND:
        require_ward(gate, target_lists.ward_of(paper.subject))
    else:
        _require_household(gate, paper, wards)


def _require_household(gate: Gate, paper: PrintedDocument, wards: list[str]) -> None:
    theirs = set(Person.objects.filter(atena_no__in=paper.persons).values_list("ward_code", flat=True))
    if theirs and not theirs & {*wards, ""}:
        raise Refused(f"印刷物 {paper.subject} は、権限「{gate.right}」の及ばない区のものです")
