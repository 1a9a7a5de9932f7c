"""What an audit of a body draws here besides looks and IDs: provisions, inquiries, permits, corrections, deletions.

The rows stand in the body's own schema and are read there as the body's role; nothing of another body can be drawn. No item
of an answer and no content of a copy is shown: an audit needs who asked what of whom under which permit.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from sasae.foundation.audits.kinds import Kind, Rows, Told
from sasae.foundation.screens.templatetags.screens import staff_name, wareki
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.corrections.models import Correction, CorrectionLine, CorrectionMark
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.masters.queries import information_names
from sasae.intermediary.provisions.models import PermitUse, Provision
from sasae.intermediary.retention.models import DeletionCount, DeletionRun


def body_of(user: Any) -> str:
    """The auditor's body, by the office code; empty for who audits the platform, where bodies' rows cannot be drawn."""
    return user.office_code if Body.objects.filter(code=user.office_code).exists() else ""


def _name(code: str) -> str:
    body = Body.objects.filter(code=code).first()
    return f"{body.name}（{code}）" if body else code


def _information(code: str) -> str:
    return information_names().get(code, code)


def _staff(login_id: str) -> str:
    return staff_name(login_id) if login_id else ""


def _when(moment: date | datetime | None) -> str:
    return wareki(moment) if moment else ""


def _between(model: Any, column: str) -> Callable[[datetime, datetime], Rows]:
    return lambda since, before: model.objects.filter(**{f"{column}__gte": since, f"{column}__lt": before})


def _named(model: Any, number: str, person: str) -> Callable[[Sequence[str]], dict[str, tuple[str, list[str]]]]:
    """The number it goes by, and the person it is about; none where the rows name none."""

    def named(keys: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
        rows = model.objects.filter(pk__in=keys).values_list("pk", number, *([person] if person else []))
        return {str(row[0]): (str(row[1]), [row[2]] if person and row[2] else []) for row in rows}

    return named


def _provision(key: str, on: date) -> Told | None:
    one = Provision.objects.filter(pk=key).first()
    if one is None:
        return None
    used = PermitUse.objects.filter(pk=key).first()
    facts = [
        ("許可証番号", one.permit_no), ("処理通番", one.processing_no), ("情報照会者", partial(_name, one.inquirer)),
        ("特定個人情報名", partial(_information, one.information)), ("事務・手続", f"{one.affair}・{one.procedure}"),
        ("状態", one.get_state_display()), ("説明", one.message), ("求めの日時", _when(one.requested_at)),
        ("提供の日時", _when(one.provided_at)), ("起案した職員", partial(_staff, one.proposed_by)),
        ("判断した職員", partial(_staff, one.decided_by)), ("判断日時", _when(one.decided_at)),
    ]  # fmt: skip
    grounds = [
        _ground(used is not None, "許可証の使用", _when(used.used_at) if used else "許可証の使用の記録がない"),
        _ground(used is not None and used.permit_sha256 == one.permit_sha256, "許可証のハッシュ", one.permit_sha256),
        _ground(not one.protected or bool(one.decided_by), "不開示・自動応答不可", "登録がある人" if one.protected else "登録がない人"),
        _ground(not one.stale, "副本の新しさ", "原本より古い副本" if one.stale else "原本と同じ新しさ"),
    ]  # fmt: skip
    return Told(facts, grounds, [one.permit_no, one.processing_no], persons=[one.unified_no] if one.unified_no else [])


def _ground(met: bool, article: str, text: str) -> dict[str, Any]:
    return {"mark": "○" if met else "×", "met": met, "article": article, "who": "", "text": text}


def _inquiry(key: str, on: date) -> Told | None:
    one = Inquiry.objects.filter(pk=key).first()
    if one is None:
        return None
    facts = [
        ("処理通番", one.processing_no), ("情報提供者", partial(_name, one.provider)),
        ("特定個人情報名", partial(_information, one.information)), ("事務・手続", f"{one.affair}・{one.procedure}"),
        ("対象期間", f"{wareki(one.period_from)}から{wareki(one.period_to)}"), ("照会部署", one.office), ("操作者", one.operator),
        ("状態", one.get_state_display()), ("許可証番号", one.permit_no), ("求めの日時", _when(one.requested_at)),
        ("提供の日時", _when(one.provided_at)), ("終わった日時", _when(one.closed_at)), ("説明", one.message),
        ("回答の所見", "、".join(one.findings)),
    ]  # fmt: skip
    return Told(facts, subjects=[one.processing_no, one.record_id], persons=[one.unified_no])


def _permit(key: str, on: date) -> Told | None:
    one = PermitUse.objects.filter(pk=key).first()
    if one is None:
        return None
    provision = Provision.objects.filter(pk=key).first()
    facts = [("許可証番号", one.permit_no), ("使われた日時", _when(one.used_at)), ("許可証のSHA-256", one.permit_sha256)]
    text = provision.get_state_display() if provision else "この許可証による提供の記録がない（消去、または取消し）"
    grounds = [_ground(provision is not None, "情報提供", text)]
    persons = [provision.unified_no] if provision and provision.unified_no else []
    return Told(facts, grounds, [one.permit_no], persons=persons)


def _correction(key: str, on: date) -> Told | None:
    one = Correction.objects.filter(pk=key).first()
    if one is None:
        return None
    facts = [
        ("訂正したもの", one.get_kind_display()), ("特定個人情報名", partial(_information, one.information)),
        ("訂正の決定", one.order_no), ("誤りの始め", _when(one.since)), ("登録した職員", partial(_staff, one.noted_by)),
        ("登録日時", _when(one.noted_at)),
    ]  # fmt: skip
    marks = {mark.addressee: mark for mark in CorrectionMark.objects.filter(correction=one).order_by("pk")}
    addressees = sorted(set(CorrectionLine.objects.filter(correction=one).values_list("addressee", flat=True)))
    grounds = [
        _ground(to in marks and marks[to].mark != "undone", f"知らせる相手 {to or '情報提供ネットワークシステム'}",
                f"{marks[to].get_mark_display()} {_when(marks[to].told_on)} {marks[to].document}" if to in marks else "まだ知らせていない")
        for to in addressees
    ]  # fmt: skip
    return Told(facts, grounds, [str(one.pk), one.order_no], persons=[one.unified_no])


def _deletion(key: str, on: date) -> Told | None:
    one = DeletionRun.objects.filter(pk=key).first()
    if one is None:
        return None
    facts = [
        ("基準日", _when(one.due_on)), ("状態", one.get_state_display()), ("抽出した職員", partial(_staff, one.listed_by)),
        ("承認した職員", partial(_staff, one.approved_by)), ("承認日時", _when(one.approved_at)),
        ("一覧のハッシュ", one.digest), ("消去日時", _when(one.done_at)), ("確かめた職員", partial(_staff, one.confirmed_by)),
    ]  # fmt: skip
    grounds = [
        _ground(
            one.done_at is None or row.listed == row.deleted + row.spared, row.get_kind_display(),
            f"抽出 {row.listed}件、消去 {row.deleted}件、残した {row.spared}件",
        )
        for row in DeletionCount.objects.filter(run_id=one.pk).order_by("kind")
    ]  # fmt: skip
    return Told(facts, grounds, [str(one.pk)])


def _person(of: str, number: str) -> str:
    return f"{of}:{number}"


def _kind(name: str, title: str, model: Any, column: str, number: str, person: str, told: Any) -> Kind:
    rows, named = _between(model, column), _named(model, number, person)
    return Kind(name, title, rows, "pk", named, told, inside=acting_for, person=_person, owned=True)


KINDS = (
    _kind("provisions", "情報提供", Provision, "requested_at", "permit_no", "unified_no", _provision),
    _kind("inquiries", "情報照会", Inquiry, "requested_at", "processing_no", "unified_no", _inquiry),
    _kind("permits", "使われた許可証", PermitUse, "used_at", "permit_no", "", _permit),
    _kind("corrections", "訂正", Correction, "noted_at", "order_no", "unified_no", _correction),
    _kind("deletions", "消去", DeletionRun, "listed_at", "due_on", "", _deletion),
)
