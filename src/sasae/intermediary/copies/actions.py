"""Registering copies: encrypted to the body's key before they touch the database."""

import json
from collections.abc import Sequence

from sasae.contracts import body_gateway
from sasae.foundation.history import SYSTEM, record
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.copies.models import Copy
from sasae.intermediary.keys.envelope import encrypt


def register(body: Body, information: str, copies: Sequence[body_gateway.Copy]) -> int:
    """Keep these copies; a version that is there already stays as it is. Returns how many were sent."""
    rows = [
        Copy(
            information=information,
            record_id=copy.record_id,
            version=copy.version,
            unified_no=copy.unified_no,
            period_from=copy.period_from,
            period_to=copy.period_to,
            not_disclosed=copy.not_disclosed,
            automatic_reply=copy.automatic_reply,
            payload=encrypt(body.public_key, json.dumps(copy.data, ensure_ascii=False, sort_keys=True).encode()),
        )
        for copy in copies
    ]
    with acting_for(body.code):
        Copy.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    record(SYSTEM(body.caller), "copies.registered", body.code, information=information, count=len(rows))
    return len(rows)
