"""Papers, findings, applications and examinations of another ward: not listed, not opened, not changed."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.subsidy.applications.models import Application
from sasae.subsidy.papers import actions as papers
from sasae.subsidy.papers.models import Paper, State
from sasae.subsidy.recognitions.models import Recognition
from tests.staff import at
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import DAY, RECEIPT

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
MIYAMAE, TAMA = "141364", "141356"
RIGHTS = ("applications.view", "applications.enter", "applications.examine", "applications.approve")


@pytest.fixture
def asked(received: Application) -> Application:
    """Papers are waited for."""
    papers.list_papers(received.pk, by=COUNTER)
    papers.ask(received.pk, by=COUNTER, on=DAY)
    return received


@pytest.mark.parametrize("page", ["/papers/{}/", "/recognitions/{}/", "/applications/{}/"])
def test_a_page_opens_for_its_ward_and_for_no_other(
    asked: Application, signed_in: Callable[..., Any], page: str
) -> None:
    codes = [signed_in(*RIGHTS, ward=ward).get(at(page.format(RECEIPT))).status_code for ward in (MIYAMAE, "", TAMA)]
    assert codes == [200, 200, 403]


@pytest.mark.parametrize("page", ["/papers/", "/applications/", "/desk/"])
def test_a_list_shows_its_ward_alone(asked: Application, signed_in: Callable[..., Any], page: str) -> None:
    counts = [len(signed_in(*RIGHTS, ward=ward).get(at(page)).context["list"].rows) for ward in (MIYAMAE, "", TAMA)]
    assert counts[0] == counts[1] > counts[2] == 0


def test_another_ward_s_hand_changes_nothing(asked: Application, signed_in: Callable[..., Any]) -> None:
    other = signed_in(*RIGHTS, ward=TAMA)
    paper = Paper.objects.filter(state=State.ASKED).first()
    assert paper is not None
    sent = {"kind": "early_start", "since": "R8.6.1", "reason": "確かめた"}
    assert other.get(at(f"/applications/{RECEIPT}/identify/applicant/")).status_code == 403
    for page, told in (
        (f"/applications/{RECEIPT}/confirm/", {}), (f"/applications/{RECEIPT}/withdraw/", {"why": "不要"}),
        (f"/papers/{RECEIPT}/list/", {}), (f"/papers/{RECEIPT}/ask/", {}), (f"/papers/{RECEIPT}/remind/", {}),
        (f"/papers/{RECEIPT}/{paper.pk}/", {"verb": "waive", "why": "不要"}), (f"/recognitions/{RECEIPT}/", sent),
        (f"/examinations/prepare/{RECEIPT}/", {}),
    ):  # fmt: skip
        assert other.post(at(page), told).status_code == 403, page
    paper.refresh_from_db()
    assert paper.state == State.ASKED
    assert not Recognition.objects.exists()
    assert not asked.examinations.exists()


def test_a_decision_that_waits_is_approved_in_its_ward_alone(
    asked: Application, examine: Callable[..., Any], signed_in: Callable[..., Any]
) -> None:
    from sasae.subsidy.entitlements import actions

    made = examine(asked)
    actions.request_approval(made.pk, by=COUNTER)
    own, other = signed_in(*RIGHTS, ward=MIYAMAE), signed_in(*RIGHTS, ward=TAMA)
    assert [len(one.get(at("/examinations/")).context["list"].rows) for one in (own, other)] == [1, 0]
    page = at(f"/examinations/{made.pk}/")
    assert (own.get(page).status_code, other.get(page).status_code) == (200, 403)
    assert other.post(f"{page}approve/").status_code == 403
    assert own.post(f"{page}approve/").status_code == 302
    assert asked.examinations.get().state == "approved"
