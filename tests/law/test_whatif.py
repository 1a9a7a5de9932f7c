"""もしも: other limits, ages and deductions on the same families, by the same rules."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from sasae.law import Case, Outcome, decide
from sasae.law.single_parent.examination import judge
from sasae.law.single_parent.in_force import law_on
from sasae.law.whatif import Comparison, changeable, changed, findings, what_if
from tests.law.casebook import BOOKS, family, sentences

ON = date(2026, 7, 1)
AT_THE_LIMIT = family("母と子", {"所得.母.2024.給与所得": 2_920_000})
ONE_BELOW = family("母と子", {"所得.母.2024.給与所得": 2_919_999})
OF_EIGHTEEN = family("母と子", {"児童.子.生年月日": "2008-01-15"})
GRANTED = Outcome.GRANTED
GRANDMOTHER = family("祖母と孤児", {"所得.祖母.2024.ひとり親控除": True, "所得.祖母.2024.公的年金等所得": 3_269_999})


@pytest.mark.parametrize(
    ("case", "changes", "gains", "losses"),
    [
        pytest.param(AT_THE_LIMIT, {"limits.A.parent.base": 2_360_001}, 2, 0, id="限度額を一円上げれば、ちょうどの家庭が得をする"),
        pytest.param(AT_THE_LIMIT, {"limits.A.parent.base": 2_360_000}, 0, 0, id="同じ額なら何も変わらない"),
        pytest.param(ONE_BELOW, {"limits.A.parent.base": 2_359_999}, 0, 2, id="限度額を一円下げれば、一円手前の家庭が失う"),
        pytest.param(ONE_BELOW, {"limits.A.obligor.base": 0}, 0, 0, id="扶養義務者の限度額は、母だけの家庭に響かない"),
        pytest.param(OF_EIGHTEEN, {"ages.standard": 19}, 2, 0, id="年齢を一年延ばせば、18歳の子と母が得をする"),
        pytest.param(OF_EIGHTEEN, {"ages.extended": 22}, 0, 0, id="障害・在学の年齢は、どちらでもない子に響かない"),
        pytest.param(AT_THE_LIMIT, {"steps.flat": 80_001}, 2, 0, id="一律の控除を一円増やせば得をする"),
        pytest.param(GRANDMOTHER, {"steps.single_parent": 0}, 0, 2, id="ひとり親控除をなくせば、養育者が失う"),
        pytest.param(ONE_BELOW, {"table_choice.141305": "B"}, 0, 2, id="県内他市の表にすれば失う"),
    ],
)  # fmt: skip
def test_who_gains_and_who_loses(case: Any, changes: dict[str, Any], gains: int, losses: int) -> None:
    found = what_if([case], ON, changes)
    assert (found.families, len(found.gains), len(found.losses)) == (1, gains, losses)
    assert all(effect.after is Outcome.GRANTED for effect in found.gains)
    assert all(effect.before is Outcome.GRANTED for effect in found.losses)
    assert found.moved.total() == 2


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"limits.A.parent.base": 1_000_000}, id="限度額を下げたとき"),
        pytest.param({"limits.A.obligor.base": 9_000_000}, id="扶養義務者の限度額を上げたとき"),
        pytest.param({"ages.standard": 17}, id="年齢を下げたとき"),
        pytest.param({"ages.standard": 20, "limits.A.parent.base": 1_000_000}, id="年齢を上げ、限度額を下げたとき"),
        pytest.param({"table_choice.141305": "C", "steps.flat": 0}, id="国の表にし、一律の控除をなくしたとき"),
    ],
)
def test_every_case_of_the_casebook_is_answered_as_by_two_judgements(changes: dict[str, Any]) -> None:
    everyone = [one for book in BOOKS for one in sentences(book)]
    asked = [(Case.from_dict(one.data)[0], one.on) for one in everyone if one.on >= date(2026, 1, 1)]
    assert len(asked) > 100
    different = 0
    for case, on in asked:
        assert case is not None
        law = law_on(on)
        pairs = zip(judge(case, law).persons, judge(case, changed(law, changes)).persons, strict=True)
        moved = Counter((before.outcome, after.outcome) for before, after in pairs)
        found = what_if([case], on, changes)
        assert found.moved == moved
        assert len(found.gains) == sum(n for (old, new), n in moved.items() if new is GRANTED and old is not GRANTED)
        assert len(found.losses) == sum(n for (old, new), n in moved.items() if old is GRANTED and new is not GRANTED)
        different += any(old is not new for old, new in moved)
    assert different


def test_shards_of_a_batch_add_up() -> None:
    changes = {"limits.A.parent.base": 2_360_001}
    cases = [AT_THE_LIMIT, ONE_BELOW, OF_EIGHTEEN]
    whole = what_if(cases, ON, changes)
    assert sum((what_if([case], ON, changes) for case in cases), Comparison()) == whole
    assert whole.moved == {
        (Outcome.INCOME_TOO_HIGH, Outcome.GRANTED): 2,
        (Outcome.GRANTED, Outcome.GRANTED): 2,
        (Outcome.NOT_ELIGIBLE, Outcome.NOT_ELIGIBLE): 2,
    }


def test_the_law_in_force_stays_as_it_is() -> None:
    before = decide(AT_THE_LIMIT, ON).to_json()
    other = changed(law_on(ON), {"limits.A.parent.base": 9_000_000, "reasons.05.anniversary": 2})
    assert other.limits["A"].parent.base == 9_000_000
    assert law_on(ON).limits["A"].parent.base == 2_360_000
    assert other.version.startswith(law_on(ON).version + "+")
    assert decide(AT_THE_LIMIT, ON).to_json() == before


@pytest.mark.parametrize(
    ("path", "value", "finding"),
    [
        pytest.param("limits.D.parent.base", 1, "LW-101", id="ない表"),
        pytest.param("limits.A.parent", 1, "LW-101", id="値でないもの"),
        pytest.param("limits.A.parent.base", "百万", "LW-201", id="整数でない"),
        pytest.param("limits.A.parent.base", -1, "LW-201", id="マイナス"),
        pytest.param("schemes.2.effect", "なし", "LW-201", id="ない取扱い"),
        pytest.param("table_choice.141305", "D", "LW-201", id="ない表を選ぶ"),
        pytest.param("disaster_end_month", 13, "LW-201", id="ない月"),
        pytest.param("reasons.06.review_at_end", 1, "LW-201", id="はい・いいえでない"),
    ],
)
def test_a_change_that_is_none_is_said_with_its_place(path: str, value: Any, finding: str) -> None:
    assert [(one.id, one.at) for one in findings(law_on(ON), {path: value})] == [(finding, path)]
    with pytest.raises(ValueError, match=path):
        what_if([], ON, {path: value})


def test_every_value_that_may_be_changed_has_a_name_in_japanese() -> None:
    names = {one.path: one.label for one in changeable(law_on(ON))}
    assert names["limits.A.parent.base"] == "限度額の表・A・父母・養育者・基本の額"
    assert names["ages.standard"] == "児童の年齢・原則"
    assert [label for label in names.values() if "_" in label] == []
    assert len(set(names.values())) == len(names)
