"""Which claims a run takes, by the closing day, the calendar and the accounts; and what it would take, tried out."""

from datetime import date
from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.payments import actions, outputs
from sasae.subsidy.payments.models import FileKind, LeftOut, Obstacle, Payment, PaymentRun
from sasae.subsidy.payments.schedule import HORIZON, NEAR, closing_for, horizon_near, next_pay_day
from tests.staff import at
from tests.subsidy import paying
from tests.subsidy.conftest import PAYMENTS
from tests.subsidy.money import LATER, PAY_ON

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
AUGUST_PAY_DAY = date(2026, 8, 25)  # what was decided until 31 July


@pytest.mark.parametrize(
    ("pay_on", "closing"),
    [
        pytest.param(date(2026, 8, 24), date(2026, 6, 30), id="八月の支払日の前日"),
        pytest.param(AUGUST_PAY_DAY, date(2026, 7, 31), id="八月の支払日"),
        pytest.param(date(2026, 9, 24), date(2026, 7, 31), id="九月の支払日の前日"),
        pytest.param(PAY_ON, date(2026, 8, 31), id="九月の支払日"),
    ],
)
def test_a_pay_day_has_its_closing_day(pay_on: date, closing: date) -> None:
    assert closing_for(pay_on) == closing


@pytest.mark.clause("SUB-2")
def test_what_is_decided_after_the_closing_day_goes_to_the_next_run_visibly(granted: Recipient) -> None:
    in_time, late = paying.owed(granted), paying.owed(granted, provider="別の医院")
    Claim.objects.filter(pk=in_time.pk).update(decided_on=date(2026, 7, 31))
    Claim.objects.filter(pk=late.pk).update(decided_on=date(2026, 8, 1))
    run = paying.built(pay_on=AUGUST_PAY_DAY)
    assert [item.claim for item in run.payments.get().items.all()] == [in_time]
    assert [(row.claim, row.reason) for row in run.left_out.all()] == [(late, Obstacle.AFTER_CLOSING)]
    following = paying.built(pay_on=PAY_ON)
    assert [item.claim for item in following.payments.get().items.all()] == [late]


def test_where_nothing_can_be_paid_the_reasons_are_counted(granted: Recipient) -> None:
    paying.owed(granted)
    paying.owed(granted, provider="別の医院")
    with pytest.raises(actions.CannotPay, match=r"締め日の後に決定しました。次回に支払います。（2件）"):
        paying.built(pay_on=date(2026, 7, 24))
    assert LeftOut.objects.count() == PaymentRun.objects.count() == 0


@pytest.mark.parametrize(
    ("closed_on", "left"),
    [pytest.param(PAY_ON, True, id="振込指定日から使えない"), pytest.param(date(2026, 9, 26), False, id="その翌日から")],
)
def test_a_branch_that_closes_by_the_pay_day_is_not_paid_to(granted: Recipient, closed_on: date, left: bool) -> None:
    other = paying.neighbour(granted, 1)
    paying.change_account(other, bank="0138", branch="310")
    paying.owed(granted)
    paying.owed(other)
    actions.close_branch("0138", "310", closed_on=closed_on, source="横浜銀行の通知", by=PAYMENTS)
    run = paying.built()
    assert [row.reason for row in run.left_out.all()] == [Obstacle.CLOSED] * left


@pytest.mark.parametrize(
    ("branch", "kind", "paid"),
    [
        pytest.param("018", "1", True, id="普通で末尾8"),
        pytest.param("019", "2", True, id="当座で末尾9"),
        pytest.param("019", "1", False, id="普通で末尾9"),
    ],
)
def test_post_bank_numbers_fit_their_kind(granted: Recipient, branch: str, kind: str, paid: bool) -> None:
    paying.change_account(granted, bank="9900", branch=branch, type=kind)
    paying.owed(granted)
    paying.owed(paying.neighbour(granted, 1))
    assert paying.built().count == 1 + paid


class TestAmounts:
    def test_nothing_granted_is_listed_and_not_paid(self, granted: Recipient) -> None:
        nothing = paying.owed(granted)
        Claim.objects.filter(pk=nothing.pk).update(amount=0)
        paying.owed(paying.neighbour(granted, 1))
        assert [(row.claim, row.reason) for row in paying.built().left_out.all()] == [(nothing, Obstacle.NO_AMOUNT)]

    @pytest.mark.parametrize(("last", "paid"), [(1_999_999_999, True), (2_000_000_000, False)])
    def test_ten_digits_are_paid_and_eleven_are_not(self, granted: Recipient, last: int, paid: bool) -> None:
        made = [paying.owed(granted, provider=f"医院{place}") for place in range(5)]
        for place, yen in enumerate([2_000_000_000] * 4 + [last]):
            Claim.objects.filter(pk=made[place].pk).update(total_cost=yen, insured_self_pay=yen, amount=yen)
        paying.owed(paying.neighbour(granted, 1))
        run = paying.built()
        assert run.payments.filter(yen=9_999_999_999).exists() == paid
        assert {row.reason for row in run.left_out.all()} == (set() if paid else {Obstacle.TOO_MUCH})


