"""The subsidy system's door. Linkage alone may knock: it carries what the sister subsidies ask for under a permission."""

from ninja import NinjaAPI

from sasae.contracts import transfers
from sasae.foundation.contract_api import Caller, ContractRefused, answers, contract_api
from sasae.kernel import clock
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
