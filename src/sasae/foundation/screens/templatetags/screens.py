"""Filters for templates: days in 和暦, yen, cells."""

import datetime
from typing import Any

from django import template
from django.utils import timezone

from sasae.foundation.screens.lists import plain
from sasae.kernel.wareki import to_wareki
from sasae.kernel.yen import format_yen

register = template.Library()


@register.filter
def wareki(value: datetime.date | datetime.datetime | None) -> str:
    """令和8年4月1日; a time is given to the minute; nothing is a dash."""
    return plain(value)


@register.filter
def day(value: datetime.date | datetime.datetime | None) -> str:
    """The day alone, also of a time."""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value).date()
    return to_wareki(value) if value else "－"


@register.filter
def yen(value: int | None) -> str:
    """1,234円."""
    return "－" if value is None else format_yen(value)


@register.filter
def cell(value: Any) -> str:
    """The text a list would show."""
    return plain(value)


@register.filter
def form_errors(form: Any) -> list[dict[str, str]]:
    """Every error of a form with the input it belongs to, for the summary at the top."""
    found = [{"target": "", "message": message} for message in form.non_field_errors()]
    for bound in form:
        target = bound.id_for_label or bound.auto_id
        found += [{"target": target, "message": message} for message in bound.errors]
    return found
