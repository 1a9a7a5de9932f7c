"""What every screen is held to: axe finds nothing, the page has a language, a title and one heading, nothing is refused
by its own policy, nothing overflows. The same look makes the manual's pictures."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

ROOT = Path(__file__).parents[2]
MANUAL = os.environ.get("SASAE_SCREENSHOTS") == "1"
PICTURES = ROOT / "docs" / "manual" / "images" if MANUAL else ROOT / "tests" / "_output" / "screens"
TALLEST = 1700  # pixels of a picture
HEAVIEST = 150_000  # bytes of it
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = 360
LANGUAGES = ("ja", "en")  # English where a resident has chosen it
_AXE = """async (standards) => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: standards}, resultTypes: ['violations'],
    preload: false});
  return found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(' ') + ' ' +
    n.failureSummary).slice(0, 4).join(' | ')}`);
}"""
_FACTS = """() => ({
  lang: document.documentElement.lang, title: document.title,
  headings: [...document.querySelectorAll('h1')].map((one) => one.innerText.trim()),
  who: document.querySelector('.who span')?.innerText ?? 'nobody',
  wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  words: document.body.innerText,
})"""
# What axe judges: elements, their attributes (of those that differ from case to case only that they are there), and whether
# something is written in them. Repeated rows count once.
_BUILD = """() => {
  const free = new Set(['href', 'value', 'action', 'title', 'alt', 'src', 'datetime', 'd', 'x', 'y', 'width', 'height',
    'points', 'transform', 'viewBox', 'aria-label']);
  const build = (one) => {
    if (one.nodeType === Node.TEXT_NODE) return one.data.trim() ? '…' : '';
    if (one.nodeType !== Node.ELEMENT_NODE) return '';
    if (['SCRIPT', 'STYLE'].includes(one.tagName)) return '';
    const told = [...one.attributes].map((each) => free.has(each.name) ? each.name + (each.value ? '' : '=')
      : `${each.name}=${each.value.replaceAll(/[0-9]+/g, '0')}`).sort().join(' ');
    const inner = [...one.childNodes].map(build).filter((each, n, all) => each && each !== all[n - 1]).join('');
    return `<${one.tagName} ${told}>${inner}</>`;
  };
  const main = document.querySelector('main'), inside = main ? build(main) : '';
  const shell = [...document.body.children].filter((one) => one !== main).map(build).join('');
  return [inside, shell.replaceAll(/ ?aria-current=[a-z]+/g, '')];
}"""
_RAW = re.compile(r"\b(None|True|False|null|undefined)\b|\{\{|\}\}|\{%")


@dataclass
class Eyes:
    """Looks at pages and remembers their titles; what the browser complains of is kept until the next look."""

    complaints: list[str] = field(default_factory=list)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)  # (host, title) → the place that has it
    built: set[tuple[str, ...]] = field(default_factory=set)  # what axe has found nothing wrong with

    def watch(self, context: BrowserContext) -> None:
        """Hear everything that goes wrong in this browser."""
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        context.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console on {message.page.url if message.page else '?'}: {message.text}")

    def _answered(self, response: Response) -> None:
        """A page may say no; what a page is made of may not be missing."""
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status} {response.url}")

    def look(self, page: Page, name: str = "", *, resident: bool = False, refusal: bool = False) -> None:
        """Hold the page to everything; `name` keeps a picture of it. A refusal has the same title wherever it comes."""
        wrong = self.faults(page, resident=resident, refusal=refusal)
        assert not wrong, "\n".join([page.url, *wrong])
        if name:
            self.picture(page, name)

    def faults(self, page: Page, *, resident: bool = False, refusal: bool = False) -> list[str]:
        """What is wrong with the page, in words."""
        wrong, self.complaints = self.complaints, []
        page.wait_for_load_state("load")
        facts: dict[str, Any] = page.evaluate(_FACTS)
        if facts["lang"] not in LANGUAGES:
            wrong.append(f"language is {facts['lang']!r}")
        if len(facts["headings"]) != 1 or not facts["headings"][0]:
            wrong.append(f"headings of the first level: {facts['headings']}")
        if raw := _RAW.search(facts["words"]):
            around = facts["words"][max(0, raw.start() - 30) : raw.end() + 30]
            wrong.append(f"a word of the program on the screen: {around!r}")
        if facts["who"].startswith("（"):
            wrong.append("the head does not say who is logged in")
        if facts["wide"] > 0:
            wrong.append(f"{facts['wide']} px wider than the screen")
        wrong += self._title(page, facts["title"], refusal=refusal)
        wrong += self._barriers(page)
        if resident:
            wrong += self._narrow(page)
        return wrong

    def _title(self, page: Page, title: str, *, refusal: bool) -> list[str]:
        if not title.strip() or title.startswith(" |"):
            return ["no title"]
        place = "refused" if refusal else place_of(page.url)
        other = self.titles.setdefault((urlsplit(page.url).netloc, title), place)
        return [] if other == place else [f"title {title!r} is also that of {other}"]

    def _barriers(self, page: Page) -> list[str]:
        """What axe finds; not asked again of a page built like one it found nothing in, by the same size of screen."""
        inside, shell = page.evaluate(_BUILD)
        host, size = urlsplit(page.url).netloc, str(page.viewport_size)
        build = {(host, size, place_of(page.url), inside), (host, size, shell)}
        if build <= self.built:
            return []
        found = self._axe(page)
        self.built |= set() if found else build
        return found

    @staticmethod
    def _axe(page: Page) -> list[str]:
        if not page.evaluate("() => typeof axe !== 'undefined'"):
            page.evaluate(AXE_SCRIPT)
        found: list[str] = page.evaluate(_AXE, STANDARDS)
        return found

    @staticmethod
    def _narrow(page: Page) -> list[str]:
        before = page.viewport_size
        assert before is not None
        page.set_viewport_size({"width": NARROW, "height": before["height"]})
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        page.set_viewport_size(before)
        return [f"{wide} px wider than a phone of {NARROW} px"] if wide > 0 else []

    @staticmethod
    def picture(page: Page, name: str) -> None:
        """Keep a picture from the top of the page on, so much of it as fits into a small file."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        size = page.viewport_size
        assert size is not None
        page.evaluate("() => window.scrollTo(0, 0)")
        tall = page.evaluate("() => Math.ceil(document.body.getBoundingClientRect().height)")
        height, content = min(TALLEST, tall), b""
        while not content or len(content) > HEAVIEST:
            if content:
                height = int(height * HEAVIEST / len(content) * 0.95)
            content = page.screenshot(
                full_page=True, animations="disabled", caret="hide",
                clip={"x": 0, "y": 0, "width": size["width"], "height": height},
            )  # fmt: skip
        (PICTURES / f"{name}.png").write_bytes(content)


def place_of(url: str) -> str:
    """The address without what differs from case to case: numbers and names of filters' values."""
    return re.sub(r"/[0-9A-Za-z]*\d[0-9A-Za-z-]*(?=/|$)", "/*", urlsplit(url).path)
