"""The form's fields as staff read them, in the order of the paper form."""

from collections.abc import Iterator
from typing import Any

from sasae.kernel.wareki import parse_date, to_wareki

PERSON = {
    "name": "氏名",
    "name_kana": "フリガナ",
    "birth_date": "生年月日",
    "sex": "性別",
    "relation": "続柄",
    "reason": "ひとり親理由",
    "reason_on": "事由発生日",
    "lives_with_applicant": "申請者と同居",
    "disabled": "障害",
    "in_high_school": "高校等在学",
}
INSURANCE = {"insurer_number": "保険者番号", "symbol": "記号", "number": "番号", "insured_since": "資格取得日"}
FAMILY = {
    "has_partner": "同居の配偶者・事実婚の相手",
    "child_support_yen": "養育費（年、円）",
    "other_scheme": "他の医療費助成・生活保護",
    "receives_child_allowance": "児童扶養手当",
    "consent_to_inquiries": "他団体への照会の同意",
}
WORDS = {
    "sex": {"0": "不明", "1": "男", "2": "女"},
    "relation": {"10": "父", "11": "母", "20": "養育者"},
    "reason": {
        "01": "父母の死亡", "02": "父母の離婚", "03": "父母の障害", "04": "父母の生死不明", "05": "父母による遺棄",
        "06": "保護命令", "07": "父母の拘禁", "08": "婚姻によらない出生", "09": "父母とも不明",
    },
}  # fmt: skip


def sections(form: dict[str, Any]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Title and labelled values of each part of the form. Address and telephone are left to the release point."""
    yield "申請者", _values(form["applicant"], PERSON) + _values(form["applicant"]["insurance"], INSURANCE)
    for place, child in enumerate(form["children"], start=1):
        yield f"児童{place}", _values(child, PERSON) + _values(child["insurance"], INSURANCE)
    yield "家族・事情", _values(form, FAMILY)


def _values(entry: dict[str, Any], labels: dict[str, str]) -> list[tuple[str, str]]:
    return [(label, _said(name, entry[name])) for name, label in labels.items() if name in entry]


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if name.endswith(("_date", "_on", "_since")) and value:
        return to_wareki(parse_date(value))
    if isinstance(value, int):
        return f"{value:,}"
    return WORDS.get(name, {}).get(str(value), str(value))
