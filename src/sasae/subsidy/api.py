"""The subsidy system's door. Linkage alone may knock: it carries what the sister subsidies ask for under a permission,
and what a person asks about themselves."""

from ninja import NinjaAPI

from sasae.contracts import evidence, transfers
from sasae.foundation.contract_api import Caller, ContractRefused, answers, contract_api
from sasae.foundation.history import SYSTEM
from sasae.kernel import clock
from sasae.subsidy.disclosures.telling import tell
from sasae.subsidy.transfers.handing_over import NotHandedOver, hand_over

api: NinjaAPI = contract_api("subsidy")


@answers(api, transfers.HAND_OVER, purpose="ほかの助成への移転")
def hand_over_transfer(caller: Caller, message: transfers.HandOverRequest) -> transfers.Transferred:
    """The permitted items of those of our file. Both outcomes are logged."""
    try:
        answer = hand_over(message, on=clock.today(), at=clock.now())
    except NotHandedOver as refusal:
        raise ContractRefused(refusal.findings) from refusal
    caller.shown([one.atena_no for one in answer.told])
    return answer


@answers(api, evidence.OF_SUBSIDY, purpose="本人への開示")
def evidence_of_person(caller: Caller, message: evidence.Question) -> evidence.Evidence:
    """What journal and file hold about one person, for that person's own eyes."""
    caller.shown([message.atena_no])
    return tell(message, by=SYSTEM(caller.name), on=clock.today())
