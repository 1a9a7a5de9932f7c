"""Papers of this area that go out by mail."""

from sasae.subsidy.notifications.models import LossNotice
from sasae.subsidy.print_runs.papers import Enclosure

ENCLOSURES = [
    Enclosure(
        "loss_notice", "受給資格消滅通知書", LossNotice.objects.all, "issued_on", "examination__application__applicant"
    )
]
