"""What every page shows of incidents: to a superior, that a report waits to be read."""

from typing import Any

from django import template

from sasae.foundation.incidents.queries import waiting_for
from sasae.kernel import clock

register = template.Library()


@register.simple_tag(takes_context=True)
def incident_reports_waiting(context: Any) -> int:
    """How many reports wait for this user; where a service has counted them before the page was made, that many."""
    request = context.get("request")
    counted: int | None = getattr(request, "incident_reports_waiting", None)
    return counted if counted is not None else waiting_for(getattr(request, "gate", None), clock.today())
