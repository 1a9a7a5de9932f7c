"""That a decision was made in somebody's place, beside the name of who made it."""

from datetime import datetime

from django import template

from sasae.foundation.accounts.queries import names_of_staff
from sasae.foundation.special_access.queries import in_place_of

register = template.Library()


@register.simple_tag
def in_place(login_id: str, at: datetime | None, right: str) -> str:
    """（代決：高津 泉に代わって）, or nothing where they decided by a right of their own."""
    cover = in_place_of(login_id, right, at)
    if cover is None:
        return ""
    decider = names_of_staff([cover.decider]).get(cover.decider, cover.decider)
    return f"（代決 {cover.number}：{decider}に代わって）"
