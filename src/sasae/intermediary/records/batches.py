"""The nightly reconciliation, and the verification after it."""

import logging

from procrastinate.contrib.django import app

from sasae.foundation.batch.queue import defer
from sasae.foundation.history import SYSTEM, record
from sasae.foundation.patience import patiently
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.records.reconciling import reconcile
from sasae.intermediary.records.verifying import verify
from sasae.intermediary.security.verifications import keep
from sasae.kernel import clock

log = logging.getLogger("sasae.records")


@app.periodic(cron="20 1 * * *")
@app.task(queueing_lock="intermediary.reconciliation")
def reconcile_all(timestamp: int) -> None:
    """A job for each body, one after the other: a worker that ends on the way has only its own to do again."""
    codes = Body.objects.exchanging(clock.today()).order_by("code").values_list("code", flat=True)
    defer(reconcile_body.name, [{"body_code": code} for code in codes], lock="intermediary.reconciliation")


@app.task(name="intermediary.reconcile_body")
def reconcile_body(body_code: str) -> None:
    """One body's; when its turn is left out it is compared the night after, over the same forty days."""
    with patiently(f"記録の照合 {body_code}"):
        reconcile(Body.objects.get(code=body_code), now=clock.now())


@app.periodic(cron="50 1 * * *")
@app.task(queueing_lock="intermediary.verification", lock="intermediary.verification")
def verify_all(timestamp: int) -> None:
    """After the reconciliation: what does not fit together stands in the journal and in the worker's log."""
    found = verify(list(Body.objects.kept().order_by("code")), now=clock.now())
    for each in found:
        log.warning("%s %s %s", each.id, each.at, each.message)
    keep(found, by="夜間の処理", codes_searched=False, now=clock.now())
    ids = " ".join(sorted({each.id for each in found})) or "なし"
    record(SYSTEM("intermediary"), "records.verified", "", found=len(found), ids=ids)
