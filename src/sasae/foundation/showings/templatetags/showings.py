"""What every page says of what it keeps back."""

from typing import Any

from django import template

from sasae.foundation.showings.asking import asked_on

register = template.Library()


@register.simple_tag(takes_context=True)
def kept_back(context: Any) -> dict[str, Any] | None:
    """For who holds the right and has no permission yet; None where nothing is kept back from them."""
    request = context.get("request")
    return asked_on(request) if request is not None else None
