"""Templates: nothing inline that the content security policy would refuse, and Japanese for those who read it."""

import re
from pathlib import Path

import sasae

TEMPLATES = sorted(Path(sasae.__file__).parent.rglob("templates/**/*.html"))
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.I),
    "event attribute": re.compile(r"""<[^>]*\son[a-z]+\s*=\s*["']""", re.I),
    "hx-on": re.compile(r"\shx-on[:=]", re.I),
    "elsewhere": re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", re.I),
}


def found(pattern: re.Pattern[str]) -> list[str]:
    """Where the pattern stands, as path:line."""
    return [
        f"{path}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_there_are_templates():
    assert len(TEMPLATES) > 10


def test_no_template_carries_what_the_policy_refuses():
    assert {what: places for what, pattern in INLINE.items() if (places := found(pattern))} == {}


def test_every_form_that_posts_carries_its_token():
    bare = [
        str(path)
        for path in TEMPLATES
        for form in re.findall(
            r"<form\b[^>]*method=[\"']post[\"'].*?</form>", path.read_text(encoding="utf-8"), re.S | re.I
        )
        if "{% csrf_token %}" not in form and "/simulators/" not in str(path)
    ]
    assert bare == []


EXTENDS = re.compile(r'{% extends "([^"]+)" %}')
LAYOUT = "screens/base.html"


def titled(path: Path) -> bool:
    """Does the page, or a layout between it and the common one, fill the title?"""
    text = path.read_text(encoding="utf-8")
    above = EXTENDS.search(text)
    if "{% block title %}" in text or above is None:
        return True
    return above[1] != LAYOUT and any(titled(one) for one in TEMPLATES if str(one).endswith(f"/templates/{above[1]}"))


def test_every_page_says_its_title():
    pages = [path for path in TEMPLATES if not path.name.startswith("_") and path.name != "base.html"]
    assert [str(path) for path in pages if not titled(path)] == []
