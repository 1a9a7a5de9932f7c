"""A permission to transfer is examined by one and given by another; an office asks; both systems show that all was proper."""

import subprocess
import sys

import office
from house import House, wait_for_text
from playwright.sync_api import expect

from sasae.deployment.home import Home
from sasae.deployment.story.cast import applicant


def asks(home: Home, permission: str, *items: str) -> subprocess.CompletedProcess[str]:
    """The severely-disabled office asks about the applicant, as its staff would."""
    command = [sys.executable, "-m", "sasae.deployment.manage", "simulators", "ask_transfer", "disability_subsidy"]
    command += [applicant("granted").atena_no, "--permission", permission, "--items", *items]
    return subprocess.run(command, env=home.environment, capture_output=True, text=True, check=False)


def test_a_permission_is_given_by_two_and_what_leaves_under_it_is_proper_in_both_systems(house: House) -> None:
    office.arrived(house, "granted")
    examiner, chief, auditor = (house.desk("subsidy", one) for one in ("examiner1", "approver1", "auditor1"))
    page, eyes = house.page("subsidy"), house.eyes
    examiner.goto(f"{page}/transfers/permissions/")
    eyes.look(examiner)
    examiner.get_by_role("link", name="新しい許可を審査する").click()
    office.press(examiner, "審査を記録する")
    expect(examiner.get_by_role("alert").first).to_be_visible()
    eyes.look(examiner)
    examiner.locator("[name=office]").select_option("disability_subsidy")
    for item in ("application", "address"):
        examiner.locator(f"[name=items][value={item}]").check()
    examiner.locator("[name=since]").fill("令和8年4月1日")
    examiner.locator("[name=until]").fill("令和11年3月31日")
    examiner.locator("[name=usage]").fill("重度障害者医療費助成の申請の審査で、ほかの助成との重なりを確かめる")
    examiner.locator("[name=need]").fill("申請と決定は重なりの確認に、住所は通知の送付に要る")
    eyes.look(examiner)
    office.press(examiner, "審査を記録する")
    expect(examiner.get_by_role("button", name="許可する", exact=True)).to_have_count(0)
    address = examiner.url
    number = address.rstrip("/").rpartition("/")[2]
    chief.goto(address)
    office.press(chief, "許可する")
    expect(chief.locator("main")).to_contain_text("許可済")
    eyes.look(chief, "transfer-permission")
    operator = house.desk("linkage", "operator1")
    wait_for_text(operator, f"{house.page('linkage')}/transfers/permissions/", number)
    eyes.look(operator)
    given, refused = asks(house.home, number, "application", "address"), asks(house.home, number, "benefit")
    assert given.returncode == 0, given.stderr
    assert refused.returncode == 1
    assert "L-405" in refused.stderr
    auditor.goto(f"{page}/transfers/")
    expect(auditor.locator("main")).to_contain_text("適正")
    eyes.look(auditor, "transfers")
    auditor.get_by_role("link", name="IT").first.click()
    eyes.look(auditor, "transfer")
    operator.goto(f"{house.page('linkage')}/transfers/")
    expect(operator.locator("main")).to_contain_text("適正")
    eyes.look(operator, "linkage-transfers")
    operator.get_by_role("link", name="IT").first.click()
    eyes.look(operator)
    examiner.goto(f"{page}/wrong-ties/")
    eyes.look(examiner)
