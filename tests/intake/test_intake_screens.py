"""What staff see: the application in all its parts, and that looking counts."""

from datetime import date
from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.release import MASK
from sasae.intake.applications.models import Application
from sasae.intake.downloads.batches import take_all
from sasae.intake.examination.models import CheckedDocument
from sasae.intake.matching.actions import choose_nobody
from sasae.intake.matching.batches import identify_waiting
from sasae.intake.matching.models import Identification
from sasae.kernel import clock
from tests.intake.applications import ATENA, CHILD_NUMBER, HANAKO, HANAKO_NUMBER, file, hanako
from tests.showings import let_see

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RECEIPT = "KW2026061500000001"
PAGES = [
    ("/applications/", "applications.view"),
    (f"/applications/{RECEIPT}/", "applications.view"),
    (f"/applications/{RECEIPT}/form/", "applications.view"),
    (f"/applications/{RECEIPT}/form/1/", "applications.view"),
    (f"/applications/{RECEIPT}/attachments/1/", "applications.view"),
    (f"/applications/{RECEIPT}/attachments/2/1/", "applications.view"),
    ("/examination/", "applications.view"),
    (f"/examination/{RECEIPT}/withdraw/", "applications.examine"),
    (f"/examination/{RECEIPT}/", "applications.view"),
    (f"/examination/{RECEIPT}/register/", "applications.view"),
    ("/matching/", "matching.view"),
    (f"/matching/{RECEIPT}/", "matching.view"),
    ("/downloads/", "downloads.view"),
    ("/handover/", "handover.view"),
]


@pytest.fixture
def examined(partners: Any, card: Any) -> Application:
    """Hanako's application, handed over."""
    partners.serials[card.user_serial] = ATENA
    partners.put(RECEIPT, file(card))
    take_all()
    identify_waiting()
    return Application.objects.get()


@pytest.mark.parametrize(("page", "right"), PAGES)
def test_each_page_opens_by_its_right_and_not_without(
    examined: Application, signed_in: Any, page: str, right: str
) -> None:
    assert signed_in(right).get(page).status_code == 200
    assert signed_in("history.view").get(page).status_code == 403


@pytest.mark.clause("APP-4", "FIL-5")
def test_the_application_is_shown_with_content_papers_and_the_seven_items(
    examined: Application, signed_in: Any, card: Any
) -> None:
    page = signed_in("applications.view").get(f"/applications/{RECEIPT}/").content.decode()
    for text in (
        HANAKO[0], "カワサキ　ハナコ", "平成2年4月1日", "川崎　一郎", "離婚", "240,000円", "保険証.png", "戸籍.pdf", HANAKO[3],
        "署名検証年月日", "有効", card.user_serial, "署名用証明書の氏名", "署名用証明書の生年月日", "署名用証明書の住所",
        "署名用証明書の性別", "審査中", "2人分を暗号化して保管",
    ):  # fmt: skip
        assert text in page, text
    assert f"/applications/{RECEIPT}/attachments/1/" in page


def test_no_page_shows_an_individual_number(examined: Application, signed_in: Any) -> None:
    rights = sorted({right for _, right in PAGES})
    client = signed_in(*rights)
    for page, _ in PAGES:
        content = client.get(page).content.decode("utf-8", "replace")
        assert HANAKO_NUMBER not in content
        assert CHILD_NUMBER not in content


def test_looking_is_journaled_with_the_person(examined: Application, signed_in: Any) -> None:
    client = signed_in("applications.view")
    client.get(f"/applications/{RECEIPT}/")
    client.get("/applications/")
    seen = HistoryEntry.objects.filter(event="screen.shown", actor_id=client.staff.login_id)
    assert [one.persons for one in seen] == [[ATENA], [ATENA]]


def test_a_protected_applicants_address_is_masked_without_the_right(partners: Any, card: Any, signed_in: Any) -> None:
    partners.serials[card.user_serial] = ATENA
    partners.people[ATENA] = hanako(protected_until=date(2027, 3, 31))
    partners.put(RECEIPT, file(card))
    take_all()
    identify_waiting()
    client = signed_in("applications.view")
    page = client.get(f"/applications/{RECEIPT}/").content.decode()
    assert HANAKO[3] not in page
    assert "2108577" not in page
    assert MASK in page
    assert "保険証.png" not in page  # a name may tell as much as the paper
    assert f"/applications/{RECEIPT}/attachments/" not in page
    assert f"/applications/{RECEIPT}/form/" not in page
    for path in ("form/", "form/1/", "attachments/1/", "attachments/1/1/"):
        assert client.get(f"/applications/{RECEIPT}/{path}").status_code == 403
    trusted = signed_in("applications.view", "protected.view")
    alone = trusted.get(f"/applications/{RECEIPT}/").content.decode()
    assert HANAKO[3] not in alone
    assert "保険証.png" not in alone
    for path in ("form/", "form/1/", "attachments/1/", "attachments/1/1/"):
        assert trusted.get(f"/applications/{RECEIPT}/{path}").status_code == 403
    let_see(trusted, ATENA)
    for path in ("form/", "form/1/", "attachments/1/", "attachments/1/1/"):
        assert trusted.get(f"/applications/{RECEIPT}/{path}").status_code == 200
    allowed = trusted.get(f"/applications/{RECEIPT}/").content.decode()
    assert HANAKO[3] in allowed
    assert "保険証.png" in allowed
    assert f"/applications/{RECEIPT}/form/" in allowed


