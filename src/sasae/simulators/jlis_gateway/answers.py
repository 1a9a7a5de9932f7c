"""Numbers in, codes issued at the core."""

from django.db import transaction

from sasae.contracts import code_gateway
from sasae.simulators.network_core.submitting import issue_code
from sasae.simulators.registers.models import Person


@transaction.atomic
def acquire(message: code_gateway.AcquireRequest) -> code_gateway.Acquired:
    """Have the core issue a code for each person. A number nobody bears is refused, the others go on."""
    numbers = {each.individual_number for each in message.people}
    known = dict(Person.objects.filter(individual_number__in=numbers).values_list("individual_number", "resident_code"))
    refused = []
    for each in message.people:
        if each.individual_number in known:
            issue_code(each.processing_no, known[each.individual_number])
        else:
            refused.append(
                code_gateway.Refusal(processing_no=each.processing_no, message="該当する住民票がありません。")
            )
    return code_gateway.Acquired(accepted=len(message.people) - len(refused), refused=refused)
