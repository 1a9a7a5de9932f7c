"""What the intermediary's operators watch over: alarms, connections, the last verification, masters, limits by two persons."""

import re
import socket
import ssl

import office
from house import House
from playwright.sync_api import Page, expect

from sasae.deployment.story.people import wait_for
from tests.installation import sasae

PATIENCE = 240  # seconds; refusals are looked at once a minute


def knock_without_a_certificate(port: int) -> None:
    """A stranger at the door of the contracts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        try:
            with context.wrap_socket(line) as tls:
                tls.sendall(b"GET / HTTP/1.1\r\n\r\n")
                tls.recv(1)
        except OSError:
            return  # refused, as it should be


def test_an_alarm_is_raised_by_a_stranger_at_the_door_taken_up_and_closed_by_the_platform_s_operator(
    house: House,
) -> None:
    knock_without_a_certificate(house.home.ports["intermediary_contracts"])
    desk, eyes, page = house.desk("intermediary", "platform1"), house.eyes, house.page("intermediary")

    def there() -> bool:
        desk.goto(f"{page}/security/?kind=unknown")
        return desk.locator("#list tbody a").count() > 0

    wait_for("警報", there, PATIENCE)
    desk.goto(f"{page}/security/")
    eyes.look(desk, "security-alarms")
    desk.goto(f"{page}/security/?kind=unknown")
    desk.locator("#list tbody a").first.click()
    office.press(desk, "引き受ける")
    expect(desk.locator("main")).to_contain_text("どうするかを入れてください")
    eyes.look(desk)
    desk.get_by_label("どうするか").fill("回線の管理者に接続元を確かめる")
    office.press(desk, "引き受ける")
    expect(desk.locator("main")).to_contain_text("対応中")
    eyes.look(desk, "security-alarm")
    desk.get_by_label("どうなったか").fill("保守の業者の試験だった")
    office.press(desk, "対応を終える")
    expect(desk.locator("main")).to_contain_text("対応済")
    eyes.look(desk)
    clerk = house.desk("intermediary", "operator141305")
    clerk.goto(f"{page}/security/")
    expect(clerk.locator("main")).to_contain_text("これまで")
    expect(clerk.locator("#list tbody a")).to_have_count(0)
    eyes.look(clerk)


def test_connections_and_the_verification_are_told_to_each_as_far_as_they_are_theirs(house: House) -> None:
    eyes, page = house.eyes, house.page("intermediary")
    sasae(house.home, "intermediary", "verify")
    for login, name in (("platform1", ""), ("operator141305", "security-connections")):
        desk = house.desk("intermediary", login)
        desk.goto(f"{page}/security/connections/")
        desk.locator("summary").first.click()
        eyes.look(desk, name)
        desk.goto(f"{page}/security/verification/")
        expect(desk.locator("main")).to_contain_text("最後の検証")
        eyes.look(desk, "verification" if login == "platform1" else "")


def test_a_limit_is_previewed_proposed_by_one_and_approved_by_another(house: House) -> None:
    one, two = (house.desk("intermediary", login) for login in ("operator141305", "operator141305b"))
    eyes, page = house.eyes, house.page("intermediary")
    one.goto(f"{page}/limits/")
    eyes.look(one)
    one.get_by_role("link", name="変更を起案する").click()
    eyes.look(one)
    office.press(one, "変えると何が起きるかを見る")
    expect(one.get_by_role("alert").first).to_be_visible()
    eyes.look(one)
    fill(one)
    office.press(one, "変えると何が起きるかを見る")
    expect(one.get_by_role("region", name="変えると")).to_be_visible()
    eyes.look(one, "limit-preview")
    office.press(one, "この内容で起案する")
    expect(one.locator("main")).to_contain_text("承認待ち")
    expect(one.get_by_role("button", name="承認する")).to_have_count(0)
    eyes.look(one)
    two.goto(one.url)
    eyes.look(two)
    office.press(two, "承認する")
    expect(two.locator("main")).to_contain_text("承認しました")
    two.goto(f"{page}/limits/")
    expect(two.locator("main")).to_contain_text("団体の定め：起案第7号")
    eyes.look(two, "limits")


def fill(desk: Page) -> None:
    desk.get_by_label("副本が原本より遅れてよい日数").check()
    desk.locator("[name=value]").fill("3")
    desk.locator("[name=source]").fill("起案第7号")


def test_the_masters_differences_are_told(house: House) -> None:
    desk, page = house.desk("intermediary", "operator141305"), house.page("intermediary")
    desk.goto(f"{page}/masters/")
    desk.get_by_role("link", name=re.compile("前の版との違い")).click()
    expect(desk.locator("h1")).to_contain_text("配信マスターの差分")
    house.eyes.look(desk)
