"""A newcomer's first day: password, authenticator, the rules; who is responsible prompts; the course is registered."""

import base64
import hashlib
import hmac
import re
import struct
import time

from house import House
from playwright.sync_api import Page, expect

LOGIN, PASSWORD = "shinnin1", "Hajimete-no-haru-26"
STEP = 30


def code(key: str) -> str:
    """What an authenticator makes of the key it was given on the page."""
    digest = hmac.new(base64.b32decode(key), struct.pack(">Q", int(time.time() // STEP)), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def newcomer(house: House, manager: Page) -> Page:
    """The ID with one right, as the manager issues it, and the newcomer at the first page."""
    manager.goto(f"{house.page('intake')}/users/new/")
    for label, typed in (("利用者ID", LOGIN), ("氏名", "新任 芽衣"), ("職員番号", "910001"), ("所属", "こども家庭課")):
        manager.get_by_label(re.compile(f"^{label}(必須|任意)?$")).fill(typed)
    manager.get_by_role("button", name="発効する").click()
    first = manager.locator(".secret").inner_text()
    manager.get_by_role("link", name="新任 芽衣 さんの画面へ").click()
    manager.get_by_role("link", name="権限を付与する").click()
    manager.locator("[name=right]").select_option("applications.view")
    manager.locator("[name=reason]").fill("新任")
    manager.get_by_role("button", name="付与する").click()
    page = house.context().new_page()
    page.goto(house.sign_in_address("intake"))
    page.get_by_label("利用者ID").fill(LOGIN)
    page.get_by_label("パスワード").fill(first)
    page.get_by_role("button", name="次へ").click()
    page.locator("[name=token]").fill(code(page.locator(".mono").inner_text().replace(" ", "")))
    page.get_by_role("button", name="登録してログインする").click()
    for name, typed in (("current", first), ("new", PASSWORD), ("again", PASSWORD)):
        page.locator(f"[name={name}]").fill(typed)
    page.get_by_role("button", name="変更する").click()
    return page


def test_a_newcomer_reads_the_rules_is_prompted_and_takes_the_course(house: House) -> None:
    manager, head, eyes = house.desk("intake", "idmanager1"), house.desk("intake", "manager1"), house.eyes
    page = newcomer(house, manager)
    expect(page.get_by_role("heading", name="規程の確認")).to_be_visible()
    eyes.look(page, "intake-rules")
    page.goto(f"{house.page('intake')}/applications/")
    expect(page.get_by_role("heading", name="規程の確認")).to_be_visible()
    page.get_by_role("button", name="読みました").click()
    expect(page).to_have_url(f"{house.page('intake')}/applications/")

    head.goto(f"{house.page('intake')}/instruction/office/?course=new_staff")
    eyes.look(head, "intake-office-courses")
    head.get_by_role("checkbox", name=re.compile(LOGIN)).check()
    head.get_by_role("button", name="選んだ人に受講を促す").click()
    expect(head.get_by_text("1人に受講を促しました")).to_be_visible()
    page.goto(f"{house.page('intake')}/")
    page.get_by_role("link", name=re.compile("期限を過ぎた研修、促された研修")).click()
    eyes.look(page, "intake-own-courses")
    expect(page.get_by_text("未受講")).to_be_visible()

    manager.goto(f"{house.page('intake')}/instruction/sessions/new/")
    eyes.look(manager)
    manager.locator("[name=course]").select_option("new_staff")
    for name, typed in (("held_on", "令和8年6月15日"), ("how", "第3会議室"), ("teacher", "情報管理の担当"), ("proof", "出席簿")):
        manager.locator(f"[name={name}]").fill(typed)
    manager.locator("[name=attendees]").fill("910001")
    manager.get_by_role("button", name="登録する").click()
    expect(manager.get_by_text("1人の受講を登録しました。")).to_be_visible()
    eyes.look(manager, "intake-course-session")
    page.reload()
    expect(page.get_by_text("修了", exact=True)).to_be_visible()
