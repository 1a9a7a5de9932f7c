"""The operators' areas. An operator belongs to one body (the office code) or to the platform."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from sasae.foundation.audits.work import AUDIT_WORK, audit_entry
from sasae.foundation.retention.models import DeletionRun as PlatformDeletion
from sasae.foundation.retention.models import HoldState, LegalHold
from sasae.foundation.retention.models import State as PlatformDeletionState
from sasae.foundation.screens.navigation import Entry, Work
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body, BodyChange
from sasae.intermediary.bodies.models import State as BodyChangeState
from sasae.intermediary.codes.models import Code
from sasae.intermediary.codes.models import State as CodeState
from sasae.intermediary.copies.freshness import all_judged
from sasae.intermediary.corrections.queries import waiting as to_be_told
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.inquiries.models import State as InquiryState
from sasae.intermediary.limits.models import LimitChange
from sasae.intermediary.limits.models import State as LimitState
from sasae.intermediary.protections.models import Protection
from sasae.intermediary.provisions.models import Provision
from sasae.intermediary.provisions.models import State as ProvisionState
from sasae.intermediary.retention.models import DeletionHold, DeletionRun
from sasae.intermediary.retention.models import State as DeletionState
from sasae.intermediary.security.models import Alarm
from sasae.intermediary.security.models import State as AlarmState
from sasae.kernel import clock

NAV = [
    Entry("情報照会", "inquiries:inquiries", "inquiries.view", "自団体が他団体に求めた照会"),
    Entry("情報提供", "provisions:provisions", "provisions.view", "自団体が他団体の求めに応じた提供"),
    Entry("情報提供等記録", "records:records", "records.view", "番号法23条の記録"),
    Entry("訂正の通知", "corrections:corrections", "records.view", "訂正したことを知らせる相手と、知らせた記録"),
    Entry("符号", "codes:codes", "codes.view", "符号取得の状況"),
    Entry("副本", "copies:copies", "copies.view", "登録した副本（内容は表示しません）"),
    Entry("不開示・自動応答不可", "protections:protections", "protections.view", "自動応答を止める人の登録"),
    Entry("保存期限切れ情報の消去", "deletions:runs", "deletions.view", "抽出、承認、消去、結果の確認、保全"),
    Entry("業務統計", "operation:figures", "operation.figures", "相手・情報・結果・月ごとの件数"),
    Entry("稼働状況", "operation:status", "operation.view", "鍵代理、マスター、待ち行列、接続、保守"),
    Entry("鍵", "keys:keys", "keys.view", "団体の鍵の版、期限、封じ直し"),
    Entry("期限・保存年数", "limits:limits", "limits.view", "副本が遅れてよい日数と、保存年数"),
    Entry("警報", "security:alarms", "security.view", "断った要求、期限、接続と証明書、検証の結果"),
    Entry("配信マスター", "masters:masters", "masters.view", "照会が許されているもの"),
    Entry("承継した団体", "bodies:predecessors", "records.view", "合併で承継した団体の記録に切り替える"),
    Entry("保存期限切れの消去", "retention:runs", "retention.view", "プラットフォームの事故の記録・電文などの抽出・承認・消去・確認"),
    Entry("保全", "retention:holds", "retention.view", "訴訟・監査などのために消さないもの"),
    Entry("団体", "bodies:bodies", "platform.view", "プラットフォームに参加する団体"),
    audit_entry("提供・照会・許可証・訂正・消去・閲覧・ID"),
]


def _old_copies(request: HttpRequest) -> int:
    """Kinds of information whose copies are older than their source, or whose source reports no more."""
    user = request.gate.user  # type: ignore[attr-defined]
    if not Body.objects.filter(code=user.office_code).exists():
        return 0
    with acting_for(user.office_code):
        return sum(1 for one in all_judged(clock.now()) if one.alarm)


def _of_body(request: HttpRequest, rows: QuerySet[Any]) -> int:
    """Counted in the schema of the operator's own body; who belongs to none has nothing to do here."""
    user = request.gate.user  # type: ignore[attr-defined]
    if not Body.objects.filter(code=user.office_code).exists():
        return 0
    with acting_for(user.office_code):
        return rows.count()


