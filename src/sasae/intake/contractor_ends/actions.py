"""Taking in what linkage was told, and telling the portal with the same commit."""

from django.db import transaction

from sasae.contracts import contractor_ends as words
from sasae.foundation.accounts.contractor_ends import last_asked, take
from sasae.foundation.outbox import send_later
from sasae.foundation.partners import ask
from sasae.kernel import clock


def take_contractor_ends() -> int:
    """Ask page by page for what is new. Returns how many lines were taken. Raises Unreachable, Refused."""
    taken, last = 0, last_asked()
    while True:
        page = ask(words.LIST, words.EndsRequest(after=last))
        if not page.ends or page.last <= last:
            return taken
        taken += _take(page)
        last = page.last


@transaction.atomic
def _take(page: words.EndsTold) -> int:
    new = take(page.ends, on=clock.today(), told_as=page.last)
    if new:
        send_later(words.OF_PORTAL, words.WorkerEnds(ends=new), key=f"contractor-ends-{page.last}")
    return len(new)
