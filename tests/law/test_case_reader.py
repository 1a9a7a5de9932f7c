"""Hand-written cases: Japanese and English keys, every fault said at once with its place."""

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sasae.kernel.period import Period
from sasae.law import Case
from sasae.law.case import ALL_TIME, Dependants, Income, Kind, Scheme, UnknownIncome
from tests.law.casebook import FAMILIES, change, family

ENGLISH: dict[str, Any] = {
    "id": "1",
    "application_received_on": "2026-11-10",
    "applicant": {
        "id": "m",
        "kind": "mother",
        "birth": "1990-06-01",
        "residence": True,
        "insurance": True,
        "exclusions": [{"scheme": "1", "period": {"from": "2020-01-01", "to": "2020-12-31"}}],
    },
    "children": [
        {
            "id": "c",
            "birth": "2016-05-05",
            "reason": "02",
            "reason_since": "2024-03-15",
            "custody": True,
            "residence": True,
            "insurance": None,
        }
    ],
    "incomes": [{"person": "m", "year": 2024, "salary": "1,500,000", "dependants": {"total": 1}}],
}


def ids(data: Any) -> list[str]:
    return [finding.id for finding in Case.from_dict(data)[1]]


def test_english_keys_and_codes() -> None:
    case, findings = Case.from_dict(ENGLISH)
    assert findings == []
    assert case is not None
    assert case.applicant.kind is Kind.MOTHER
    assert case.applicant.residence == ALL_TIME
    assert case.applicant.exclusions is not None
    assert case.applicant.exclusions[0].scheme is Scheme.PUBLIC_ASSISTANCE
    assert case.applicant.exclusions[0].period == Period(date(2020, 1, 1), date(2020, 12, 31))
    assert case.children[0].insurance is None
    assert case.incomes == (Income("m", 2024, salary=1_500_000, dependants=Dependants(total=1)),)


def test_dependants_by_birth_and_unknown_income() -> None:
    case = family("母と子", {"所得.母.2024.扶養親族等": [{"生年月日": "2008-04-02"}, {"生年月日": "S29.1.1"}]})
    income = case.income_of("母", 2024)
    assert isinstance(income, Income)
    assert income.dependants == Dependants(total=2, elderly=1, specific=1)
    unknown = family("母と子", {"所得.母.2024.不明の理由": "未申告"}).income_of("母", 2024)
    assert isinstance(unknown, UnknownIncome)
    assert unknown.reason == "未申告"


def test_all_faults_at_once_with_their_places() -> None:
    data = {
        **ENGLISH,
        "application_received_on": "2026-13-01",
        "applicant": {**ENGLISH["applicant"], "kind": "叔父", "colour": "red"},
        "incomes": [{"person": "m", "year": 2024, "salary": -1}],
    }
    case, findings = Case.from_dict(data)
    assert case is None
    assert {(finding.id, finding.at) for finding in findings} == {
        ("LR-201", "事例.申請受付日"),
        ("LR-201", "事例.申請者.種別"),
        ("LR-102", "事例.申請者.colour"),
        ("LR-201", "事例.所得1.給与所得"),
    }


def test_a_misspelt_key_is_answered_with_the_nearest() -> None:
    data = {**ENGLISH, "applicant": {**ENGLISH["applicant"], "birht": "1990-06-01"}}
    _, findings = Case.from_dict(data)
    assert [finding.message for finding in findings] == ["この項目はありません。「birth」のことですか。"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"児童1.番号": "母"}, ["LR-301"], id="同じ番号の人が二人"),
        pytest.param({"児童": []}, ["LR-302"], id="児童がいない"),
        pytest.param(
            {"災害": [{"人": "だれか", "被災日": "2026-01-01", "理由": "火災"}]}, ["LR-303"], id="知らない人の災害"
        ),
        pytest.param({"申請者.生年月日": "2026-06-01"}, ["LR-304", "LR-311"], id="申請者が申請より後に生まれた"),
        pytest.param({"申請者.死亡日": "1980-01-01"}, ["LR-305"], id="死亡が出生より前"),
        pytest.param(
            {"配偶者": {"番号": "夫", "婚姻日": "2026-01-01", "婚姻の末日": "2025-12-31"}},
            ["LR-306"],
            id="離婚が婚姻より前",
        ),
        pytest.param({"児童1.生年月日": "1980-01-01"}, ["LR-311"], id="子が親より年上"),
        pytest.param({"児童1.事由の末日": "2024-03-14"}, ["LR-312"], id="事由の終わりが始まりより前"),
        pytest.param({"所得.母.2024.扶養親族等": {"総数": 1, "老人": 2}}, ["LR-322"], id="内訳が総数を超える"),
        pytest.param({"所得.母.2022.年": 2024}, ["LR-321"], id="同じ年の所得が二つ"),
        pytest.param({"所得.母.2024.特別の寡婦控除": True}, ["LR-325"], id="その年にない控除"),
        pytest.param({"所得.母.2024.配偶者特別控除": 330_001}, ["LR-326"], id="控除の上限を超える"),
        pytest.param({"申請者.市内の住所": "2026-02-01から2026-01-31まで"}, ["LR-201"], id="期間が逆"),
    ],
)
def test_contradictions(changes: dict[str, Any], expected: list[str]) -> None:
    data = _changed("母と子", changes)
    assert ids(data) == expected


def _changed(name: str, changes: dict[str, Any]) -> dict[str, Any]:
    data = copy.deepcopy(FAMILIES[name])
    for path, value in changes.items():
        change(data, path, value)
    return data


@pytest.mark.parametrize("data", [None, 5, "文字", [], {}, {"児童": 5}, {"所得": [[]]}])
def test_anything_else_gives_findings(data: Any) -> None:
    case, findings = Case.from_dict(data)
    assert case is None
    assert findings


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(
        ["applicant", "children", "spouse", "obligors", "incomes", "status_report", "sources", "disasters"]
    ),
    JUNK,
)
@settings(max_examples=200, deadline=None)
def test_junk_never_raises(key: str, junk: Any) -> None:
    Case.from_dict({**ENGLISH, key: junk})


def test_the_template_and_the_example_are_cases_that_can_be_decided() -> None:
    example = Path(__file__).parent / "cases" / "example.yaml"
    case, findings = Case.from_dict(yaml.safe_load(example.read_text("utf-8")))
    assert findings == []
    assert case is not None
    assert case.source("register").as_of == date(2026, 11, 20)
