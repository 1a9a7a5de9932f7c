"""What an audit of the municipality's side draws besides looks and IDs: files taken onto terminals and media, applications handed over."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from sasae.foundation.audits.kinds import Kind, Rows, Told, in_journal
from sasae.foundation.custody.models import TakingOut
from sasae.foundation.screens.templatetags.screens import staff_name, wareki
from sasae.foundation.terminals.models import FileState, TerminalFile
from sasae.kernel.clock import TOKYO

FEW = 20  # numbers a page names


def _files(since: datetime, before: datetime) -> Rows:
    return TerminalFile.objects.filter(taken_at__gte=since, taken_at__lt=before)


def _files_named(keys: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
    rows = TerminalFile.objects.filter(pk__in=keys).values_list("pk", "kind", "items")
    return {str(pk): (f"取り出し {pk}（{kind}）", list(items)) for pk, kind, items in rows}


def _file_told(key: str, on: date) -> Told | None:
    one = TerminalFile.objects.filter(pk=key).first()
    if one is None:
        return None
    facts = [
        ("取り出したもの", one.kind), ("端末", one.terminal), ("目的", one.purpose), ("対象", _numbers(one.items)),
        ("取り出した職員", staff_name(one.taken_by)), ("取り出した日時", wareki(one.taken_at)), ("SHA-256", one.sha256),
        ("状態", one.get_state_display()), ("消去の方法", one.how),
    ]  # fmt: skip
    gone = one.deleted_at is not None and one.deleted_at.astimezone(TOKYO).date() <= one.delete_by
    grounds = [
        _ground(gone or (one.deleted_at is None and on <= one.delete_by), "期限までの消去",
                f"期限 {wareki(one.delete_by)}　" + (f"{staff_name(one.deleted_by)} {wareki(one.deleted_at)}" if one.deleted_at else "まだ消していない")),
        _ground(one.state == FileState.GONE and one.confirmed_by != one.deleted_by, "別の人による確認",
                f"{staff_name(one.confirmed_by)} {wareki(one.confirmed_at)}" if one.confirmed_by else "まだ確かめていない"),
    ]  # fmt: skip
    return Told(facts, grounds, [str(one.pk), *one.items], persons=one.items)


def _ground(met: bool, article: str, text: str) -> dict[str, object]:
    return {"mark": "○" if met else "×", "met": met, "article": article, "who": "", "text": text}


def _numbers(items: Sequence[str]) -> str:
    """The first receipt numbers, and how many more."""
    more = f"、ほか{len(items) - FEW}件" if len(items) > FEW else ""
    return "、".join(items[:FEW]) + more


def _takings(since: datetime, before: datetime) -> Rows:
    return TakingOut.objects.filter(asked_at__gte=since, asked_at__lt=before)


def _takings_named(keys: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
    rows = TakingOut.objects.filter(pk__in=keys).select_related("medium")
    return {str(one.pk): (f"書き出し {one.pk}（媒体 {one.medium}）", list(one.items)) for one in rows}


def _taking_told(key: str, on: date) -> Told | None:
    one = TakingOut.objects.filter(pk=key).select_related("medium").first()
    if one is None:
        return None
    facts = [
        ("媒体", str(one.medium)), ("目的", one.purpose), ("渡す先", one.receiver), ("対象", _numbers(one.items)),
        ("状態", one.get_state_display()), ("求めた職員", staff_name(one.asked_by)), ("SHA-256", one.sha256), ("備考", one.note),
    ]  # fmt: skip
    back = one.returned_at.astimezone(TOKYO).date() if one.returned_at else None
    grounds = [
        _ground(bool(one.decided_by), "承認", f"{staff_name(one.decided_by)} {wareki(one.decided_at)}" if one.decided_by else "まだ"),
        _ground((back or on) <= one.due_on, "期限までの返却", f"期限 {wareki(one.due_on)}　" + (wareki(back) if back else "まだ返っていない")),
        _ground(one.erased_at is not None, "消去の確認", f"{staff_name(one.erased_by)} {wareki(one.erased_at)}" if one.erased_at else "まだ"),
    ]  # fmt: skip
    return Told(facts, grounds, [str(one.pk), *one.items], persons=one.items)


KINDS = (
    Kind("terminal_files", "端末への取り出し", _files, "pk", _files_named, _file_told),
    Kind("takings", "媒体への書き出し", _takings, "pk", _takings_named, _taking_told),
    in_journal("handed_over", "自治体に渡した申請", Q(event="submission.fetched")),
)
