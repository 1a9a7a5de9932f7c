"""Reads a hand-written case: English keys or their Japanese labels, all faults at once. Schema: `case_template.yaml`."""

import difflib
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from sasae.kernel.findings import Finding, has_errors
from sasae.law import case as c
from sasae.law import case_values as v
from sasae.law.case_checks import contradictions
from sasae.law.case_values import Parse, Reading, simple
from sasae.law.common.dependents import Dependant, count_dependants


class Key(NamedTuple):
    """A key of the schema: its Japanese label, how its value is read, whether it must be there."""

    label: str
    parse: Parse
    needed: bool = False


Schema = Mapping[str, Key]


def _codes(labels: Mapping[StrEnum, tuple[str, ...]]) -> Parse:
    options = {name: member for member, names in labels.items() for name in (member.value, member.name.lower(), *names)}
    return v.choice(options)


KIND = _codes({c.Kind.FATHER: ("父",), c.Kind.MOTHER: ("母",), c.Kind.CAREGIVER: ("養育者",)})
REASON = _codes(
    {
        c.Reason.DEATH: ("死亡",),
        c.Reason.DIVORCE: ("離婚",),
        c.Reason.PARENT_DISABLED: ("障害",),
        c.Reason.MISSING: ("生死不明",),
        c.Reason.ABANDONED: ("遺棄",),
        c.Reason.PROTECTION_ORDER: ("保護命令",),
        c.Reason.DETAINED: ("拘禁",),
        c.Reason.UNMARRIED_MOTHER: ("未婚の母",),
        c.Reason.BOTH_UNKNOWN: ("孤児",),
    }
)
SCHEME = _codes(
    {
        c.Scheme.PUBLIC_ASSISTANCE: ("生活保護",),
        c.Scheme.DISABILITY_SUBSIDY: ("重度障害者医療",),
        c.Scheme.CHILDRENS_SUBSIDY: ("小児医療",),
        c.Scheme.FACILITY: ("施設措置",),
        c.Scheme.FOSTER: ("里親",),
        c.Scheme.SELF_RELIANCE_SUPPORT: ("自立支援医療",),
        c.Scheme.CHILDRENS_CHRONIC: ("小児慢性",),
        c.Scheme.INTRACTABLE_DISEASE: ("指定難病",),
        c.Scheme.OTHER: ("その他",),
    }
)
RELATION = _codes(
    {c.Relation.LINEAL: ("直系血族",), c.Relation.SIBLING: ("兄弟姉妹",), c.Relation.OTHER: ("その他の親族",)}
)
REPORT = _codes(
    {
        c.ReportState.FILED: ("提出済み",),
        c.ReportState.COVERED_BY_ALLOWANCE: ("児童扶養手当による",),
        c.ReportState.NOT_REQUIRED: ("提出不要",),
        c.ReportState.MISSING: ("未提出",),
    }
)
DAY, TEXT, YEN, COUNT = simple(v.day), simple(v.text), simple(v.whole), simple(v.count)
YES_NO, PERIODS, PERIODS_OR_UNKNOWN = simple(v.yes_no), simple(v.periods), simple(v.periods_or_unknown)


def _read(schema: Schema, data: Any, at: str, reading: Reading) -> dict[str, Any] | None:
    """The values of one mapping by their English keys; None when it is none or lacks what is needed."""
    if not isinstance(data, Mapping):
        reading.fault("LR-101", at, "項目と値の組で書いてください。")
        return None
    names = {key.label: name for name, key in schema.items()} | {name: name for name in schema}
    values: dict[str, Any] = {}
    before = len(reading.findings)
    for written, value in data.items():
        name = names.get(str(written))
        if name is None:
            near = difflib.get_close_matches(str(written), names, 1)
            hint = f"「{near[0]}」のことですか。" if near else ""
            reading.fault("LR-102", f"{at}.{written}", f"この項目はありません。{hint}")
        elif name in values:
            reading.fault("LR-103", f"{at}.{written}", "同じ項目が二度書かれています。")
        else:
            values[name] = schema[name].parse(value, f"{at}.{schema[name].label}", reading)
    for name, key in schema.items():
        if key.needed and name not in values:
            reading.fault("LR-104", f"{at}.{key.label}", "この項目が必要です。")
    return values if len(reading.findings) == before else None


