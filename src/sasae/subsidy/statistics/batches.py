"""On the first night of a month the one before is closed."""

from procrastinate.contrib.django import app

from sasae.foundation.history import BATCH
from sasae.kernel import clock
from sasae.kernel.period import Month
from sasae.subsidy.statistics.actions import close_month


@app.periodic(cron="40 3 1 * *")
@app.task(name="subsidy.statistics_close", queueing_lock="subsidy.statistics_close")
def close(timestamp: int) -> None:
    """After the ledger's own audit; run again it changes nothing."""
    close_month(Month.of(clock.today()).plus(-1), by=BATCH("statistics.close", "統計の月締め"), at=clock.now())
