"""Papers of an application, and the letters that ask for them."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned
from sasae.reference.municipalities import name_of
from sasae.subsidy.applications.models import Application


class State(models.TextChoices):
    """Where a paper is."""

    MISSING = "missing", "未提出"
    ASKED = "asked", "提出依頼中"
    THERE = "there", "提出済"
    WAIVED = "waived", "提出不要"


ALLOWED_MOVES = {
    State.MISSING: {State.ASKED, State.THERE, State.WAIVED},
    State.ASKED: {State.ASKED, State.THERE, State.WAIVED},
    State.THERE: {State.MISSING},
    State.WAIVED: {State.MISSING},
}
IDENTITY = "identity"


@versioned
class Paper(models.Model):
    """One paper the law's list names for an application."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="papers", db_comment="申請")
    kind = models.CharField("種類", max_length=30, db_comment="書類の種類（documents.yaml の名）")
    label = models.CharField("書類", max_length=200, db_comment="書類の名前")
    state = models.CharField("状態", max_length=8, choices=State, default=State.MISSING, db_comment="書類の状態")
    arrived_on = models.DateField("提出日", null=True, db_comment="提出された日")
    why = models.CharField("理由", max_length=200, blank=True, db_comment="提出済・提出不要とした理由")
    changed_by = models.CharField("確認者", max_length=64, db_comment="最後に確かめた者のID")

    class Meta:
        verbose_name = "申請の書類"
        constraints = [
            models.UniqueConstraint(fields=["application", "kind"], name="subsidy_papers_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_papers_state"),
            models.CheckConstraint(
                condition=~Q(state="there") | Q(arrived_on__isnull=False), name="subsidy_papers_arrived"
            ),
            models.CheckConstraint(condition=~Q(state="waived") | ~Q(why=""), name="subsidy_papers_waived_why"),
        ]

    def __str__(self) -> str:
        return self.label


class PaperLetter(models.Model):
    """A letter that asks for papers, or reminds of them: as it was printed, with its deadline."""

    number = models.CharField("番号", max_length=20, unique=True, db_comment="手紙の番号")
    application = models.ForeignKey(Application, models.PROTECT, related_name="paper_letters", db_comment="申請")
    reminder = models.BooleanField("督促", default=False, db_comment="督促の手紙か")
    asked_on = models.DateField("依頼日", db_comment="手紙の日")
    due_on = models.DateField("提出期限", db_comment="提出の期限")
    labels = models.JSONField("求めた書類", db_comment="求めた書類の名前")
    document_id = models.CharField("印刷物", max_length=40, db_comment="印刷した手紙の番号")
    asked_by = models.CharField("依頼者", max_length=64, db_comment="依頼した者のID")

    class Meta:
        verbose_name = "書類の提出依頼"
        indexes = [models.Index(fields=["due_on"], name="subsidy_papers_due")]


class AskedAlthough(models.Model):
    """A paper whose request was stopped because a query would do, and whether it was asked for all the same, and why."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="asked_although", db_comment="申請")
    kind = models.CharField("種類", max_length=30, db_comment="書類の種類（documents.yaml の名）")
    label = models.CharField("書類", max_length=200, db_comment="書類の名前")
    information = models.CharField("照会できる情報", max_length=16, db_comment="特定個人情報名コード")
    information_name = models.CharField("照会できる情報の名前", max_length=100, db_comment="特定個人情報名")
    provider = models.CharField("照会できる相手", max_length=6, db_comment="提供者の全国地方公共団体コード")
    ward_code = models.CharField("区", max_length=6, blank=True, db_comment="申請を扱う区の全国地方公共団体コード")
    stopped_on = models.DateField("止めた日", db_comment="書類の求めを初めて止めた日")
    overridden_on = models.DateField("求めた日", null=True, db_comment="それでも書類を求めた日")
    why = models.CharField("理由", max_length=200, blank=True, db_comment="それでも書類を求めた理由")
    by = models.CharField("職員", max_length=64, db_comment="最後に求めようとした者のID")

    class Meta:
        verbose_name = "照会で足りる書類の求め"
        constraints = [
            models.UniqueConstraint(fields=["application", "kind"], name="subsidy_papers_although_once"),
            models.CheckConstraint(
                condition=Q(overridden_on__isnull=True) | ~Q(why=""), name="subsidy_papers_although_why"
            ),
        ]
        indexes = [models.Index(fields=["stopped_on"], name="subsidy_papers_although_day")]

    def __str__(self) -> str:
        return self.label

    @property
    def provider_name(self) -> str:
        """Whom the query would ask, as staff read it."""
        return name_of(self.provider)
