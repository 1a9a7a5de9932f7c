"""The schema of a hand-written case, and its reading into a `Case`. `sasae decide --schema` prints it in Japanese."""

from importlib import resources
from typing import Any

import yaml

from sasae.kernel.findings import Finding, has_errors
from sasae.law import case as c
from sasae.law import case_values as v
from sasae.law.case_checks import contradictions
from sasae.law.case_reading import Choice, Either, Key, Many, Object, Reading, Schema, Simple, described, read_keys
from sasae.law.common.dependents import Dependant, count_dependants

KIND = Choice({c.Kind.FATHER: "父", c.Kind.MOTHER: "母", c.Kind.CAREGIVER: "養育者"})
REASON = Choice(
    {
        c.Reason.NONE: "なし",
        c.Reason.DEATH: "死亡",
        c.Reason.DIVORCE: "離婚",
        c.Reason.PARENT_DISABLED: "障害",
        c.Reason.MISSING: "生死不明",
        c.Reason.ABANDONED: "遺棄",
        c.Reason.PROTECTION_ORDER: "保護命令",
        c.Reason.DETAINED: "拘禁",
        c.Reason.UNMARRIED_MOTHER: "未婚の母",
        c.Reason.BOTH_UNKNOWN: "孤児",
    }
)
SCHEME = Choice(
    {
        c.Scheme.PUBLIC_ASSISTANCE: "生活保護",
        c.Scheme.DISABILITY_SUBSIDY: "重度障害者医療",
        c.Scheme.CHILDRENS_SUBSIDY: "小児医療",
        c.Scheme.FACILITY: "施設措置",
        c.Scheme.FOSTER: "里親",
        c.Scheme.SELF_RELIANCE_SUPPORT: "自立支援医療",
        c.Scheme.CHILDRENS_CHRONIC: "小児慢性",
        c.Scheme.INTRACTABLE_DISEASE: "指定難病",
        c.Scheme.OTHER: "その他",
    }
)
RELATION = Choice({c.Relation.LINEAL: "直系血族", c.Relation.SIBLING: "兄弟姉妹", c.Relation.OTHER: "その他の親族"})
REPORT = Choice(
    {
        c.ReportState.FILED: "提出済み",
        c.ReportState.COVERED_BY_ALLOWANCE: "児童扶養手当による",
        c.ReportState.NOT_REQUIRED: "提出不要",
        c.ReportState.MISSING: "未提出",
    }
)
DAY = Simple(v.day, "日付（西暦・和暦）")
TEXT = Simple(v.text, "文字")
YEN = Simple(v.whole, "円（損失はマイナス）")
COUNT = Simple(v.count, "0以上の整数（円・人）")
YEAR = Simple(v.year, "西暦の年")
DAYS = Simple(v.days, "日数（366日まで）")
YES_NO = Simple(v.yes_no, "はい・いいえ")
YES_NO_UNKNOWN = Simple(v.yes_no_unknown, "はい・いいえ・不明")
PERIOD = Simple(v.period, "期間（両端を含む）")
PERIODS = Simple(v.periods, "あり・なし・期間・期間の一覧")
PERIODS_OR_UNKNOWN = Simple(v.periods_or_unknown, "あり・なし・不明・期間・期間の一覧")


def _exclusion(scheme: Any, period: Any) -> c.Exclusion:
    return c.Exclusion(scheme, period)


EXCLUSION = Object({"scheme": Key("制度", SCHEME, True), "period": Key("期間", PERIOD, True)}, _exclusion)
SOURCE = Object({"name": Key("名前", TEXT, True), "as_of": Key("時点", DAY)}, c.Source)

REASON_SPELL = Object(
    {
        "reason": Key("事由", REASON, True),
        "since": Key("事由発生日", DAY, True),
        "until": Key("事由の末日", DAY),
    },
    c.ReasonSpell,
)

