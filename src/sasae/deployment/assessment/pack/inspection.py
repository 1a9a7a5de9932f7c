"""自己点検: every promise of the assessment as a line of the list, filled with what was found; the rest a person writes."""

from collections.abc import Iterable, Iterator

from sasae.deployment.assessment.judging import WORDS, Judged
from sasae.deployment.assessment.pack.changes import order

HEADS = (
    "番号", "箇所", "条項", "点検の項目", "評価書の記載", "システム", "結果", "理由", "証拠", "証明するテスト",
    "点検した者", "点検した日", "所見",
)  # fmt: skip
BY_HAND = 3  # the last columns are filled in by a person


def lines(judged: Iterable[Judged]) -> Iterator[list[str]]:
    """The list in the order of the form, the last three columns empty."""
    for number, one in enumerate(sorted(judged, key=lambda one: order(one.where)), 1):
        yield [
            str(number), one.where, one.id, one.title, one.text, "・".join(one.systems), WORDS[one.state],
            "／".join(one.why), "／".join(one.evidence), str(len(one.tests)), *[""] * BY_HAND,
        ]  # fmt: skip
