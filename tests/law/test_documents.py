"""申請に添える書類, and the years that make November and December different."""

from datetime import date
from typing import Any

import pytest

from sasae.law.codes import Kind, Reason
from sasae.law.common.fiscal_year import allowance_income_year, income_year
from sasae.law.single_parent.documents import Circumstances, required_documents

MOTHER = Circumstances(Kind.MOTHER, receives_allowance=True)


def labels(on: date, **changes: Any) -> str:
    return "／".join(document.label for document in required_documents(MOTHER._replace(**changes), on))


@pytest.mark.parametrize(
    ("on", "allowance", "judged"),
    [
        pytest.param(date(2026, 10, 31), 2024, 2024, id="10月31日の手当は前々年の所得で、医療証と同じ"),
        pytest.param(date(2026, 11, 1), 2025, 2024, id="11月1日から手当は前年の所得になり、医療証と違う"),
        pytest.param(date(2026, 12, 31), 2025, 2024, id="12月31日まで違う"),
        pytest.param(date(2027, 1, 1), 2025, 2025, id="1月1日から同じになる"),
    ],
)
def test_income_years(on: date, allowance: int, judged: int) -> None:
    assert (allowance_income_year(on), income_year(on)) == (allowance, judged)
    assert ("判定に使う年の所得" in labels(on)) == (allowance != judged)


@pytest.mark.parametrize(
    ("moved_in_on", "proof"),
    [
        pytest.param(date(2025, 1, 1), False, id="判定する年度の1月1日に転入した人は、市の課税の情報がある"),
        pytest.param(date(2025, 1, 2), True, id="1月2日に転入した人は、前の住所地の証明か同意が要る"),
    ],
)
def test_who_lived_elsewhere_on_1_january_proves_the_income(moved_in_on: date, proof: bool) -> None:
    said = labels(date(2026, 7, 1), moved_in_on=moved_in_on)
    assert ("前の住所地の所得" in said) is proof
    assert ("個人番号が分かるもの" in said) is proof


@pytest.mark.parametrize(
    ("changes", "asked", "not_asked"),
    [
        pytest.param({}, "児童扶養手当証書", "戸籍謄本", id="手当を受けている人は戸籍が要らない"),
        pytest.param(
            {"receives_allowance": False, "allowance_suspended": True}, "支給停止通知書", "戸籍謄本",
            id="支給停止の人は通知書",
        ),
        pytest.param({"receives_allowance": False}, "戸籍謄本", "児童扶養手当証書", id="手当を受けていない人は戸籍"),
        pytest.param(
            {"receives_allowance": False, "kind": Kind.CAREGIVER}, "認定調書", "養育費", id="養育者に養育費は聞かない"
        ),
        pytest.param({"proxy": True}, "委任状", "在学証明書", id="代理の人は委任状"),
        pytest.param({"reasons": (Reason.DETAINED,)}, "拘禁の証明", "診断書", id="拘禁は戸籍で分からない"),
        pytest.param({"reasons": (Reason.DIVORCE,)}, "資格確認書", "拘禁の証明", id="離婚は戸籍で分かる"),
        pytest.param({"disabled_child": True}, "診断書", "在学証明書", id="障害のある児童"),
        pytest.param({"student_over_limit": True}, "在学証明書", "診断書", id="年齢を過ぎて在学する児童"),
    ],
)  # fmt: skip
def test_papers_by_circumstance(changes: dict[str, Any], asked: str, not_asked: str) -> None:
    said = labels(date(2026, 7, 1), **changes)
    assert asked in said
    assert not_asked not in said
