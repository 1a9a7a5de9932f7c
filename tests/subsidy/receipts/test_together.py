"""A negative line whose original was never paid: both are decided together, and undone together. No yen moves."""

from dataclasses import replace
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.kernel.period import Month
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import Posting
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.models import Correction, CorrectionState, Cycle, Decision, LineState, ReceiptLine
from sasae.subsidy.receipts.monthly import differences, settled
from tests.subsidy.conftest import APPROVER, EXAMINER, PAYMENTS
from tests.subsidy.money import LATER, MISAKI_CARD, receipt
from tests.subsidy.receipts.listed import list_of, listed, take_in_as

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ELSEWHERE = replace(MISAKI_CARD, insurer="06132013")
WHY = "保険者の訂正による過誤"


def states() -> list[tuple[str, str]]:
    return list(ReceiptLine.objects.order_by("id").values_list("state", "reason"))


def take_in_both(number: str, before: Any = lambda line: None, **more: Any) -> tuple[ReceiptLine, ReceiptLine]:
    """A line that is held for its insurer, and the body's negative line of it a file later."""
    take_in_as(list_of(listed(receipt(number, ELSEWHERE))), EXAMINER)
    original = ReceiptLine.objects.get()
    before(original)
    take_in_as(list_of(listed(receipt(number, ELSEWHERE, **more), sign=-1, first=70)), EXAMINER, "back.csv")
    return ReceiptLine.objects.get(pk=original.pk), ReceiptLine.objects.latest("id")


def give_back(line: ReceiptLine) -> None:
    actions.decide_held(line.pk, accept=False, note="保険者が違います", by=EXAMINER, on=LATER)


def give_back_and_send(line: ReceiptLine) -> None:
    give_back(line)
    actions.make_list("2", by=EXAMINER, on=LATER)


def nothing_is_owed() -> None:
    assert not Posting.objects.exists()
    assert audit().findings == []


@pytest.mark.clause("BUS-2", "BUS-3")
@pytest.mark.parametrize(
    ("before", "undone", "correction"),
    [
        (lambda line: None, (LineState.HELD, "H03"), None),
        (give_back, (LineState.HELD, "H03"), CorrectionState.SETTLED),
        (give_back_and_send, (LineState.RETURNED, "H03"), CorrectionState.SETTLED),
    ],
    ids=["its original was held", "its return had not gone out", "its return had gone out"],
)
def test_a_negative_line_and_its_unpaid_original_are_done_with_together_and_wait_again_when_undone(
    granted: Recipient, before: Any, undone: Any, correction: str | None
) -> None:
    original, line = take_in_both(granted.number, before)
    assert states()[1] == (LineState.HELD, "H26")
    actions.cancel_together(line.pk, original.pk, note=WHY, by=EXAMINER, on=LATER)
    assert states() == [(LineState.TAKEN_BACK, "H03"), (LineState.OFFSET, "A11")]
    assert ReceiptLine.objects.get(pk=line.pk).takes_back_id == original.pk
    assert list(Correction.objects.values_list("state", flat=True)) == ([correction] if correction else [])
    nothing_is_owed()
    with pytest.raises(actions.CannotDecide, match="本人"):
        actions.undo(line.pk, note="別の明細でした", by=EXAMINER, on=LATER)
    actions.undo(line.pk, note="別の明細でした", by=APPROVER, on=LATER)
    assert states() == [undone, (LineState.HELD, "H26")]
    nothing_is_owed()
    told = Decision.objects.order_by("id").values_list("verb", "by", "note")
    assert list(told)[-4:] == [
        ("offset", EXAMINER.id, WHY), ("offset", EXAMINER.id, WHY),
        ("undo", APPROVER.id, "別の明細でした"), ("undo", APPROVER.id, "別の明細でした"),
    ]  # fmt: skip
    actions.cancel_together(line.pk, original.pk, note="やはり", by=EXAMINER, on=LATER)
    assert states() == [(LineState.TAKEN_BACK, "H03"), (LineState.OFFSET, "A11")]


def test_the_pair_is_settled_in_one_month_at_nothing_and_its_difference_is_told(granted: Recipient) -> None:
    """The month of the original is closed without it; the body bills it back a month later."""

    def close_july(line: ReceiptLine) -> None:
        give_back_and_send(line)
        cycle = Cycle.objects.get()
        actions.enter_bill(cycle.pk, count=1, yen=900, by=EXAMINER)
        actions.ask_closing(cycle.pk, explanation="返戻の分", by=EXAMINER)
        actions.close(cycle.pk, by=APPROVER, on=LATER, at=clock.now())
        actions.pay(cycle.pk, paid_on=LATER, by=PAYMENTS, on=LATER)

    original, line = take_in_both(granted.number, close_july)
    actions.cancel_together(line.pk, original.pk, note=WHY, by=EXAMINER, on=LATER)
    august = Cycle.objects.get(billing_month=str(Month(2026, 8)))
    actions.enter_bill(august.pk, count=1, yen=-900, by=EXAMINER)
    august.refresh_from_db()
    assert settled(august) == (2, 0)
    assert [(part.cause, part.yen) for part in differences(august)] == [
        ("前の月に請求され、この月に認定した明細", -900)
    ]
    actions.ask_closing(august.pk, explanation="前月に返戻した分", by=EXAMINER)
    actions.close(august.pk, by=APPROVER, on=LATER, at=clock.now())
    with pytest.raises(actions.CannotDecide, match="締めた月"):
        actions.undo(line.pk, note="違った", by=PAYMENTS, on=LATER)
    actions.pay(august.pk, paid_on=LATER, by=PAYMENTS, on=LATER)
    assert audit().findings == []


