"""A true second bill that looks the same: staff say why, another person finds it to be so, and only then it is decided."""

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.subsidy.claims import actions
from sasae.subsidy.claims.actions import CannotClaim
from sasae.subsidy.claims.balances import granted_twice, looks_alike
from sasae.subsidy.claims.cases import decisions_of
from sasae.subsidy.claims.models import Claim, State
from sasae.subsidy.claims.warnings import why_not_clean
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from tests.subsidy.claims.folders import family_of, handed_in, line
from tests.subsidy.claims.test_bills import granted_claim, objected, warned
from tests.subsidy.claims.test_folder_screens import text
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER
from tests.subsidy.money import CLINIC, JUNE, LATER, claim, file_of, receipt, take_in
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
WHY = {"part": "34", "twin_why": "朝と夕に受診し、領収書が2枚ある"}
FOUND = "領収書の番号と時刻が違う"


@pytest.mark.clause("BUS-2")
def test_the_same_clinic_and_amount_for_two_children_needs_no_reason(granted: Recipient) -> None:
    mother, child = family_of(granted)
    made = handed_in(line(mother), line(child))
    assert made.claims.count() == 2


@pytest.mark.clause("BUS-2")
class TestTheSecondBill:
    """The first, of the same days and cost and without days, is granted."""

    @pytest.fixture
    def first(self, granted: Recipient) -> Claim:
        return granted_claim(claim(granted.number, COUNTER))

    def test_it_is_refused_without_a_reason_and_needs_to_be_set_apart_with_one(
        self, granted: Recipient, first: Claim
    ) -> None:
        assert objected(granted.number, part="34") == [("C-128", "insured_self_pay")]
        assert objected(granted.number, part="34", twin_why="  ") == [("C-128", "insured_self_pay")]
        assert objected(granted.number, twin_why=WHY["twin_why"]) == [("C-106", "provider")]

    def test_it_waits_for_another_person_and_is_paid_after_that(self, granted: Recipient, first: Claim) -> None:
        made = claim(granted.number, COUNTER, **WHY)
        assert "C-307" in warned(made)
        with pytest.raises(CannotClaim, match="C-214"):
            actions.decide(made.pk, by=EXAMINER, on=LATER)
        twin = partial(actions.confirm_twin, made.pk, found=FOUND)
        refused("claims.twin", lambda by: twin(by=by), same=COUNTER, other=EXAMINER, says="C-253")
        with pytest.raises(CannotClaim, match="C-251"):
            actions.confirm_twin(made.pk, found=" ", by=EXAMINER)
        actions.confirm_twin(made.pk, found=FOUND, by=EXAMINER)
        assert "C-307" not in warned(made.__class__.objects.get(pk=made.pk))
        assert granted_claim(made).amount == 3_000
        assert (list(granted_twice()), list(looks_alike())) == ([], [])

    def test_the_third_of_the_kind_needs_a_reason_of_its_own(self, granted: Recipient, first: Claim) -> None:
        claim(granted.number, COUNTER, **WHY)
        assert objected(granted.number, part="32") == [("C-128", "insured_self_pay")]

    def test_a_correction_takes_what_was_found_back(self, granted: Recipient, first: Claim) -> None:
        made = claim(granted.number, COUNTER, **WHY)
        actions.confirm_twin(made.pk, found=FOUND, by=EXAMINER)
        told = {"provider": made.provider, "days": 2, "total_cost": 10_000, "insured_self_pay": 3_000}
        actions.correct(made.pk, month=JUNE, claimed_on=LATER, why="訂正", by=EXAMINER, on=LATER, **told)
        made.refresh_from_db()
        assert (made.twin_by, made.twin_found, made.twin_why) == ("", "", WHY["twin_why"])
        with pytest.raises(CannotClaim, match="C-214"):
            actions.decide(made.pk, by=APPROVER, on=LATER)

    def test_the_database_grants_none_that_nobody_confirmed_and_none_confirmed_by_whoever_entered_it(
        self, granted: Recipient, first: Claim
    ) -> None:
        made = claim(granted.number, COUNTER, **WHY)
        rows = Claim.objects.filter(pk=made.pk)
        with pytest.raises(IntegrityError, match="twin_confirmed"), transaction.atomic():
            rows.update(state=State.GRANTED)
        with pytest.raises(IntegrityError, match="twin_people"), transaction.atomic():
            rows.update(twin_by=COUNTER.id, twin_found=FOUND)

    def test_what_is_confirmed_is_what_was_on_the_page(self, granted: Recipient, first: Claim, signed_in: Any) -> None:
        made = claim(granted.number, COUNTER, **WHY)
        desk, path = signed_in("claims.decide", "claims.view"), f"/claims/{made.number}/another-receipt/"
        page = text(desk.get(f"/claims/{made.number}/"))
        assert "別の領収書と確かめた" in page
        assert "同じ日の別の受診" in page
        assert "C-251" in text(desk.post(path, {"found": ""}, follow=True))
        assert "C-204" in text(desk.post(path, {"found": FOUND, "seen": "old"}, follow=True))
        assert FOUND in text(desk.post(path, {"found": FOUND}, follow=True))
        assert "C-252" not in text(desk.get(f"/claims/{made.number}/"))
        assert Claim.objects.get(pk=made.pk).twin_by == desk.staff.login_id


def test_two_lines_of_one_folder_that_look_the_same_need_one_reason(granted: Recipient) -> None:
    made = handed_in(line(granted.number), line(granted.number, **WHY))
    actions.compare(made.pk, by=EXAMINER)
    claims = list(made.claims.order_by("pk"))
    assert "C-307" not in why_not_clean(made, list(zip(claims[:1], decisions_of(claims[:1], LATER), strict=True)))
    with pytest.raises(CannotClaim, match="C-214"):
        actions.decide_folder(made.pk, by=EXAMINER, on=LATER)
    assert set(made.claims.values_list("state", flat=True)) == {State.RECEIVED}


def test_care_in_kind_of_the_same_days_and_amount_is_another_only_with_a_reason(granted: Recipient) -> None:
    take_in(file_of(receipt(granted.number)), EXAMINER)
    assert ReceiptLine.objects.get().state == LineState.ACCEPTED
    same = {"provider": CLINIC, "days": 1, "total_cost": 3_000, "insured_self_pay": 900}
    assert objected(granted.number, **same, part="31") == [("C-104", "provider")]
    made = claim(granted.number, COUNTER, **same, part="31", twin_why="医療証が届く前の別の日")
    actions.confirm_twin(made.pk, found=FOUND, by=EXAMINER)
    assert granted_claim(made).state == State.GRANTED
    assert list(granted_twice()) == []
