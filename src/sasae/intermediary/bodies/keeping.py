"""How long what an ended body holds is kept: until the last record's day, and after the end the longest of its periods."""

from datetime import date

from django.db.models import Max

from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.limits.queries import changed_by
from sasae.intermediary.records.models import ProvisionRecord
from sasae.intermediary.retention.candidates import EVIDENCE_YEARS, kept_years


def kept_until(body: Body) -> date:
    """The last day on which the body's schema has to be there. For one that has ended."""
    assert body.closed_on is not None
    with acting_for(body.code):
        last = ProvisionRecord.objects.aggregate(last=Max("keep_until"))["last"]
        copies, working = kept_years(body.closed_on, changed_by(body.closed_on))
    after = date(body.closed_on.year + max(copies, working, EVIDENCE_YEARS.on(body.closed_on)), 12, 31)
    return max(last or after, after)
