"""A right for one ward reaches the receipts of those who live there; what touches every ward needs a right for all."""

from typing import Any

import pytest

from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.models import Correction, CorrectionKind, LineState, ReceiptLine
from tests.staff import at
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import LATER, receipt
from tests.subsidy.receipts.listed import list_of, listed, take_in_as
from tests.subsidy.receipts.test_screens import ELSEWHERE, text

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
OTHER_WARD, NOBODY = "141313", "0123455"
RIGHTS = ("receipts.view", "receipts.decide", "receipts.correct", "receipts.export")


@pytest.fixture
def lines(granted: Recipient) -> list[ReceiptLine]:
    """Of somebody: one accepted that the body is asked about, one held. And one of nobody known."""
    content = list_of([
        *listed(receipt(granted.number)), *listed(receipt(granted.number, ELSEWHERE), clinic="9990002", first=2),
        *listed(receipt(NOBODY), clinic="9990003", first=3),
    ])  # fmt: skip
    take_in_as(content, EXAMINER)
    found = list(ReceiptLine.objects.order_by("id"))
    actions.ask(found[0].pk, kind=CorrectionKind.MISTAKE, why="過誤", by=COUNTER, on=LATER)
    return found


@pytest.mark.parametrize(("page", "own", "others"), [("/receipts/lines/", 3, 1), ("/receipts/corrections/", 1, 0)])
def test_a_list_shows_counts_and_exports_its_ward_and_what_belongs_to_nobody(
    lines: list[ReceiptLine], granted: Recipient, signed_in: Any, page: str, own: int, others: int
) -> None:
    for ward, count in ((granted.person.ward_code, own), (OTHER_WARD, others)):
        client = signed_in(*RIGHTS, ward=ward)
        assert (granted.number in text(client.get(at(page)))) is (count == own), ward
        exported = client.get(at(page), {"export": "csv"}).content.decode("utf-8-sig")
        assert len(exported.splitlines()) == 1 + count, ward


def test_pages_and_buttons_of_another_ward_are_refused(lines: list[ReceiptLine], signed_in: Any) -> None:
    other, asked = signed_in(*RIGHTS, ward=OTHER_WARD), Correction.objects.get()
    assert other.get(f"/receipts/lines/{lines[2].pk}/").status_code == 200  # nobody's
    assert other.get(f"/receipts/lines/{lines[0].pk}/").status_code == 403
    for button in (
        f"lines/{lines[1].pk}/", f"lines/{lines[0].pk}/hold/", f"lines/{lines[0].pk}/undo/", f"lines/{lines[0].pk}/ask/",
        f"corrections/{asked.pk}/answer/", f"corrections/{asked.pk}/withdraw/", "corrections/list/", "corrections/answers/",
    ):  # fmt: skip
        assert other.post(f"/receipts/{button}", {"note": "x", "decision": "accept"}).status_code == 403, button
    picked = {"pick": [lines[1].pk], "decision": "return", "note": "返す"}
    assert "明細を選び" in text(other.post("/receipts/lines/decide/", picked, follow=True))
    assert ReceiptLine.objects.get(pk=lines[1].pk).state == LineState.HELD


def test_a_line_that_is_not_there_and_strange_input_are_answered(lines: list[ReceiptLine], signed_in: Any) -> None:
    desk = signed_in(*RIGHTS, "receipts.close")
    for button in ("hold", "undo", "ask"):
        assert desk.post(f"/receipts/lines/999999999/{button}/", {"note": "戻す"}).status_code == 404
        strange = {"note": "戻\0す", "kind": "mistake", "why": "\0"}
        assert desk.post(f"/receipts/lines/{lines[0].pk}/{button}/", strange, follow=True).status_code == 200, button
    strange = {"pick": ["９" * 30, "1" * 5000, "999999999", "x"], "decision": "accept", "note": "確認"}
    assert "明細を選び" in text(desk.post("/receipts/lines/decide/", strange, follow=True))
    month = f"/receipts/months/{lines[0].cycle_id}/"
    for count, yen in (("1" * 30, "1"), ("1", "-" + "9" * 40)):
        assert "数字で入れてください" in text(desk.post(f"{month}bill/", {"count": count, "yen": yen}, follow=True))
    desk.post(f"{month}bill/", {"count": 1, "yen": 1})
    assert desk.post(f"{month}closing/", {"explanation": "差\0"}, follow=True).status_code == 200
    assert desk.post("/receipts/corrections/list/", {"reviewer": "\0"}, follow=True).status_code == 200
