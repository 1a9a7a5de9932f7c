"""Taking the distributed masters in."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from sasae.contracts.information_network import Masters
from sasae.foundation.history import SYSTEM, record
from sasae.intermediary.masters.models import MasterVersion

SELDOM = timedelta(minutes=10)  # they are asked for every few seconds; that they were is written down less often


@transaction.atomic
def take_masters(masters: Masters) -> bool:
    """Keep a distribution; one that is already here changes nothing. Returns whether it was new."""
    _, new = MasterVersion.objects.get_or_create(
        version=masters.version,
        defaults={"distributed_on": masters.distributed_on, "document": masters.model_dump(mode="json")},
    )
    if new:
        record(SYSTEM("network_core"), "masters.taken", str(masters.version), rows=len(masters.permitted))
    return new


def note_confirmed(version: int, *, now: datetime) -> None:
    """The core has just said that this version is the newest: known versions do not grow old unseen."""
    unsaid = Q(confirmed_at__isnull=True) | Q(confirmed_at__lt=now - SELDOM)
    MasterVersion.objects.filter(unsaid, version=version).update(confirmed_at=now)
