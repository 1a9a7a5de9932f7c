"""What the core does of its own accord: hand codes over, ask providers, deliver answers. One pass at a time.

Every step reads its state from the database and moves it after the partner has answered, and only from the state it was
read in: killed between the two, the step is repeated with the same idempotency key; withdrawn between the two, it counts
for nothing.
"""

import logging
from datetime import datetime
from hashlib import sha256

from sasae.contracts import information_network as network
from sasae.simulators.network_core import delivering
from sasae.simulators.network_core.asking import ask_providers, decide_late
from sasae.simulators.network_core.models import IssuedCode
from sasae.simulators.partners import ask
from sasae.wire.client import Refused, Unreachable

log = logging.getLogger("sasae.network_core")
AT_ONCE = 500


def dispatch(now: datetime) -> int:
    """One pass over everything that waits. Returns how many things moved; what does not move keeps nobody waiting."""
    return (
        _hand_codes_over()
        + ask_providers()
        + decide_late(now)
        + delivering.deliver_answers()
        + delivering.void_permits()
    )


def _hand_codes_over() -> int:
    waiting = list(IssuedCode.objects.filter(delivered=False).order_by("processing_no")[:AT_ONCE])
    if not waiting:
        return 0
    codes = [network.CodeOfProcessing(processing_no=each.processing_no, code=each.code) for each in waiting]
    mark = sha256(",".join(each.processing_no for each in waiting).encode()).hexdigest()[:32]
    try:
        ask("network_core", network.DELIVER_CODES, network.CodesDelivery(codes=codes), idempotency_key=f"codes-{mark}")
    except (Unreachable, Refused) as trouble:
        log.warning("codes: %s", trouble)
        return 0
    return IssuedCode.objects.filter(pk__in=[each.pk for each in waiting]).update(delivered=True)
