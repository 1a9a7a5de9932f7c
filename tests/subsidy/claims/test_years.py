"""The yearly cap of 高額療養費 at the desk: claims wait for the year's answer, what was paid is suggested to come back."""

import csv
import io
from datetime import date
from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel.period import Month
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.actions import CannotClaim
from sasae.subsidy.claims.models import Claim, HoldCause, State
from sasae.subsidy.claims.years import above_year
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from tests.subsidy.claims.folders import family_of
from tests.subsidy.claims.test_folder_screens import text
from tests.subsidy.claims.test_holds_and_papers import decided, held
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER
from tests.subsidy.money import claim, file_of, receipt, take_in

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
AUGUST = Month(2026, 8)
NOW = date(2027, 2, 1)


def borne(number: str, month: Month, yen: int, **changes: Any) -> Claim:
    """Paid at the window in a month; the insurer said that it pays nothing for the month. Claimed when all is over."""
    told = {"total_cost": yen * 4, "insured_self_pay": yen, "benefits_settled": True, "claimed_on": NOW, **changes}
    made: Claim = claim(number, COUNTER, month=month, **told)
    return made


@pytest.fixture
def whole_year(granted: Recipient) -> Recipient:
    Entitlement.objects.update(valid_to=date(2027, 12, 31))
    return granted


def four_months(number: str) -> list[Claim]:
    """280,000 yen from August to November, granted and paid."""
    made = [decided(borne(number, AUGUST.plus(place), 70_000), on=NOW) for place in range(4)]
    assert {one.state for one in made} == {State.GRANTED}
    Claim.objects.update(state=State.PAID)
    return made


@pytest.mark.clause("BUS-2")
class TestTheClaimThatPassesTheCap:
    """オ and 低所得Ⅱ bear 290,000 yen a year at the most; as long as the class is not known that is the cap."""

    @pytest.mark.parametrize(("yen", "state"), [(21_000, State.EXAMINING), (20_999, State.GRANTED)])
    def test_it_waits_if_it_counts(self, whole_year: Recipient, yen: int, state: State) -> None:
        four_months(whole_year.number)
        made = decided(borne(whole_year.number, Month(2026, 12), yen), on=NOW)
        assert (made.state, held(made)) == (state, {HoldCause.YEAR} if state == State.EXAMINING else set())

    def test_the_same_in_another_year_does_not_wait(self, whole_year: Recipient) -> None:
        four_months(whole_year.number)
        assert decided(borne(whole_year.number, Month(2026, 7), 30_000), on=NOW).state == State.GRANTED

    def test_a_childs_bill_counts_with_the_mothers_and_a_known_class_has_its_own_cap(
        self, whole_year: Recipient
    ) -> None:
        mother, child = family_of(whole_year)
        four_months(mother)
        made = decided(borne(child, Month(2026, 12), 21_000), on=NOW)
        assert held(made) == {HoldCause.YEAR}
        other = decided(borne(child, Month(2026, 11), 21_000, cap_class="ウ"), on=NOW)
        assert other.state == State.GRANTED  # 322,000 of 530,000 yen

    def test_the_notice_of_the_month_leaves_it_waiting_and_that_of_the_year_ends_it(
        self, whole_year: Recipient
    ) -> None:
        four_months(whole_year.number)
        made = decided(borne(whole_year.number, Month(2026, 12), 30_000), on=NOW)
        told: dict[str, Any] = {"noticed_on": NOW, "high_cost": 0, "fringe": 0, "by": COUNTER, "on": NOW}
        actions.take_notice(made.pk, **told)
        assert held(made) == {HoldCause.YEAR}
        with pytest.raises(CannotClaim, match="C-226"):
            actions.take_notice(made.pk, **told, year_benefit=30_001)
        with pytest.raises(CannotClaim, match="C-107"):
            actions.take_notice(made.pk, **told, year_benefit=-1)
        actions.take_notice(made.pk, **told, year_benefit=20_000)
        assert held(made) == set()
        assert decided(made, APPROVER, on=NOW).amount == 10_000


