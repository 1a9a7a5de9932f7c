"""What came with a folder, what it lacks, and what its claims wait for."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned
from sasae.subsidy.claims.models.claim import Claim
from sasae.subsidy.claims.models.folder import ClaimFolder


class Attachment(models.Model):
    """One picture or file that came with a folder, kept as it came. Nothing is put out of it again."""

    folder = models.ForeignKey(ClaimFolder, models.PROTECT, related_name="attachments", db_comment="請求書")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="attachments", db_comment="どの行のものか")
    name = models.CharField("名前", max_length=100, db_comment="添付の名前（受け取ったまま）")
    media_type = models.CharField("種類", max_length=40, db_comment="媒体型（中身で確かめたもの）")
    content = models.BinaryField("中身", db_comment="添付の中身（受け取ったまま。元の添付があるときは空）")
    same_as = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="元の添付",
        db_comment="中身のある元の添付（改めて受け付けた請求書のとき）",
    )
    digest = models.CharField("要約値", max_length=64, db_index=True, db_comment="中身のSHA-256")
    kept_by = models.CharField("受付者", max_length=64, db_comment="受け取った者のID")
    kept_at = models.DateTimeField("受付日時", auto_now_add=True, db_comment="受け取った日時")

    class Meta:
        verbose_name = "請求書の添付"
        triggers = append_only()
        constraints = [
            models.UniqueConstraint(fields=["folder", "digest"], name="subsidy_claims_attached_once"),
            models.CheckConstraint(
                condition=Q(same_as__isnull=True) ^ Q(content=b""), name="subsidy_claims_attached_bytes"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def picture(self) -> bytes:
        """The bytes as they came; of a folder that was taken in anew, those of the one before. Those are kept as long."""
        return bytes(self.content if self.same_as is None else self.same_as.content)


class HoldCause(models.TextChoices):
    """What a claim waits for. The values are the names of the rules."""

    BENEFITS = "claim.benefits", "高額療養費"
    HOUSEHOLD = "claim.household", "高額療養費（世帯合算）"
    YEAR = "claim.year", "高額療養費（年間上限）"
    FRINGE = "claim.fringe", "附加給付"
    DEVICE = "claim.device", "治療用装具の保険者の決定"
    SCHOOL = "claim.school", "災害共済給付"
    THIRD_PARTY = "claim.third_party", "第三者行為の届出"
    PAPERS = "claim.papers", "書類の提出"
    REASON = "claim.reason", "事由の確認"
    OPENED = "claim.opened", "請求できる日"


@versioned
class Hold(models.Model):
    """Why a claim is not decided yet, since when, and when staff look again."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="holds", db_comment="請求")
    cause = models.CharField("待つもの", max_length=20, choices=HoldCause, db_comment="何を待っているか（規定の名）")
    opened_on = models.DateField("保留日", db_comment="保留とした日")
    opened_by = models.CharField("保留者", max_length=64, db_comment="保留とした者のID")
    follow_up_on = models.DateField("次に確かめる日", db_comment="次に確かめる日")
    note = models.CharField("経過", max_length=200, blank=True, db_comment="確かめた経過")
    released_on = models.DateField("解除日", null=True, db_comment="保留を解いた日")
    released_by = models.CharField("解除者", max_length=64, blank=True, db_comment="保留を解いた者のID")

    class Meta:
        verbose_name = "償還払いの保留"
        indexes = [
            models.Index(
                fields=["follow_up_on"], condition=Q(released_on__isnull=True), name="subsidy_claims_follow_up"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(cause__in=HoldCause.values), name="subsidy_claims_hold_cause"),
            models.UniqueConstraint(
                fields=["claim", "cause"], condition=Q(released_on__isnull=True), name="subsidy_claims_held_once"
            ),
            models.CheckConstraint(
                condition=Q(released_on__isnull=True) | ~Q(released_by=""), name="subsidy_claims_hold_released"
            ),
        ]


class PaperState(models.TextChoices):
    """Where a paper of a folder is."""

    MISSING = "missing", "未提出"
    ASKED = "asked", "提出依頼中"
    THERE = "there", "提出済"
    WAIVED = "waived", "提出不要"


PAPER_MOVES = {
    PaperState.MISSING: {PaperState.ASKED, PaperState.THERE, PaperState.WAIVED},
    PaperState.ASKED: {PaperState.ASKED, PaperState.THERE, PaperState.WAIVED},
    PaperState.THERE: {PaperState.MISSING},
    PaperState.WAIVED: {PaperState.MISSING},
}


@versioned
class ClaimPaper(models.Model):
    """One paper a folder lacks, or lacked."""

    folder = models.ForeignKey(ClaimFolder, models.PROTECT, related_name="papers", db_comment="請求書")
    kind = models.CharField("種類", max_length=20, db_comment="書類の種類（claim_codes.yaml の名）")
    label = models.CharField("書類", max_length=200, db_comment="書類の名前")
    state = models.CharField(
        "状態", max_length=8, choices=PaperState, default=PaperState.MISSING, db_comment="書類の状態"
    )
    why = models.CharField("理由", max_length=200, blank=True, db_comment="提出不要とした理由")
    changed_by = models.CharField("確認者", max_length=64, db_comment="最後に確かめた者のID")

    class Meta:
        verbose_name = "請求書の書類"
        constraints = [
            models.UniqueConstraint(fields=["folder", "kind"], name="subsidy_claims_paper_once"),
            models.CheckConstraint(condition=Q(state__in=PaperState.values), name="subsidy_claims_paper_state"),
            models.CheckConstraint(condition=~Q(state="waived") | ~Q(why=""), name="subsidy_claims_paper_why"),
        ]


class ClaimPaperLetter(models.Model):
    """A letter that asks for a folder's papers, or reminds of them: as it was printed, with its deadline."""

    number = models.CharField("番号", max_length=20, unique=True, db_comment="手紙の番号")
    folder = models.ForeignKey(ClaimFolder, models.PROTECT, related_name="letters", db_comment="請求書")
    reminder = models.BooleanField("督促", default=False, db_comment="督促の手紙か")
    asked_on = models.DateField("依頼日", db_comment="手紙の日")
    due_on = models.DateField("提出期限", db_comment="提出の期限")
    labels = models.JSONField("求めた書類", db_comment="求めた書類の名前")
    document_id = models.CharField("印刷物", max_length=40, db_comment="印刷した手紙の番号")
    asked_by = models.CharField("依頼者", max_length=64, db_comment="依頼した者のID")

    class Meta:
        verbose_name = "請求書の書類の提出依頼"
        triggers = append_only()
        indexes = [models.Index(fields=["due_on"], name="subsidy_claims_paper_due")]