def _alarms(request: HttpRequest) -> int:
    """Nobody has taken them up: of the operator's own body, or of the platform."""
    user = request.gate.user  # type: ignore[attr-defined]
    platform = request.gate.may("platform.view")  # type: ignore[attr-defined]
    if not platform and not Body.objects.filter(code=user.office_code).exists():
        return 0
    return Alarm.objects.filter(body="" if platform else user.office_code, state=AlarmState.OPEN).count()


_ASKED = Inquiry.objects.filter(state=InquiryState.REQUESTED)
_TO_CONFIRM = Provision.objects.filter(state=ProvisionState.NOT_AUTOMATIC)
_DELETIONS = DeletionRun.objects.filter(state__in=[DeletionState.LISTED, DeletionState.DONE])
_HOLDS = DeletionHold.objects.filter(state=HoldState.LIFT_ASKED)
_TO_LIFT = Protection.objects.exclude(asked_by="")
_LIMITS_ASKED = LimitChange.objects.filter(state=LimitState.PROPOSED)
_CODES_WANTED = Code.objects.filter(state=CodeState.REQUESTED)
_CODES_WRONG = Code.objects.filter(state=CodeState.ERROR)

WORK = [
    Work(
        "確認を待つ情報提供", "provisions:provisions", "provisions.view",
        lambda request: _of_body(request, _TO_CONFIRM.all()), f"state={ProvisionState.NOT_AUTOMATIC}",
    ),
    Work(
        "回答を待つ情報照会", "inquiries:inquiries", "inquiries.view",
        lambda request: _of_body(request, _ASKED.all()), f"state={InquiryState.REQUESTED}",
    ),
    Work(
        "取得の途中の符号", "codes:codes", "codes.view",
        lambda request: _of_body(request, _CODES_WANTED.all()), f"state={CodeState.REQUESTED}",
    ),
    Work(
        "エラーの符号", "codes:codes", "codes.view",
        lambda request: _of_body(request, _CODES_WRONG.all()), f"state={CodeState.ERROR}", wrong=True,
    ),
    Work("原本より古い副本", "copies:freshness", "copies.view", _old_copies, wrong=True),
    Work(
        "解除の承認を待つ保護の登録", "protections:protections", "protections.set",
        lambda request: _of_body(request, _TO_LIFT.all()), "asked=yes",
    ),
    Work(
        "確認を待つ消去", "deletions:runs", "deletions.manage",
        lambda request: _of_body(request, _DELETIONS.all()),
    ),
    Work(
        "解除の承認を待つ保全", "deletions:holds", "deletions.manage",
        lambda request: _of_body(request, _HOLDS.all()), f"state={HoldState.LIFT_ASKED}", quiet=True,
    ),
    Work(
        "訂正を知らせていない相手", "corrections:corrections", "records.correct",
        lambda request: _of_body(request, to_be_told()), "state=open",
    ),
    Work(
        "承認を待つ期限・保存年数の変更", "limits:limits", "limits.manage",
        lambda request: _of_body(request, _LIMITS_ASKED.all()),
    ),
    Work("未対応の警報", "security:alarms", "security.view", _alarms, f"state={AlarmState.OPEN}", wrong=True),
    Work(
        "承認を待つ団体の異動", "bodies:bodies", "bodies.manage",
        lambda _: BodyChange.objects.filter(state=BodyChangeState.PROPOSED).count(),
    ),
    Work(
        "承認を待つ消去", "retention:runs", "retention.approve",
        lambda _: PlatformDeletion.objects.filter(state=PlatformDeletionState.LISTED),
        f"state={PlatformDeletionState.LISTED}",
    ),
    Work(
        "結果の確認を待つ消去", "retention:runs", "retention.manage",
        lambda _: PlatformDeletion.objects.filter(state=PlatformDeletionState.DONE),
        f"state={PlatformDeletionState.DONE}",
    ),
    Work(
        "解除の承認を待つ保全", "retention:holds", "retention.approve",
        lambda _: LegalHold.objects.filter(state=HoldState.LIFT_ASKED), f"state={HoldState.LIFT_ASKED}",
    ),
    Work("参加する団体", "bodies:bodies", "platform.view", lambda _: Body.objects.working().count()),
    AUDIT_WORK,
]  # fmt: skip