class TestWhatWasPaidAlready:
    """Suggestions, from the last month back; nothing is asked back by itself."""

    def test_the_benefit_is_laid_on_paid_claims_and_the_rest_on_care_in_kind(self, whole_year: Recipient) -> None:
        paid = four_months(whole_year.number)
        assert above_year(AUGUST, None) == []
        take_in(file_of(receipt(whole_year.number)), EXAMINER)
        ReceiptLine.objects.update(
            self_pay_yen=100_000, points=33_000, state=LineState.ACCEPTED, treatment_month="2027-01"
        )
        (family,) = above_year(AUGUST, None)
        # of 100,000 yen in kind 36,900 stay with an オ household; 280,000 + 36,900 - 290,000
        assert (family.expected.counted, family.expected.cap, family.expected.benefit) == (316_900, 290_000, 26_900)
        assert [(one.number, yen) for one, yen in family.back] == [(paid[-1].number, 26_900)]
        assert family.in_kind == 0
        Claim.objects.filter(pk=paid[-1].pk).update(amount=10_000)
        (family,) = above_year(AUGUST, None)
        assert [yen for _, yen in family.back] == [10_000, 16_900]

    def test_what_the_insurer_told_already_is_not_suggested_again(self, whole_year: Recipient) -> None:
        four_months(whole_year.number)
        waits = decided(borne(whole_year.number, Month(2026, 12), 30_000), on=NOW)
        (family,) = above_year(AUGUST, None)
        assert (sum(yen for _, yen in family.back), family.waiting) == (20_000, 1)
        Claim.objects.filter(state=State.PAID).update(year_settled=True)
        assert above_year(AUGUST, None)[0].in_kind == 0  # the claim that waits asks for 30,000
        Claim.objects.filter(state=State.PAID).update(year_settled=False)
        actions.take_notice(waits.pk, noticed_on=NOW, high_cost=0, fringe=0, year_benefit=20_000, by=COUNTER, on=NOW)
        (family,) = above_year(AUGUST, None)
        assert (family.back, family.waiting, family.in_kind) == ([], 0, 0)

    def test_the_page_names_the_family_and_the_claim_and_leads_to_the_proposal(
        self, whole_year: Recipient, signed_in: Any
    ) -> None:
        *_, last = four_months(whole_year.number)
        borne(whole_year.number, Month(2026, 12), 30_000)
        desk = signed_in("claims.view", "recovery.enter")
        page = text(desk.get("/claims/years/?month=R8.12"))
        assert last.number in page
        assert f"/recovery/new/claim/{last.pk}/" in page
        shown = HistoryEntry.objects.filter(event="screen.shown", actor_id=desk.staff.login_id).latest("pk")
        assert whole_year.person.atena_no in shown.persons
        assert signed_in("people.view").get("/claims/years/").status_code == 403
        assert "20,000円" in page
        assert "この1年に、年間の限度額を超える見込みの家族はありません" in text(desk.get("/claims/years/?month=R7.12"))
        assert "読み取れません" in text(desk.get("/claims/years/?month=いつか"))
        assert "読み取れません" in text(desk.get("/claims/years/?month=H20.1"))
        assert "年間の限度額の目安 290,000円" in text(desk.get(f"/claims/{last.number}/"))

    def test_another_wards_family_is_not_shown(self, whole_year: Recipient) -> None:
        four_months(whole_year.number)
        borne(whole_year.number, Month(2026, 12), 30_000)
        ward = whole_year.person.ward_code
        assert len(above_year(AUGUST, [ward])) == 1
        assert above_year(AUGUST, ["999999"]) == []

    def test_the_list_is_taken_out_whole_by_those_who_may_and_that_is_on_record(
        self, whole_year: Recipient, signed_in: Any
    ) -> None:
        *_, last = four_months(whole_year.number)
        borne(whole_year.number, Month(2026, 12), 30_000)
        url = "/claims/years/?month=2026-08&export=csv"
        desk = signed_in("claims.view", "claims.export")
        answer = desk.get(url)
        [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert (row["宛名番号"], row["見込額（最大・円）"], row["決定前の請求（件）"]) == (
            whole_year.person.atena_no, "20000", "1",
        )  # fmt: skip
        assert row["支払済みの請求"] == f"{last.number}（20,000円）"
        assert "CSVで書き出す" in text(desk.get("/claims/years/?month=2026-08"))
        told = HistoryEntry.objects.filter(event="list.exported").latest("pk")
        assert (told.actor_id, told.detail["rows"]) == (desk.staff.login_id, 1)
        shown = HistoryEntry.objects.filter(event="screen.shown", actor_id=desk.staff.login_id)
        assert any(whole_year.person.atena_no in one.persons for one in shown)
        other = signed_in("claims.view")
        assert other.get(url).status_code == 403
        assert "CSVで書き出す" not in text(other.get("/claims/years/?month=2026-08"))
        assert desk.get("/claims/years/?month=R7.12&export=csv").content.decode("utf-8-sig").count("\r\n") == 1
