"""The operator's areas."""

from django.utils import timezone

from sasae.foundation.audits.work import AUDIT_WORK, audit_entry
from sasae.foundation.retention.models import DeletionRun, HoldState, LegalHold
from sasae.foundation.retention.models import State as DeletionState
from sasae.foundation.screens.navigation import Entry, Work
from sasae.kernel import clock
from sasae.linkage.codes.models import CodeRequest
from sasae.linkage.codes.models import State as CodeState
from sasae.linkage.codes.queries import overdue
from sasae.linkage.inquiries.models import Inquiry
from sasae.linkage.inquiries.models import State as InquiryState
from sasae.linkage.inquiries.queries import overdue as overdue_inquiries
from sasae.linkage.people.models import HeldChange
from sasae.linkage.schedules.queries import wrong as wrong_schedules
from sasae.linkage.ties.models import CaseState, Correction, CorrectionState, TieCase

NAV = [
    Entry("宛名の照会", "people:search", "people.view", "団体内統合宛名を氏名・カナ・生年月日・番号で探す"),
    Entry("ひも付け", "ties:cases", "ties.view", "番号の取り違えの疑いと、誤ったひも付けの訂正"),
    Entry("異動データ", "people:feeds", "people.view", "住基と各業務システムからの取込み状況"),
    Entry("符号取得", "codes:requests", "codes.view", "符号の要求の状況"),
    Entry("情報照会", "inquiries:inquiries", "inquiries.view", "他団体への照会と結果"),
    Entry("一括照会", "inquiry_files:files", "inquiries.view", "依頼ファイルの受付と結果の受取り"),
    Entry("副本の提供", "provisions:provisions", "provisions.view", "庁内の情報を中間サーバーへ渡す状況と照合"),
    Entry("連携の予定", "schedules:schedules", "schedules.view", "取込みと受渡しがいつ動き、どう終わったか"),
    Entry("移転", "transfers:transfers", "transfers.view", "ほかの医療費助成への移転と、許可との点検"),
    Entry("接続と利用", "links:connections", "links.view", "どのシステムが何を使えるか、使ったか、断ったか"),
    Entry("利用の根拠", "links:bases", "links.view", "どのシステムが何の根拠で照会できるか"),
    Entry("保存期限切れの消去", "retention:runs", "retention.view", "終わった照会・ひも付けなどの抽出・承認・消去・確認"),
    Entry("保全", "retention:holds", "retention.view", "訴訟・監査などのために消さないもの"),
    audit_entry("ひも付け・移転・検索・個人番号の表示・ID"),
]

_CODES, _INQUIRIES = CodeRequest.objects, Inquiry.objects
_ON_THE_WAY = [CodeState.WANTED, CodeState.ASKED, CodeState.NUMBERED, CodeState.HANDED_ON]

WORK = [
    Work(
        "確認を待つひも付け", "ties:cases", "ties.view",
        lambda _: TieCase.objects.filter(state=CaseState.OPEN), f"state={CaseState.OPEN}",
    ),
    Work(
        "承認を待つひも付けの訂正", "ties:corrections", "ties.approve",
        lambda _: Correction.objects.filter(state=CorrectionState.PROPOSED), f"state={CorrectionState.PROPOSED}",
    ),
    Work(
        "対応が済まないひも付けの訂正", "ties:corrections", "ties.correct",
        lambda _: Correction.objects.filter(state=CorrectionState.DONE), f"state={CorrectionState.DONE}",
    ),
    Work(
        "取り込めない異動データ", "people:held", "people.view",
        lambda _: HeldChange.objects.filter(settled_at=None), wrong=True,
    ),
    Work(
        "予定どおり動いていない連携", "schedules:schedules", "schedules.view",
        lambda _: wrong_schedules(timezone.localtime(clock.real_now()), clock.today()), wrong=True,
    ),
    Work("取得の途中の符号", "codes:requests", "codes.view", lambda _: _CODES.filter(state__in=_ON_THE_WAY)),
    Work("1日を過ぎても届かない符号", "codes:requests", "codes.view", lambda _: overdue(), "overdue=1", wrong=True),
    Work(
        "取得できない符号", "codes:requests", "codes.view",
        lambda _: _CODES.filter(state=CodeState.REFUSED), f"state={CodeState.REFUSED}", wrong=True,
    ),
    Work(
        "回答を待つ情報照会", "inquiries:inquiries", "inquiries.view",
        lambda _: _INQUIRIES.filter(state=InquiryState.REQUESTED), f"state={InquiryState.REQUESTED}",
    ),
    Work(
        "1日を過ぎても結果のない情報照会", "inquiries:inquiries", "inquiries.view", lambda _: overdue_inquiries(),
        "overdue=1", wrong=True,
    ),
    Work(
        "エラーの情報照会", "inquiries:inquiries", "inquiries.view",
        lambda _: _INQUIRIES.filter(state=InquiryState.ERROR), f"state={InquiryState.ERROR}", wrong=True,
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
    AUDIT_WORK,
]  # fmt: skip
