"""The municipality's areas on the portal."""

from django.http import HttpRequest

from sasae.foundation.audits.work import AUDIT_WORK, audit_entry
from sasae.foundation.custody.inspections import inspection_due
from sasae.foundation.custody.models import TakingOut, TakingState
from sasae.foundation.custody.work import CABINET_WORK
from sasae.foundation.retention.models import DeletionRun
from sasae.foundation.retention.models import State as DeletionState
from sasae.foundation.screens.navigation import Entry, Work
from sasae.foundation.terminals.models import FileState, TerminalFile
from sasae.foundation.terminals.work import CHECK_WORK
from sasae.kernel import clock
from sasae.portal.municipality.reach import narrowed
from sasae.portal.submissions.models import State, Status, Submission

NAV = [
    Entry("申請データ", "municipality:submissions", "submissions.view", "届いた申請の一覧と状態"),
    Entry("処理状況", "municipality:statuses", "submissions.view", "手続ごとの件数と、処理状況の変化"),
    Entry("媒体への書き出し", "custody:takings", "media.view", "媒体で外へ出したファイルのすべて（使用管理簿）"),
    Entry("外部記憶媒体", "custody:media", "media.view", "媒体の登録・点検・廃棄"),
    Entry("端末", "terminals:terminals", "terminals.view", "自治体向けの画面を開ける端末"),
    Entry("端末の日々の点検", "terminals:rooms", "terminals.view", "固定・入退室・保管・ウイルス定義の日付を、部屋ごとに毎日"),
    Entry("端末の消去の確認", "terminals:files", "terminals.view", "端末に取り出したデータと、消したことの確認"),
    Entry("保存期限切れの消去", "retention:runs", "retention.view", "申請・下書きの抽出・承認・消去・確認"),
    Entry("保全", "retention:holds", "retention.view", "審査請求・訴訟・監査のために消さない申請"),
    audit_entry("取り出し・書き出し・渡した申請・閲覧・ID"),
]

_LEFT = TerminalFile.objects.exclude(state=FileState.GONE)


def _sent(request: HttpRequest, status: Status) -> object:
    return narrowed(request, "submissions.view", Submission.objects.filter(state=State.SENT, status=status))


def _mine(request: HttpRequest) -> object:
    return TerminalFile.objects.filter(state=FileState.THERE, taken_by=request.gate.actor.id)  # type: ignore[attr-defined]


WORK = [
    Work(
        "自治体が受け取る前の申請", "municipality:submissions", "submissions.view",
        lambda request: _sent(request, Status.RECEIVED), f"status={Status.RECEIVED}",
    ),
    Work(
        "審査中の申請", "municipality:submissions", "submissions.view",
        lambda request: _sent(request, Status.EXAMINING), f"status={Status.EXAMINING}",
    ),
    Work("あなたが端末に取り出して、消していないデータ", "terminals:files", "submissions.download", _mine, f"state={FileState.THERE}"),
    Work(
        "消去期限を過ぎた端末のデータ", "terminals:files", "terminals.view",
        lambda _: _LEFT.filter(delete_by__lt=clock.today()), "due=over", wrong=True,
    ),
    Work(
        "消去の確認を待つ端末のデータ", "terminals:files", "terminals.manage",
        lambda _: TerminalFile.objects.filter(state=FileState.SAID), f"state={FileState.SAID}",
    ),
    *CHECK_WORK,
    Work(
        "承認を待つ書き出し", "custody:takings", "media.approve",
        lambda _: TakingOut.objects.filter(state=TakingState.ASKED), f"state={TakingState.ASKED}",
    ),
    Work(
        "返却期限を過ぎた媒体", "custody:takings", "media.manage",
        lambda _: TakingOut.objects.filter(state=TakingState.HANDED_OVER, due_on__lt=clock.today()), "due=over", wrong=True,
    ),
    *CABINET_WORK,
    Work(
        "点検の時期を過ぎた媒体", "custody:media", "media.manage",
        lambda _: inspection_due(clock.today()), "inspection=due", wrong=True,
    ),
    Work(
        "承認を待つ消去", "retention:runs", "retention.approve",
        lambda _: DeletionRun.objects.filter(state=DeletionState.LISTED), f"state={DeletionState.LISTED}",
    ),
    Work(
        "結果の確認を待つ消去", "retention:runs", "retention.manage",
        lambda _: DeletionRun.objects.filter(state=DeletionState.DONE), f"state={DeletionState.DONE}",
    ),
    AUDIT_WORK,
]  # fmt: skip
