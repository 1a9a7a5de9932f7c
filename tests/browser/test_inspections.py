"""The monthly inspection of looks: who looked is asked, one judges, another confirms."""

import subprocess
import sys
from pathlib import Path

import office
import pytest
from house import House
from playwright.sync_api import Page, expect

from sasae.deployment.story.cast import applicant
from sasae.kernel import clock

LOOKED, STAFF_NUMBER = "counter1", "900001"


def manage(house: House, *arguments: str) -> str:
    """A command of the office's operator."""
    command = [sys.executable, "-m", "sasae.deployment.manage", "subsidy", *arguments]
    done = subprocess.run(command, env=house.home.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def told_by_personnel(house: House, folder: Path, person: str) -> None:
    """Personnel say whose relative the person is."""
    change = f"actions.change_user(User.objects.get(login_id='{LOOKED}'), {{'staff_number': '{STAFF_NUMBER}'}}, by=SYSTEM('personnel'))"
    manage(
        house, "shell", "-c",
        "from sasae.foundation.accounts import actions; from sasae.foundation.accounts.models import User; "
        f"from sasae.foundation.history import SYSTEM; {change}",
    )  # fmt: skip
    listed = folder / "relatives.csv"
    listed.write_text(f"職員番号,宛名番号,間柄\n{STAFF_NUMBER},{person},いとこ\n", encoding="utf-8")
    manage(house, "history", "staff-list", "--kind", "relatives", "--as-of", "2026-04-01", "--file", str(listed))


def at(house: House, login: str, path: str) -> Page:
    """This person's screen of the office."""
    page = house.desk("subsidy", login)
    page.goto(f"{house.page('subsidy')}{path}")
    return page


def explain_all(house: House) -> int:
    """From the home page: every look one is asked about, and why. Returns how many there were."""
    clerk, eyes = at(house, LOOKED, "/"), house.eyes
    clerk.get_by_role("link", name="説明を求められている、あなたの閲覧").first.click()
    eyes.look(clerk, "inspections-own")
    asked = [str(one.get_attribute("href")) for one in clerk.locator("main tbody a").all()]
    for number, address in enumerate(asked):
        clerk.goto(f"{house.page('subsidy')}{address}")
        if not number:
            office.press(clerk, "説明を記録する")
            expect(clerk.get_by_role("alert").first).to_contain_text("見たわけ")
            eyes.look(clerk)
        clerk.get_by_label("見たわけ").fill("窓口に来た人の番号を調べました。")
        eyes.look(clerk, "" if number else "inspections-explain")
        office.press(clerk, "説明を記録する")
        expect(clerk.locator("main")).to_contain_text("説明を記録しました")
    return len(asked)


@pytest.mark.clause("ACC-9")
def test_a_look_at_a_relative_is_explained_judged_by_one_and_confirmed_by_another(house: House, tmp_path: Path) -> None:
    office.arrived(house, "granted")
    person = applicant("granted").atena_no
    told_by_personnel(house, tmp_path, person)
    at(house, LOOKED, f"/people/{person}/")
    manage(house, "history", "sheets", "--month", f"{clock.real_now():%Y-%m}")
    count, eyes = explain_all(house), house.eyes
    judge = at(house, "approver1", "/inspections/")
    eyes.look(judge, "inspections")
    judge.get_by_role("row").filter(has_text="川崎区役所保険年金課").get_by_role("link").first.click()
    expect(judge.locator("main")).to_contain_text("申告のあった親族の閲覧")
    eyes.look(judge, "inspection-sheet")
    address = judge.url
    office.press(judge, "選んだ判断を記録する")
    expect(judge.locator("main")).to_contain_text("判断が選ばれていません")
    for first in judge.get_by_label("問題なし").all()[1:]:
        first.check()
    judge.get_by_label("本人と話した").first.check()
    office.press(judge, "選んだ判断を記録する")  # a talk wants its words; the rest is kept
    expect(judge.get_by_role("alert").first).to_contain_text("入力を確かめてください")
    eyes.look(judge)
    judge.get_by_label("判断の理由と、したこと").first.fill("親族の案件はほかの職員に渡すよう伝えました。")
    office.press(judge, "選んだ判断を記録する")
    expect(judge.locator("main")).to_contain_text("確認待ち")
    eyes.look(judge)
    other = at(house, "payments2", address.removeprefix(house.page("subsidy")))
    assert other.locator("main section.part").count() == count
    eyes.look(other, "inspection-confirm")
    office.press(other, "確認したと記録する")
    expect(other.locator("main")).to_contain_text("確認済です")
    eyes.look(other)
    other.goto(f"{house.page('subsidy')}/inspections/cases/")
    eyes.look(other, "inspection-cases")
