"""Links to the telephone memo, for pages of other areas."""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def may_note(context: Any) -> bool:
    """Whether the user writes calls down."""
    return bool(context["request"].gate.may("notes.write"))
