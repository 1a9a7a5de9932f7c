"""The office's areas."""

from typing import Any

from django.db.models import QuerySet

from sasae.foundation.audits.models import Drawn
from sasae.foundation.retention.models import DeletionRun, HoldState, LegalHold
from sasae.foundation.retention.models import State as DeletionState
from sasae.foundation.screens.navigation import Entry, Work
from sasae.foundation.tie_reports.models import TieReport
from sasae.kernel import clock
from sasae.subsidy.appeals.models import Appeal
from sasae.subsidy.appeals.models import State as AppealState
from sasae.subsidy.applications.models import Application
from sasae.subsidy.applications.models import State as ApplicationState
from sasae.subsidy.arrivals.work import TRANSFERS_WORK
from sasae.subsidy.certificates.models import ReturnedMail, ReturnState
from sasae.subsidy.claims.models import Claim, FolderState, Hold
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.claims.queries import WARD as CLAIM_WARD
from sasae.subsidy.claims.queries import held_until, late_papers, to_compare
from sasae.subsidy.contractors.work import CONTRACTORS_WORK
from sasae.subsidy.desk.today import TODAY as TODAY
from sasae.subsidy.desk.today import tally
from sasae.subsidy.disclosures.work import DISCLOSURES_WORK
from sasae.subsidy.duplicates.models import State as MergeState
from sasae.subsidy.duplicates.queries import merges
from sasae.subsidy.entitlements.models import Examination, ExaminationState
from sasae.subsidy.extraction.models import Extraction
from sasae.subsidy.extraction.models import State as ExtractionState
from sasae.subsidy.notifications.models import Consequence, ConsequenceState, Notification, Review
from sasae.subsidy.notifications.models import State as NotificationState
from sasae.subsidy.notifications.queries import OPEN as OPEN_REVIEWS
from sasae.subsidy.old_system.models import Migration
from sasae.subsidy.old_system.models import State as MigrationState
from sasae.subsidy.online.queries import waiting as sent_waiting
from sasae.subsidy.paper_custody.work import PAPER_WORK
from sasae.subsidy.papers.work import LATE_WORK
from sasae.subsidy.payments.queries import to_refund
from sasae.subsidy.people.protection import ending
from sasae.subsidy.people.wards import wards_of, within
from sasae.subsidy.print_runs.models import PrintRun
from sasae.subsidy.print_runs.models import RunState as PrintState
from sasae.subsidy.print_runs.reach import within_reach
from sasae.subsidy.receipts.models import Correction, CorrectionState, Cycle, CycleState, LineState, ReceiptLine
from sasae.subsidy.recovery.lists import waiting as debts_waiting
from sasae.subsidy.recovery.models import State as Owed
from sasae.subsidy.renewals.models import Step, StepState
from sasae.subsidy.third_parties.lists import waiting as injuries_waiting
from sasae.subsidy.transfers.models import Permission
from sasae.subsidy.wordings.models import Rewording
from sasae.subsidy.wordings.models import State as WordingState

