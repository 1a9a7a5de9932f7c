"""Papers of this area that go out by mail."""

from sasae.subsidy.appeals.models import Appeal
from sasae.subsidy.print_runs.papers import Enclosure

ENCLOSURES = [
    Enclosure("appeal_acknowledgement", "審査請求受付書", Appeal.objects.all, "received_at__date", "appellant")
]
