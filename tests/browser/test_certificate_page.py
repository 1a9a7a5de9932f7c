"""A clinic checks certificates on the published page, without a network and without logging in."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from eyes import _AXE, AXE_SCRIPT, STANDARDS
from playwright.sync_api import Browser, Page, expect

from sasae.formats import certificate_code as code
from sasae.formats.certificate_code.revocations import Void
from sasae.kernel.clock import TOKYO

NOW = datetime.now(TOKYO)
TODAY = NOW.date()
GOOD = code.Statement("85145001", "1234566", TODAY, TODAY, "1", "2026-00000001")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> code.SigningKeys:
    path = tmp_path_factory.mktemp("keys") / "certificates.keys.json"
    code.SigningKeys.create(path)
    return code.SigningKeys.read(path)


def revocations(keys: code.SigningKeys, *serials: str) -> bytes:
    listed = {serial: Void("2", TODAY) for serial in serials}
    return code.write_list(code.Revocations(NOW, NOW + timedelta(hours=48), listed), keys)


@pytest.fixture
def page(keys: code.SigningKeys, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page as a file on somebody's machine; nothing answers outside."""
    file = tmp_path / "certificate-check.html"
    file.write_bytes(code.write_page(keys.public.published(), revocations(keys, "2026-00000009")))
    context = browser.new_context(locale="ja-JP", offline=True)
    opened = context.new_page()
    opened.goto(file.as_uri())
    yield opened
    context.close()


def ask(page: Page, text: str) -> None:
    page.get_by_label("QRコードの文字").fill(text)
    page.get_by_label("QRコードの文字").press("Enter")


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (GOOD, "使える医療証です"),
        (replace(GOOD, serial="2026-00000009"), "再交付により無効"),
        (replace(GOOD, since=TODAY - timedelta(days=9), until=TODAY - timedelta(days=1)), "有効期間が終わっています"),
        (replace(GOOD, since=TODAY + timedelta(days=1), until=TODAY + timedelta(days=9)), "まだ使えない医療証です"),
    ],
    ids=["valid today", "void since today", "ended yesterday", "beginning tomorrow"],
)
def test_it_says_what_holds_today(page: Page, keys: code.SigningKeys, statement: code.Statement, verdict: str) -> None:
    ask(page, code.write(statement, keys))
    expect(page.get_by_role("status")).to_contain_text(verdict)
    expect(page.get_by_role("status")).to_contain_text(statement.serial)


def stray(line: str) -> str:
    """The same signature with a last sign that has bits nobody reads."""
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return line[:-1] + signs[signs.index(line[-1]) | 1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda line: line.replace("85145001", "85145019"), "署名が合いません"),
        (stray, "読めません"),
        (lambda line: line[:-3], "読めません"),
        (lambda line: line.replace(line.split(".")[1], "ABCD", 1), "鍵 ABCD を知りません"),
        (lambda line: "", "読めません"),
    ],
    ids=["another number", "stray bits", "cut off", "another key", "nothing"],
)
def test_what_was_changed_is_refused(
    page: Page, keys: code.SigningKeys, change: Callable[[str], str], words: str
) -> None:
    ask(page, change(code.write(GOOD, keys)))
    expect(page.get_by_role("status")).to_contain_text(words)


def test_a_newer_list_is_taken_when_it_is_signed_and_only_then(page: Page, keys: code.SigningKeys) -> None:
    told = json.loads(revocations(keys, GOOD.serial))
    forged = {**told, "signature": base64.b64encode(bytes(64)).decode()}
    for content, said, verdict in (
        (forged, "署名が合わない", "使える医療証です"),
        (told, "作られた一覧", "再交付により無効"),
    ):
        file = {
            "name": "certificate-revocations.json",
            "mimeType": "application/json",
            "buffer": json.dumps(content).encode(),
        }
        page.get_by_label("新しい一覧を読み込む").set_input_files([file])
        expect(page.locator("#list")).to_contain_text(said)
        ask(page, code.write(GOOD, keys))
        expect(page.get_by_role("status")).to_contain_text(verdict)


def test_everybody_can_use_it(page: Page, keys: code.SigningKeys) -> None:
    ask(page, code.write(GOOD, keys))
    expect(page.get_by_role("status")).to_contain_text("使える医療証です")
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(_AXE, STANDARDS) == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