NAV = [
    Entry("申請", "applications:applications", "applications.view", "電子申請と窓口の申請の受付・審査"),
    Entry("仕事の一覧", "desk:work", "applications.view", "すべての種類の仕事の担当と期限、まとめての変更、書き出し"),
    Entry("承認待ち", "entitlements:approvals", "applications.approve", "他の職員が審査した決定の承認"),
    Entry("審査請求", "appeals:appeals", "appeals.view", "決定への不服の受付から裁決まで"),
    Entry("二重登録", "duplicates:duplicates", "people.merge", "同じ人の二重登録の確認・統合・取消し"),
    Entry("対象者", "people:people", "people.view", "受給者・家族の照会"),
    Entry("届出", "notifications:notifications", "notifications.view", "届出の受付、家族の見直し、変更の影響"),
    Entry("書類の所在", "paper_custody:papers", "paper_custody.view", "書類のラベル・移動・貸出し・点検・廃棄"),
    Entry("医療証", "certificates:certificates", "certificates.view", "交付した医療証"),
    Entry("印刷・封入", "print_runs:runs", "print_runs.view", "医療証と通知の印刷、封筒ごとの確認"),
    Entry("更新", "renewals:renewals", "renewals.view", "一斉更新・年度末の更新、予行、もしもの試算"),
    Entry("文言・発行元", "wordings:fields", "wordings.view", "通知の文言、発行元、公印、期限の変更"),
    Entry("レセプト", "receipts:files", "receipts.view", "現物給付のレセプトの取込みと保留の判断"),
    Entry("償還払い", "claims:claims", "claims.view", "領収書による請求の受付と決定"),
    Entry("支払", "payments:runs", "payments.view", "支払データの作成・承認・結果"),
    Entry("着金の確認", "arrivals:questions", "arrivals.view", "振込が届いたことを本人に確かめる"),
    Entry("返還金", "recovery:receivables", "recovery.view", "返していただく額の決定・納付・督促・時効"),
    Entry("第三者行為", "third_parties:injuries", "third_parties.view", "交通事故などの傷病届と損害賠償の請求"),
    Entry("台帳", "ledger:lines", "ledger.view", "助成のすべての金額の動き"),
    Entry("統計", "statistics:year", "statistics.view", "月・年度の数字、予算の執行と見込み"),
    Entry("照会で足りる書類", "papers:asked_although", "statistics.view", "照会で分かるのに書類を求めた件数"),
    Entry("会計との受渡し", "treasury:files", "treasury.view", "支出命令・調定・収納消込・決算・県補助金のファイル"),
    Entry("自由抽出", "extraction:extractions", "extraction.view", "目的と承認による、決められた列の取り出し"),
    Entry("移転", "transfers:transfers", "transfers.view", "重度障害・小児の助成への移転と許可、許可との点検"),
    Entry("委託先", "contractors:contracts", "contractors.view", "委託・再委託の契約、許諾、従事者、報告、監査"),
    Entry("旧システムからの移行", "old_system:migrations", "old_system.view", "旧システムのファイルの点検・取込み、並行稼働の比較"),
    Entry("保存期限切れの消去", "retention:runs", "retention.view", "保存期間を過ぎた記録の抽出・承認・消去・確認"),
    Entry("保全", "retention:holds", "retention.view", "審査請求・訴訟・監査などのために消さないもの"),
    Entry("開示等の請求", "disclosures:requests", "disclosures.view", "紙の開示・訂正・利用停止の請求の受付から引渡しまで"),
    Entry("取扱いの問合せ", "inquiries:inquiries", "inquiries.view", "ファイルの取扱いについての問合せの受付と回答"),
    Entry("評価書の現況", "assessment:states", "assessment.view", "評価書の条項が、いま満たされているか"),
    Entry("内部監査", "audits:samples", "audits.audit", "決定・支払・閲覧・IDの標本の抽出と確認"),
    Entry("ひも付けの訂正", "tie_reports:reports", "tie_reports.view", "誤ったひも付けで行ったことの報告"),
]


def _wards(request: Any, right: str) -> list[str] | None:
    return wards_of(request.gate.user, right, clock.today())


def _applications(request: Any, state: ApplicationState) -> QuerySet[Application]:
    return within(_APPLICATIONS.filter(state=state), _wards(request, "applications.view"))


_NOTIFICATIONS, _REVIEWS, _CONSEQUENCES = Notification.objects, Review.objects, Consequence.objects
_APPLICATIONS, _CLAIMS = Application.objects, Claim.objects
_APPROVALS, _LINES = Examination.objects, ReceiptLine.objects
_PERMISSIONS = Permission.objects
_RETURNED, _PRINTS, _REWORDINGS = ReturnedMail.objects, PrintRun.objects, Rewording.objects

