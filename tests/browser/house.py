"""The installation as its people meet it: who sits at which screen, and which applications were already made."""

import os
import time
from pathlib import Path

from eyes import Eyes
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sasae.deployment.home import Home
from sasae.deployment.story.application import apply
from sasae.deployment.story.cast import applicant
from sasae.deployment.story.people import STEP
from sasae.foundation.accounts.demo import PASSWORD, totp_code

# The shell is chromium without its window: the same pages, by a third less of the processor.
PROGRAMS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
CHROMIUM = Path(os.environ.get("SASAE_CHROMIUM") or next(filter(os.path.exists, PROGRAMS), PROGRAMS[0]))
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=ja",
]  # fmt: skip
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 60_000  # milliseconds; machines are shared

expect.set_options(timeout=60_000)


class House:
    """Keeps people logged in: a user has one live session, and a code of the authenticator is taken once."""

    def __init__(self, home: Home, browser: Browser) -> None:
        self.home = home
        self.browser = browser
        self.eyes = Eyes()
        self.numbers: dict[str, str] = {}  # receipt number by story home
        self.decided: set[str] = set()
        self._desks: dict[tuple[str, str], Page] = {}
        self._used: dict[tuple[str, str], int] = {}

    def page(self, service: str) -> str:
        """Where people open a service."""
        return self.home.page(service)

    def context(self, *, phone: bool = False, scripts: bool = True) -> BrowserContext:
        """A browser of one's own, watched."""
        opened = self.browser.new_context(
            locale="ja-JP", viewport=PHONE if phone else DESK, java_script_enabled=scripts, is_mobile=phone,
            has_touch=phone, accept_downloads=True, timezone_id="Asia/Tokyo",
        )  # fmt: skip
        opened.set_default_timeout(PATIENCE)
        self.eyes.watch(opened)
        return opened

    def desk(self, service: str, login: str) -> Page:
        """This member of staff's screen; logs in when first asked for."""
        if (service, login) not in self._desks:
            page = self.context().new_page()
            page.goto(self.sign_in_address(service))
            self.sign_in(page, service, login)
            self._desks[service, login] = page
        return self._desks[service, login]

    def sign_in_address(self, service: str) -> str:
        """The log-in page of a service's staff."""
        return f"{self.page(service)}{'/municipality' if service == 'portal' else ''}/sign-in/"

    def sign_in(self, page: Page, service: str, login: str) -> None:
        """Password, then the authenticator's code."""
        page.get_by_label("利用者ID").fill(login)
        page.get_by_label("パスワード").fill(PASSWORD)
        page.get_by_role("button", name="次へ").click()
        page.get_by_label("確認コード").fill(self.code(service, login))
        page.get_by_role("button", name="ログインする").click()
        expect(page.get_by_role("button", name="ログアウト")).to_be_visible()
        page.wait_for_load_state()
        if page.get_by_role("heading", name="規程の確認").is_visible():
            page.get_by_role("button", name="読みました").click()
        self._desks[service, login] = page

    def code(self, service: str, login: str) -> str:
        """What the authenticator shows; a code that was used already is waited out."""
        while int(time.time() // STEP) <= self._used.get((service, login), 0):
            time.sleep(0.5)
        self._used[service, login] = int(time.time() // STEP)
        return totp_code(login, time.time())

    def application(self, key: str) -> str:
        """The receipt number of a story home's application; it is sent now unless a test did so in the browser."""
        if key not in self.numbers:
            self.numbers[key] = apply(self.page("portal"), applicant(key))
        return self.numbers[key]

    def close(self) -> None:
        """Everybody leaves."""
        for page in self._desks.values():
            page.context.close()


def wait_for_text(page: Page, address: str, words: str, seconds: float = 90) -> None:
    """Look again and again until a page says these words, as people do."""
    end = time.monotonic() + seconds
    while True:
        page.goto(address)
        if words in page.inner_text("main"):
            return
        assert time.monotonic() < end, f"{address} never said {words}: {page.inner_text('main')[:800]}"
        page.wait_for_timeout(500)
