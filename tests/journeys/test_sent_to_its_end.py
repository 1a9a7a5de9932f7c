"""What residents send from the portal besides their application: to its end in the office, and the answer back to them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sasae.deployment.home import Home
from sasae.deployment.story.cast import applicant
from sasae.deployment.story.office import Desk
from sasae.deployment.story.people import Staff, says, wait_for
from tests.effects import Auditor
from tests.journeys.conftest import Played
from tests.portal_sending import send

ANSWER = """SELECT c.message FROM portal_submissions_statuschange c JOIN portal_submissions_submission s ON s.id = c.submission_id
WHERE s.receipt_number = %s AND c.status = '06'"""


@pytest.fixture
def desk(story: Played, at: Callable[[str, str], Staff], tmp_path: Path) -> Desk:
    """The people of the story, who have covered these families."""
    return Desk(at, tmp_path)


@pytest.fixture
def answer(ask: Auditor) -> Callable[[str], str]:
    """The words in the resident's inbox, once they are there."""

    def told(number: str) -> str:
        return str(wait_for(f"{number} の結果が住民に届いた状態", lambda: ask.column("portal", ANSWER, number), 120)[0])

    return told


def opened(desk: Desk, number: str) -> str:
    """It has come through intake and linkage into the office; the clerk's page of it is open. Returns its address."""

    def arrived() -> bool:
        return number in desk.counter.open(f"/notifications/sent/?q={number}").text

    wait_for(f"{number} が医療費助成に届いた状態", arrived, 120)
    return desk.counter.open(desk.counter.page.link(number)).url


@pytest.mark.clause("BUS-6", "APP-5")
def test_a_certificate_is_issued_again(installation: Home, desk: Desk, answer: Callable[[str], str]) -> None:
    child = applicant("granted").children[0]
    who = {"name": child.name, "name_kana": child.kana, "birth_date": child.birth_date}
    number = send(
        installation.page("portal"), "granted", "certificate_reissue",
        {"who": [who], "reissue": {"why": "lost", "noticed_on": "令和8年7月10日"}},
    )  # fmt: skip
    opened(desk, number)
    desk.examiner.open(desk.counter.page.link("再交付の届出"))
    says(desk.examiner.press("届出書と照合した"), "処理済み")
    assert "新しい医療証" in answer(number)


@pytest.mark.clause("BUS-2")
def test_a_claim_is_paid(installation: Home, desk: Desk, answer: Callable[[str], str]) -> None:
    child = applicant("granted").children[0]
    receipt = {
        "provider": "横須賀テスト薬局", "name": child.name, "name_kana": child.kana, "birth_date": child.birth_date,
        "month": "2026-06", "inpatient": "no", "paid_yen": "1200", "refunded_yen": "0",
    }  # fmt: skip
    number = send(installation.page("portal"), "granted", "reimbursement_claim", {"receipts": [receipt]}, papers=("receipt",))
    address = opened(desk, number)
    desk.counter.open(f"{address}claim/")
    rest = {"reason": "02", "kind": "4", "days": "1", "treated_on": "20", "total_cost": "4000"}
    folder = desk.counter.press("受け付ける", {f"lines-0-{name}": value for name, value in rest.items()}).url
    desk.examiner.open(folder)
    says(desk.examiner.press("領収書と一致"), "照合済")
    says(desk.examiner.press("請求書をまとめて決定する"), "支給決定")
    words = answer(number)
    assert "合計1,200円" in words
    assert re.search(r"令和\d+年\d+月\d+日に、届け出られた口座へ振り込む予定", words)


def test_a_request_for_disclosure_is_answered(installation: Home, desk: Desk, answer: Callable[[str], str]) -> None:
    number = send(
        installation.page("portal"), "father", "disclosure_request",
        {"request": {"what": "令和8年の助成の記録", "way": "copy"}},
    )  # fmt: skip
    opened(desk, number)
    says(desk.counter.open("/desk/?kind=sent"), number)
    address = opened(desk, number)
    says(desk.counter.press("開示する決定として回す", {"how": "開示します。写しを郵送します。"}), "別の職員が確かめると")
    desk.examiner.open(address)
    says(desk.examiner.press("この内容で決定し、住民に知らせる"), "処理済み")
    assert "写しを郵送します" in answer(number)