PERSON: Schema = {
    "id": Key("番号", TEXT, True, "宛名番号など、事例の中で人を指す名前"),
    "birth": Key("生年月日", DAY, True),
    "residence": Key("市内の住所", PERIODS_OR_UNKNOWN, True, "終わりは転出日の前日"),
    "insurance": Key("健康保険", PERIODS_OR_UNKNOWN, True, "終わりは資格喪失日の前日"),
    "exclusions": Key("他制度", Many(EXCLUSION, or_unknown=True), means="終わりは廃止日の前日"),
    "died_on": Key("死亡日", DAY),
}
APPLICANT = Object(
    {
        **PERSON,
        "kind": Key("種別", KIND, True),
        "withdrawn_on": Key("辞退日", DAY, means="届出にある、資格を辞退する日"),
        "revoked_on": Key("取消日", DAY, means="虚偽などにより資格を取り消した最初の日"),
    },
    c.Applicant,
)
CHILD = Object(
    {
        **PERSON,
        "reason": Key("事由", REASON, True),
        "reason_since": Key("事由発生日", DAY, True, "遺棄・拘禁は、その始まった日"),
        "reason_until": Key("事由の末日", DAY),
        "custody": Key("監護", PERIODS_OR_UNKNOWN, True),
        "shared_livelihood": Key("生計同一", PERIODS_OR_UNKNOWN, means="父・養育者のとき必要"),
        "lives_together": Key("同居", PERIODS_OR_UNKNOWN, means="養育者のとき必要"),
        "disability": Key("障害（別表第1）", PERIODS, means="職員が認定した期間"),
        "high_school": Key("在学", PERIODS, means="高等学校等に在学する期間"),
        "brought_up_by_spouse": Key("配偶者による養育", PERIODS, means="父または母の配偶者（事実婚を含む）による"),
        "parents_custody": Key("父母の監護", PERIODS, means="養育者のとき。父または母が監護している期間"),
        "other_claimant": Key("優先を争う人", KIND),
        "orphan": Key("孤児等", YES_NO),
        "applied_on": Key("申請日", DAY, means="後から加わったとき"),
        "other_reasons": Key("ほかの事由", Many(REASON_SPELL), means="重なる事由、後に続く事由"),
    },
    c.Child,
)
SPOUSE = Object(
    {
        "id": Key("番号", TEXT, True),
        "since": Key("婚姻日", DAY, means="事実婚のときは、その始まった日"),
        "until": Key("婚姻の末日", DAY),
        "living_apart": Key("別居", YES_NO),
        "disabled_beppyo2": Key("重度の障害（別表第2）", YES_NO),
        "de_facto": Key("事実婚", YES_NO),
        "apart": Key("別居の期間", PERIODS, means="別居していた時の分かるとき"),
        "disabled": Key("重度の障害の期間", PERIODS, means="別表第2の障害のあった時の分かるとき"),
    },
    c.Spouse,
)
OBLIGOR = Object(
    {
        "id": Key("番号", TEXT, True),
        "relation": Key("関係", RELATION, True),
        "shares_livelihood": Key("生計同一", YES_NO_UNKNOWN),
        "supports_caregiver": Key("養育者の生計を維持", YES_NO_UNKNOWN),
        "same_address": Key("同じ住所", YES_NO_UNKNOWN, means="世帯が分かれていても「はい」"),
        "birth": Key("生年月日", DAY, means="児童のあいだは見ない。省くと成人とみる"),
    },
    c.Obligor,
)
DEPENDANTS = Object(
    {
        "total": Key("総数", COUNT, means="同一生計配偶者と扶養親族"),
        "elderly": Key("老人", COUNT, means="70歳以上の扶養親族"),
        "elderly_spouse": Key("老人配偶者", COUNT, means="70歳以上の同一生計配偶者"),
        "specific": Key("特定等", COUNT, means="16歳から18歳までと19歳から22歳まで"),
        "maintained": Key("生計維持児童", COUNT, means="総数に入れない"),
    },
    c.Dependants,
)
DEPENDANT = Object(
    {
        "birth": Key("生年月日", DAY, True),
        "spouse": Key("配偶者", YES_NO),
        "maintained": Key("生計維持", YES_NO),
        "non_resident": Key("国外居住", YES_NO, means="30歳から69歳までは数えない。留学・障害・送金により数える人は「いいえ」"),
    },
    Dependant,
)


COUNTS_OR_PERSONS = Either(DEPENDANTS, Many(DEPENDANT), "人数の組、または一人ずつの一覧（生年月日から数える）")
INCOME_LABELS = {
    "salary": "給与所得",
    "public_pension": "公的年金等所得",
    "other_general": "その他の総所得",
    "training_benefit": "高等職業訓練修了支援給付金",
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
    "year": Key("年", YEAR, True, "所得のあった年（医療証の年の前々年）"),
    **{name: Key(label, YEN if name in _MAY_BE_LOSS else COUNT) for name, label in INCOME_LABELS.items()},
    "disabled_count": Key("障害者控除の人数", COUNT),
    "special_disabled_count": Key("特別障害者控除の人数", COUNT),
    "widow": Key("寡婦控除", YES_NO),
    "special_widow": Key("特別の寡婦控除", YES_NO),
    "single_parent": Key("ひとり親控除", YES_NO),
    "working_student": Key("勤労学生控除", YES_NO),
    "dependants": Key("扶養親族等", COUNTS_OR_PERSONS),
    "source": Key("出所", SOURCE),
    "proved_on": Key("証明の届いた日", DAY),
    "unknown": Key("不明の理由", TEXT, means="所得が分からないとき"),
}


