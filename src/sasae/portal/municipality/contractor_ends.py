"""The part of the portal's door where intake tells which persons of contractors work no longer."""

from ninja import NinjaAPI

from sasae.contracts import contractor_ends as words
from sasae.foundation.accounts.contractor_ends import take
from sasae.foundation.contract_api import Caller, answers
from sasae.kernel import clock


def add_to(api: NinjaAPI) -> None:
    """Register the operation."""
    answers(api, words.OF_PORTAL, purpose="委託先の従事の終わりの受付")(told)


def told(caller: Caller, message: words.WorkerEnds) -> words.EndsTaken:
    """End the IDs of the municipality's side. Staff are named by number alone."""
    caller.shown([])
    return words.EndsTaken(taken=len(take(message.ends, on=clock.today())))
