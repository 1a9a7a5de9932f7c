"""Every other notice a resident can send, by one family: sent from the portal, compared in the office, answered in the inbox.

The twins' mother is covered with the one she applied for; the other comes by the first notice, and with the last all ends.
What a notice then changes, and how it is refused, is tried in tests/subsidy/online.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sasae.deployment.home import Home
from sasae.deployment.story import office
from sasae.deployment.story.application import Applicant, apply
from sasae.deployment.story.cast import applicant
from sasae.deployment.story.office import Desk
from sasae.deployment.story.people import says, wait_for
from tests.effects import Auditor
from tests.journeys.test_sent_to_its_end import ANSWER
from tests.portal_notices import NOTICES
from tests.portal_sending import send

WHO: Applicant = applicant("twins")
COMPARED = (  # entered from the form by itself; the last two end what is there
    "insurance_change", "account_change", "change_report", "status_report", "child_removed", "eligibility_loss",
)  # fmt: skip
Answer = Callable[[str], str]


@pytest.fixture(scope="module")
def desk(installation: Home, at: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The office that has covered her with the first of the twins."""
    office_desk = Desk(at, tmp_path_factory.mktemp("notices"))
    number = apply(installation.page("portal"), replace(WHO, children=WHO.children[:1]))
    office.arrived(office_desk, number)
    outcome, address = office.examine(office_desk, number)
    assert outcome == office.GRANTED
    office.approve(office_desk, address)
    return office_desk


@pytest.fixture
def answer(ask: Auditor) -> Answer:
    """The words in the resident's inbox, once they are there."""

    def told(number: str) -> str:
        found = wait_for(f"{number} の結果が住民に届いた状態", lambda: ask.column("portal", ANSWER, number), 120)
        return str(found[0])

    return told


def sent(home: Home, desk: Desk, procedure: str) -> str:
    """It has come through intake and linkage into the office; the clerk's page of it is open."""
    notice = NOTICES[procedure](WHO)
    number = send(
        home.page("portal"), "twins", procedure, notice.said, papers=notice.papers, numbers=notice.numbers,
    )  # fmt: skip
    opened(desk, number)
    return number


def opened(desk: Desk, number: str) -> None:
    """The clerk's page of it."""

    def arrived() -> bool:
        return number in desk.counter.open(f"/notifications/sent/?q={number}").text

    wait_for(f"{number} が医療費助成に届いた状態", arrived, 120)
    desk.counter.open(desk.counter.page.link(number))


def compared(desk: Desk) -> None:
    """Another person compares every notice it was entered as."""
    addresses = [url for label, url in desk.counter.page.links.items() if "の届出 " in label]
    assert addresses, desk.counter.page.text
    for address in addresses:
        desk.examiner.open(address)
        says(desk.examiner.press("届出書と照合した"), "処理済み")


@pytest.mark.clause("BUS-1", "BUS-4", "APP-5")
def test_a_child_who_is_added_gets_a_certificate(installation: Home, desk: Desk, answer: Answer) -> None:
    number = sent(installation, desk, "child_added")
    compared(desk)
    desk.counter.open(desk.examiner.page.link("再審査"))
    desk.counter.press("再審査する")
    office.approve(desk, desk.counter.page.link("判定を見る"))
    assert "お子さんの医療証" in answer(number)


@pytest.mark.clause("BUS-4", "APP-5")
def test_an_income_is_typed_from_its_paper(installation: Home, desk: Desk, answer: Answer) -> None:
    number = sent(installation, desk, "income_proof")
    desk.counter.open(desk.counter.page.link("1つめの届出を入力する"))
    desk.counter.press("入力する", {"year": "2024", "salary": "1480000", "dependants": "2", "proof": "課税（所得）証明書"})
    opened(desk, number)
    compared(desk)
    assert answer(number)


@pytest.mark.clause("BUS-4", "APP-5", "ACQ-8")
@pytest.mark.parametrize("procedure", COMPARED)
def test_a_notice_is_compared_and_answered(installation: Home, desk: Desk, answer: Answer, procedure: str) -> None:
    number = sent(installation, desk, procedure)
    compared(desk)
    assert answer(number)


def test_every_form_of_the_portal_is_brought_to_its_end_by_a_journey() -> None:
    elsewhere = {"certificate_reissue", "reimbursement_claim", "disclosure_request"}  # test_sent_to_its_end.py
    assert {*COMPARED, "child_added", "income_proof"} | elsewhere == set(NOTICES)
