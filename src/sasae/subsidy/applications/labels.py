"""The form's fields as staff read them, in the order of the paper form."""

from typing import Any

from sasae.kernel.wareki import parse_date, to_wareki

PERSON = {
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
    "adults_at_home": "ほかの大人の家族と同居",
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


def facts_of(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """What a person's part of the form says beside what is compared with the register. Address and telephone left out."""
    return _values(entry, PERSON) + _values(entry["insurance"], INSURANCE)


def family_of(form: dict[str, Any]) -> list[tuple[str, str]]:
    """What the form says of the family, and who else lives there."""
    others = [("同居の家族", f"{one['name']}（{one['relation']}）") for one in form.get("family") or []]
    return _values(form, FAMILY) + others


def _values(entry: dict[str, Any], labels: dict[str, str]) -> list[tuple[str, str]]:
    return [(label, _said(name, entry[name])) for name, label in labels.items() if entry.get(name) is not None]


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if name.endswith(("_date", "_on", "_since")) and value:
        return to_wareki(parse_date(value))
    if isinstance(value, int):
        return f"{value:,}"
    return WORDS.get(name, {}).get(str(value), str(value))
