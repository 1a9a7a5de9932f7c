"""Steps 8 and 9: other offices of the city are told what their ordinance rows allow; a renewal asks other bodies in bulk."""

import json
import re

from sasae.deployment import installation
from sasae.deployment.home import SIMULATORS, Home
from sasae.deployment.story.office import Desk
from sasae.deployment.story.people import Staff, says, wait_for
from sasae.deployment.story.visitor import NotAsExpected

SISTERS = {"disability_subsidy": ["application", "address"], "childrens_subsidy": ["application"]}
EXTRACT, REFRESH = "対象者の抽出", "所得・世帯などの取寄せ"
KINDS = ("児童扶養手当", "生活保護", "年金", "障害")


def transfers(desk: Desk, home: Home, who: str) -> dict[str, str]:
    """Step 8: each permission is examined by one and given by another; each office asks on its own. Returns numbers."""
    given = {office: _permission(desk, office, items) for office, items in SISTERS.items()}
    operator = desk.at("linkage", "operator1")
    for number in given.values():
        wait_for(
            f"許可 {number} が連携基盤に届いた状態", lambda number=number: number in operator.open("/transfers/permissions/").text
        )
    for office, number in given.items():
        asked = ["ask_transfer", office, who, "--permission", number, "--items", *SISTERS[office]]
        told = json.loads(installation.manage(home, SIMULATORS, *asked).partition("\n封緘")[0])
        if [one["atena_no"] for one in told["told"]] != [who]:
            raise NotAsExpected(f"{office} への移転が求めどおりではありません。")
    says(desk.at("subsidy", "auditor1").open("/transfers/"), "適正")
    says(operator.open("/transfers/"), "適正")
    return given


def _permission(desk: Desk, office: str, items: list[str]) -> str:
    examiner, chief = desk.examiner, desk.at("subsidy", "approver1")
    examiner.open("/transfers/permissions/new/")
    page = examiner.press(
        "審査を記録する",
        {
            "office": office, "items": items, "since": "令和8年4月1日", "until": "令和11年3月31日",
            "usage": "ほかの助成との重なりを確かめる", "need": "申請と決定は重なりの確認に、住所は通知の送付に要る",
        },
    )  # fmt: skip
    number = page.url.rstrip("/").rpartition("/")[2]
    chief.open(page.url.replace(examiner.base, ""))
    says(chief.press("許可する"), "許可済")
    return number


def renewal(desk: Desk, year: int) -> dict[str, int]:
    """Step 9: who lived elsewhere on 1 January is asked about in bulk, every kind; the answers are taken in."""
    staff = desk.examiner
    staff.open("/renewals/")
    page = staff.press("始める", {"round": "year", "year": year}).url
    _turn(staff, page, EXTRACT)
    _turn(staff, page, REFRESH)
    wait_for("他団体の回答", lambda: not re.search(r"回答待ち\s*[0-9]", _asked(staff, page)), 120)
    _turn(staff, page, REFRESH, again=True)
    text = _asked(staff, page)
    answered = {kind: _count(text, kind) for kind in KINDS}
    if not all(answered.values()):
        raise NotAsExpected(f"どの種類にも回答があるはずです: {answered}\n{text}")
    return {"income_left": int(re.findall(r"回目（[^）]*）\s*[0-9]+\s*[0-9]+\s*([0-9]+)", text)[-1]), **answered}


def _turn(staff: Staff, page: str, label: str, again: bool = False) -> None:
    before = staff.open(page).text.count(f"{label}をもう一度始める") if again else 0
    staff.press(f"{label}を{'もう一度' if before else ''}始める")
    wait_for(f"{label}の完了", lambda: f"{label}をもう一度始める" in staff.open(page).text, 120)


def _asked(staff: Staff, page: str) -> str:
    """What the page says of those who lived elsewhere."""
    return staff.open(page).text.partition("1月1日に市外にいた人の所得")[2]


def _count(text: str, kind: str) -> int:
    found = re.search(rf"{kind}\s*回答あり\s*([0-9]+)件", text)
    return int(found[1]) if found else 0
