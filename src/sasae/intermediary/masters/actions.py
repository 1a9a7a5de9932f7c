"""Taking the distributed masters in."""

from django.db import transaction

from sasae.contracts.information_network import Masters
from sasae.foundation.history import SYSTEM, record
from sasae.intermediary.masters.models import MasterVersion


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
