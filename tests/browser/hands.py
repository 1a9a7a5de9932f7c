"""What operators do at a keyboard alone, and how they wait for what others do meanwhile."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect
from test_clerk import go
from test_counter import tab_to

__all__ = ["come_to", "fill", "go", "pick", "tab_to", "until", "until_words"]
MOST_TABS, LONGEST_LIST = 100, 400
_HERE = "() => document.activeElement.labels?.[0]?.innerText.trim() || ''"
_CHOSEN = "() => document.activeElement.selectedOptions?.[0]?.label || ''"
_LEGEND = "() => document.activeElement.closest('fieldset')?.querySelector('legend')?.innerText || ''"


def fill(page: Page, words: str, typed: str) -> None:
    """Go to the input with this label by Tab, not to a link that speaks of it, and type."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if words in page.evaluate(_HERE):
            page.keyboard.press("Control+A")
            page.keyboard.insert_text(typed)
            return
    raise AssertionError(f"{words} is not reached by Tab on {page.url}")


def pick(page: Page, legend: str, label: str) -> None:
    """Go to the group of choices by Tab, and with the arrows to the choice."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if legend in page.evaluate(_LEGEND):
            break
    page.keyboard.press("Space")
    for _ in range(20):
        if label in page.evaluate(_HERE):
            assert page.evaluate("() => document.activeElement.checked"), label
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{label} is not among the choices of {legend} on {page.url}")


def come_to(page: Page, words: str, part: str) -> None:
    """Go to the list with this label by Tab, and down to the choice with these words in it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if words in page.evaluate(_HERE):
            break
    page.keyboard.press("Home")
    for _ in range(LONGEST_LIST):
        if part in page.evaluate(_CHOSEN):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{part} is not in the list {words} on {page.url}")


def until(page: Page, there: Callable[[], bool], what: str, seconds: float = 180) -> None:
    """Open the page again and again until it is so, as people do."""
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, f"{page.url} never had {what}: {page.inner_text('main')[:800]}"
        page.wait_for_timeout(500)
        page.reload()


def until_words(page: Page, *words: str, seconds: float = 180) -> str:
    """The first of these words that the page comes to say."""
    found: list[str] = []

    def there() -> bool:
        said = page.inner_text("main")
        found[:] = [one for one in words if one in said]
        return bool(found)

    until(page, there, " or ".join(words), seconds)
    expect(page.locator("h1")).to_be_visible()
    return found[0]
