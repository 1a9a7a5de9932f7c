"""The browser, and one installation for all of these tests. Without chromium they are left out (with CI=true that fails)."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from house import CHROMIUM, FLAGS, House

from sasae.deployment.home import Home
from tests.installation import installation

__all__ = ["installation"]  # the fixture


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """No browser, no tests: said once, by name."""
    if not CHROMIUM.exists():
        for item in items:
            item.add_marker(pytest.mark.skip(reason="chromium is not installed (apt-get install chromium-headless-shell)"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One chromium; every person has a context of their own in it."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def house(installation: Home, browser: Browser) -> Iterator[House]:
    """The running installation with the people at its screens."""
    made = House(installation, browser)
    yield made
    made.close()
