"""Households that cannot be: found when a case is read, with an id and a place."""

from datetime import date
from typing import Any

import pytest

from sasae.law import Case, Outcome, OverLimit, decide
from sasae.law.codes import FamilyKind
from sasae.law.single_parent.income_test import family_kind
from tests.law.casebook import changed, family


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        pytest.param("母と子と祖父", {"親子": [{"親": "祖父", "子": "母"}, {"親": "母", "子": "子"}]}, [], id="祖父は母の親"),
        pytest.param(
            "母と子と祖父", {"親子": [{"親": "祖父", "子": "母"}, {"親": "子", "子": "祖父"}, {"親": "母", "子": "子"}]},
            ["LR-331"], id="孫が祖父の親では一回りする",
        ),
        pytest.param("母と子", {"親子": [{"親": "母", "子": "母"}]}, ["LR-331"], id="自分の親は自分ではない"),
        pytest.param("母と子", {"親子": [{"親": "子", "子": "母"}]}, ["LR-332"], id="親が子より後に生まれている"),
        pytest.param(
            "母と子と祖父", {"扶養義務者.祖父.関係": "兄弟姉妹", "親子": [{"親": "祖父", "子": "母"}]}, ["LR-333"],
            id="親を兄弟姉妹と書いている",
        ),
        pytest.param(
            "母と子と祖父", {"親子": [{"親": "曽祖母", "子": "母"}, {"親": "曽祖母", "子": "祖父"}]}, ["LR-333"],
            id="同じ親をもつ人を直系血族と書いている",
        ),
        pytest.param(
            "母と障害のある夫と子", {"親子": [{"親": "夫", "子": "母"}]}, ["LR-334"], id="親が配偶者になっている"
        ),
        pytest.param("祖母と孤児", {"親子": [{"親": "祖母", "子": "孫"}]}, ["LR-335"], id="養育者が児童の親になっている"),
        pytest.param("母と子", {"親子": [{"親": "母", "子": "だれか"}]}, ["LR-303"], id="知らない人の子"),
        pytest.param("母と子", {"児童.子.事由": "孤児"}, ["LR-315"], id="父母ともに不明の子を母が申請"),
        pytest.param("母と子", {"児童.子.優先を争う人": "母"}, ["LR-316"], id="母が二人"),
        pytest.param("母と子", {"配偶者": {"番号": "夫", "婚姻日": "1989-01-01"}}, ["LR-308"], id="生まれる前の婚姻"),
        pytest.param(
            "母と子", {"住所の区": [{"始まり": "2026-01-01", "区": "川崎区"}, {"始まり": "2026-01-01", "区": "幸区"}]},
            ["LR-309"], id="同じ日に二つの区",
        ),
        pytest.param(
            "母と子と祖父", {"所得.祖父.2024.寡婦控除": True, "所得.祖父.2024.ひとり親控除": True}, ["LR-327"],
            id="寡婦控除とひとり親控除の両方",
        ),
        pytest.param("母と子", {"所得.母.2024.高等職業訓練修了支援給付金": 1}, ["LR-328"], id="給付金が総所得より大きい"),
    ],
)  # fmt: skip
def test_households_that_cannot_be(name: str, changes: dict[str, Any], expected: list[str]) -> None:
    assert [finding.id for finding in Case.from_dict(changed(name, changes))[1]] == expected


@pytest.mark.parametrize(
    ("name", "changes", "kind"),
    [
        pytest.param("母と子", {}, FamilyKind.MOTHER, id="母子家庭"),
        pytest.param("父と子", {}, FamilyKind.FATHER, id="父子家庭"),
        pytest.param("祖母と孤児", {}, FamilyKind.ORPHANS_CAREGIVER, id="孤児等の養育者"),
        pytest.param("祖母と孤児", {"児童.孫.事由": "離婚"}, FamilyKind.OTHER_CAREGIVER, id="その他の養育者"),
    ],
)
def test_kinds_of_families(name: str, changes: dict[str, Any], kind: FamilyKind) -> None:
    assert family_kind(family(name, changes)) is kind


def test_a_notice_is_told_the_category_of_who_is_over_the_limit_and_no_more() -> None:
    over = {"所得.祖父.2024.公的年金等所得": 9_000_000}
    decision = decide(family("母と子と祖父", over), date(2026, 7, 1))
    assert decision.outcome is Outcome.INCOME_TOO_HIGH
    assert decision.over_limit == (OverLimit.OBLIGOR,)
    both = decide(family("母と子と祖父", {**over, "所得.母.2024.給与所得": 9_000_000}), date(2026, 7, 1))
    assert both.over_limit == (OverLimit.APPLICANT, OverLimit.OBLIGOR)
    assert decide(family("母と子と祖父"), date(2026, 7, 1)).over_limit == ()
