"""The runs' own work: page after page while there is something to ask, one run an information."""

from procrastinate.contrib.django import app

from sasae.foundation.patience import patiently
from sasae.kernel import clock
from sasae.linkage.links.trouble import in_words
from sasae.linkage.provisions.actions import note_trouble, protection_changed, take_page, take_protections
from sasae.linkage.provisions.gathering import AT_ONCE, about, next_page
from sasae.linkage.provisions.models import ProvisionRun, RunState
from sasae.wire.client import Refused, Unreachable


def go_on(run_id: int) -> None:
    """Take a run's pages to the end. Raises Unreachable and Refused; why it stands still is noted with it."""
    run = ProvisionRun.objects.get(pk=run_id)
    try:
        _whose_protection_changed(run)
        while _next(run_id):
            continue
    except (Unreachable, Refused) as trouble:
        note_trouble(run_id, in_words(trouble))
        raise


def _next(run_id: int) -> bool:
    run = ProvisionRun.objects.get(pk=run_id)
    return run.state == RunState.GATHERING and take_page(run_id, run.cursor, next_page(run), on=clock.today())


def _whose_protection_changed(run: ProvisionRun) -> None:
    changed = protection_changed(run, clock.today())
    for start in range(0, len(changed), AT_ONCE):
        part = changed[start : start + AT_ONCE]
        take_protections(run.pk, part, about(run, part), on=clock.today())


@app.periodic(cron="* * * * * */10")
@app.task(queueing_lock="linkage.provisions", lock="linkage.provisions")
def provisions(timestamp: int) -> None:
    """Runs that are under way go on, also those a killed worker left."""
    for run_id in ProvisionRun.objects.filter(state=RunState.GATHERING).order_by("pk").values_list("pk", flat=True):
        with patiently("副本の提供"):
            go_on(run_id)
