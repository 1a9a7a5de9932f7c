"""The rule book is complete, and every rule and every dated row carries its source."""

from datetime import date
from importlib import resources

import pytest
import yaml

from sasae.kernel.dated import NotInForce
from sasae.law import decide
from sasae.law.articles import ALL_RULES, rule_version
from sasae.law.legal_basis import NoBasis, basis
from sasae.law.rulebook import rulebook, table_files
from tests.law.casebook import BOOKS, case_of, family, sentences


def test_every_rule_is_in_the_book_with_its_article_and_source() -> None:
    book = rulebook()
    for rule in ALL_RULES.values():
        assert rule.text in book
        assert rule.article
        assert rule.source
        assert f"（{rule.id}）" in book


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
