"""The areas of this service, in the order of the menu."""

from django.db.models import QuerySet
from django.http import HttpRequest

from sasae.foundation.audits.work import AUDIT_WORK, audit_entry
from sasae.foundation.custody.inspections import inspection_due
from sasae.foundation.custody.models import TakingOut, TakingState
from sasae.foundation.custody.work import CABINET_WORK
from sasae.foundation.retention.models import DeletionRun, HoldState, LegalHold
from sasae.foundation.retention.models import State as DeletionState
from sasae.foundation.screens.navigation import Entry, Work
from sasae.foundation.terminals.models import FileState, TerminalFile
from sasae.foundation.tie_reports.models import TieReport
from sasae.intake.applications.models import Application, State
from sasae.intake.applications.queries import without_bytes
from sasae.intake.applications.reach import narrowed
from sasae.intake.carrying.models import CarryIn, CarryState
from sasae.intake.downloads.models import Quarantine, QuarantineState
from sasae.intake.handover.clearing import open_differences
from sasae.intake.handover.models import RegistrationDifference
from sasae.intake.letters.models import Reply
from sasae.intake.matching.models import Identification
from sasae.intake.matching.models import State as Matching
from sasae.intake.questions.models import CaseState, DisclosureRequest, RequestState, StrangeCase
from sasae.kernel import clock

NAV = [
    Entry("申請", "applications:applications", "applications.view", "申請の内容・添付・署名検証結果と審査状況"),
    Entry("審査状況", "examination:progress", "applications.view", "どの段階に何件あるか、滞っている申請"),
    Entry(
        "申請者からの返事",
        "letters:replies",
        "applications.view",
        "ポータルから届いた返事、取下げの申出、出し直しの知らせ",
    ),
    Entry("申請者の特定", "matching:queue", "matching.view", "シリアル番号で特定できない申請を職員が確かめる"),
    Entry("取込みと隔離", "downloads:downloads", "downloads.view", "申請データの取得、検証で止めた申請"),
    Entry("媒体からの持込み", "carrying:carried", "carrying.view", "媒体で運んだ申請ファイルの取込みと、媒体の消去"),
    Entry("引渡し", "handover:publications", "handover.view", "業務システムへの引渡しと登録の確認"),
    Entry("心当たりのない記録", "questions:cases", "looks.view", "住民が「心当たりがない」と知らせた操作の説明と回答"),
    Entry("開示請求", "questions:requests", "disclosures.view", "本人への開示：作成、決定、期限"),
    Entry("登録内容の相違", "handover:differences", "handover.view", "申請データと違う登録、その解消"),
    Entry("申請の統計", "applications:overview", "applications.oversee", "手続き・ステータス・日数ごとの件数"),
    Entry("一覧の書出し", "applications:take_out", "applications.export", "申請の一覧のファイル（氏名・番号なし）"),
    Entry("媒体への書き出し", "custody:takings", "media.view", "外へ出したファイルのすべて（使用管理簿）"),
    Entry("外部記憶媒体", "custody:media", "media.view", "媒体の登録・点検・廃棄"),
    Entry("端末の消去の確認", "terminals:files", "terminals.view", "端末に取り出したデータと、消したことの確認"),
    Entry("保存期限切れの消去", "retention:runs", "retention.view", "保存期間を過ぎた申請の抽出・承認・消去・確認"),
    Entry("保全", "retention:holds", "retention.view", "審査請求・訴訟・監査のために消さない申請"),
    Entry("ひも付けの訂正", "tie_reports:reports", "tie_reports.view", "誤ったひも付けで行ったことの報告"),
    audit_entry("署名の検証・申請者の特定・引渡し・閲覧・ID"),
]


def _in_state(request: HttpRequest, state: State) -> QuerySet[Application]:
    """Applications of the procedures one is assigned to."""
    return narrowed(request, "applications.view", without_bytes()).filter(state=state)


def _queued(request: HttpRequest) -> QuerySet[Identification]:
    queued = Identification.objects.filter(state=Matching.QUEUED)
    return narrowed(request, "matching.view", queued, "application__procedure")


