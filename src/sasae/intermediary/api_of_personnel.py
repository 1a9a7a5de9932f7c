"""The part of the intermediary's door where bodies hand over what their personnel offices and registers of contractors tell."""

from ninja import NinjaAPI

from sasae.contracts import body_personnel, contractor_ends
from sasae.foundation.accounts.contractor_ends import take as take_ends
from sasae.foundation.contract_api import Caller, ContractRefused, answers
from sasae.intermediary.bodies import personnel
from sasae.intermediary.bodies.callers import body_of_caller
from sasae.kernel import clock
from sasae.kernel.findings import Refusal


def add_to(api: NinjaAPI) -> None:
    """The operation of this part, at the one door."""
    answers(api, body_personnel.HAND_OVER, purpose="人事の知らせの受付")(notices_handed_over)
    answers(api, contractor_ends.OF_BODY, purpose="委託先の従事の終わりの受付")(ends_told)


def notices_handed_over(caller: Caller, message: body_personnel.StaffNotices) -> body_personnel.NoticesTaken:
    """Keep what is good, and say of every other line why not. A body that has withdrawn still has IDs to end."""
    body = body_of_caller(caller, only_reads=True)
    caller.shown([])
    try:
        judged = personnel.take(body, message.notices, on=clock.today())
    except Refusal as refusal:
        raise ContractRefused.one(refusal.id, refusal.at, str(refusal)) from refusal
    return body_personnel.NoticesTaken(
        taken=len(judged.new), known=judged.known, refused=judged.refused,
        findings=[
            body_personnel.LineFinding(row=row, sequence=line.sequence, id=found.id, message=found.message)
            for row, line, found in judged.findings
        ],
    )  # fmt: skip


def ends_told(caller: Caller, message: contractor_ends.WorkerEnds) -> contractor_ends.EndsTaken:
    """End the IDs of that body's contractors. A body that has withdrawn still has IDs to end."""
    body = body_of_caller(caller, only_reads=True)
    caller.shown([])
    return contractor_ends.EndsTaken(taken=len(take_ends(message.ends, on=clock.today(), of=body.code)))