def _object(schema: Schema, build: Any) -> Parse:
    def read(data: Any, at: str, reading: Reading) -> Any:
        values = _read(schema, data, at, reading)
        return None if values is None else build(**values)

    return read


def _many(parse: Parse) -> Parse:
    def read(data: Any, at: str, reading: Reading) -> tuple[Any, ...]:
        if not isinstance(data, list):
            reading.fault("LR-105", at, "一覧（- で始まる行）で書いてください。")
            return ()
        return tuple(parse(item, f"{at}{number}", reading) for number, item in enumerate(data, 1))

    return read


def _exclusions(data: Any, at: str, reading: Reading) -> Any:
    return None if data is None or data in v.UNKNOWN else _many(EXCLUSION)(data, at, reading)


def _exclusion(scheme: Any, **dates: Any) -> c.Exclusion | None:
    return c.Exclusion(scheme, dates["period"])


EXCLUSION = _object({"scheme": Key("制度", SCHEME, True), "period": Key("期間", simple(v.period), True)}, _exclusion)
SOURCE = _object({"name": Key("名前", TEXT, True), "as_of": Key("時点", DAY)}, c.Source)

PERSON: Schema = {
    "id": Key("番号", TEXT, True),
    "birth": Key("生年月日", DAY, True),
    "residence": Key("市内の住所", PERIODS_OR_UNKNOWN, True),
    "insurance": Key("健康保険", PERIODS_OR_UNKNOWN, True),
    "exclusions": Key("他制度", _exclusions),
    "died_on": Key("死亡日", DAY),
}
APPLICANT = _object({**PERSON, "kind": Key("種別", KIND, True), "withdrawn_on": Key("辞退日", DAY)}, c.Applicant)
CHILD = _object(
    {
        **PERSON,
        "reason": Key("事由", REASON, True),
        "reason_since": Key("事由発生日", DAY, True),
        "reason_until": Key("事由の末日", DAY),
        "custody": Key("監護", PERIODS_OR_UNKNOWN, True),
        "shared_livelihood": Key("生計同一", PERIODS_OR_UNKNOWN),
        "lives_together": Key("同居", PERIODS_OR_UNKNOWN),
        "disability": Key("障害（別表第1）", PERIODS),
        "high_school": Key("在学", PERIODS),
        "brought_up_by_spouse": Key("配偶者による養育", PERIODS),
        "other_claimant": Key("優先を争う人", KIND),
        "orphan": Key("孤児等", YES_NO),
        "applied_on": Key("申請日", DAY),
    },
    c.Child,
)
SPOUSE = _object(
    {
        "id": Key("番号", TEXT, True),
        "since": Key("婚姻日", DAY),
        "until": Key("婚姻の末日", DAY),
        "living_apart": Key("別居", YES_NO),
        "disabled_beppyo2": Key("重度の障害（別表第2）", YES_NO),
    },
    c.Spouse,
)
OBLIGOR = _object(
    {
        "id": Key("番号", TEXT, True),
        "relation": Key("関係", RELATION, True),
        "shares_livelihood": Key("生計同一", simple(v.yes_no_unknown)),
        "supports_caregiver": Key("養育者の生計を維持", simple(v.yes_no_unknown)),
    },
    c.Obligor,
)
DEPENDANTS = _object(
    {
        "total": Key("総数", COUNT),
        "elderly": Key("老人", COUNT),
        "elderly_spouse": Key("老人配偶者", COUNT),
        "specific": Key("特定等", COUNT),
        "maintained": Key("生計維持児童", COUNT),
    },
    c.Dependants,
)
DEPENDANT = _object(
    {
        "birth": Key("生年月日", DAY, True),
        "spouse": Key("配偶者", YES_NO),
        "maintained": Key("生計維持", YES_NO),
        "non_resident": Key("国外居住", YES_NO),
    },
    Dependant,
)


def _dependants(data: Any, at: str, reading: Reading) -> Any:
    """Counts, or a list of persons whose kinds follow from their ages."""
    return _many(DEPENDANT)(data, at, reading) if isinstance(data, list) else DEPENDANTS(data, at, reading)


