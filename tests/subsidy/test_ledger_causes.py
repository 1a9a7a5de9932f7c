"""The books say in words what made a posting, and lead to the thing."""

import re
from typing import Any

import pytest

from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.causes import KINDS, kind_of, thing_of, words_of
from sasae.subsidy.ledger.models import Posting
from sasae.subsidy.recovery.models import OrderKind
from tests.subsidy import paying
from tests.subsidy.conftest import EXAMINER
from tests.subsidy.money import file_of, receipt, take_in
from tests.subsidy.recovery.debts import decided, ordered, paid_claim, received

pytestmark = pytest.mark.django_db(databases=["default", "journal"])

CAUSES = {
    "claim:12": "償還払いの支給決定", "claim:12:2": "償還払いの支給決定（訂正の後）", "claim:12:back:1": "償還払いの決定の取消し（訂正）",
    "receipt:7": "レセプトの認定", "receipt:7:2": "レセプトの認定", "receipt back:7:1": "レセプトの認定の取消し",
    "body paid:3:1": "審査支払機関への支払", "payment:0000000012:sent": "振込の依頼", "payment:0000000012:paid": "振込済",
    "payment:0000000012:failed": "振込不能", "payment:0000000012:returned": "組戻", "receivable:4": "返還金の決定",
    "movement:5": "返還金の動き（収納・相殺・還付など）", "opening:P2025000001": "旧システムの支給",
    "opening-due:R2025000001": "旧システムから引き継いだ債権", "test:1": "そのほか（test:1）",
}  # fmt: skip


@pytest.mark.parametrize(("cause", "words"), CAUSES.items())
def test_every_cause_has_its_words(cause: str, words: str) -> None:
    assert words_of(cause) == words


def test_every_kind_of_cause_is_tried_above() -> None:
    assert {found[0] for cause in CAUSES if (found := kind_of(cause))} == set(KINDS)


def test_the_list_shows_words_and_leads_to_the_posting_and_from_there_to_the_thing(
    granted: Recipient, signed_in: Any
) -> None:
    debt = decided(paid_claim(granted))
    received(debt, 3_500)
    ordered(debt, OrderKind.REFUND, 500)
    paying.owed(granted, provider="別の医院")
    take_in(file_of(receipt(granted.number)), EXAMINER)
    everything = signed_in("ledger.view", "claims.view", "payments.view", "recovery.view", "receipts.view")
    only_books = signed_in("ledger.view")
    listed = everything.get("/ledger/").content.decode()
    assert not re.search(r">(claim|payment|movement|receipt|receivable):", listed)
    for posting in Posting.objects.all():
        assert kind_of(posting.cause) is not None, posting.cause
        thing = thing_of(posting.cause)
        page = everything.get(f"/ledger/postings/{posting.pk}/").content.decode()
        assert thing is not None
        assert thing.words in page
        link = re.search(rf'href="([^"]+)"[^>]*>{re.escape(thing.words)}<', page)
        assert link is not None
        assert everything.get(link[1]).status_code == 200, posting.cause
        assert f'href="{link[1]}"' not in only_books.get(f"/ledger/postings/{posting.pk}/").content.decode()


def test_lines_are_found_by_what_made_them_and_nonsense_finds_none(granted: Recipient, signed_in: Any) -> None:
    paid_claim(granted)
    desk = signed_in("ledger.view")
    sent = next(str(place) for place, kind in enumerate(KINDS) if kind.words == "振込の依頼")
    assert len(desk.get("/ledger/", {"what": sent}).context["list"].rows) == 2
    for nonsense in ("99", "x", "-1", "²"):
        assert len(desk.get("/ledger/", {"what": nonsense}).context["list"].rows) in (0, 6)
