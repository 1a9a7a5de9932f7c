"""The nightly reconciliation, and the verification after it."""

import logging

from procrastinate.contrib.django import app

from sasae.foundation.history import SYSTEM, record
from sasae.foundation.patience import patiently
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.records.reconciling import reconcile
from sasae.intermediary.records.verifying import verify
from sasae.intermediary.security.verifications import keep
from sasae.kernel import clock

log = logging.getLogger("sasae.records")


@app.periodic(cron="20 1 * * *")
@app.task(queueing_lock="intermediary.reconciliation", lock="intermediary.reconciliation")
def reconcile_all(timestamp: int) -> None:
    """Body by body; one whose turn is left out is compared the night after, over the same forty days."""
    for body in Body.objects.order_by("code"):
        with patiently(f"記録の照合 {body.code}"):
            reconcile(body, now=clock.now())


@app.periodic(cron="50 1 * * *")
@app.task(queueing_lock="intermediary.verification", lock="intermediary.verification")
def verify_all(timestamp: int) -> None:
    """After the reconciliation: what does not fit together stands in the journal and in the worker's log."""
    found = verify(list(Body.objects.order_by("code")), now=clock.now())
    for each in found:
        log.warning("%s %s %s", each.id, each.at, each.message)
    keep(found, by="夜間の処理", codes_searched=False, now=clock.now())
    ids = " ".join(sorted({each.id for each in found})) or "なし"
    record(SYSTEM("intermediary"), "records.verified", "", found=len(found), ids=ids)
