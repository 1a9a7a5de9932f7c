"""What an audit of the linkage platform draws besides looks and IDs: ties somebody decided, searches, transfers, numbers looked at."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from sasae.foundation.audits.kinds import Kind, Rows, Told, in_journal
from sasae.foundation.history.models import Outcome
from sasae.foundation.screens.templatetags.screens import wareki
from sasae.linkage.naming import system_name
from sasae.linkage.ties.models import CaseState, Correction, TieCase
from sasae.linkage.transfers.models import ITEMS, Transfer

DECIDED = (CaseState.CONFIRMED, CaseState.REJECTED, CaseState.MENDED)
AGREED = {True: "一致", False: "不一致", None: "わからない"}


def _ties(since: datetime, before: datetime) -> Rows:
    return TieCase.objects.filter(state__in=DECIDED, decided_at__gte=since, decided_at__lt=before)


def _ties_named(keys: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
    rows = TieCase.objects.filter(pk__in=keys).select_related("person", "likely")
    return {str(one.pk): (f"確認 {one.pk}（{one.get_kind_display()}）", _persons(one)) for one in rows}


def _persons(one: TieCase) -> list[str]:
    return [person.atena_no for person in (one.person, one.likely) if person is not None]


def _tie_told(key: str, on: date) -> Told | None:
    one = TieCase.objects.filter(pk=key).select_related("person", "likely", "holder").first()
    if one is None:
        return None
    facts = [
        ("疑い", one.get_kind_display()), ("届いた元", system_name(one.system)), ("異動連番", str(one.sequence)),
        ("判断", one.get_state_display()), ("判断の理由", one.reason), ("確認した者", one.decided_by_name or one.decided_by),
        ("疑いが生じた日時", wareki(one.opened_at)), ("判断した日時", wareki(one.decided_at)),
        ("統合宛名番号", one.holder.unified_no if one.holder else ""),
    ]  # fmt: skip
    grounds = [
        {"mark": {True: "○", False: "×"}.get(met, "－"), "met": met, "article": item, "who": "", "text": AGREED.get(met, "わからない")}
        for item, met in (one.agreement or {}).items()
    ]  # fmt: skip
    corrections = Correction.objects.filter(case=one).values_list("number", flat=True)
    return Told(facts, grounds, [one.person.atena_no, *corrections], persons=_persons(one))


def _transfers(since: datetime, before: datetime) -> Rows:
    return Transfer.objects.filter(asked_at__gte=since, asked_at__lt=before)


def _transfers_named(keys: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
    rows = Transfer.objects.filter(pk__in=keys).values_list("pk", "number", "persons")
    return {str(pk): (number, list(persons)) for pk, number, persons in rows}


def _transfer_told(key: str, on: date) -> Told | None:
    one = Transfer.objects.filter(pk=key).select_related("permission", "outcome").first()
    if one is None:
        return None
    outcome, permission = getattr(one, "outcome", None), one.permission
    facts = [
        ("移転番号", one.number), ("移転先", system_name(one.office)), ("根拠", one.basis), ("事務", one.affair),
        ("移転先の操作者", one.operator), ("案件", one.case), ("許可番号", one.permission_no),
        ("求められた項目", _items(one.items)), ("求めの日時", wareki(one.asked_at)),
        ("結果", outcome.get_state_display() if outcome else "途中で終わった（何も渡していない）"),
        ("渡した項目", _items(outcome.told_items) if outcome else ""),
        ("断った理由", "、".join(found["message"] for found in outcome.findings) if outcome else ""),
    ]  # fmt: skip
    handed = set(outcome.told_items) if outcome else set()
    conditions = [] if permission is None else [
        (permission.office == one.office, "移転先", system_name(permission.office)),
        (permission.since <= one.on <= permission.until, "期間", f"{wareki(permission.since)}から{wareki(permission.until)}"),
        (permission.withdrawn_at is None or one.asked_at < permission.withdrawn_at, "取消し",
         wareki(permission.withdrawn_at) if permission.withdrawn_at else "取り消していない"),
        (handed <= set(permission.items), "許可した項目", _items(permission.items)),
    ]  # fmt: skip
    grounds = [
        {"mark": "○" if met else "×", "met": met, "article": item, "who": "", "text": text} for met, item, text in conditions
    ]
    return Told(facts, grounds, [one.number, one.permission_no], persons=one.persons)


def _items(keys: Sequence[str]) -> str:
    names = {item.value: name for item, name in ITEMS.items()}
    return "、".join(names.get(key, key) for key in keys)


KINDS = (
    Kind("ties", "ひも付けの判断", _ties, "pk", _ties_named, _tie_told),
    Kind("transfers", "移転", _transfers, "pk", _transfers_named, _transfer_told),
    in_journal("searches", "宛名の検索", Q(outcome=Outcome.SHOWN, actor_kind="staff", subject="people:search")),
    in_journal("numbers", "個人番号の表示", Q(event="person.number_shown")),
)