def test_a_pair_of_nobody_is_paid_with_its_month_and_books_nothing(granted: Recipient) -> None:
    for sign, first in ((1, 1), (-1, 70)):
        take_in_as(list_of(listed(receipt("0000018"), sign=sign, first=first)), EXAMINER, f"{first}.csv")
    original, line = ReceiptLine.objects.order_by("id")
    actions.cancel_together(line.pk, original.pk, note=WHY, by=EXAMINER, on=LATER)
    cycle = Cycle.objects.get()
    actions.enter_bill(cycle.pk, count=2, yen=0, by=EXAMINER)
    actions.ask_closing(cycle.pk, explanation="", by=EXAMINER)
    actions.close(cycle.pk, by=APPROVER, on=LATER, at=clock.now())
    actions.pay(cycle.pk, paid_on=LATER, by=PAYMENTS, on=LATER)
    nothing_is_owed()


@pytest.mark.parametrize("more", [{"points": 301}, {"month": Month(2026, 5)}], ids=["another amount", "another month"])
def test_another_line_is_no_original(granted: Recipient, more: dict[str, Any]) -> None:
    original, line = take_in_both(granted.number, **more)
    with pytest.raises(actions.CannotDecide, match="元になりません"):
        actions.cancel_together(line.pk, original.pk, note=WHY, by=EXAMINER, on=LATER)
    assert states() == [(LineState.HELD, "H03"), (LineState.HELD, "H26")]


def test_an_original_that_was_paid_meanwhile_is_taken_back_by_accepting_the_negative_line(granted: Recipient) -> None:
    original, line = take_in_both(granted.number)
    actions.decide_held(original.pk, accept=True, note="転職を確認", by=EXAMINER, on=LATER)
    with pytest.raises(actions.CannotDecide, match="元になりません"):
        actions.cancel_together(line.pk, original.pk, note=WHY, by=EXAMINER, on=LATER)
    actions.decide_held(line.pk, accept=True, note="確認", by=EXAMINER, on=LATER)
    assert states() == [(LineState.TAKEN_BACK, "H03"), (LineState.OFFSET, "A10")]
    with pytest.raises(actions.CannotDecide, match="取り消せる判断がありません"):
        actions.undo(line.pk, note="違った", by=APPROVER, on=LATER)
    assert audit().findings == []


def test_one_original_is_cancelled_once(granted: Recipient) -> None:
    original, line = take_in_both(granted.number)
    take_in_as(list_of(listed(receipt(granted.number, ELSEWHERE), sign=-1, first=71)), EXAMINER, "again.csv")
    actions.cancel_together(line.pk, original.pk, note=WHY, by=EXAMINER, on=LATER)
    for second in (line.pk, ReceiptLine.objects.latest("id").pk):
        with pytest.raises(actions.CannotDecide, match="元になりません"):
            actions.cancel_together(second, original.pk, note=WHY, by=EXAMINER, on=LATER)


def test_both_are_decided_at_the_screen_and_undone_there_by_another_person(granted: Recipient, signed_in: Any) -> None:
    original, line = take_in_both(granted.number)
    url, rights = f"/receipts/lines/{line.pk}/", ("receipts.view", "receipts.decide")
    first, second = signed_in(*rights), signed_in(*rights)
    assert "元の明細を待って保留" in first.get(f"/receipts/lines/{original.pk}/").content.decode()
    assert "あわせて処理する" not in signed_in("receipts.view").get(url).content.decode()
    unchosen = first.post(f"{url}together/", {"note": WHY}, follow=True).content.decode()
    assert "元の明細を選んでください。" in unchosen
    assert WHY in unchosen
    done = first.post(f"{url}together/", {"original": original.pk, "note": WHY}, follow=True).content.decode()
    assert "支払う額は変わりません" in done
    assert "判断の取消し" not in first.get(url).content.decode()
    page = second.get(url).content.decode()
    assert f"元の明細（明細{original.pk}）もいっしょに" in page
    second.post(f"{url}undo/", {"note": "別の明細でした"})
    assert "別の明細でした" in first.get(f"/receipts/lines/{original.pk}/").content.decode()
    assert states() == [(LineState.HELD, "H03"), (LineState.HELD, "H26")]


def test_a_negative_line_without_any_original_says_what_to_do(granted: Recipient, signed_in: Any) -> None:
    take_in_as(list_of(listed(receipt(granted.number), sign=-1)), EXAMINER)
    page = signed_in("receipts.view", "receipts.decide").get(f"/receipts/lines/{ReceiptLine.objects.get().pk}/")
    assert "元の明細が届くのを待つか、審査支払機関に返戻して" in page.content.decode()
