"""A finished page in another reading: every whole text of it is looked up; what nobody has put yet stays Japanese, marked.

Elements with translate="no" hold what people typed and stay as they are.
"""

import re
from collections.abc import Callable
from html import escape, unescape
from html.parser import HTMLParser

from sasae.portal.languages.choice import Reading
from sasae.portal.languages.texts import is_japanese, readings, told, words

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
BARE = frozenset({"option", "optgroup", "title"})  # hold text alone: no ruby, no mark
UNTOUCHED = frozenset({"script", "style", "textarea", "template", "ruby"})
SPOKEN = ("aria-label", "placeholder", "alt", "data-seen-words")
_LABEL = re.compile(rf'\b({"|".join(SPOKEN)})="([^"]*)"')
_BARS = re.compile(r"( \| |｜)")  # between the parts of a title
_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.S)


class _Page(HTMLParser):
    """Writes the page again, its texts in another reading. `missing` are the texts that stayed Japanese."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(convert_charrefs=False)
        self.reading, self.out, self.text = reading, [""], [""]
        self.open: list[tuple[str, bool]] = []
        self.missing: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.flush()
        written = self.get_starttag_text() or ""
        self.out.append(written if self._kept() else _LABEL.sub(self._label, written))
        if tag not in VOID:
            given = dict(attrs)
            kept = tag in UNTOUCHED or given.get("translate") == "no" or "lang" in given
            self.open.append((tag, kept or self._kept()))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.flush()
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.flush()
        if any(name == tag for name, _ in self.open):
            while self.open.pop()[0] != tag:
                pass
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_entityref(self, name: str) -> None:
        self.text.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.text.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.flush()

    def _kept(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def flush(self) -> None:
        """Write the text that has come together."""
        raw = "".join(self.text)
        self.text = [""]
        parts = _EDGES.fullmatch(raw)
        if parts is None or self._kept() or not parts[2]:
            self.out.append(raw)
            return
        self.out += [parts[1], self._said(unescape(parts[2])), parts[3]]

    def _said(self, text: str) -> str:
        """The text as HTML."""
        if self.open and self.open[-1][0] == "title":
            return "".join(self._part(one) for one in _BARS.split(text))
        return self._part(text)

    def _part(self, text: str) -> str:
        bare = bool(self.open) and self.open[-1][0] in BARE
        found = text if self.reading is Reading.FURIGANA else told(_one_line(text), self.reading)
        if found is None:
            self.missing.append(_one_line(text))
            return escape(text) if bare else f'<span class="stays-japanese" lang="ja">{self._ruby(text)}</span>'
        return escape(found) if bare else self._ruby(found)

    def _ruby(self, text: str) -> str:
        return escape(text) if self.reading is Reading.ENGLISH else with_ruby(text)

    def _label(self, found: re.Match[str]) -> str:
        text = unescape(found[2])
        said = text if self.reading is Reading.FURIGANA else told(text, self.reading)
        if said is None:
            self.missing.append(text)
        return f'{found[1]}="{escape(said or text)}"'


def _one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text else text


def with_ruby(text: str) -> str:
    """The text as HTML, known words with their reading above them."""
    put: Callable[[re.Match[str]], str] = lambda word: (  # noqa: E731
        f"<ruby>{word[0]}<rp>（</rp><rt>{readings()[word[0]]}</rt><rp>）</rp></ruby>"
    )
    return words().sub(put, escape(text))


def in_reading(page: str, reading: Reading) -> tuple[str, list[str]]:
    """The page, and the texts that stayed Japanese because nobody has put them yet."""
    walker = _Page(reading)
    walker.feed(page)
    walker.close()
    walker.flush()
    return "".join(walker.out), [one for one in walker.missing if is_japanese(one)]
