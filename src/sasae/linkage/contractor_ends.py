"""The part of the door where the register of contractors tells whose work ends, and where intake asks for it."""

from ninja import NinjaAPI

from sasae.contracts import contractor_ends as words
from sasae.foundation.accounts.contractor_ends import take
from sasae.foundation.accounts.models import ContractorEnd
from sasae.foundation.contract_api import Caller, answers
from sasae.foundation.outbox import send_later
from sasae.kernel import clock


def add_to(api: NinjaAPI) -> None:
    """The operations of this part, at the one door."""
    answers(api, words.TELL, purpose="委託先の従事の終わりの受付")(told)
    answers(api, words.LIST, purpose="委託先の従事の終わりの確認")(told_after)


def told(caller: Caller, message: words.WorkerEnds) -> words.EndsTaken:
    """End the IDs here, and tell the intermediary with the same commit. Staff are named by number alone."""
    caller.shown([])
    new = take(message.ends, on=clock.today())
    if new:
        send_later(words.OF_BODY, words.WorkerEnds(ends=new), key=caller.idempotency_key)
    return words.EndsTaken(taken=len(new))


def told_after(caller: Caller, message: words.EndsRequest) -> words.EndsTold:
    """What was told after a number, oldest first."""
    caller.shown([])
    rows = list(ContractorEnd.objects.filter(pk__gt=message.after).order_by("pk")[: message.limit])
    ends = [
        words.WorkerEnd(worker=row.worker, last_day=row.last, at_once=row.at_once, reason=words.Why(row.why))
        for row in rows
    ]
    return words.EndsTold(ends=ends, last=rows[-1].pk if rows else message.after)
