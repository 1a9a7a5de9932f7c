"""A person at a screen, without a browser: opens pages, fills forms in, presses buttons, follows where it leads.

Sees what a browser without scripts would see. Every address is on loopback.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urljoin

import httpx


class NotAsExpected(AssertionError):
    """A page is not what the story needs; the text says which page and what it says."""


@dataclass
class Form:
    """A form of a page: where it goes, what it holds, its buttons by their words."""

    action: str
    method: str
    multipart: bool
    values: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


@dataclass
class Page:
    """What came back."""

    url: str
    status: int
    title: str
    text: str
    forms: list[Form]
    links: dict[str, str]
    content: bytes
    media_type: str

    def form(self, button: str = "", name: str = "") -> Form:
        """The form with a button of these words, or with a field of this name."""
        for form in self.forms:
            if (button and any(button in words for words in form.buttons)) or (name and name in form.names):
                return form
        raise NotAsExpected(
            f"{self.url}（{self.title}）に「{button or name}」の入力欄がありません。\n{self.text[:1500]}"
        )

    def link(self, words: str) -> str:
        """The address a link of these words leads to."""
        for label, url in self.links.items():
            if words in label:
                return url
        raise NotAsExpected(f"{self.url}（{self.title}）に「{words}」のリンクがありません。\n{self.text[:1500]}")


class _Reader(HTMLParser):
    """Reads title, text, forms and links out of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.words = "", [""]
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self._inside: list[str] = []
        self._form: Form | None = None
        self._select = self._textarea = self._href = self._label = ""
        self._button: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag in ("title", "script", "style"):
            self._inside.append(tag)
        if tag == "a":
            self._href, self._label = has.get("href", ""), ""
        if tag == "form":
            self._form = Form(
                has.get("action", ""), has.get("method", "get").lower(), has.get("enctype", "").startswith("multipart")
            )
            self.forms.append(self._form)
        if self._form is not None:
            self._field(tag, has, self._form)

    def _field(self, tag: str, has: dict[str, str], form: Form) -> None:
        name = has.get("name", "")
        if tag == "button":
            self._button, self._label = (name, has.get("value", "")), ""
        if not name:
            return
        form.names.add(name)
        if tag == "input" and has.get("type") in ("checkbox", "radio"):
            if "checked" in has:
                form.values[name] = has.get("value", "on")
        elif tag == "input" and has.get("type") != "file":
            form.values[name] = has.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea, form.values[name] = name, ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()
        if tag == "a" and self._href:
            self.links.setdefault(" ".join(self._label.split()), self._href)
            self._href = ""
        if tag == "button" and self._button is not None and self._form is not None:
            self._form.buttons[" ".join(self._label.split())] = self._button
            self._button = None
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._textarea = ""
        if tag in ("p", "li", "tr", "dd", "h1", "h2", "h3", "div"):
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if "title" in self._inside:
            self.title += data.strip()
        elif not self._inside:
            self.words.append(data)
            self._label += data
            if self._textarea and self._form is not None:
                self._form.values[self._textarea] += data


class _Options(HTMLParser):
    """The chosen option of every select: a page's own reading of it would need one more state."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = has.get("name", "")
        if tag == "option" and self._select and ("selected" in has or self._select not in self.chosen):
            self.chosen[self._select] = has.get("value", "")


class Visitor:
    """One person's visit: cookies are kept, redirects followed."""

    wire: ClassVar[Callable[[], httpx.BaseTransport]] = httpx.HTTPTransport  # or a line that listens, or insists

    def __init__(self, base: str) -> None:
        self.base = base
        self._client = httpx.Client(
            base_url=base, follow_redirects=True, timeout=60, trust_env=False, headers={"accept-language": "ja"},
            transport=self.wire(),
        )  # fmt: skip
        self.page = Page("", 0, "", "", [], {}, b"", "")

    def open(self, url: str) -> Page:
        """Open a page. Raises NotAsExpected for an error page."""
        return self._see(self._client.get(self._absolute(url)))

    def press(
        self,
        button: str,
        values: Mapping[str, Any] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        name: str = "",
    ) -> Page:
        """Fill the form with this button and press it."""
        form = self.page.form(button, name)
        typed = {key: value if isinstance(value, list) else str(value) for key, value in (values or {}).items()}
        data = {**form.values, **typed}
        for words, (button_name, button_value) in form.buttons.items():
            if button and button in words and button_name:
                data[button_name] = button_value
        url = self._absolute(form.action or self.page.url)
        if form.method == "get":
            return self._see(self._client.get(url, params=data))
        return self._see(self._client.post(url, data=data, files=files or None, headers={"referer": self.page.url}))

    def download(self, url: str, to: Path | None = None) -> bytes:
        """The bytes behind a link, kept as a file where `to` says."""
        answer = self._client.get(self._absolute(url))
        if answer.status_code != 200:
            raise NotAsExpected(f"{url}: {answer.status_code}")
        if to is not None:
            to.write_bytes(answer.content)
        return answer.content

    def close(self) -> None:
        """Leave."""
        self._client.close()

    def _absolute(self, url: str) -> str:
        return urljoin(self.page.url or self.base, url)

    def _see(self, answer: httpx.Response) -> Page:
        media_type = answer.headers.get("content-type", "").partition(";")[0]
        reader, options = _Reader(), _Options()
        if media_type == "text/html":
            reader.feed(answer.text)
            options.feed(answer.text)
            for form in reader.forms:
                form.values |= {name: options.chosen[name] for name in form.names & options.chosen.keys()}
        text = "\n".join(line for line in ("".join(reader.words)).split("\n") if line.strip())
        self.page = Page(
            str(answer.url),
            answer.status_code,
            reader.title,
            text,
            reader.forms,
            reader.links,
            answer.content,
            media_type,
        )
        if answer.status_code >= 400:
            raise NotAsExpected(f"{answer.url}: {answer.status_code} {reader.title}\n{text[:1500]}")
        return self.page
