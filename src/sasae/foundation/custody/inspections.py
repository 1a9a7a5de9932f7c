"""Which media are to be looked at again: a while after they were looked at last, or were registered."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from sasae.foundation.custody.models import Medium, MediumState
from sasae.kernel.clock import TOKYO
from sasae.kernel.dated import load_dated

EVERY = load_dated("sasae.foundation.custody", "inspection_days.yaml", int)


def inspection_due(on: date) -> QuerySet[Medium]:
    """The media in use nobody has looked at for longer than the rule allows."""
    last = on - timedelta(days=EVERY.on(on))
    never = Q(inspected_on__isnull=True, registered_at__lt=datetime.combine(last, time(), TOKYO))
    return Medium.objects.exclude(state=MediumState.DISPOSED).filter(never | Q(inspected_on__lt=last))
