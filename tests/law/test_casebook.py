"""Every sentence of the casebook, on each of its days."""

from datetime import date
from typing import Any

import pytest

from sasae.law import Decision, Outcome, decide
from tests.law.casebook import BOOKS, Sentence, case_of, sentences

WORDS = {
    "交付": Outcome.GRANTED,
    "所得超過": Outcome.INCOME_TOO_HIGH,
    "要件非該当": Outcome.NOT_ELIGIBLE,
    "他制度": Outcome.OTHER_SCHEME,
    "所得不明": Outcome.INCOME_UNKNOWN,
    "現況届未提出": Outcome.NO_STATUS_REPORT,
    "保留": Outcome.PENDING,
}
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


def test_the_casebook_says_each_sentence_once() -> None:
    ids = [sentence.id for sentence in ALL]
    assert len(ids) == len(set(ids))
    assert len(ids) >= 150


def test_every_outcome_and_every_day_of_the_tables_is_in_the_casebook() -> None:
    """All results appear, on days from the first certificate year of the tables on."""
    seen = {decide(case_of(sentence.data), sentence.on).outcome for sentence in ALL}
    assert seen == set(Outcome)
    assert min(sentence.on for sentence in ALL) < date(2020, 1, 1)
