"""The mark of a suspension above whatever shows the person."""

from typing import Any

from django import template

from sasae.subsidy.disclosures.queries import marks_of

register = template.Library()


@register.inclusion_tag("subsidy/disclosures/_suspensions.html", takes_context=True)
def suspensions(context: dict[str, Any]) -> dict[str, Any]:
    """The marks that stand of the persons this page shows, with the request where the user may see it."""
    gate = context["request"].gate
    return {"marks": marks_of(gate.persons), "may_view": gate.may("disclosures.view")}
