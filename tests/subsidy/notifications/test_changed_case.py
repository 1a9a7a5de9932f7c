"""A case with what changed after its application: pure, the last day and the day after."""

from datetime import date
from typing import Any

import pytest

from sasae.kernel.period import Period
from sasae.law.case import ALL_TIME
from sasae.law.decision import Decision, Loss, Outcome
from sasae.law.single_parent.examination import decide
from sasae.subsidy.entitlements.case_building import build_case
from tests.subsidy.town import DAY, MIO, MISAKI, REN, form, parted

CHANGED = date(2026, 9, 1)


def facts(*changes: dict[str, Any]) -> dict[str, Any]:
    """Mother and two children, insured and resident, with these changes."""
    people = [(MISAKI, "1990-04-01", "世帯主"), (REN, "2015-05-05", "子"), (MIO, "2018-10-10", "子")]
    return {
        "at": "2026-06-15T09:00:00+09:00", "income_year": 2024, "household": [MISAKI, REN, MIO], "unknown_incomes": [],
        "enrolments": [],
        "people": [
            {"atena_no": who, "birth_date": birth, "sex": "2", "relation": relation, "resident_since": "2019-04-01",
             "moved_out_on": None, "died_on": None, "moved_in_from": ""}
            for who, birth, relation in people
        ],
        "incomes": [
            {"atena_no": MISAKI, "year": 2024, "salary": 1_500_000, "dependants": 2, "elderly_dependants": 0,
             "elderly_spouse": False, "specific_dependants": 0}
        ],
        "insurances": [{"atena_no": who, "since": "2020-04-01", "until": None} for who, _, _ in people],
        "changes": list(changes),
    }  # fmt: skip


def change(
    kind: str, who: str = MISAKI, first: date = CHANGED, last: date | None = None, **value: Any
) -> dict[str, Any]:
    return {
        "kind": kind, "atena_no": who, "from": first.isoformat(), "to": last.isoformat() if last else None,
        "value": value, "source": "TD1",
    }  # fmt: skip


def case(*changes: dict[str, Any]) -> Any:
    content, _ = parted(form())
    content["persons"] = {"applicant": MISAKI, "children.0": REN, "children.1": MIO}
    return build_case("KW1", DAY, content, facts(*changes))


def decision(on: date, *changes: dict[str, Any]) -> Decision:
    return decide(case(*changes), on)


@pytest.mark.parametrize(
    ("told", "loss"),
    [
        (change("partner", de_facto=True), Loss.MARRIED),
        (change("withdrawn"), Loss.WITHDRAWN),
        (change("revoked"), Loss.REVOKED),
        (change("moved_out"), Loss.MOVED_OUT),
        (change("scheme", scheme="1"), Loss.PUBLIC_ASSISTANCE),
    ],
    ids=["partner", "withdrawn", "revoked", "moved out", "public assistance"],
)
def test_the_mother_is_covered_on_the_day_before_and_not_on_the_day(told: dict[str, Any], loss: Loss) -> None:
    before = decision(date(2026, 8, 31), told).person(MISAKI)
    assert (before.outcome, before.eligible_to) == (Outcome.GRANTED, date(2026, 8, 31))
    after = decision(CHANGED, told).person(MISAKI)
    assert after.outcome is not Outcome.GRANTED
    assert (after.lost_on, after.loss) == (CHANGED, loss)


@pytest.mark.parametrize(
    ("told", "loss"),
    [
        (change("custody_ended", REN), Loss.CUSTODY_ENDED),
        (change("scheme", REN, scheme="4"), Loss.PLACED),
        (change("scheme", REN, scheme="2"), Loss.DISABILITY_SUBSIDY),
        (change("reason_ended", REN), Loss.OTHER),
    ],
    ids=["custody", "placed", "another scheme", "the reason is over"],
)
def test_one_child_ends_and_the_other_goes_on(told: dict[str, Any], loss: Loss) -> None:
    result = decision(CHANGED, told)
    assert (result.person(REN).lost_on, result.person(REN).loss) == (CHANGED, loss)
    assert result.person(MIO).outcome is Outcome.GRANTED
    assert result.person(MISAKI).outcome is Outcome.GRANTED


@pytest.mark.parametrize(("on", "granted"), [(date(2026, 9, 1), True), (date(2026, 9, 2), False)])
def test_the_day_of_death_is_covered_and_the_day_after_is_not(on: date, granted: bool) -> None:
    found = decision(on, change("died", REN)).person(REN)
    assert (found.outcome is Outcome.GRANTED) is granted


def test_custody_given_back_leaves_a_gap_and_no_more() -> None:
    told = change("custody_ended", REN, date(2026, 8, 1), date(2026, 8, 31))
    child = next(one for one in case(told).children if one.id == REN)
    assert child.custody == (Period(date(1, 1, 1), date(2026, 7, 31)), Period(date(2026, 9, 1), None))
    assert next(one for one in case(told).children if one.id == MIO).custody == ALL_TIME


def test_the_last_child_support_told_is_the_one_that_counts() -> None:
    told = case(change("child_support", yen=600_000), change("child_support", first=date(2026, 10, 1), yen=120_000))
    assert told.incomes[0].child_support == 120_000


def test_nothing_changed_is_the_case_of_the_application() -> None:
    content, _ = parted(form())
    content["persons"] = {"applicant": MISAKI, "children.0": REN, "children.1": MIO}
    plain = facts()
    del plain["changes"]
    assert build_case("KW1", DAY, content, plain) == case()
