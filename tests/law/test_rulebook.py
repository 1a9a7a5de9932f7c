"""The rule book is complete, and every rule and every dated row carries its source."""

import inspect
import re
import typing
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from sasae.kernel.dated import BadTable, NotInForce
from sasae.law import Loss, decide
from sasae.law.articles import ALL_RULES, rule_version
from sasae.law.legal_basis import NoBasis, basis
from sasae.law.rule_functions import MODULES, name_of
from sasae.law.rulebook import rulebook, table_files
from sasae.law.single_parent.in_force import law_on
from sasae.law.single_parent.values import LIMITS
from sasae.law.wording import latest, wordings
from tests.law.casebook import BOOKS, case_of, family, sentences

DISCREPANCIES = Path(__file__).parents[2] / "docs" / "discrepancies.md"


def test_every_rule_is_in_the_book_with_its_article_and_source() -> None:
    book = rulebook()
    for rule in ALL_RULES.values():
        assert rule.text in book
        assert rule.article
        assert rule.source
        assert f"（{rule.id}）" in book


def test_every_rule_function_is_in_the_book() -> None:
    """By its return: what answers with a requirement, a mark, a ground or somebody tested is a rule, and stands in the book."""
    answers = {
        "Requirement",
        "list[Requirement]",
        "Mark",
        "Mark | None",
        "list[Mark]",
        "Ground",
        "Tested",
        "Iterator[Tested]",
    }
    rules = set()
    for module in MODULES:
        for name, function in vars(module).items():
            own = inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
            if own and str(_answer(function)) in answers:
                rules.add(f"{module.__name__.rpartition('.')[2]}.{name}")
    book = rulebook()
    assert len(rules) > 25
    assert [name for name in sorted(rules - GATHERING) if f"（関数 {name}）" not in book] == []
    assert [rule for rule in ALL_RULES if f"（{rule}）（関数 {name_of(rule)}）" not in book] == []


# These put rules together and are none themselves.
GATHERING = {
    "eligibility.child_requirements", "persons.base_requirements", "income_test.income_marks",
    "income_test.ever_tested", "income_test.tested_on", "validity.start_mark",
}  # fmt: skip


def _answer(function: Callable[..., Any]) -> str:
    said = typing.get_type_hints(function)["return"]
    return re.sub(r"[\w.]+\.", "", said.__name__ if isinstance(said, type) and not typing.get_args(said) else str(said))


def test_every_row_says_since_when_and_by_which_source_and_what_is_assumed_is_in_the_discrepancies() -> None:
    """Each assumed row's file, and each reading that a rule names, stands in docs/discrepancies.md."""
    page = DISCREPANCIES.read_text("utf-8")
    missing = []
    for name in table_files():
        table = yaml.safe_load(resources.files("sasae.law").joinpath(name).read_text("utf-8"))
        for row in table["rows"]:
            assert isinstance(row["since"], date), name
            assert row["source"], name
            if row.get("assumed", False) and f"src/sasae/law/{name}" not in page:
                missing.append(name)
    readings = {one for rule in ALL_RULES.values() for one in re.findall(r"law-[a-z]+", rule.source)}
    assert missing == []
    assert [one for one in sorted(readings) if f"| {one} |" not in page] == []


def test_an_earlier_row_is_what_it_was_when_a_later_one_is_added() -> None:
    """A change of the law is rows: in November 2024 table C got one, and the day before kept its answer."""
    rows = LIMITS["C"].rows
    assert [(row.since, row.value and row.value.parent.base) for row in rows] == [
        (date(2019, 1, 1), 1_920_000),
        (date(2024, 11, 1), 2_080_000),
    ]
    before, after = law_on(date(2024, 10, 31)), law_on(date(2024, 11, 1))
    assert before._replace(on=after.on, limits=after.limits, version=after.version) == after


def test_new_words_for_a_rule_leave_the_words_of_earlier_days() -> None:
    first = {"id": "child.age", "article": "条例第2条", "source": "市の資料", "text": "18歳まで。"}
    second = {**first, "since": date(2027, 4, 1), "source": "改正条例", "text": "19歳まで。"}
    dated = wordings({"since": date(2019, 1, 1), "rules": [first, second]}, "rules.yaml")
    assert dated["child.age"].on(date(2027, 3, 31)).text == "18歳まで。"
    assert dated["child.age"].on(date(2027, 4, 1)).text == "19歳まで。"
    assert latest(dated)["child.age"].text == "19歳まで。"
    with pytest.raises(BadTable):
        wordings({"since": date(2019, 1, 1), "rules": [first, first]}, "rules.yaml")
    with pytest.raises(BadTable):
        wordings({"rules": [first]}, "rules.yaml")


