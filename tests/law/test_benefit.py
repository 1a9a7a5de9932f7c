"""償還払い: the amount, the five years, the share of cost."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.kernel.period import Month, Period
from sasae.law import ClaimCase, decide_claim
from sasae.law.single_parent.benefit import ClaimOutcome, amount, first_claim_day, last_claim_day, own_share

CLAIM = ClaimCase(
    id="請求1",
    birth=date(2016, 5, 5),
    month=Month(2026, 4),
    claimed_on=date(2026, 5, 1),
    covered=(Period(date(2026, 1, 1), date(2026, 12, 31)),),
    insured_self_pay=3_000,
    total_cost=10_000,
)
ON = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("claimed_on", "outcome"),
    [
        pytest.param(date(2026, 4, 30), ClaimOutcome.HELD, id="診療月のうちはまだ請求できない"),
        pytest.param(date(2026, 5, 1), ClaimOutcome.PAID, id="翌月の初日から請求できる"),
        pytest.param(date(2031, 4, 30), ClaimOutcome.PAID, id="60か月後の月の末日まで請求できる"),
        pytest.param(date(2031, 5, 1), ClaimOutcome.REFUSED, id="その翌日からは請求できない"),
    ],
)
def test_window(claimed_on: date, outcome: ClaimOutcome) -> None:
    decision = decide_claim(replace(CLAIM, claimed_on=claimed_on), ON)
    assert decision.outcome is outcome
    assert decision.amount == (3_000 if outcome is ClaimOutcome.PAID else 0)


def test_the_published_example_of_the_time_limit() -> None:
    assert first_claim_day(Month(2019, 4)) == date(2019, 5, 1)
    assert last_claim_day(Month(2019, 4)) == date(2024, 4, 30)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, 3_000, id="引くものがなければ自己負担額の全部"),
        pytest.param({"insured_self_pay": 10_000, "meals": 1_380}, 8_620, id="食事の負担を引く"),
        pytest.param({"insured_self_pay": 100_000, "high_cost": 20_000}, 80_000, id="高額療養費を引く"),
        pytest.param({"insured_self_pay": 100_000, "fringe": 75_000}, 25_000, id="附加給付を引く"),
        pytest.param({"insured_self_pay": 10_000, "other_public": 4_000}, 6_000, id="ほかの公費を引く"),
        pytest.param({"insured_self_pay": 10_000, "school_insurance": 4_000}, 6_000, id="災害共済給付を引く"),
        pytest.param({"insured_self_pay": 3_000, "high_cost": 2_999}, 1, id="一円でも残れば助成する"),
        pytest.param({"insured_self_pay": 3_000, "high_cost": 3_000}, 0, id="残らなければ0円"),
        pytest.param({"insured_self_pay": 3_000, "high_cost": 3_001}, 0, id="マイナスにはならない"),
    ],
)
def test_amount(changes: dict[str, int], expected: int) -> None:
    claim = replace(CLAIM, total_cost=None, **changes)
    decision = decide_claim(claim, ON)
    assert amount(claim) == expected
    assert decision.amount == expected
    assert decision.outcome is (ClaimOutcome.PAID if expected else ClaimOutcome.REFUSED)


@pytest.mark.parametrize(
    ("birth", "day", "income_class", "share"),
    [
        pytest.param(date(2020, 4, 1), date(2026, 3, 31), None, 2, id="4月1日生まれは6歳到達年度の末日まで2割"),
        pytest.param(date(2020, 4, 1), date(2026, 4, 1), None, 3, id="翌日から3割"),
        pytest.param(date(2020, 4, 2), date(2027, 3, 31), None, 2, id="4月2日生まれは一年あとまで2割"),
        pytest.param(date(2020, 4, 2), date(2027, 4, 1), None, 3, id="4月2日生まれも翌日から3割"),
        pytest.param(date(1956, 7, 10), date(2026, 7, 31), "general", 3, id="70歳に達した月の末日まで3割"),
        pytest.param(date(1956, 7, 10), date(2026, 8, 1), "general", 2, id="翌月から2割"),
        pytest.param(date(1956, 8, 1), date(2026, 8, 1), "general", 2, id="1日生まれはその月から2割"),
        pytest.param(date(1956, 7, 10), date(2026, 8, 1), "active", 3, id="現役並みは3割のまま"),
        pytest.param(date(1951, 7, 10), date(2026, 7, 9), "general", 2, id="75歳の誕生日の前日まで2割"),
        pytest.param(date(1951, 7, 10), date(2026, 7, 10), "general", 1, id="75歳の誕生日から1割"),
        pytest.param(date(1940, 1, 1), date(2022, 9, 30), "middle", None, id="2割の区分は2022年9月までない"),
        pytest.param(date(1940, 1, 1), date(2022, 10, 1), "middle", 2, id="2割の区分は2022年10月から"),
        pytest.param(date(1940, 1, 1), date(2026, 10, 1), None, None, id="区分が分からなければ割合も分からない"),
    ],
)
def test_own_share(birth: date, day: date, income_class: str | None, share: int | None) -> None:
    assert own_share(birth, day, income_class) == share


@pytest.mark.parametrize(
    ("changes", "outcome", "not_met"),
    [
        pytest.param({"treated_on": (date(2026, 4, 30),)}, ClaimOutcome.PAID, set(), id="診療日に資格がある"),
        pytest.param(
            {"covered": (Period(date(2026, 1, 1), date(2026, 4, 29)),), "treated_on": (date(2026, 4, 30),)},
            ClaimOutcome.REFUSED,
            {"claim.covered"},
            id="資格を失った日の診療は助成しない",
        ),
        pytest.param(
            {"covered": (Period(date(2026, 4, 30), None),)},
            ClaimOutcome.PAID,
            set(),
            id="日が分からなければ月に一日でも資格があればよい",
        ),
        pytest.param(
            {"covered": (Period(date(2026, 5, 1), None),)},
            ClaimOutcome.REFUSED,
            {"claim.covered"},
            id="診療月に資格がない",
        ),
        pytest.param({"school_accident": True}, ClaimOutcome.HELD, set(), id="学校の災害はセンターの決定を待つ"),
        pytest.param(
            {"school_accident": True, "school_centre_decided": True},
            ClaimOutcome.PAID,
            set(),
            id="センターの決定の後は助成する",
        ),
        pytest.param({"third_party": True}, ClaimOutcome.HELD, set(), id="第三者の行為は届出を待つ"),
        pytest.param(
            {"third_party": True, "third_party_notified": True}, ClaimOutcome.PAID, set(), id="届出があれば助成する"
        ),
        pytest.param(
            {"third_party": True, "third_party_notified": True, "settled": True},
            ClaimOutcome.REFUSED,
            {"claim.third_party"},
            id="示談の後は助成しない",
        ),
        pytest.param(
            {"third_party": True, "third_party_notified": True, "settled": None},
            ClaimOutcome.HELD,
            set(),
            id="示談の月で診療日が分からなければ、日を確かめる",
        ),
        pytest.param({"injury": "TJ1"}, ClaimOutcome.HELD, set(), id="届出のある負傷の月は、その負傷によるものか確かめる"),
        pytest.param(
            {"injury": "TJ1", "injury_unrelated": True}, ClaimOutcome.PAID, set(), id="別の診療とわかれば助成する"
        ),
        pytest.param(
            {"injury": "TJ1", "third_party": True, "third_party_notified": True},
            ClaimOutcome.PAID,
            set(),
            id="その負傷によるものは、届出があるので助成する",
        ),
    ],
)
def test_conditions(changes: dict[str, object], outcome: ClaimOutcome, not_met: set[str]) -> None:
    decision = decide_claim(replace(CLAIM, **changes), ON)
    assert decision.outcome is outcome
    assert {ground.rule_id for ground in decision.grounds if ground.met is False} == not_met


@pytest.mark.clause("BUS-2")
@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        pytest.param({"insured_self_pay": 35_400}, ClaimOutcome.PAID, id="一番低い限度額までは待たない"),
        pytest.param({"insured_self_pay": 35_401}, ClaimOutcome.HELD, id="一円でも超えれば保険者の決定を待つ"),
        pytest.param({"insured_self_pay": 40_000, "meals": 4_600}, ClaimOutcome.PAID, id="食事の負担は数えない"),
        pytest.param({"month_self_pay": 35_401}, ClaimOutcome.HELD, id="同じ月のほかの医療機関の分も数える"),
        pytest.param(
            {"insured_self_pay": 35_401, "benefits_settled": True}, ClaimOutcome.PAID, id="支給なしと確かめれば助成する"
        ),
        pytest.param({"insured_self_pay": 35_401, "high_cost": 1}, ClaimOutcome.PAID, id="決定額があれば助成する"),
    ],
)
def test_an_open_high_cost_benefit_holds_the_claim(changes: dict[str, object], outcome: ClaimOutcome) -> None:
    assert decide_claim(replace(CLAIM, total_cost=None, **changes), ON).outcome is outcome


@pytest.mark.parametrize(
    ("month", "outcome"),
    [
        pytest.param(Month(2026, 7), ClaimOutcome.HELD, id="令和8年7月診療分までは35,400円"),
        pytest.param(Month(2026, 8), ClaimOutcome.PAID, id="令和8年8月診療分からは36,900円"),
    ],
)
def test_the_lowest_cap_is_the_treatment_months(month: Month, outcome: ClaimOutcome) -> None:
    claim = replace(CLAIM, month=month, claimed_on=date(2026, 9, 1), insured_self_pay=36_900, total_cost=None)
    assert decide_claim(claim, ON).outcome is outcome


def test_a_self_pay_above_the_share_is_pointed_out() -> None:
    good = decide_claim(CLAIM, ON)
    high = decide_claim(replace(CLAIM, insured_self_pay=3_001), ON)
    assert good.findings == ()
    assert [finding.id for finding in high.findings] == ["LC-101"]
    assert high.outcome is ClaimOutcome.PAID


def test_a_negative_amount_is_refused_as_input() -> None:
    decision = decide_claim(replace(CLAIM, high_cost=-1), ON)
    assert decision.outcome is ClaimOutcome.HELD
    assert decision.amount == 0
    assert [finding.id for finding in decision.findings] == ["LC-001"]


@given(st.integers(0, 10**7), st.lists(st.integers(0, 10**6), min_size=5, max_size=5))
def test_never_more_than_was_paid_and_never_below_zero(paid: int, less: list[int]) -> None:
    meals, high_cost, fringe, other_public, school = less
    claim = replace(
        CLAIM,
        insured_self_pay=paid,
        meals=meals,
        high_cost=high_cost,
        fringe=fringe,
        other_public=other_public,
        school_insurance=school,
    )
    assert 0 <= amount(claim) <= paid
    assert decide_claim(claim, ON).to_json() == decide_claim(claim, ON).to_json()