WORK = [
    Work("自分の担当の仕事", "desk:work", "applications.view", lambda request: tally(request)["mine"], "whose=me"),
    Work("今日が期限の仕事", "desk:work", "applications.view", lambda request: tally(request)["today"], "due=today"),
    Work(
        "期限を過ぎた仕事", "desk:work", "applications.view", lambda request: tally(request)["over"], "due=over", wrong=True
    ),
    Work("今日来た仕事", "desk:work", "applications.view", lambda request: tally(request)["new"], "since=today"),
    Work(
        "申請書との照合を待つ申請", "applications:applications", "applications.enter",
        lambda request: _applications(request, ApplicationState.ENTERED), f"state={ApplicationState.ENTERED}",
    ),
    Work(
        "審査待ちの申請", "applications:applications", "applications.examine",
        lambda request: _applications(request, ApplicationState.RECEIVED), f"state={ApplicationState.RECEIVED}",
    ),
    Work(
        "審査中の申請", "applications:applications", "applications.examine",
        lambda request: _applications(request, ApplicationState.EXAMINING), f"state={ApplicationState.EXAMINING}",
    ),
    Work(
        "届出書との照合を待つ届出", "notifications:notifications", "notifications.enter",
        lambda request: within(
            _NOTIFICATIONS.filter(state=NotificationState.ENTERED), _wards(request, "notifications.view"),
            "family__applicant__ward_code",
        ),
        f"state={NotificationState.ENTERED}",
    ),
    Work("確かめることのある電子申請の届出", "online:all_sent", "notifications.enter", lambda request: sent_waiting(_wards(request, "notifications.view")), "state=waiting"),
    Work(
        "見直しを待つ家族", "notifications:reviews", "applications.examine",
        lambda request: within(
            _REVIEWS.filter(state__in=OPEN_REVIEWS), _wards(request, "notifications.view"), "person__ward_code"
        ),
    ),
    Work(
        "変更の影響で決めること", "notifications:consequences", "applications.examine",
        lambda request: within(
            _CONSEQUENCES.filter(state=ConsequenceState.OPEN), _wards(request, "notifications.view"), "person__ward_code"
        ),
    ),
    Work(
        "承認待ちの決定", "entitlements:approvals", "applications.approve",
        lambda request: within(
            _APPROVALS.filter(state=ExaminationState.REQUESTED), _wards(request, "applications.approve"), "application__ward_code"
        ),
    ),
    *LATE_WORK,
    *PAPER_WORK,
    Work(
        "期限が近い支援措置", "people:protected", "protected.watch",
        lambda request: within(ending(clock.today()), _wards(request, "protected.watch")), wrong=True,
    ),
    Work(
        "確認を待つ二重登録の統合", "duplicates:duplicates", "people.merge",
        lambda request: sum(one.state == MergeState.PROPOSED for one in merges(_wards(request, "people.merge"))),
    ),
    Work(
        "裁決を待つ審査請求", "appeals:appeals", "appeals.enter",
        lambda request: within(
            Appeal.objects.exclude(state__in=[AppealState.RULED, AppealState.WITHDRAWN]), _wards(request, "appeals.view"),
            "appellant__ward_code",
        ),
    ),
    Work(
        "対応待ちの返戻郵便", "certificates:returned", "certificates.recall",
        lambda request: within(
            _RETURNED.filter(state=ReturnState.OPEN), _wards(request, "certificates.view"), "person__ward_code"
        ),
        f"state={ReturnState.OPEN}",
    ),
    Work(
        "見本の承認を待つ印刷", "print_runs:runs", "print_runs.approve",
        lambda request: within_reach(_PRINTS.filter(state=PrintState.PREPARED), _wards(request, "print_runs.view"), _wards(request, "print_runs.protected")), f"state={PrintState.PREPARED}",
    ),
    Work(
        "封入の確認を待つ印刷", "print_runs:runs", "print_runs.close",
        lambda request: within_reach(_PRINTS.filter(state=PrintState.PRINTED), _wards(request, "print_runs.view"), _wards(request, "print_runs.protected")), f"state={PrintState.PRINTED}",
    ),
    Work(
        "承認を待つ文言の変更", "wordings:fields", "wordings.approve",
        lambda _: _REWORDINGS.filter(state=WordingState.PROPOSED),
    ),
    Work(
        "判断を待つレセプト明細", "receipts:lines", "receipts.decide",
        lambda _: _LINES.filter(state=LineState.HELD), f"state={LineState.HELD}",
    ),
    Work(
        "締めの承認を待つレセプトの月次", "receipts:months", "receipts.approve",
        lambda _: Cycle.objects.filter(state=CycleState.CLOSING), f"state={CycleState.CLOSING}",
    ),
    Work(
        "支払を待つレセプトの月次", "receipts:months", "receipts.pay",
        lambda _: Cycle.objects.filter(state=CycleState.CLOSED), f"state={CycleState.CLOSED}",
    ),
    Work(
        "審査支払機関に出す申出", "receipts:corrections", "receipts.correct",
        lambda _: Correction.objects.filter(state=CorrectionState.ASKED), f"state={CorrectionState.ASKED}",
    ),
    Work(
        "領収書との照合を待つ請求書", "claims:folders", "claims.decide",
        lambda request: within(to_compare(), _wards(request, "claims.view"), CLAIM_WARD),
        f"state={FolderState.ENTERED}&open=yes",
    ),
    Work(
        "差し戻された請求書", "claims:folders", "claims.enter",
        lambda request: within(to_compare(FolderState.SENT_BACK), _wards(request, "claims.view"), CLAIM_WARD),
        f"state={FolderState.SENT_BACK}&open=yes",
    ),
    Work(
        "確かめる日が来た償還払いの保留", "claims:holds", "claims.enter",
        lambda request: within(
            held_until(Hold.objects.all(), clock.today()), _wards(request, "claims.view"), f"claim__{CLAIM_WARD}"
        ),
        "due=over", wrong=True,
    ),
    Work(
        "書類の提出期限を過ぎた請求書", "claims:folders", "claims.enter",
        lambda request: within(late_papers(clock.today()), _wards(request, "claims.view"), CLAIM_WARD).count(),
        "papers=over", wrong=True,
    ),
    Work(
        "決定を待つ償還払い", "claims:claims", "claims.decide",
        lambda request: within(_CLAIMS.filter(state=ClaimState.RECEIVED), _wards(request, "claims.view"), CLAIM_WARD),
        f"state={ClaimState.RECEIVED}",
    ),
    Work(
        "支払を待つ償還払い", "claims:claims", "payments.build",
        lambda _: _CLAIMS.filter(state=ClaimState.GRANTED), f"state={ClaimState.GRANTED}",
    ),
    Work("支払を待つ過誤納金の還付", "payments:build", "payments.build", lambda _: to_refund(), "kind=refunds"),
    Work(
        "承認を待つ自由抽出", "extraction:extractions", "extraction.approve",
        lambda request: Extraction.objects.filter(state=ExtractionState.ASKED).exclude(asked_by=request.gate.actor.id),
        f"state={ExtractionState.ASKED}",
    ),
    Work("許可を待つ移転の許可", "transfers:permissions", "transfers.permit", lambda request: _PERMISSIONS.filter(state="examined").exclude(examined_by=request.gate.actor.id), "state=examined"),
    *CONTRACTORS_WORK,
    Work(
        "承認を待つ消去", "retention:runs", "retention.approve",
        lambda request: DeletionRun.objects.filter(state=DeletionState.LISTED).exclude(listed_by=request.gate.actor.id),
        f"state={DeletionState.LISTED}",
    ),
    Work(
        "結果の確認を待つ消去", "retention:runs", "retention.manage",
        lambda _: DeletionRun.objects.filter(state=DeletionState.DONE), f"state={DeletionState.DONE}",
    ),
    Work(
        "解除の承認を待つ保全", "retention:holds", "retention.approve",
        lambda request: LegalHold.objects.filter(state=HoldState.LIFT_ASKED).exclude(lift_asked_by=request.gate.actor.id),
        f"state={HoldState.LIFT_ASKED}",
    ),
    Work(
        "取込みの承認を待つ移行", "old_system:migrations", "old_system.approve",
        lambda _: Migration.objects.filter(state=MigrationState.ASKED), f"state={MigrationState.ASKED}",
    ),
    Work(
        "決定を待つ返還金", "recovery:receivables", "recovery.decide",
        lambda request: debts_waiting(Owed.PROPOSED, _wards(request, "recovery.view")), f"state={Owed.PROPOSED}",
    ),
    Work(
        "承認を待つ返還の起案", "recovery:receivables", "recovery.decide",
        lambda request: debts_waiting("ordered", _wards(request, "recovery.view")), "time=ordered",
    ),
    Work(
        "納期限を過ぎた返還金", "recovery:receivables", "recovery.enter",
        lambda request: debts_waiting("late", _wards(request, "recovery.view")), "time=late", wrong=True,
    ),
    Work(
        "もとの助成が取り消された返還金", "recovery:receivables", "recovery.enter",
        lambda request: debts_waiting("gone", _wards(request, "recovery.view")), "time=gone", wrong=True,
    ),
    Work(
        "判断を待つ第三者行為", "third_parties:injuries", "third_parties.enter",
        lambda request: injuries_waiting("open", _wards(request, "third_parties.view")), "more=open",
    ),
    Work(
        "集めていない診療がある第三者行為", "third_parties:injuries", "third_parties.enter",
        lambda request: injuries_waiting("further", _wards(request, "third_parties.view")), "more=further",
    ),
    Work("承認待ちの更新の段階", "renewals:renewals", "renewals.approve", lambda _: Step.objects.filter(state=StepState.AWAITING)),
    *TRANSFERS_WORK,
    Work(
        "振込不能の償還払い", "claims:claims", "claims.view",
        lambda _: _CLAIMS.filter(state=ClaimState.FAILED), f"state={ClaimState.FAILED}", wrong=True,
    ),
    Work("確かめていない監査の標本", "audits:samples", "audits.audit", lambda _: Drawn.objects.filter(result="open"), quiet=True),
    Work("断られたひも付けの利用の報告", "tie_reports:reports", "tie_reports.handle", lambda _: TieReport.objects.filter(state="refused"), "state=refused", wrong=True),
    *DISCLOSURES_WORK,
]  # fmt: skip
