"""The parallel run: every difference between the old system's answers and ours has a cause, in words."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.foundation.batch import run_now
from sasae.subsidy.old_system import actions
from sasae.subsidy.old_system.models import Migration
from sasae.subsidy.old_system.reports import report
from tests.subsidy.conftest import COUNTER
from tests.subsidy.old_system.files import CUTOVER, KEIKO, SORA, checked, imported, rows
from tests.subsidy.old_system.test_findings import Rows, change

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def compared(made: Migration) -> set[tuple[str, str]]:
    """Cause and key of every difference."""
    run_now(actions.begin_comparison(made.pk, by=COUNTER))
    return set(made.differences.values_list("cause", "key"))


def test_answers_that_agree_are_no_difference_before_the_import_or_after_it() -> None:
    assert compared(checked(rows(), "parallel")) == set()
    assert compared(imported(checked(rows()))) == set()


def all_until(day: str) -> Callable[[Rows], None]:
    def alter(told: Rows) -> None:
        for row in told["entitlements"]:
            row["valid_to"] = min(row["valid_to"], day)

    return alter


def refused(told: Rows) -> None:
    told["families"][0]["outcome"] = "20"
    told["entitlements"] = [row for row in told["entitlements"] if row["valid_from"] < "2026"]
    told["certificates"] = []
    told["payments"] = []


CASES: list[tuple[str, Callable[[Rows], Any], set[tuple[str, str]], str]] = [
    (
        "no income was handed over",
        lambda told: told["incomes"].clear(),
        {("D01", KEIKO), ("D01", SORA)},
        "所得のファイル",
    ),
    (
        "the income is over the limit",
        change("incomes", 0, salary="9000000"),
        {("D02", KEIKO), ("D02", SORA)},
        "限度額 ",
    ),
    ("they refused whom we would grant", refused, {("D11", KEIKO), ("D11", SORA)}, "交付になります"),
    ("the cover ends earlier there", all_until("2026-11-30"), {("D22", KEIKO), ("D22", SORA)}, "末日が違います"),
    ("meals were not taken off", change("payments", 0, meals="460"), {("A01", "P1")}, "食事等460円"),
    (
        "two sums were not taken off",
        change("payments", 0, meals="460", high_cost="1000"),
        {("A01", "P1")},
        "合わせて1,460円",
    ),
    ("ten yen were cut off", change("payments", 0, self_pay="3005"), {("A02", "P1")}, "10円未満"),
    (
        "the month was not covered",
        change("payments", 0, treatment_month="2024-12"),
        {("A03", "P1")},
        "診療年月 2024-12",
    ),
    (
        "somebody covered is in no row of the family",
        lambda told: (told["children"].clear(), told["payments"].pop(0)),
        {("D13", SORA), ("D03", KEIKO)},
        "",
    ),
    ("nothing explains it", change("payments", 0, self_pay="3700"), {("A99", "P1")}, "わかりません"),
]


@pytest.mark.parametrize(("alter", "causes", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_difference_has_its_cause_and_its_words(
    alter: Callable[[Rows], Any], causes: set[tuple[str, str]], words: str
) -> None:
    told = rows()
    alter(told)
    del told["control"], told["receivables"]  # a comparison takes what there is
    made = checked(told, "parallel")
    assert compared(made) == causes
    assert all(words in one.words for one in made.differences.all())


def test_a_payment_of_a_month_covered_in_another_family_is_no_difference() -> None:
    told = _two_families()
    del told["control"], told["receivables"]
    assert {cause for cause, key in compared(checked(told, "parallel")) if key == "P1"} == set()


def test_a_child_two_applicants_name_has_an_answer_in_each_family() -> None:
    told = _two_families()
    told["families"][1]["outcome"] = "20"
    told["incomes"].clear()
    told["entitlements"] = [row for row in told["entitlements"] if row["applicant"] == KEIKO]
    del told["control"], told["receivables"], told["certificates"]
    made = checked(told, "parallel")
    assert f"{SORA}/{KEIKO}" in {key for _, key in compared(made)}
    assert compared(made) == compared(made)


def _two_families() -> Rows:
    """The child was covered under the father in 2024 and is covered under the mother since."""
    told = rows()
    father = "810003".zfill(15)
    told["persons"].append({**told["persons"][0], "atena_no": father, "name": "移行　父", "household_no": "H82"})
    told["families"].append({**told["families"][0], "applicant": father, "relation": "10"})
    told["children"].append({**told["children"][0], "applicant": father, "lives_together": "0"})
    told["entitlements"].append(
        {**told["entitlements"][2], "applicant": father, "valid_from": "2024-07-01", "valid_to": "2024-12-31"}
    )
    told["payments"][0] |= {"treatment_month": "2024-09"}
    return told


def test_a_second_comparison_takes_the_place_of_the_first_and_the_paper_is_the_same_bytes() -> None:
    told = rows()
    told["payments"][0]["meals"] = "460"
    made = checked(told, "parallel")
    assert compared(made) == compared(made) == {("A01", "P1")}
    assert made.differences.get().yen == -460
    made.refresh_from_db()
    assert report(made, on=CUTOVER) == report(made, on=CUTOVER)


def test_files_of_a_parallel_run_are_never_imported() -> None:
    with pytest.raises(actions.CannotMove) as refusal:
        actions.ask(checked(rows(), "parallel").pk, by=COUNTER, on=CUTOVER)
    assert refusal.value.id == "OS-604"
