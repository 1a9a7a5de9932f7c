"""The casebook of reimbursements: every sentence of cases/claims.csv, and the caps behind them."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.kernel.period import Month, Period
from sasae.law import ClaimCase, ClaimDecision, decide_claim
from sasae.law.single_parent.benefit import ClaimOutcome
from sasae.law.single_parent.high_cost import CAPS, Bill, classes, expected, lowest_cap, most_expected
from tests.law.casebook import CASES, pairs_of

ON = date(2026, 11, 24)
CLAIM = ClaimCase(
    id="請求", birth=date(2010, 5, 5), month=Month(2026, 4), claimed_on=date(2026, 5, 1), covered=(Period(date(2024, 1, 1)),),
    insured_self_pay=3_000, total_cost=10_000,
)  # fmt: skip
WORDS = {"支給": ClaimOutcome.PAID, "不支給": ClaimOutcome.REFUSED, "保留": ClaimOutcome.HELD}
FIELDS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "請求日": ("claimed_on", date.fromisoformat),
    "診療月": ("month", Month.parse),
    "生年月日": ("birth", date.fromisoformat),
    "資格の末日": ("covered", lambda text: (Period(date(2024, 1, 1), date.fromisoformat(text)),)),
    "診療日": ("treated_on", lambda text: (date.fromisoformat(text),)),
    "区分": ("cap_class", str), "保険者": ("insurer", str), "事由": ("reason", str), "種類": ("kind", str), "書類": ("papers", str),
    **{
        name: (field, int)
        for name, field in {
            "自己負担額": "insured_self_pay", "食事": "meals", "総医療費": "total_cost", "高額療養費": "high_cost",
            "附加給付": "fringe", "ほかの公費": "other_public", "災害共済給付": "school_insurance", "該当回数": "high_cost_months",
            "月の自己負担額": "month_self_pay", "世帯の自己負担額": "household_self_pay",
        }.items()
    },
    **{
        name: (field, lambda text: {"はい": True, "いいえ": False}[text])
        for name, field in {
            "通知を確認": "benefits_settled", "装具の決定": "device_decided", "学校の災害": "school_accident",
            "センターの決定": "school_centre_decided", "第三者": "third_party", "届出": "third_party_notified", "示談": "settled",
        }.items()
    },
}  # fmt: skip


def rows() -> list[dict[str, str]]:
    with (CASES / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def decided(changes: str) -> ClaimDecision:
    told = {FIELDS[name][0]: FIELDS[name][1](value) for name, value in pairs_of(changes.splitlines()).items()}
    return decide_claim(replace(CLAIM, **told), ON)


@pytest.mark.clause("BUS-2")
@pytest.mark.parametrize("row", rows(), ids=[row["事例"] for row in rows()])
def test_sentence(row: dict[str, str]) -> None:
    decision = decided(row["変えるところ"])
    not_met = [ground.rule_id for ground in decision.grounds if ground.met is False and ground.rule_id != "claim.share"]
    waits = [ground.rule_id for ground in decision.grounds if ground.met is None and ground.rule_id != "claim.share"]
    assert (decision.outcome, decision.amount) == (WORDS[row["決定"]], int(row["助成額"]))
    assert (not_met, waits) == (_listed(row["満たさない規定"]), _listed(row["待つ規定"]))
    assert ClaimDecision.from_json(decision.to_json()).to_json() == decision.to_json()


def _listed(cell: str) -> list[str]:
    return [rule for rule in cell.split("；") if rule]


def test_every_sentence_is_said_once() -> None:
    said = [row["事例"] for row in rows()]
    assert len(said) == len(set(said)) >= 60


@pytest.mark.parametrize(
    ("month", "name", "cost", "cap"),
    [
        pytest.param(Month(2026, 7), "ア", 842_050, 252_601, id="1％の端数は50銭から切り上げる"),
        pytest.param(Month(2026, 7), "ア", 842_049, 252_600, id="1％の端数は50銭未満を切り捨てる"),
        pytest.param(Month(2026, 7), "オ", 5_000_000, 35_400, id="区分オは医療費によらない"),
        pytest.param(Month(2026, 8), "ウ", 286_000, 85_800, id="令和8年8月の区分ウは286,000円まで"),
        pytest.param(Month(2026, 8), "ウ", 286_100, 85_801, id="286,100円から1円増える"),
    ],
)
def test_the_cap_of_a_class(month: Month, name: str, cost: int, cap: int) -> None:
    bill = Bill(CLAIM.birth, 1_000_000, cost)
    assert expected([bill], month, name) == (1_000_000, cap, 1_000_000 - cap)


@pytest.mark.parametrize(
    ("second", "counted", "benefit"),
    [
        pytest.param(20_999, 30_000, 0, id="21,000円に一円足りない分は世帯で合わせない"),
        pytest.param(21_000, 51_000, 15_600, id="21,000円からは世帯で合わせる"),
    ],
)
def test_bills_count_together_from_21000_yen(second: int, counted: int, benefit: int) -> None:
    bills = [Bill(CLAIM.birth, 30_000, 100_000), Bill(CLAIM.birth, second, 70_000)]
    found = expected(bills, Month(2026, 4), "オ")
    assert (found.counted, found.benefit) == (counted, benefit)
    assert most_expected(bills, Month(2026, 4)).benefit == benefit  # the class with the lowest cap gives most


def test_a_class_that_is_not_of_the_month_is_no_class() -> None:
    with pytest.raises(KeyError):
        expected([Bill(CLAIM.birth, 30_000, 100_000)], Month(2027, 7), "ウ1")
    assert "ウ1" in classes(CLAIM.birth, Month(2027, 8))


def test_the_month_after_70_is_reached_is_the_first_of_the_elderly() -> None:
    birth = date(1956, 7, 10)
    assert set(classes(birth, Month(2026, 7))) == set(CAPS.on(date(2026, 7, 1)).under70)
    assert set(classes(birth, Month(2026, 8))) == set(CAPS.on(date(2026, 8, 1)).from70)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**7)), max_size=6), st.integers(0, 12))
def test_never_more_is_expected_than_was_paid_and_no_class_gives_more_than_the_most(
    paid: list[tuple[int, int]], before: int
) -> None:
    month = Month(2026, 9)
    bills = [Bill(CLAIM.birth, self_pay, cost) for self_pay, cost in paid]
    most = most_expected(bills, month, before)
    for name in classes(CLAIM.birth, month):
        one = expected(bills, month, name, before)
        assert 0 <= one.benefit <= most.benefit <= sum(bill.self_pay for bill in bills)
        assert one.benefit == max(0, one.counted - one.cap)
    assert lowest_cap(CLAIM.birth, month, before) <= lowest_cap(CLAIM.birth, month)
