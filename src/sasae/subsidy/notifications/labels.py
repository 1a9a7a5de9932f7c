"""What a notification says, as staff read it."""

from typing import Any

from sasae.kernel.wareki import parse_date, to_wareki
from sasae.kernel.yen import format_yen
from sasae.law import Loss
from sasae.subsidy.applications.labels import INSURANCE, PERSON, WORDS
from sasae.subsidy.entitlements.models import FactKind, FamilyFact
from sasae.subsidy.notifications.forms import FILERS
from sasae.subsidy.notifications.household_form import HOUSEHOLD
from sasae.subsidy.notifications.kind_forms import FORMS, REISSUE, REMOVED
from sasae.subsidy.notifications.models import Kind, Notification
from sasae.subsidy.people.forms import TYPES

_CHILD = {"name": "児童の氏名", "name_kana": "フリガナ", "birth_date": "生年月日", "sex": "性別", **PERSON}
_YEN = {"salary", "public_pension", "other_general", "child_support_yen"}
_WORDS: dict[str, dict[str, str]] = {
    "where": {"within": "市内", "out": "市外"},
    "change": {"new": "新しい保険に入った", "lost": "保険の資格を失った"},
    "reason": {one.value: one.label for one in Loss},
    "type": dict(TYPES),
}
_OF_KIND: dict[Kind, dict[str, dict[str, str]]] = {
    Kind.HOUSEHOLD: {"what": HOUSEHOLD, "reason": WORDS["reason"]},
    Kind.MAILING: {"what": {"new": "送付先を登録する", "partner_ended": "送付先をやめて住所へ送る"}},
    Kind.CHILD_REMOVED: {"why": REMOVED},
    Kind.REISSUE: {"why": REISSUE},
}


def facts_of(notification: Notification, names: dict[str, str]) -> list[tuple[str, str]]:
    """Everything said, in the form's order; persons by name. The address is not among it."""
    kind, content = Kind(notification.kind), notification.content
    fields = FORMS[kind].base_fields
    rows = [("届け出た人", dict(FILERS).get(content["filer"], content["filer"]))]
    words = {**_WORDS, **_OF_KIND.get(kind, {})}
    rows += [
        (str(fields[name].label), _said(name, content[name], words, names))
        for name in FORMS[kind].OWN
        if name in content
    ]
    child = content.get("child")
    if child:
        rows += [(label, _of_child(name, child[name])) for name, label in _CHILD.items() if name in child]
        rows += [(label, _of_child(name, child["insurance"][name])) for name, label in INSURANCE.items()]
    return rows


def _said(name: str, value: Any, words: dict[str, dict[str, str]], names: dict[str, str]) -> str:
    if name == "who":
        return "、".join(names.get(one, one) for one in (value if isinstance(value, list) else [value]))
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if value in (None, ""):
        return "－"
    if name == "earlier_until":
        return to_wareki(parse_date(value))
    if name in _YEN:
        return format_yen(int(value))
    return words.get(name, {}).get(str(value), str(value))


def _of_child(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if name.endswith(("_date", "_on", "_since")):
        return to_wareki(parse_date(value))
    return WORDS.get(name, {}).get(str(value), str(value)) or "－"


_SCHEMES = {
    "1": "生活保護", "2": "重度障害者医療費助成", "4": "児童福祉施設への措置", "5": "里親・ファミリーホーム",
}  # fmt: skip


def _another_reason(value: dict[str, Any]) -> str:
    last = value.get("earlier_until")
    return WORDS["reason"][value["reason"]] + (f"、前の理由は{to_wareki(parse_date(last))}まで" if last else "")


def words_of(fact: FamilyFact) -> str:
    """What a fact says beside its kind, in brackets; nothing where the kind says it all."""
    value = fact.value
    told = {
        FactKind.CHILD_SUPPORT: lambda: f"年 {format_yen(value['yen'])}",
        FactKind.SCHEME: lambda: _SCHEMES.get(value["scheme"], value["scheme"]),
        FactKind.PARTNER: lambda: "事実婚" if value.get("de_facto") else "婚姻",
        FactKind.ANOTHER_REASON: lambda: _another_reason(value),
        FactKind.INCOME: lambda: f"{value['year']}年、給与所得 {format_yen(value['salary'])}",
        FactKind.STATUS_REPORT: lambda: f"{value['year']}年の医療証",
    }.get(FactKind(fact.kind))
    return f"（{told()}）" if told else ""
