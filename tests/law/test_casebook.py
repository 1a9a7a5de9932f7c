"""Every sentence of the casebook, on each of its days."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sasae.law import Decision, Loss, Outcome, decide
from tests.law import casebook
from tests.law.casebook import BOOKS, WORDS, Sentence, case_of, sentences

ALL = [sentence for book in BOOKS for sentence in sentences(book)]


def _answer(decision: Decision, expected: dict[str, Any]) -> dict[str, Any]:
    """What the decision says about each thing the sentence asks."""
    labels = {outcome: word for word, outcome in WORDS.items()}
    facts = {(g.subject, f.name): f.value for g in decision.grounds for f in g.facts}
    ask = {
        "判定": lambda _: labels[decision.outcome],
        "人": lambda want: {who: labels[decision.person(who).outcome] for who in want},
        "期間": lambda want: {who: _period(decision, who) for who in want},
        "喪失": lambda want: {who: _loss(decision, who) for who in want},
        "所得": lambda want: {who: facts[who, "判定する所得"] for who in want},
        "限度額": lambda want: {who: facts[who, "限度額"] for who in want},
        "満たさない": lambda _: sorted({ground.rule_id for ground in decision.not_met}),
        "確認": lambda _: "あり" if decision.to_check else "なし",
    }
    return {name: ask[name](want) for name, want in expected.items()}


def _period(decision: Decision, who: str) -> str:
    result = decision.person(who)
    return f"{result.eligible_from}から{result.eligible_to}まで"


def _loss(decision: Decision, who: str) -> str:
    result = decision.person(who)
    return f"{result.lost_on} {result.loss.label if result.loss else ''}"


@pytest.mark.clause("BUS-1")
@pytest.mark.clause("USE-5")
@pytest.mark.parametrize("sentence", ALL, ids=[sentence.id for sentence in ALL])
def test_sentence(sentence: Sentence) -> None:
    decision = decide(case_of(sentence.data), sentence.on)
    assert _answer(decision, sentence.expected) == sentence.expected


def test_the_casebook_says_each_sentence_once_and_two_hundred_or_more() -> None:
    ids = [sentence.id for sentence in ALL]
    assert len(ids) == len(set(ids))
    assert len({name.rpartition("／")[0] for name in ids}) >= 200


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("春の日,母と子,,きのう,交付,,,,,,,", "判定する日", "きのう"),
        ("春の日,母と娘,,2026-07-01,交付,,,,,,,", "もとの家庭", "母と娘"),
        ("春の日,母と子,児童.子.監護,2026-07-01,交付,,,,,,,", "変えるところ", "項目＝値"),
        ("春の日,母と子,児童.子.艦護＝なし,2026-07-01,交付,,,,,,,", "変えるところ", "この項目はありません"),
        ("春の日,母と子,申請者.生年月日＝2026-02-30,2026-07-01,交付,,,,,,,", "変えるところ", "ない日付"),
        ("春の日,母と子,,2026-07-01,不交付,,,,,,,", "判定", "不交付"),
        ("春の日,母と子,,2026-07-01,,母＝可,,,,,,", "人ごとの判定", "可"),
        ("春の日,母と子,,2026-07-01,,,,,母＝百円,,,", "判定する所得", "百円"),
        ("春の日,母と子,,2026-07-01,,,,,,,child.ages,", "満たさない規定", "child.age"),
        ("春の日,母と子,,2026-07-01,,,,,,,,有る", "職員の確認", "有る"),
        ("春の日,母と子,,2026-07-01,,,,,,,,", "判定", "答えが書かれていません"),
        ("春の日,母と子,,2026-07-01,交付", "行", "欄の数"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_by_file_line_and_column(
    row: str, column: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spring.csv").write_text("\ufeff" + ",".join(casebook.COLUMNS) + f"\n{row}\n", "utf-8")
    monkeypatch.setattr(casebook, "CASES", tmp_path)
    with pytest.raises(casebook.BadRow, match=f"spring.csv 2行目（春の日）「{column}」：.*{said}"):
        list(sentences("spring"))


def test_a_table_as_a_spreadsheet_saves_it_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spreadsheets write 2026/3/31 for 2026-03-31."""
    mine = (casebook.CASES / "ages.csv").read_text("utf-8")
    theirs = re.sub(r",(\d{4})-0?(\d+)-0?(\d+),", r",\1/\2/\3,", mine)
    assert theirs != mine
    (tmp_path / "ages.csv").write_text(theirs, "utf-8")
    ours = list(sentences("ages"))
    monkeypatch.setattr(casebook, "CASES", tmp_path)
    assert list(sentences("ages")) == ours


def test_every_outcome_and_every_day_of_the_tables_is_in_the_casebook() -> None:
    """All results and all reasons of loss that a case can lead to appear, from the first certificate year of the tables on."""
    decisions = [decide(case_of(sentence.data), sentence.on) for sentence in ALL]
    assert {decision.outcome for decision in decisions} == set(Outcome)
    assert {person.loss for decision in decisions for person in decision.persons} == {*Loss, None}
    assert min(sentence.on for sentence in ALL) < date(2020, 1, 1)
