"""Who plays: staff with password and authenticator, a resident with a card."""

import time
from collections.abc import Callable
from typing import TypeVar

from sasae.deployment.home import Home
from sasae.deployment.story.visitor import NotAsExpected, Page, Visitor
from sasae.foundation.accounts.demo import PASSWORD, totp_code

STEP = 30  # seconds an authenticator's code lives; each is taken once
Answer = TypeVar("Answer")


class Staff(Visitor):
    """A member of staff at one system. Logs in on arrival."""

    _used: dict[tuple[str, str], int] = {}

    def __init__(self, home: Home, service: str, login_id: str) -> None:
        super().__init__(home.page(service))
        self.login_id = login_id
        self.prefix = "/municipality" if service == "portal" else ""
        self.open(f"{self.prefix}/sign-in/")
        self.press("", {"login_id": login_id, "password": PASSWORD}, name="password")
        self._give_code((service, login_id))

    def _give_code(self, who: tuple[str, str]) -> None:
        """The authenticator's code; a code that was used already is waited out."""
        while int(time.time() // STEP) <= self._used.get(who, 0):
            time.sleep(1)
        self._used[who] = int(time.time() // STEP)
        page = self.press("", {"token": totp_code(self.login_id, time.time())}, name="token")
        if "token" in {name for form in page.forms for name in form.names}:
            raise NotAsExpected(f"{self.login_id} はログインできませんでした。\n{page.text[:500]}")
        if "seen" in {name for form in page.forms for name in form.names}:  # the rules of a new year, or in new words
            self.press("", {}, name="seen")


def wait_for(what: str, look: Callable[[], Answer | None], seconds: float = 60.0) -> Answer:
    """Look again and again until it is there, as people do. Raises NotAsExpected when it does not come."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise NotAsExpected(f"{seconds:.0f}秒待っても、{what}になりませんでした。")
        time.sleep(0.4)


def says(page: Page, words: str) -> Page:
    """The page, if it says these words. Raises NotAsExpected."""
    if words not in page.text:
        raise NotAsExpected(f"{page.url}（{page.title}）に「{words}」がありません。\n{page.text[:1500]}")
    return page
