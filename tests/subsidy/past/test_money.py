"""Claims, their folders and the books as of one day, as known on another."""

from typing import Any

import pytest

from sasae.foundation.history.as_of import AsOf
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.past import claim_page, claims_then
from sasae.subsidy.claims.queries import fingerprint
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import LATER, claim
from tests.subsidy.past.conftest import moment
from tests.subsidy.past.test_screens import main_of
from tests.subsidy.town import MISAKI

RIGHTS = (
    "people.view", "claims.view", "claims.enter", "claims.decide", "ledger.view", "recovery.enter", "appeals.enter",
    "printing.view",
)  # fmt: skip
apart = pytest.mark.django_db(databases=["default", "journal"], transaction=True)
both = pytest.mark.django_db(databases=["default", "journal"])


def decided(made: Claim) -> Claim:
    """Decided by another than who entered it."""
    actions.decide(made.pk, by=EXAMINER, on=LATER, seen=fingerprint(made))
    return Claim.objects.get(pk=made.pk)


@pytest.mark.clause("SUB-1")
@apart
def test_a_claim_is_shown_as_it_stood_before_its_decision(granted: Any) -> None:
    made = claim(granted.number, COUNTER)
    before = moment()
    found, after = decided(made), moment()
    then, now = (claim_page(found, AsOf(LATER, known, known)) for known in (before, after))
    assert then is not None
    assert now is not None
    assert (then["one"].decided_on, then["decision"], then["one"].amount) == (None, None, 0)
    assert now["one"].get_state_display() == "支給決定"
    assert now["decision"].amount == now["one"].amount > 0
    over = AsOf(LATER, after, before)  # known now; the day was over before the decision
    assert [one.decided_on for one in claims_then([found], over)] == [None]


@both
@pytest.mark.parametrize(("day", "there"), [("R8.7.9", False), ("R8.7.10", True)], ids=["the day before", "the day it was claimed"])
def test_claims_are_there_from_the_day_they_were_claimed(granted: Any, signed_in: Any, day: str, there: bool) -> None:
    made = decided(claim(granted.number, COUNTER))
    clerk = signed_in(*RIGHTS)
    for url in (f"/claims/{made.number}/", f"/claims/folders/{made.folder.number}/"):
        text = main_of(clerk.get(url, {"as_of": day}))
        assert ("このときは、まだ登録がありません" not in text) is there
        assert 'method="post"' not in text
    assert (made.number in main_of(clerk.get(f"/people/{MISAKI}/", {"as_of": day}))) is there
    assert 'method="post"' in main_of(clerk.get(f"/claims/folders/{claim(granted.number, COUNTER, provider='別の医院').folder.number}/"))


@both
@pytest.mark.parametrize(("day", "there"), [("R8.7.9", False), ("R8.7.10", True)], ids=["the day before", "the day it was booked"])
def test_the_books_of_a_person_show_what_was_booked_by_the_day(granted: Any, signed_in: Any, day: str, there: bool) -> None:
    decided(claim(granted.number, COUNTER))
    clerk = signed_in(*RIGHTS)
    assert ("助成費（償還払い）" in main_of(clerk.get("/ledger/", {"as_of": day, "person": MISAKI})).partition("<tbody>")[2]) is there
    assert "当てはまるものはありません" in main_of(clerk.get("/ledger/", {"known": "2020-01-01", "person": MISAKI}))
