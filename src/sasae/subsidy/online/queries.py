"""The questions asked of sent notifications."""

from collections.abc import Sequence

from django.db.models import QuerySet

from sasae.subsidy.online.models import Sent, State
from sasae.subsidy.people.wards import within


def waiting(wards: Sequence[str] | None) -> QuerySet[Sent]:
    """What staff of these wards have to look at. Who was not found belongs to every ward."""
    return within(Sent.objects.filter(state=State.WAITING), wards, "applicant__ward_code")
