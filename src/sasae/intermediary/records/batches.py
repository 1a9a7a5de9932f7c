"""The nightly reconciliation, and the verification after it."""

import logging
from datetime import date

from django.db import transaction
from procrastinate.contrib.django import app

from sasae.foundation.batch.queue import defer
from sasae.foundation.history import SYSTEM, record
from sasae.foundation.patience import patiently
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.records.reconciling import reconcile
from sasae.intermediary.records.verifying import verify_one
from sasae.intermediary.security.verifications import is_left, keep_part, left_of, nights_before, put_together
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
@app.task(queueing_lock="intermediary.verification")
def verify_all(timestamp: int) -> None:
    """After the reconciliation, a job for each body that was not looked at yet; the last one puts the night together.

    A night that was left in the middle is put together first, with the bodies that were not looked at among its findings.
    """
    night = clock.today()
    for old in nights_before(night):
        _put_together(old)
    codes = left_of(night)
    defer(
        verify_body.name, [{"body_code": code, "night": str(night)} for code in codes], lock="intermediary.verification"
    )


@app.task(name="intermediary.verify_body")
def verify_body(body_code: str, night: str) -> None:
    """One body's. Done again it changes nothing: what was found of the body that night stands."""
    day = date.fromisoformat(night)
    if is_left(day, body_code):
        found = verify_one(Body.objects.get(code=body_code), now=clock.now())
        for each in found:
            log.warning("%s %s %s", each.id, each.at, each.message)
        keep_part(day, body_code, found, now=clock.now())
    if not is_left(day):
        _put_together(day)


@transaction.atomic
def _put_together(night: date) -> None:
    """The findings of all bodies stand on the page and in the journal."""
    found = put_together(night, by="夜間の処理", now=clock.now())
    if found is not None:
        ids = " ".join(sorted({each.id for each in found})) or "なし"
        record(SYSTEM("intermediary"), "records.verified", "", found=len(found), ids=ids)
