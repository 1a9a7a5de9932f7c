"""Who holds one procedure sees nothing of another: in lists, counts, search, single pages and on the home page."""

from typing import Any

import pytest

from sasae.intake.applications.models import Application
from sasae.intake.downloads.batches import take_all
from sasae.intake.handover.models import StatusReport
from sasae.intake.matching.batches import identify_waiting
from sasae.kernel import clock
from tests.intake.applications import ATENA, HANAKO, file
from tests.staff import make_staff, sign_in

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("ACC-4")]
TIED, QUEUED, STOPPED = "KW2026061500000001", "KW2026061500000002", "KW2026061500000003"
PROCEDURE = "certificate_application"
RIGHTS = (
    "applications.view", "applications.examine", "downloads.view", "quarantine.close", "matching.view",
    "matching.decide", "handover.view",
)  # fmt: skip
LISTS = [
    ("/applications/", TIED),
    (f"/applications/?q={TIED}", f'">{TIED}<'),
    (f"/applications/?q={HANAKO[0][:2]}", TIED),
    ("/applications/?state=03", TIED),
    (f"/applications/?procedure={PROCEDURE}", TIED),
    ("/examination/", TIED),
    (f"/examination/?q={TIED}", f'">{TIED}<'),
    ("/matching/", QUEUED),
    ("/matching/?state=found", TIED),
    ("/downloads/", STOPPED),
    ("/downloads/?state=open", STOPPED),
    ("/handover/", TIED),
    ("/handover/?state=waiting", TIED),
]
PAGES = [
    f"/applications/{TIED}/", f"/applications/{TIED}/form/", f"/applications/{TIED}/form/1/",
    f"/applications/{TIED}/attachments/1/", f"/applications/{TIED}/attachments/1/1/",
    f"/examination/{TIED}/withdraw/", f"/examination/{TIED}/", f"/examination/{TIED}/register/", f"/matching/{QUEUED}/", f"/downloads/quarantine/{STOPPED}/",
]  # fmt: skip


def holding(procedure: str) -> Any:
    """A signed-in clerk with every right of this service, for one procedure."""
    from django.test import Client

    from sasae.foundation.accounts import actions
    from sasae.foundation.history import SYSTEM

    user = make_staff()
    for right in RIGHTS:
        actions.grant(user, right, by=SYSTEM("tests"), reason="試験のため", procedure=procedure)
    return sign_in(Client(), user)


@pytest.fixture
def arrived(partners: Any, card: Any) -> None:
    """One application handed over, one whose applicant staff must settle, one that was stopped."""
    partners.serials[card.user_serial] = ATENA
    partners.put(TIED, file(card))
    take_all()
    identify_waiting()
    partners.serials.clear()
    partners.put(QUEUED, file(card))
    partners.put(STOPPED, b"nothing of the kind")
    take_all()
    identify_waiting()


@pytest.mark.parametrize(("page", "shows"), LISTS)
def test_a_list_shows_the_procedures_one_holds_and_no_other(arrived: None, page: str, shows: str) -> None:
    assert shows in holding(PROCEDURE).get(page).content.decode()
    other = holding("another_procedure").get(page)
    assert other.status_code == 200
    assert shows not in other.content.decode()
    assert HANAKO[0] not in other.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_for_who_holds_its_procedure_and_for_no_other(arrived: None, page: str) -> None:
    assert holding(PROCEDURE).get(page).status_code == 200
    assert holding("another_procedure").get(page).status_code == 403


def test_the_home_page_counts_only_what_one_holds(arrived: None) -> None:
    mine, others = (holding(code).get("/").content.decode() for code in (PROCEDURE, "another_procedure"))
    for words in ("審査中の申請", "申請者を確かめる申請", "未確認の隔離"):
        counted = f'{words}</span> <span class="tally__count">'
        assert f"{counted}1<" in mine
        assert f"{counted}0<" in others


def test_the_counts_of_fetching_and_progress_are_of_ones_own_procedures(arrived: None) -> None:
    for page, name in (("/downloads/", "stored"), ("/examination/", "counts")):
        assert holding(PROCEDURE).get(page).context[name]
        assert not holding("another_procedure").get(page).context[name]


def test_a_status_the_portal_refused_is_told_to_who_holds_the_procedure_alone(arrived: None) -> None:
    StatusReport.objects.filter(receipt_number=TIED).update(state="taken")
    StatusReport.objects.filter(receipt_number=TIED, sequence=1).update(state="refused")
    assert TIED in holding(PROCEDURE).get("/handover/?state=done").content.decode()
    assert TIED not in holding("another_procedure").get("/handover/?state=done").content.decode()


@pytest.mark.parametrize(
    "path", ["withdraw/", "attachments/1/check/", "checklist/", "steps/correction/", "steps/assign/"]
)
def test_no_step_can_be_taken_on_another_procedure(arrived: None, path: str) -> None:
    assert holding("another_procedure").post(f"/examination/{TIED}/{path}").status_code == 403
    assert Application.objects.get(receipt_number=TIED).state == "03"


def test_a_grant_reaches_its_procedure_and_an_open_one_all(staff: Any) -> None:
    from sasae.foundation.accounts import actions
    from sasae.foundation.history import SYSTEM

    user, today = staff(), clock.today()
    assert user.procedures("applications.view", today) == []
    for procedure, reach in (("b", ["b"]), ("a", ["a", "b"]), ("", None)):
        actions.grant(user, "applications.view", by=SYSTEM("tests"), reason="試験のため", procedure=procedure)
        assert type(user).objects.get(pk=user.pk).procedures("applications.view", today) == reach
