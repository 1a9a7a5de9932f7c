"""A right for one ward reaches the claims of families who live there: lists, counts, exports, pages, buttons, typing."""

import re
from typing import Any

import pytest

from sasae.subsidy.claims import actions
from sasae.subsidy.claims.models import Claim, ClaimFolder, FolderState, Hold
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts.models import ReceiptLine
from tests.staff import at
from tests.subsidy.claims.folders import handed_in, line, picture
from tests.subsidy.claims.test_folder_screens import LINE, text, typed
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import LATER, claim, file_of, receipt, take_in
from tests.subsidy.town import MISAKI

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
OTHER_WARD = "141313"
RIGHTS = ("claims.view", "claims.enter", "claims.decide", "claims.export")


@pytest.fixture(autouse=True)
def a_day_in_august(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SASAE_TODAY", "2026-08-03")


@pytest.fixture
def places(granted: Recipient) -> dict[str, Any]:
    made = handed_in(line(granted.number, files=[picture()]))
    waiting = claim(granted.number, COUNTER, provider="大きな病院", total_cost=200_000, insured_self_pay=60_000)
    actions.decide(waiting.pk, by=EXAMINER, on=LATER)
    take_in(file_of(receipt(granted.number, points=11_800)), EXAMINER)
    ReceiptLine.objects.update(self_pay_yen=60_000, points=20_000)
    return {
        "folder": made.number, "attachment": made.attachments.get().pk, "claim": waiting.number, "hold": Hold.objects.get().pk,
    }  # fmt: skip


@pytest.mark.parametrize("page", ["/claims/", "/claims/folders/", "/claims/holds/", "/claims/insurers/"])
def test_a_list_shows_counts_and_exports_its_wards_alone(places: dict[str, Any], signed_in: Any, page: str) -> None:
    own_ward = Person.objects.get(atena_no=MISAKI).ward_code
    own, other = signed_in(*RIGHTS, ward=own_ward), signed_in(*RIGHTS, ward=OTHER_WARD)
    assert "宮前" in text(own.get(at(page)))
    assert "宮前" not in text(other.get(at(page)))
    for client, rows in ((own, True), (other, False)):
        exported = client.get(at(page), {"export": "csv"}).content.decode()
        assert ("宮前" in exported) is rows


PAGES = [
    "/claims/{claim}/", "/claims/{claim}/correct/", "/claims/{claim}/notice/", "/claims/{claim}/receipt/",
    "/claims/folders/{folder}/", "/claims/folders/{folder}/attachments/{attachment}/",
]  # fmt: skip
BUTTONS = [
    "/claims/{claim}/decide/", "/claims/{claim}/withdraw/", "/claims/{claim}/another-receipt/", "/claims/{claim}/anew/",
    "/claims/folders/{folder}/compare/",
    "/claims/folders/{folder}/send-back/", "/claims/folders/{folder}/decide/", "/claims/folders/{folder}/attach/",
    "/claims/folders/{folder}/papers/", "/claims/holds/{hold}/",
]  # fmt: skip


def test_pages_and_buttons_of_another_ward_are_refused(places: dict[str, Any], signed_in: Any) -> None:
    other = signed_in(*RIGHTS, ward=OTHER_WARD)
    for page in PAGES:
        assert other.get(at(page.format(**places))).status_code == 403, page
    for button in BUTTONS:
        assert other.post(at(button.format(**places)), {"why": "試す"}).status_code == 403, button
    assert set(ClaimFolder.objects.values_list("state", flat=True)) == {FolderState.ENTERED, FolderState.COMPARED}


def test_a_ticked_folder_of_another_ward_is_not_decided(granted: Recipient, signed_in: Any) -> None:
    made = handed_in(line(granted.number))
    actions.compare(made.pk, by=EXAMINER)
    other = signed_in(*RIGHTS, ward=OTHER_WARD)
    page = text(other.post(at("/claims/folders/decide/"), {"pick": [made.pk, "９" * 30, "1" * 5000]}, follow=True))
    assert "C-211" in page
    assert Claim.objects.get().decided_by == ""


def test_nothing_is_told_of_who_lives_in_another_ward_while_typing_and_nothing_is_taken(
    granted: Recipient, signed_in: Any
) -> None:
    sent = typed({**LINE, "recipient_number": granted.number, "month": "R8.6"}, claimed_on="R8.7.6")
    own_ward = granted.person.ward_code
    own, other = signed_in(*RIGHTS, ward=own_ward), signed_in(*RIGHTS, ward=OTHER_WARD)
    assert "宮前" in text(own.post(at("/claims/folders/check/"), sent))
    told = text(other.post(at("/claims/folders/check/"), sent))
    assert "C-132" in told
    assert "宮前" not in told
    refused = text(other.post(at("/claims/folders/new/"), sent))
    assert "C-132" in refused
    assert "みなと医院" in refused
    assert Claim.objects.count() == 0
    assert own.post(at("/claims/folders/new/"), sent).status_code == 302


@pytest.mark.parametrize("total", ["", "abc", "９", "1" * 5000, "30"])
def test_more_lines_are_given_whatever_the_page_sent(granted: Recipient, signed_in: Any, total: str) -> None:
    sent = {**typed({**LINE, "recipient_number": granted.number}), "lines-TOTAL_FORMS": total, "more": "1"}
    page = signed_in(*RIGHTS).post(at("/claims/folders/new/"), sent)
    assert page.status_code == 200
    assert page.context["lines"].total_form_count() <= 30


def test_the_work_of_the_first_page_is_counted_in_ones_wards(places: dict[str, Any], signed_in: Any) -> None:
    own, other = signed_in(*RIGHTS, ward=Person.objects.get(atena_no=MISAKI).ward_code), signed_in(*RIGHTS, ward=OTHER_WARD)
    waits = re.compile(r"領収書との照合を待つ請求書\D*1件|1件\D*領収書との照合を待つ請求書")
    assert waits.search(re.sub(r"<[^>]*>", "", text(own.get(at("/")))))
    assert not waits.search(re.sub(r"<[^>]*>", "", text(other.get(at("/")))))