class TestCalendar:
    """The table of closed days ends; the run says so in time."""

    def test_a_pay_day_beyond_the_table_is_a_finding(self, granted: Recipient) -> None:
        paying.owed(granted)
        with pytest.raises(actions.CannotPay) as refused:
            paying.built(pay_on=date(HORIZON.year + 1, 1, 5))
        assert [finding.id for finding in refused.value.findings] == ["P-105"]

    def test_near_its_end_the_pages_warn_and_before_they_do_not(self) -> None:
        assert [finding.id for finding in horizon_near(HORIZON - NEAR)] == ["P-106"]
        assert horizon_near(HORIZON - NEAR - (PAY_ON - date(2026, 9, 24))) == []

    def test_the_page_opens_after_its_end(self, signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SASAE_TODAY", "2028-12-30")
        page = signed_in("payments.build").get(at("/payments/new/"))
        assert page.status_code == 200


class TestTriedOut:
    """A simulation has no effect, and says what the run would be, to the byte."""

    @pytest.fixture
    def owing(self, granted: Recipient) -> None:
        other = paying.neighbour(granted, 1)
        paying.change_account(other, bank="0138", branch="310", number="0000042")
        without = paying.neighbour(granted, 2, name="口座　未届")
        paying.change_account(without, holder_kana="ヲノ")
        for recipient, yen in ((granted, 1_234), (other, 3_000), (without, 500)):
            paying.owed(recipient, insured_self_pay=yen)

    @pytest.mark.clause("SUB-2")
    def test_it_is_the_run_to_the_byte(self, owing: None) -> None:
        tried = actions.simulate(pay_on=PAY_ON, by=PAYMENTS, on=LATER)
        run = paying.sent()
        assert tried.sha256 == run.files.get(kind=FileKind.TRANSFER).sha256
        assert tried.payees_sha256 == run.files.get(kind=FileKind.PAYEES_CSV).sha256
        assert (tried.count, tried.yen, tried.banks) == (run.count, run.yen, outputs.bank_totals(run))
        assert [(row.claim_id, row.reason) for row in tried.left_out] == list(
            run.left_out.values_list("claim_id", "reason")
        )

    def test_it_leaves_nothing_but_a_line_of_history(self, owing: None) -> None:
        for _ in range(2):
            actions.simulate(pay_on=PAY_ON, by=PAYMENTS, on=LATER)
        assert PaymentRun.objects.count() == Payment.objects.count() == LeftOut.objects.count() == 0
        assert set(Claim.objects.values_list("state", flat=True)) == {ClaimState.GRANTED}
        assert [line.event for line in HistoryEntry.objects.filter(event__startswith="payments.")] == [
            "payments.simulated"
        ] * 2
        assert audit().findings == []

    def test_the_page_shows_it_and_builds_nothing(self, owing: None, signed_in: Any) -> None:
        desk = signed_in("payments.view", "payments.build")
        page = desk.post(at("/payments/new/"), {"kind": "claims", "pay_on": "2026-09-25", "try": "1"}).content.decode()
        for words in ("試算の結果", "何も変わっていません", "口座名義に使えない文字があります", "口座　未届", "4,234円"):
            assert words in page, words
        assert PaymentRun.objects.count() == 0


def test_what_is_left_out_is_listed_narrowed_and_exported(granted: Recipient, signed_in: Any) -> None:
    other = paying.neighbour(granted, 1)
    paying.change_account(other, holder_kana="ヲノ")
    paying.owed(granted)
    left = paying.owed(other)
    address = at(f"/payments/{paying.built().number}/left-out/")
    desk = signed_in("payments.view", "payments.export")
    assert left.number in desk.get(address).content.decode()
    assert left.number not in desk.get(f"{address}?reason=closed").content.decode()
    rows = desk.get(f"{address}?export=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "口座名義に使えない文字があります" in rows[1]


def test_the_next_pay_day_is_the_one_the_bank_can_still_be_told_of(db: None) -> None:
    assert next_pay_day(LATER).pay_on == date(2026, 7, 24)
    assert clock.today() != LATER  # the day is an argument
