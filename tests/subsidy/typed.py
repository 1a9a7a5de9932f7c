"""Forms of a page, filled in with what no form takes, and what the answered page must still hold."""

import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

TYPED = "長" * 600  # longer than any line or text takes, no day and no number


@dataclass
class Typing:
    """A form: where it goes, the fields one types into, what the others hold, its buttons."""

    to: str
    method: str
    texts: dict[str, str] = field(default_factory=dict)
    others: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.found, self._select, self._area = page, [Typing("", "get")], "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        form, name, kind = self.found[-1], told.get("name", ""), told.get("type", "text")
        if tag == "form":
            self.found.append(Typing(told.get("action") or self.page, told.get("method", "get").lower()))
        elif tag == "textarea" and name:
            self._area = name
            form.texts[name] = ""
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select and told.get("value") and self._select not in form.others:
            form.others[self._select] = [told["value"]]
        elif tag == "button" and name:
            form.buttons.append((name, told.get("value", "")))
        elif tag == "input" and name and kind in ("text", "number"):
            form.texts[name] = told.get("value", "")
        elif tag == "input" and name and (kind not in ("checkbox", "radio", "file") or "checked" in told):
            form.others.setdefault(name, []).append(told.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.found.append(Typing("", "get"))
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[-1].texts[self._area] += data.lstrip("\n")


def forms_of(content: str, page: str) -> list[Typing]:
    """Every form of a page that is sent by POST."""
    parser = _Forms(page)
    parser.feed(content)
    return [one for one in parser.found if one.method == "post"]


def refused(client: Any, page: str, to: str) -> Iterator[tuple[Typing, dict[str, str], str]]:
    """Send the page's form that goes there by each of its buttons, typed into wrongly: the form, what its fields hold
    on the page that answers, and that page."""
    content = client.get(page).content.decode()
    [form] = [one for one in forms_of(content, page) if one.to == to and one.texts]
    for name, value in form.buttons or [("", "")]:
        pressed = {name: value} if name else {}
        answer = client.post(to, {**form.others, **dict.fromkeys(form.texts, TYPED), **pressed}, follow=True)
        told = answer.content.decode()
        again = [one for one in forms_of(told, answer.request["PATH_INFO"]) if one.to == to and one.texts]
        yield form, again[0].texts if again else {}, told


def said_wrong(content: str) -> list[str]:
    """What the page says is wrong, beside a field."""
    blocks = re.findall(r'class="field__error"[^>]*>(.*?)</div>', content, re.DOTALL)
    return [unescape(text) for block in blocks for text in re.findall(r"<p>(.*?)</p>", block, re.DOTALL)]


def that_take_text(namespaces: Iterable[str]) -> set[str]:
    """The names of the views of these areas that read what was typed, from the URL table and their source."""
    wanted = set(namespaces)
    return {name for name, view in _views(get_resolver(), "") if name.partition(":")[0] in wanted and _reads(view)}


def _views(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, Any]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _views(one, one.namespace or namespace)
        elif isinstance(one, URLPattern) and one.name:
            yield f"{namespace}:{one.name}", one.callback


def _reads(view: Any) -> bool:
    """Whether the view, or a private function beside it that is handed the request, looks at what was sent."""
    own = inspect.unwrap(view)
    source = inspect.getsource(own)
    beside = {name for name in re.findall(r"\b(_\w+)\(request", source) if name in own.__globals__}
    return any(
        "request.POST" in text for text in [source, *(inspect.getsource(own.__globals__[one]) for one in beside)]
    )
