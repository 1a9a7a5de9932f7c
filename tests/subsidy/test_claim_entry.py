"""Taking a claim in: every objection at once, in Japanese, with its place; the same receipt once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.kernel.period import Month
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.forms import read_days, read_month
from sasae.subsidy.claims.models import Claim, State, provider_key_in_sql
from sasae.subsidy.claims.providers import provider_key
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import CLINIC, JULY, JUNE, LATER, claim, file_of, receipt, take_in
from tests.subsidy.town import MISAKI

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
STRANGER = "9999017"


def findings_of(recipient: str, **changes: Any) -> list[tuple[str, str]]:
    """What `enter` objects to: ids and places."""
    with pytest.raises(actions.CannotClaim) as refused:
        claim(recipient, COUNTER, **changes)
    assert all(finding.message and not finding.message.isascii() for finding in refused.value.findings)
    return [(finding.id, finding.at) for finding in refused.value.findings]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"claimed_on": date(2026, 6, 30)}, ("C-108", "month"), id="診療月のうちは受け付けない"),
        pytest.param({"month": Month(2026, 8)}, ("C-108", "month"), id="これからの月"),
        pytest.param({"month": Month(2018, 12)}, ("C-110", "month"), id="規定のない昔の月"),
        pytest.param({"month": Month(1990, 3)}, ("C-109", "month"), id="生まれる前の月"),
        pytest.param({"days": 0}, ("C-103", "days"), id="零日"),
        pytest.param({"days": 31}, ("C-103", "days"), id="六月に31日はない"),
        pytest.param({"total_cost": 2_999}, ("C-102", "insured_self_pay"), id="自己負担額が総医療費を超える"),
        pytest.param({"meals": -1}, ("C-107", "meals"), id="負の食事負担"),
        pytest.param({"high_cost": -1}, ("C-107", "high_cost"), id="負の高額療養費"),
        pytest.param(
            {"treated_on": [date(2026, 7, 1), date(2026, 6, 30)]}, ("C-112", "treated_on"), id="月の外の診療日"
        ),
        pytest.param({"treated_on": [date(2026, 6, 30)]}, ("C-113", "treated_on"), id="日数と診療日が違う"),
    ],
)
def test_what_cannot_be_is_named_with_its_place(
    granted: Recipient, changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert expected in findings_of(granted.number, **changes)
    assert Claim.objects.count() == 0


def test_the_first_day_of_the_next_month_and_a_full_month_are_taken(granted: Recipient) -> None:
    assert claim(granted.number, COUNTER, claimed_on=date(2026, 7, 1), days=30).state == State.RECEIVED


def test_all_objections_come_at_once(granted: Recipient) -> None:
    found = findings_of(STRANGER, month=Month(2026, 8), days=99, insured_self_pay=99_999, meals=-1)
    assert {id for id, _ in found} == {"C-101", "C-102", "C-103", "C-107", "C-108"}


def test_a_claim_dated_after_today_is_not_taken(granted: Recipient) -> None:
    with pytest.raises(actions.CannotClaim, match="今日より後"):
        claim(granted.number, COUNTER, on=LATER - timedelta(days=1))


def test_a_person_who_never_had_cover_is_told_so(granted: Recipient) -> None:
    stranger = Person.objects.get(atena_no=MISAKI)
    stranger.pk, stranger.atena_no = None, "9" * 15
    stranger.individual_number_index = stranger.individual_number_cipher = None
    stranger.save()
    Recipient.objects.create(person=stranger, number=STRANGER)
    assert findings_of(STRANGER) == [("C-105", "recipient_number")]


@pytest.mark.parametrize(
    "again",
    ["あさお台耳鼻咽喉科", "あさお台　耳鼻咽喉科", " あさお台 耳鼻咽喉科 "],
    ids=["same", "full-width space", "spaces"],
)
def test_the_same_receipt_is_claimed_once_however_it_is_written(granted: Recipient, again: str) -> None:
    first = claim(granted.number, COUNTER)
    assert findings_of(granted.number, provider=again) == [("C-106", "provider")]
    with pytest.raises(actions.CannotClaim, match=first.number):
        claim(granted.number, EXAMINER, provider=again)
    assert Claim.objects.count() == 1


def test_the_database_refuses_what_no_action_let_through(granted: Recipient) -> None:
    first = claim(granted.number, COUNTER)
    first.pk, first.number, first.provider = None, "C202699999999", "あさお台　耳鼻咽喉科"
    with pytest.raises(IntegrityError, match="subsidy_claims_once"), transaction.atomic():
        first.save()
    same_person = claim(granted.number, COUNTER, provider="別の医院")
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Claim.objects.filter(pk=same_person.pk).update(decided_by=COUNTER.id)
    with pytest.raises(IntegrityError, match="not_more"), transaction.atomic():
        Claim.objects.filter(pk=same_person.pk).update(amount=3_001)


@pytest.mark.parametrize("provider", [CLINIC, "多摩川よつばクリニック", "多摩川　よつばクリニック"])
def test_what_was_paid_in_kind_is_not_claimed(granted: Recipient, provider: str) -> None:
    take_in(file_of(receipt(granted.number)), EXAMINER)
    assert findings_of(granted.number, provider=provider) == [("C-104", "provider")]


@pytest.mark.parametrize("written", ["ｱｻｵ　台", "アサオ\u3000台", "A-1 Ｂ", "（医）みなと", "ﾊﾟｰｸ医院", "０１１２３４"])
def test_both_ways_of_folding_a_providers_name_agree(granted: Recipient, written: str) -> None:
    made = claim(granted.number, COUNTER, provider=written)
    assert Claim.objects.values_list(provider_key_in_sql(), flat=True).get(pk=made.pk) == provider_key(written)


class TestWriting:
    """Months and days as people write them."""

    @pytest.mark.parametrize(
        "text", ["2026-06", "2026/6", "2026年6月", "令和8年6月", "R8.6", "Ｒ８．６", "令和８年６月"]
    )
    def test_a_month_is_read_in_either_calendar(self, text: str) -> None:
        assert read_month(text) == JUNE

    @pytest.mark.parametrize("text", ["2026-13", "2026-00", "令和8年13月", "", "六月", "令和99年", "2026"])
    def test_a_month_that_does_not_exist_says_how_to_write_it(self, text: str) -> None:
        with pytest.raises(ValueError, match="令和8年6月"):
            read_month(text)

    def test_days_are_days_of_the_month(self) -> None:
        assert read_days("17、３，10日", JUNE) == [date(2026, 6, day) for day in (3, 10, 17)]
        assert read_days("31", JULY) == [date(2026, 7, 31)]
        for text in ("31", "0", "なし"):
            with pytest.raises(ValueError, match="1から30まで"):
                read_days(text, JUNE)
