"""The nightly reconciliation."""

from procrastinate.contrib.django import app

from sasae.foundation.patience import patiently
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.records.reconciling import reconcile
from sasae.kernel import clock


@app.periodic(cron="20 1 * * *")
@app.task(queueing_lock="intermediary.reconciliation", lock="intermediary.reconciliation")
def reconcile_all(timestamp: int) -> None:
    """Body by body; one whose turn is left out is compared the night after, over the same forty days."""
    for body in Body.objects.order_by("code"):
        with patiently(f"記録の照合 {body.code}"):
            reconcile(body, now=clock.now())