INCOME_LABELS = {
    "salary": "給与所得",
    "public_pension": "公的年金等所得",
    "other_general": "その他の総所得",
    "retirement": "退職所得",
    "forestry": "山林所得",
    "land_business": "土地等の事業所得",
    "long_term_gain": "長期譲渡所得",
    "long_term_special_deduction": "長期譲渡の特別控除",
    "short_term_gain": "短期譲渡所得",
    "short_term_special_deduction": "短期譲渡の特別控除",
    "futures": "先物取引の所得",
    "special_interest_dividends": "特例適用利子・配当",
    "treaty_interest_dividends": "条約適用利子・配当",
    "child_support": "養育費",
    "casualty_loss_deduction": "雑損控除",
    "medical_deduction": "医療費控除",
    "mutual_aid_deduction": "小規模企業共済等掛金控除",
    "spouse_special_deduction": "配偶者特別控除",
    "beef_cattle_exempt": "肉用牛の免除所得",
}
_MAY_BE_LOSS = {"other_general", "forestry", "land_business", "long_term_gain", "short_term_gain", "futures"}
INCOME_SCHEMA: Schema = {
    "person": Key("人", TEXT, True),
    "year": Key("年", COUNT, True),
    **{name: Key(label, YEN if name in _MAY_BE_LOSS else COUNT) for name, label in INCOME_LABELS.items()},
    "disabled_count": Key("障害者控除の人数", COUNT),
    "special_disabled_count": Key("特別障害者控除の人数", COUNT),
    "widow": Key("寡婦控除", YES_NO),
    "special_widow": Key("特別の寡婦控除", YES_NO),
    "single_parent": Key("ひとり親控除", YES_NO),
    "working_student": Key("勤労学生控除", YES_NO),
    "dependants": Key("扶養親族等", _dependants),
    "source": Key("出所", SOURCE),
    "proved_on": Key("証明の届いた日", DAY),
    "unknown": Key("不明の理由", TEXT),
}


def _income(**values: Any) -> c.Income | c.UnknownIncome:
    if "unknown" in values:
        keep = {key: values[key] for key in ("person", "year", "source") if key in values}
        return c.UnknownIncome(reason=values["unknown"], **keep)
    if isinstance(values.get("dependants"), tuple):
        values["dependants"] = count_dependants(values["dependants"], values["year"])
    return c.Income(**values)


STATUS_REPORT = _object({"state": Key("状況", REPORT, True), "filed_on": Key("届いた日", DAY)}, c.StatusReport)
DISASTER = _object(
    {"person": Key("人", TEXT, True), "lost_on": Key("被災日", DAY, True), "reason": Key("理由", TEXT, True)},
    c.Disaster,
)
_TOPICS = {"application": "申請", "register": "住民登録", "insurance": "保険", "schemes": "他制度", "family": "家族"}
SOURCES = _object({name: Key(label, SOURCE) for name, label in _TOPICS.items()}, dict)
CASE_SCHEMA: Schema = {
    "id": Key("整理番号", TEXT, True),
    "application_received_on": Key("申請受付日", DAY, True),
    "applicant": Key("申請者", APPLICANT, True),
    "children": Key("児童", _many(CHILD), True),
    "status_report": Key("現況届", STATUS_REPORT),
    "spouse": Key("配偶者", SPOUSE),
    "obligors": Key("扶養義務者", _many(OBLIGOR)),
    "incomes": Key("所得", _many(_object(INCOME_SCHEMA, _income))),
    "disasters": Key("災害", _many(DISASTER)),
    "grace_days": Key("猶予日数", COUNT),
    "municipality": Key("自治体コード", TEXT),
    "sources": Key("出所", SOURCES),
}


def read_case(data: Any) -> tuple[c.Case | None, list[Finding]]:
    """A case and its findings; the case is None when there is an error among them. Never raises for what is written."""
    reading = Reading()
    values = _read(CASE_SCHEMA, data, "事例", reading)
    if values is None:
        return None, reading.findings
    values.setdefault("status_report", c.StatusReport(c.ReportState.NOT_REQUIRED))
    case = c.Case(**values)
    findings = contradictions(case)
    return (None if has_errors(findings) else case), findings
