"""Every night the books are derived again from the cases."""

from procrastinate.contrib.django import app

from sasae.foundation.history import BATCH
from sasae.kernel import clock
from sasae.subsidy.ledger.actions import keep_audit


@app.periodic(cron="30 3 * * *")
@app.task(name="subsidy.ledger_audit", queueing_lock="subsidy.ledger_audit", lock="subsidy.ledger_audit")
def ledger_audit(timestamp: int) -> None:
    """Findings stand on the ledger's page in the morning."""
    keep_audit(on=clock.today(), by=BATCH("ledger.audit", "台帳の自己検査"))
