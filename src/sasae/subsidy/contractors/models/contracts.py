"""What is kept of contractors. A subcontract is a contract with a parent, and exists by a permitted written request alone."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned

LEVELS = ("委託先", "再委託先", "再々委託先")


class ClauseModel(models.TextChoices):
    """契約条項の型（評価書 Ⅲ-4）."""

    BUSINESS = "business", "特定個人情報を取り扱う業務委託"
    SYSTEM = "system", "申請管理システムの業務委託"


class State(models.TextChoices):
    """委託契約の状態."""

    ENTERED = "entered", "確認待ち"
    IN_FORCE = "in_force", "有効"
    ENDED = "ended", "契約終了"


MOVES = {State.ENTERED: {State.IN_FORCE, State.ENDED}, State.IN_FORCE: {State.ENDED}, State.ENDED: set()}


@versioned
class Contract(models.Model):
    """委託契約. The prime contract has neither parent nor request."""

    number = models.CharField("契約番号", max_length=20, unique=True, db_comment="登録簿の番号")
    root = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="below", db_comment="最初の委託の契約（委託先の契約では空）"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="subcontracts", db_comment="委託元の契約（委託先の契約では空）"
    )
    request = models.OneToOneField(
        "Request", models.PROTECT, null=True, related_name="subcontract", db_comment="許諾した再委託の申請（委託先の契約では空）"
    )  # fmt: skip
    level = models.PositiveSmallIntegerField(
        "段階", default=0, db_comment="0は委託先、1は再委託先、2からは再々委託先以降"
    )
    contractor = models.CharField("委託先の名称", max_length=100, db_comment="委託先の名称")
    work = models.CharField("委託内容", max_length=300, db_comment="委託する業務")
    model = models.CharField("条項の型", max_length=10, choices=ClauseModel, db_comment="契約条項の型")
    since = models.DateField("契約の初日", db_comment="契約期間の最初の日")
    until = models.DateField("契約の末日", db_comment="契約期間の最後の日")
    staff = models.PositiveIntegerField("取扱者数", db_comment="特定個人情報ファイルを取り扱う人数")
    leader = models.CharField("作業責任者", max_length=100, db_comment="作業責任者の氏名")
    place = models.CharField("作業場所", max_length=200, db_comment="作業する場所")
    clauses = models.JSONField("契約条項", default=dict, db_comment="条項ごとの、契約書のどこに書いてあるか")
    explained_on = models.DateField(
        "遵守事項の説明日", null=True, db_comment="情報セキュリティに関する遵守事項を説明した日"
    )
    report_months = models.PositiveSmallIntegerField("定期報告の間隔", db_comment="何か月ごとに定期報告を受けるか")
    audit_months = models.PositiveSmallIntegerField("監査の間隔", db_comment="何か月ごとに監査・検査をするか")
    report_due = models.DateField("次の定期報告", db_comment="次の定期報告を受ける期限")
    audit_due = models.DateField("次の監査", db_comment="次の監査・検査を終える期限")
    state = models.CharField("状態", max_length=10, choices=State, default=State.ENTERED, db_comment="契約の状態")
    entered_by = models.CharField("登録者", max_length=64, db_comment="登録した職員のID")
    entered_at = models.DateTimeField("登録日時", db_comment="登録した日時")
    confirmed_by = models.CharField("確認者", max_length=64, blank=True, db_comment="契約書と照らして確認した職員のID")
    confirmed_at = models.DateTimeField("確認日時", null=True, db_comment="契約書と照らして確認した日時")
    ended_by = models.CharField("終了の登録者", max_length=64, blank=True, db_comment="終了を登録した職員のID")
    ended_at = models.DateTimeField("終了の登録日時", null=True, db_comment="終了を登録した日時")
    why_ended = models.CharField("終了の理由", max_length=200, blank=True, db_comment="契約を終えた理由")

    class Meta:
        verbose_name = "委託契約"
        indexes = [models.Index(fields=["root", "state"], name="subsidy_contract_tree")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_contract_state"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="subsidy_contract_period"),
            models.CheckConstraint(condition=Q(staff__gte=1), name="subsidy_contract_staff"),
            models.CheckConstraint(
                condition=Q(parent=None, root=None, request=None, level=0)
                | Q(parent__isnull=False, root__isnull=False, request__isnull=False, level__gte=1),
                name="subsidy_contract_below_by_request",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("entered_by")), name="subsidy_contract_two_persons"
            ),
            models.CheckConstraint(
                condition=~Q(state="in_force")
                | Q(confirmed_at__isnull=False, explained_on__isnull=False) & ~Q(confirmed_by=""),
                name="subsidy_contract_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) | ~Q(state="ended") & Q(ended_at=None),
                name="subsidy_contract_ended",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves",
                field="state",
                transitions=sorted((before.value, after.value) for before, later in MOVES.items() for after in later),
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def kind(self) -> str:
        """委託先, 再委託先, or any step below."""
        return LEVELS[min(self.level, len(LEVELS) - 1)]

    @property
    def indent(self) -> str:
        """What stands before it in its tree."""
        return "　" * (self.level - 1) + "└ " if self.level else ""

    def covers(self, day: date) -> bool:
        """Whether the contract is in force on the day."""
        return self.state == State.IN_FORCE and self.since <= day <= self.until


class RequestState(models.TextChoices):
    """再委託の申請の状態."""

    RECEIVED = "received", "許可待ち"
    PERMITTED = "permitted", "許可済"
    REFUSED = "refused", "不許可"


REQUEST_MOVES = {
    RequestState.RECEIVED: {RequestState.PERMITTED, RequestState.REFUSED},
    RequestState.PERMITTED: set(),
    RequestState.REFUSED: set(),
}


@versioned
class Request(models.Model):
    """再委託の申請: what the contractor asked for in writing, and the written answer of another person."""

    number = models.CharField("申請番号", max_length=20, unique=True, db_comment="登録簿の番号")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="requests", db_comment="申請した委託先の契約")
    contractor = models.CharField("再委託先の名称", max_length=100, db_comment="再委託先の名称")
    work = models.CharField("再委託する業務", max_length=300, db_comment="再委託する業務")
    need = models.CharField("再委託の理由", max_length=300, db_comment="再委託が必要な理由")
    measures = models.CharField("リスク対策", max_length=500, db_comment="委託先と同等のリスク対策をどう行うか")
    document = models.CharField("申請書の番号", max_length=60, db_comment="書面による申請の文書番号")
    written_on = models.DateField("申請書の日付", db_comment="申請書の日付")
    received_on = models.DateField("受付日", db_comment="申請書を受け付けた日")
    received_by = models.CharField("受付者", max_length=64, db_comment="受け付けた職員のID")
    received_at = models.DateTimeField("受付日時", db_comment="受付を登録した日時")
    state = models.CharField(
        "状態", max_length=10, choices=RequestState, default=RequestState.RECEIVED, db_comment="申請の状態"
    )
    answer = models.CharField("許諾書の番号", max_length=60, blank=True, db_comment="書面による許諾・不許諾の文書番号")
    reason = models.CharField("判断の理由", max_length=300, blank=True, db_comment="妥当と、または妥当でないとした理由")
    decided_on = models.DateField("回答日", null=True, db_comment="書面で回答した日")
    decided_by = models.CharField("判断者", max_length=64, blank=True, db_comment="許諾または不許諾とした職員のID")
    decided_at = models.DateTimeField("判断日時", null=True, db_comment="許諾または不許諾とした日時")

    class Meta:
        verbose_name = "再委託の申請"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="subsidy_subrequest_state"),
            models.CheckConstraint(condition=~Q(document=""), name="subsidy_subrequest_in_writing"),
            models.CheckConstraint(
                condition=Q(received_on__gte=F("written_on")), name="subsidy_subrequest_written_first"
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("received_by")), name="subsidy_subrequest_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(state="received", decided_by="", decided_on=None)
                | ~Q(state="received") & ~Q(decided_by="") & ~Q(answer="") & Q(decided_on__gte=F("received_on")),
                name="subsidy_subrequest_answered",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="moves", field="state", transitions=[("received", "permitted"), ("received", "refused")])
        ]

    def __str__(self) -> str:
        return self.number


@versioned
class Worker(models.Model):
    """従事者: a person named under a contract. The number is what an ID of any system is tied by."""

    number = models.CharField(
        "従事者番号", max_length=20, unique=True, db_comment="従事者の番号。利用者IDの職員番号になる"
    )
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="workers", db_comment="従事する契約")
    name = models.CharField("氏名", max_length=100, db_comment="従事者の氏名")
    duty = models.CharField("担当", max_length=100, db_comment="担当する作業")
    since = models.DateField("従事の初日", db_comment="従事する最初の日")
    until = models.DateField("従事の末日", null=True, db_comment="従事した最後の日（続くときは空）")
    taught_on = models.DateField("教育の日", null=True, db_comment="個人情報の取扱いの教育を受けた日")
    pledged_on = models.DateField("誓約書の日付", null=True, db_comment="機密保持の誓約書の日付")
    pledge = models.CharField("誓約書の番号", max_length=60, blank=True, db_comment="受け取った誓約書の文書番号")
    pledge_by = models.CharField("誓約書の受領者", max_length=64, blank=True, db_comment="誓約書を受け取った職員のID")
    entered_by = models.CharField("登録者", max_length=64, db_comment="登録した職員のID")
    entered_at = models.DateTimeField("登録日時", db_comment="登録した日時")

    class Meta:
        verbose_name = "委託先の従事者"
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="subsidy_worker_period"),
            models.CheckConstraint(
                condition=Q(pledged_on=None, pledge="", pledge_by="")
                | Q(pledged_on__isnull=False) & ~Q(pledge="") & ~Q(pledge_by=""),
                name="subsidy_worker_pledge",
            ),
        ]

    def __str__(self) -> str:
        return self.number