def test_the_table_of_limits_is_computed_by_what_decides() -> None:
    book = rulebook()
    assert "| 0人 | 2,360,000円 | 2,360,000円 | 2,360,000円 | 2,440,000円 |" in book
    assert "| 2人 | 3,120,000円 | 3,120,000円 | 3,120,000円 | 3,200,000円 |" in book
    assert "| 0人 | 2,080,000円 | 2,360,000円 | 2,360,000円 | 2,160,000円 |" in book


def test_every_reason_of_loss_has_its_day_in_the_book() -> None:
    endings = yaml.safe_load(resources.files("sasae.law").joinpath("single_parent/endings.yaml").read_text("utf-8"))
    assert {key.removeprefix("理由") for key in endings["rows"][0]["value"]} == {loss.value for loss in Loss}


def test_every_dated_file_is_in_the_book_and_every_row_has_a_source() -> None:
    book = rulebook()
    files = set()
    for folder in ("", "common", "single_parent"):
        place = resources.files("sasae.law").joinpath(folder)
        for entry in place.iterdir():
            if entry.name.endswith(".yaml") and "rows:" in entry.read_text("utf-8").splitlines():
                files.add(f"{folder}/{entry.name}".removeprefix("/"))
    assert files == set(table_files())
    for name in files:
        table = yaml.safe_load(resources.files("sasae.law").joinpath(name).read_text("utf-8"))
        assert table["label"] in book
        assert all(row["source"] and isinstance(row["since"], date) for row in table["rows"])


def test_the_book_has_no_word_left_in_english() -> None:
    lines = [line for line in rulebook().splitlines() if line.startswith("| ")]
    contents = [line.split("|")[2] for line in lines]
    assert [content for content in contents if "_" in content] == []


def test_what_is_assumed_is_marked_and_listed() -> None:
    book = rulebook()
    listed = book[book.index("## 推定を含む規定と表") :]
    for rule in ALL_RULES.values():
        assert (f"- {rule.id}：" in listed) == rule.assumed


def test_every_rule_of_eligibility_is_used_by_the_casebook() -> None:
    """Rules that explain a calculation or a period are printed with the result they explain."""
    explained = {"validity.year"} | {key for key in ALL_RULES if key.startswith(("income.", "claim."))}
    used = {
        ground.rule_id
        for book in BOOKS
        for sentence in sentences(book)
        for ground in decide(case_of(sentence.data), sentence.on).grounds
    }
    assert used == set(ALL_RULES) - explained


def test_the_casebook_has_both_answers_to_every_rule() -> None:
    """A family that meets it and one that does not, or of whom it is not known yet; said of some is said of none."""
    answers: dict[str, set[bool | None]] = {}
    for book in BOOKS:
        for sentence in sentences(book):
            for ground in decide(case_of(sentence.data), sentence.on).grounds:
                answers.setdefault(ground.rule_id, set()).add(ground.met)
    told_only = {"family.disaster", "person.renewal_start", "validity.ward"}  # they excuse, move a day, name the ward
    unasked = {"family.livelihood"}  # said only where it is open
    assert [rule for rule, met in answers.items() if not met >= {True, False} and rule not in told_only | unasked] == []
    assert answers["family.livelihood"] == {None}
    assert all(answers[rule] == {True} for rule in told_only)


def test_a_later_row_leaves_the_version_of_an_earlier_day_alone() -> None:
    assert rule_version(date(2024, 10, 31)) != rule_version(date(2024, 11, 1))
    assert rule_version(date(2024, 11, 1)) == rule_version(date(2024, 12, 31))
    assert rule_version(date(2026, 7, 1)) == decide(family("母と子"), date(2026, 7, 1)).rule_version


def test_a_day_before_the_tables_is_refused_and_not_guessed() -> None:
    with pytest.raises(NotInForce):
        decide(family("母と子"), date(2018, 12, 31))


@pytest.mark.clause("LAW-1")
def test_every_affair_names_its_basis_and_without_one_it_does_not_run() -> None:
    on = date(2026, 11, 24)
    assert basis("use", on).provision == "番号法第9条第2項、番号条例第3条第1項・別表第1の3の項"
    assert basis("query", on).provision == "番号法第19条第9号"
    assert "33の項" in basis("transfer.disability", on).provision
    assert "35の項" in basis("transfer.childrens", on).provision
    with pytest.raises(NoBasis):
        basis("transfer.police", on)
    with pytest.raises(NotInForce):
        basis("use", date(2024, 12, 18))