def _income(**values: Any) -> c.Income | c.UnknownIncome:
    if "unknown" in values:
        keep = {key: values[key] for key in ("person", "year", "source") if key in values}
        return c.UnknownIncome(reason=values["unknown"], **keep)
    if isinstance(values.get("dependants"), tuple):
        _born_by_then(values["dependants"], values["year"])
        values["dependants"] = count_dependants(values["dependants"], values["year"])
    return c.Income(**values)


def _born_by_then(dependants: tuple[Dependant, ...], year: int) -> None:
    for one in dependants:
        if one.birth.year > year:
            raise v.Unreadable(f"扶養親族等は{year}年12月31日のものです。{one.birth}生まれの人は、まだ生まれていません。")


STATUS_REPORT = Object({"state": Key("状況", REPORT, True), "filed_on": Key("届いた日", DAY)}, c.StatusReport)
DISASTER = Object(
    {"person": Key("人", TEXT, True), "lost_on": Key("被災日", DAY, True), "reason": Key("理由", TEXT, True)},
    c.Disaster,
)
EARLY_START = Object({"day": Key("始まりの日", DAY, True), "reason": Key("理由", TEXT, True)}, c.EarlyStart)
WARD = Object({"since": Key("始まり", DAY, True), "ward": Key("区", TEXT, True)}, c.WardStay)
PARENTAGE = Object({"parent": Key("親", TEXT, True), "child": Key("子", TEXT, True)}, c.Parentage)
_TOPICS = {"application": "申請", "register": "住民登録", "insurance": "保険", "schemes": "他制度", "family": "家族"}
SOURCES = Object({name: Key(label, SOURCE) for name, label in _TOPICS.items()}, dict)
CASE_SCHEMA: Schema = {
    "id": Key("整理番号", TEXT, True),
    "application_received_on": Key("申請受付日", DAY, True),
    "applicant": Key("申請者", APPLICANT, True),
    "children": Key("児童", Many(CHILD), True),
    "status_report": Key("現況届", STATUS_REPORT, means="更新のときだけ見る"),
    "spouse": Key("配偶者", SPOUSE, means="申請者の配偶者（事実婚を含む）"),
    "obligors": Key("扶養義務者", Many(OBLIGOR)),
    "incomes": Key("所得", Many(Object(INCOME_SCHEMA, _income))),
    "disasters": Key("災害", Many(DISASTER), means="職員が認定したもの"),
    "early_start": Key("さかのぼる始期", EARLY_START, means="職員の決定"),
    "wards": Key("住所の区", Many(WARD), means="区ごとの住所の始まり"),
    "kin": Key("親子", Many(PARENTAGE), means="関係の確かめに使う"),
    "grace_days": Key("猶予日数", DAYS),
    "municipality": Key("自治体コード", TEXT, means="省くと川崎市（141305）"),
    "sources": Key("出所", SOURCES),
}


def read_case(data: Any) -> tuple[c.Case | None, list[Finding]]:
    """A case and its findings; the case is None when there is an error among them. Never raises for what is written."""
    reading = Reading()
    values = read_keys(CASE_SCHEMA, data, "事例", reading)
    if values is None:
        return None, reading.findings
    values.setdefault("status_report", c.StatusReport(c.ReportState.NOT_REQUIRED))
    case = c.Case(**values)
    findings = contradictions(case)
    return (None if has_errors(findings) else case), findings


def schema_in_words() -> str:
    """The schema as Markdown, made from what reads it; and the keys of the answer."""
    text = resources.files("sasae.law").joinpath("decision_keys.yaml").read_text("utf-8")
    answer = [f"| `{key}` | {means} |" for key, means in yaml.safe_load(text)["keys"].items()]
    heading = ["", "# 判定の答え（--json）", "", "| 項目 | 意味 |", "|---|---|"]
    return "\n".join(["# 事例の書き方（sasae decide）", "", *described(CASE_SCHEMA, "事例"), *heading, *answer]) + "\n"
