"""What every page shows of incidents: to a superior, that a report waits to be read."""

from typing import Any

from django import template

from sasae.foundation.incidents.queries import waiting
from sasae.kernel import clock

register = template.Library()


@register.simple_tag(takes_context=True)
def incident_reports_waiting(context: Any) -> int:
    """How many reports wait for this user; nothing is asked of the database for anybody else."""
    gate = getattr(context.get("request"), "gate", None)
    if gate is None or not gate.may("incidents.handle"):
        return 0
    return waiting(gate, clock.today()).count()
