"""Filters for templates: days in 和暦, yen, cells."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.module_loading import import_string

from sasae.foundation.screens.as_of import carried
from sasae.foundation.screens.lists import plain
from sasae.foundation.screens.refusals import refused_at as refused_entry
from sasae.foundation.screens.tones import tone_of
from sasae.kernel.wareki import to_wareki
from sasae.kernel.yen import format_yen

register = template.Library()

SOURCES = {"linkage": "システム連携基盤", "portal": "電子申請", "paper": "窓口の申請", "intake": "申請管理システム"}
PAPERS = {"insurance": "健康保険の内容がわかるもの", "allowance": "児童扶養手当証書", "other": "そのほか"}


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
def month(value: str | None) -> str:
    """2026-06 as 令和8年6月."""
    if not value:
        return "－"
    return to_wareki(datetime.date.fromisoformat(f"{value}-01")).removesuffix("1日")


@register.filter
def iso_day(value: str | None) -> str:
    """2026-06-15 as 令和8年6月15日, where a day is kept as text."""
    return to_wareki(datetime.date.fromisoformat(value)) if value else "－"


@register.filter
def tone(value: Any) -> str:
    """The colour of a state's word: <c-status tone="{{ one.get_state_display|tone }}">."""
    return tone_of(value)


@register.filter
def staff_name(login_id: str) -> str:
    """The name behind a log-in; a system's name and an unknown log-in stay as they are."""
    from sasae.foundation.accounts.models import User

    found = User.objects.filter(login_id=login_id).values_list("name", flat=True).first() if login_id else None
    return found or login_id or "－"


@register.filter
def named(login_id: str, names: Mapping[str, str]) -> str:
    """The same for a table's rows, out of what `names_of_staff` found for all of them at once."""
    return names.get(login_id) or login_id or "－"


@register.filter
def source_name(value: str) -> str:
    """Where a value came from, in the office's words."""
    return SOURCES.get(value, value)


@register.filter
def paper_kind(value: str) -> str:
    """What an attached paper is."""
    return PAPERS.get(value, value)


@register.filter
def postal_code(value: str | None) -> str:
    """2100001 as 210-0001."""
    return f"{value[:3]}-{value[3:]}" if value and len(value) == 7 else value or "－"


@register.filter
def asking(url: str, query: str) -> str:
    """An address with one question more: {% url … as whole %}{{ whole|asking:"family=1" }}."""
    return f"{url}{'&' if '?' in url else '?'}{query}"


@register.filter
def cell(value: Any) -> str:
    """The text a list would show."""
    return plain(value)


@register.simple_tag(takes_context=True)
def linked(context: Any, right: str, words: Any, url_name: str, *arguments: Any) -> str:
    """The words as a link for those who may open it, bare for the others: nobody is led to a page that refuses them."""
    if not context["request"].gate.may(right):
        return str(conditional_escape(words))
    url = carried(context["request"], reverse(url_name, args=arguments))
    return str(format_html('<a href="{}">{}</a>', url, words))


class CarryingURL(URLNode):
    """`{% url %}` that carries the past a page is looked at on to pages that can show it."""

    def render(self, context: Any) -> str:
        """The address, or nothing where it goes into a variable."""
        url = super().render(context)
        request = context.get("request")
        if self.asvar:
            context[self.asvar] = carried(request, context[self.asvar])
            return ""
        return carried(request, url)


@register.tag
def url(parser: Parser, token: Token) -> CarryingURL:
    """Django's own tag, which is used in every template: where no past is looked at it says the same."""
    node = django_url(parser, token)
    return CarryingURL(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag(takes_context=True)
def refused_at(context: Any, to: str, name: str) -> dict[str, Any]:
    """What was typed into a line of a small form that was refused, and why (`screens.refusals`)."""
    request = context.get("request")
    return refused_entry(request, to, name) if request is not None else {}


@register.simple_tag(takes_context=True)
def person_notice(context: Any) -> Any:
    """What the service says above a page of the persons it shows (`SASAE_PERSON_NOTICE`); nothing where it says none."""
    name = getattr(settings, "SASAE_PERSON_NOTICE", "")
    request = context.get("request")
    return import_string(name)(request) if name and getattr(request, "gate", None) is not None else []


@register.filter
def form_errors(form: Any) -> list[dict[str, str]]:
    """Every error of a form with the input it belongs to, for the summary at the top."""
    found = [{"target": "", "message": message} for message in form.non_field_errors()]
    for bound in form:
        target = bound.id_for_label or bound.auto_id
        found += [{"target": target, "message": message} for message in bound.errors]
    return found