def test_whereabouts_wait_until_linkage_has_said_whether_the_applicant_is_protected(
    partners: Any, card: Any, signed_in: Any
) -> None:
    partners.serials[card.user_serial] = ATENA
    partners.people[ATENA] = hanako(protected_until=None)
    partners.put(RECEIPT, file(card))
    take_all()
    client = signed_in("applications.view", "protected.view")
    page = client.get(f"/applications/{RECEIPT}/").content.decode()
    assert HANAKO[3] not in page
    assert f"/applications/{RECEIPT}/form/" not in page
    assert client.get(f"/applications/{RECEIPT}/form/").status_code == 404
    identify_waiting()
    assert HANAKO[3] in client.get(f"/applications/{RECEIPT}/").content.decode()
    assert client.get(f"/applications/{RECEIPT}/form/").status_code == 200


def test_where_an_applicant_lives_whom_nobody_found_is_shown_as_of_somebody_protected(
    partners: Any, card: Any, signed_in: Any
) -> None:
    partners.people.clear()
    partners.put(RECEIPT, file(card))
    take_all()
    identify_waiting()
    client, trusted = signed_in("applications.view"), signed_in("applications.view", "protected.view")
    let_see(trusted, RECEIPT)

    def masked() -> bool:
        page = client.get(f"/applications/{RECEIPT}/").content.decode()
        assert HANAKO[3] in trusted.get(f"/applications/{RECEIPT}/").content.decode()
        assert client.get(f"/applications/{RECEIPT}/form/").status_code == 403
        return MASK in page and HANAKO[3] not in page and "2108577" not in page

    assert masked()
    choose_nobody(Identification.objects.get().pk, "市外の人", by=client.staff.actor, at=clock.now())
    assert masked()


@pytest.mark.clause("FIL-5")
def test_a_checked_paper_goes_on_the_list_of_checked_documents(examined: Application, signed_in: Any) -> None:
    client = signed_in("applications.view", "applications.examine")
    for _ in range(2):
        client.post(f"/examination/{RECEIPT}/attachments/1/check/", {"remark": "保険者番号を確認"})
    row = CheckedDocument.objects.get()
    assert (row.folder_id, row.document_id, row.form_kind_id, row.image_name, row.spare_1) == (
        RECEIPT, f"{RECEIPT}-01", "insurance", "保険証.png", "保険者番号を確認",
    )  # fmt: skip
    assert "点検済" in client.get(f"/applications/{RECEIPT}/").content.decode()


def test_a_withdrawal_is_taken_once_and_told(
    examined: Application, signed_in: Any, partners: Any, deliver: Any
) -> None:
    client = signed_in("applications.view", "applications.examine")
    client.post(f"/examination/{RECEIPT}/withdraw/")
    client.post(f"/examination/{RECEIPT}/withdraw/")
    examined.refresh_from_db()
    deliver()
    assert examined.state == "08"
    assert partners.statuses[RECEIPT] == ["01", "02", "03", "08"]


def test_the_list_is_narrowed_by_state_and_name(examined: Application, signed_in: Any) -> None:
    client = signed_in("applications.view")
    assert RECEIPT in client.get("/applications/?state=03").content.decode()
    assert RECEIPT not in client.get("/applications/?state=06").content.decode()
    assert RECEIPT in client.get("/applications/?q=カワサキ").content.decode()
    assert RECEIPT in client.get(f"/applications/?q={int(ATENA)}").content.decode()


def test_the_button_queues_one_round(examined: Application, signed_in: Any) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    client = signed_in("downloads.view", "downloads.run")
    for _ in range(2):
        assert client.post("/downloads/take/").status_code == 302
    assert ProcrastinateJob.objects.filter(task_name="intake.take").count() == 1
    assert HistoryEntry.objects.filter(event="download.asked").count() == 2
