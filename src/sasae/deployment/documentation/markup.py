"""From Markdown to a page, and what is needed to write HTML safely."""

import re
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import unquote, urlsplit

_NAVIGATION = (
    ("index.html", "はじめ"),
    ("rules.html", "規定集"),
    ("contracts.html", "システム間の契約"),
    ("tables.html", "表と列"),
    ("commands.html", "命令"),
    ("old-system.html", "移行のファイル"),
    ("glossary.html", "用語"),
)
_LINK = re.compile(r'(?:href|src)="([^"]*)"')
_ANCHOR = re.compile(r'\sid="([^"]*)"')
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")


def page(place: str, title: str, body: str) -> str:
    """A whole page. `place` is its path in the site: links to others are relative, so that files open without a server."""
    up = "../" * place.count("/")
    current = ' aria-current="page"'
    links = [
        f'<a href="{up}{target}"{current if target == place else ""}>{escape(name)}</a>' for target, name in _NAVIGATION
    ]
    template = Template(files(__package__).joinpath("page.html").read_text("utf-8"))
    return template.substitute(title=escape(title), up=up, navigation="\n".join(links), body=body)


def markdown(text: str) -> str:
    """HTML of a text of ours: tables, anchors at headings, links to .md leading to the page; raw HTML stays text."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor(tokens[number + 1].content))
        for part in token.children or ():
            if part.type == "link_open":
                part.attrSet("href", _to_page(str(part.attrGet("href") or "")))
    made: str = parser.renderer.render(tokens, parser.options, {})
    return made


def title_of(text: str, otherwise: str) -> str:
    """The first heading."""
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    return found[1].strip() if found else otherwise


def anchor(heading: str) -> str:
    """A heading's name in an address, as code hosts make it."""
    return _NOT_IN_ANCHOR.sub("", heading.lower()).strip().replace(" ", "-")


def table(heading: list[str], rows: list[list[str]]) -> str:
    """The cells are HTML already."""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heading)
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>'


def links(html: str) -> list[str]:
    """Where a page leads within the site: paths as written, with their anchor."""
    local = [target for target in _LINK.findall(html) if target and not urlsplit(target).scheme]
    return [unquote(target) for target in local]


def anchors(html: str) -> set[str]:
    """Places in a page that can be linked to."""
    return set(_ANCHOR.findall(html))


def _to_page(target: str) -> str:
    parts = urlsplit(target)
    if parts.scheme or not parts.path.endswith(".md"):
        return target
    return parts._replace(path=parts.path.removesuffix(".md") + ".html").geturl()
