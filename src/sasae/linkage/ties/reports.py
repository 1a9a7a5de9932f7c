"""What business systems are told of corrections and report of them, in the contract's words."""

from sasae.contracts.tie_corrections import Corrected, ReportRequest
from sasae.foundation.history import SYSTEM, record
from sasae.linkage.ties.actions.corrections import CannotCorrect, take_report
from sasae.linkage.ties.models import Correction, CorrectionUse
from sasae.linkage.ties.queries import waiting_for
from sasae.linkage.ties.uses import wrong_since


def corrected_for(system: str) -> list[Corrected]:
    """The corrections that wait for this system, each with its persons."""
    return [
        Corrected(
            number=each.number,
            carried_out_on=each.carried_out_on,
            tied_since=wrong_since(each.moves.all()),
            atena_nos=sorted(move.person.atena_no for move in each.moves.all()),
        )
        for each in waiting_for(system).prefetch_related("moves__person")
        if each.carried_out_on is not None
    ]


def take_uses(system: str, message: ReportRequest) -> int:
    """Keep a report. Raises CannotCorrect."""
    if not Correction.objects.filter(number=message.number).exists():
        raise CannotCorrect("この訂正番号の訂正はありません。", id="L-328", at="number")
    uses = [
        CorrectionUse(kind=use.kind, atena_no=use.atena_no, reference=use.reference, on=use.on, note=use.note)
        for use in message.uses
    ]
    new = take_report(message.number, system, uses)
    record(
        SYSTEM(system),
        "tie.report_taken",
        message.number,
        sorted({use.atena_no for use in uses}),
        system=system,
        count=new,
    )
    return new
