"""Appeals against decisions, and the papers of each."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned
from sasae.subsidy.appeals.targets import AppealedDecision, of_claim, of_examination
from sasae.subsidy.applications.models import Application
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.entitlements.models import Examination
from sasae.subsidy.people.models import Person


class State(models.TextChoices):
    """審査請求の状態."""

    RECEIVED = "received", "受付"
    CORRECTING = "correcting", "補正依頼"
    PROCEEDING = "proceeding", "審理中"
    RULED = "ruled", "裁決済"
    WITHDRAWN = "withdrawn", "取下げ"


ALLOWED_MOVES = {
    State.RECEIVED: {State.CORRECTING, State.PROCEEDING, State.RULED, State.WITHDRAWN},
    State.CORRECTING: {State.RECEIVED, State.RULED, State.WITHDRAWN},
    State.PROCEEDING: {State.RULED, State.WITHDRAWN},
    State.RULED: set(),
    State.WITHDRAWN: set(),
}


class Ruling(models.TextChoices):
    """裁決 (行政不服審査法45条・46条)."""

    INADMISSIBLE = "inadmissible", "却下"
    REJECTED = "rejected", "棄却"
    CANCELLED = "cancelled", "認容（処分の取消し）"
    CHANGED = "changed", "認容（処分の変更）"


REOPENING = {Ruling.CANCELLED, Ruling.CHANGED}


@versioned
class Appeal(models.Model):
    """One appeal against one decision. What the ruling does to the decision is `reopened`: the examination anew."""

    number = models.CharField("番号", max_length=20, unique=True, db_comment="審査請求の番号")
    examination = models.ForeignKey(
        Examination, models.PROTECT, null=True, related_name="appeals", db_comment="不服の対象となった決定"
    )
    claim = models.ForeignKey(
        Claim, models.PROTECT, null=True, related_name="appeals", db_comment="不服の対象となった償還払いの決定"
    )
    appellant = models.ForeignKey(Person, models.PROTECT, related_name="appeals", db_comment="審査請求人")
    proxy = models.CharField("代理人", max_length=100, blank=True, db_comment="代理人の氏名")
    known_on = models.DateField("知った日", db_comment="決定があったことを知った日")
    filed_on = models.DateField("提出日", db_comment="審査請求書を提出した日（郵送は通信日付印の日）")
    deadline = models.DateField("期限", db_comment="審査請求ができる最後の日")
    deadline_basis = models.CharField("期限の根拠", max_length=60, db_comment="期限を定めた数え方")
    late_reason = models.CharField(
        "期限後の理由", max_length=300, blank=True, db_comment="期限後に提出した正当な理由（申立て）"
    )
    purport = models.TextField("趣旨と理由", db_comment="審査請求の趣旨と理由")
    state = models.CharField("状態", max_length=12, choices=State, default=State.RECEIVED, db_comment="審査請求の状態")
    ruling = models.CharField("裁決", max_length=12, choices=Ruling, blank=True, db_comment="裁決の結論")
    ruled_on = models.DateField("裁決日", null=True, db_comment="裁決の日")
    ruling_reason = models.TextField("裁決の理由", blank=True, db_comment="裁決の理由の要点")
    reopened = models.OneToOneField(
        Application, models.PROTECT, null=True, related_name="reopened_by", db_comment="裁決により改めて審査する申請"
    )
    reopened_claim = models.OneToOneField(
        Claim, models.PROTECT, null=True, related_name="reopened_by", db_comment="裁決により改めて決定する請求"
    )
    entered_by = models.CharField("入力者", max_length=64, db_comment="入力した者のID")
    received_at = models.DateTimeField("登録日時", db_comment="登録した日時")
    document_id = models.CharField("受付書", max_length=40, blank=True, db_comment="印刷した受付書の番号")

    class Meta:
        verbose_name = "審査請求"
        indexes = [models.Index(fields=["state", "filed_on"], name="subsidy_appeals_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_appeals_state"),
            models.CheckConstraint(
                condition=Q(state="ruled", ruled_on__isnull=False) & ~Q(ruling="")
                | ~Q(state="ruled") & Q(ruling="", ruled_on__isnull=True),
                name="subsidy_appeals_ruling",
            ),
            models.UniqueConstraint(
                fields=["examination"], condition=~Q(state__in=["ruled", "withdrawn"]), name="subsidy_appeals_one_open"
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=~Q(state__in=["ruled", "withdrawn"]), name="subsidy_appeals_one_open_claim"
            ),
            models.CheckConstraint(
                condition=Q(examination__isnull=True, claim__isnull=False)
                | Q(examination__isnull=False, claim__isnull=True),
                name="subsidy_appeals_one_target",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def target(self) -> AppealedDecision:
        """The decision it is against."""
        return of_claim(self.claim) if self.claim else of_examination(self.examination)  # type: ignore[arg-type]


class Paper(models.TextChoices):
    """What is filed in the course of an appeal."""

    APPEAL = "appeal", "審査請求書"
    MANDATE = "mandate", "委任状"
    CORRECTION = "correction", "補正書"
    DEFENCE = "defence", "弁明書"
    REPLY = "reply", "反論書"
    EVIDENCE = "evidence", "証拠書類"
    CONSULTATION = "consultation", "諮問書"
    REPORT = "report", "答申書"
    RULING = "ruling", "裁決書"
    OTHER = "other", "その他"


class AppealDocument(models.Model):
    """One paper of an appeal: what it is, whose day it bears, when it came or went."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="documents", db_comment="審査請求")
    paper = models.CharField("種類", max_length=12, choices=Paper, db_comment="書類の種類")
    title = models.CharField("名称", max_length=100, blank=True, db_comment="書類の名称")
    dated_on = models.DateField("日付", db_comment="書類の日付")
    filed_by = models.CharField("登録者", max_length=64, db_comment="登録した者のID")
    filed_at = models.DateTimeField("登録日時", db_comment="登録した日時")

    class Meta:
        verbose_name = "審査請求の書類"
