"""A wrong tie of a number is undone by two persons, by keyboard; where people come from; what the personnel office tells."""

import subprocess
import sys

import office
from hands import fill, go, tab_to, until
from house import House
from playwright.sync_api import Page, expect

from sasae.deployment.story.cast import applicant

FIELDS = "main td form input[name=handling], main td form input[name=note]"


def test_a_wrong_tie_is_proposed_by_one_carried_out_by_another_and_followed_up_to_its_end_by_keyboard(
    house: House,
) -> None:
    first, second, eyes = house.desk("linkage", "operator1"), house.desk("linkage", "operator2"), house.eyes
    office.arrived(house, "granted")
    page = house.page("linkage")
    for place, picture in (
        ("/codes/", "linkage-codes"), ("/non-residents/", ""), (f"/people/{applicant('granted').atena_no}/", "linkage-person"),
    ):  # fmt: skip
        first.goto(f"{page}{place}")
        eyes.look(first, picture)
    go(first, "ひも付けの訂正を起案する", "承認されると")
    go(first, "起案する", "入力を確かめてください")
    eyes.look(first)
    fill(first, "誤りの内容", "同姓同名の別の人の番号だった（登録元に確かめた）")
    go(first, "起案する", "承認待ち")
    expect(first.get_by_role("button", name="承認して直す")).to_have_count(0)
    eyes.look(first)
    second.goto(first.url)
    eyes.look(second, "tie-correction-approving")
    go(second, "承認して直す", "訂正済")
    fill(first, "取り下げる理由", "承認の前に取り下げたい")  # on a page that was open while another approved
    go(first, "取り下げる", "入力した内容：承認の前に取り下げたい")
    eyes.look(first)
    go(first, "完結する", "まだ残っています")
    eyes.look(first)
    first.goto(first.url)
    eyes.look(first, "tie-correction")
    for system in ("subsidy", "intake"):
        report_now(house, system)
    until(first, lambda: "報告待ち" not in first.inner_text("main"), "the reports of the business systems")
    told_all(first)
    go(first, "完結する", "訂正を完結しました")
    eyes.look(first)
    for place, picture in (
        ("/ties/corrections/", ""),
        ("/ties/", "tie-cases"),
        ("/feeds/", "feeds"),
        ("/feeds/held/", ""),
    ):
        first.goto(f"{page}{place}")
        eyes.look(first, picture)


def report_now(house: House, system: str) -> None:
    """The business system looks for corrections every ten minutes; nobody waits for that here."""
    job = "from sasae.foundation.tie_reports.batches import report_wrong_ties as job; job.defer(timestamp=0)"
    command = [sys.executable, "-m", "sasae.deployment.manage", system, "shell", "-c", job]
    done = subprocess.run(command, env=house.home.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def told_all(page: Page) -> None:
    """What was done about each use, and how each was told, one after the other; an empty line is refused."""
    tab_to(page, "記録する")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_be_visible()
    while left := page.locator(FIELDS).count():
        page.locator(FIELDS).first.focus()
        page.keyboard.insert_text("本人に電話で説明し、記録を直した")
        page.keyboard.press("Enter")
        expect(page.locator(FIELDS)).to_have_count(left - 1)


def test_the_manager_of_ids_sees_what_the_personnel_office_told(house: House) -> None:
    desk = house.desk("linkage", "idmanager1")
    desk.goto(f"{house.page('linkage')}/users/")
    desk.get_by_role("link", name="人事の知らせと反映の結果").click()
    house.eyes.look(desk, "personnel-notices")