def _unread(request: HttpRequest) -> QuerySet[Reply]:
    return narrowed(request, "applications.view", Reply.objects.filter(read_at=None), "application__procedure")


def _stopped(request: HttpRequest) -> QuerySet[Quarantine]:
    stopped = Quarantine.objects.filter(state=QuarantineState.OPEN)
    return narrowed(request, "downloads.view", stopped, "download__procedure")


def _standing(request: HttpRequest) -> QuerySet[RegistrationDifference]:
    return narrowed(request, "handover.view", open_differences(), "publication__procedure")


WORK = [
    Work(
        "届いたばかりの申請", "applications:applications", "applications.view",
        lambda request: _in_state(request, State.FETCHED), f"state={State.FETCHED}",
    ),
    Work(
        "審査中の申請", "applications:applications", "applications.view",
        lambda request: _in_state(request, State.EXAMINING), f"state={State.EXAMINING}",
    ),
    Work(
        "補正を待つ申請", "applications:applications", "applications.view",
        lambda request: _in_state(request, State.CORRECTION_ASKED), f"state={State.CORRECTION_ASKED}",
    ),
    Work(
        "まだ読んでいない申請者の返事", "letters:replies", "applications.view", _unread, "read=no", wrong=True,
    ),
    Work(
        "申請者を確かめる申請", "matching:queue", "matching.view",
        _queued, wrong=True,
    ),
    Work(
        "未確認の隔離", "downloads:downloads", "downloads.view",
        _stopped, f"state={QuarantineState.OPEN}", wrong=True,
    ),
    Work(
        "未対応の心当たりのない記録", "questions:cases", "looks.handle",
        lambda _: StrangeCase.objects.filter(state=CaseState.NEW), f"state={CaseState.NEW}", wrong=True,
    ),
    Work(
        "作成を待つ開示請求", "questions:requests", "disclosures.prepare",
        lambda _: DisclosureRequest.objects.filter(state=RequestState.RECEIVED), f"state={RequestState.RECEIVED}",
    ),
    Work(
        "決定を待つ開示請求", "questions:requests", "disclosures.approve",
        lambda _: DisclosureRequest.objects.filter(state=RequestState.PREPARED), f"state={RequestState.PREPARED}",
    ),
    Work(
        "解消していない登録内容の相違", "handover:differences", "handover.view",
        _standing, "state=open", wrong=True,
    ),
    Work(
        "承認を待つ書き出し", "custody:takings", "media.approve",
        lambda _: TakingOut.objects.filter(state=TakingState.ASKED), f"state={TakingState.ASKED}",
    ),
    Work(
        "返却期限を過ぎた媒体", "custody:takings", "media.manage",
        lambda _: TakingOut.objects.filter(state=TakingState.HANDED_OVER, due_on__lt=clock.today()), "due=over", wrong=True,
    ),
    Work(
        "消去の期限を過ぎた持込みの媒体", "carrying:carried", "carrying.run",
        lambda _: CarryIn.objects.filter(state=CarryState.WAITING, erase_by__lt=clock.today()), "due=over", wrong=True,
    ),
    Work(
        "消去期限を過ぎた端末のデータ", "terminals:files", "terminals.view",
        lambda _: TerminalFile.objects.exclude(state=FileState.GONE).filter(delete_by__lt=clock.today()), "due=over", wrong=True,
    ),
    Work(
        "消去の確認を待つ端末のデータ", "terminals:files", "terminals.manage",
        lambda _: TerminalFile.objects.filter(state=FileState.SAID), f"state={FileState.SAID}",
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
    Work(
        "解除の承認を待つ保全", "retention:holds", "retention.approve",
        lambda _: LegalHold.objects.filter(state=HoldState.LIFT_ASKED), f"state={HoldState.LIFT_ASKED}",
    ),
    Work(
        "断られたひも付けの利用の報告", "tie_reports:reports", "tie_reports.handle",
        lambda _: TieReport.objects.filter(state="refused"), "state=refused", wrong=True,
    ),
    AUDIT_WORK,
]  # fmt: skip
