"""What was handed over, what the business system made of it, and word on its way to the resident."""

from django.db import models
from django.db.models import Q

from sasae.intake.applications.models import Application


class Comparison(models.TextChoices):
    """What came of comparing what was handed over with what was registered."""

    NOT_TOLD = "not_told", "未照合（登録内容の知らせなし）"
    SAME = "same", "一致"
    DIFFERENT = "different", "相違あり"


class Publication(models.Model):
    """One application made ready for the business system of its procedure, until that acknowledges it."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="publications", db_comment="申請")
    version = models.IntegerField("版", db_comment="引き渡す申請の版")
    procedure = models.CharField("手続き", max_length=60, db_comment="手続きコード")
    published_at = models.DateTimeField("引渡し日時", db_comment="引渡しの対象にした日時")
    published_by = models.CharField("引渡し者", max_length=64, db_comment="引渡しの対象にした職員・処理のID")
    acknowledged_at = models.DateTimeField("登録確認日時", null=True, db_comment="業務システムが登録したと知らせた日時")
    registered_as = models.CharField("登録番号", max_length=60, blank=True, db_comment="業務システムでの登録番号")
    comparison = models.CharField(
        "登録後の照合",
        max_length=10,
        choices=Comparison,
        default=Comparison.NOT_TOLD,
        db_comment="業務システムに登録された内容との照合の結果",
    )

    class Meta:
        verbose_name = "引渡し"
        constraints = [
            models.UniqueConstraint(fields=["application", "version"], name="intake_handover_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, registered_as="")
                | Q(acknowledged_at__isnull=False) & ~Q(registered_as=""),
                name="intake_handover_acknowledged_whole",
            ),
            models.CheckConstraint(condition=Q(comparison__in=Comparison.values), name="intake_handover_comparison"),
        ]
        indexes = [
            models.Index(
                fields=["procedure", "id"], condition=Q(acknowledged_at__isnull=True), name="intake_handover_waiting"
            )
        ]


class RegistrationDifference(models.Model):
    """A field that was registered otherwise than it was handed over. The values stay with their systems."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="differences", db_comment="引渡し")
    place = models.CharField("項目", max_length=200, db_comment="申請内容の中の場所")
    label = models.CharField("項目名", max_length=200, db_comment="項目の日本語名")
    cleared_by = models.CharField("解消した職員", max_length=64, blank=True, db_comment="相違を解消した職員のID")
    cleared_at = models.DateTimeField("解消日時", null=True, db_comment="相違を解消した日時")
    reason = models.CharField("解消の理由", max_length=300, blank=True, db_comment="相違を解消した理由と対応")

    class Meta:
        verbose_name = "登録内容の相違"
        constraints = [
            models.UniqueConstraint(fields=["publication", "place"], name="intake_handover_difference_once"),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True, cleared_by="", reason="")
                | Q(cleared_at__isnull=False) & ~Q(cleared_by="") & ~Q(reason=""),
                name="intake_handover_cleared_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["publication"], condition=Q(cleared_at__isnull=True), name="intake_handover_uncleared"
            ),
        ]


class ReportState(models.TextChoices):
    """Where a report to the portal is. One is on its way at a time, so that they arrive in their order."""

    WAITING = "waiting", "送信待ち"
    SENT = "sent", "送信中"
    TAKEN = "taken", "届いた"
    REFUSED = "refused", "拒否された"


REPORT_MOVES = {
    ReportState.WAITING: {ReportState.SENT},
    ReportState.SENT: {ReportState.TAKEN, ReportState.REFUSED},
    ReportState.TAKEN: set(),
    ReportState.REFUSED: {ReportState.TAKEN},  # an operator sent the message again
}


class StatusReport(models.Model):
    """A status for the portal, with plain words for the resident."""

    receipt_number = models.CharField("受付番号", max_length=18, db_comment="受付番号")
    sequence = models.IntegerField("順番", db_comment="同じ受付番号の中の順番（1から）")
    status = models.CharField("ステータス", max_length=2, db_comment="知らせる申請ステータス")
    message = models.CharField(
        "お知らせ", max_length=2000, blank=True, db_comment="住民へのお知らせ（個人情報を含まない）"
    )
    state = models.CharField(
        "状態", max_length=10, choices=ReportState, default=ReportState.WAITING, db_comment="送信の状態"
    )
    made_at = models.DateTimeField("作成日時", db_comment="知らせることにした日時")

    class Meta:
        verbose_name = "ステータスの通知"
        constraints = [
            models.UniqueConstraint(fields=["receipt_number", "sequence"], name="intake_handover_report_once"),
            models.UniqueConstraint(
                fields=["receipt_number"], condition=Q(state="sent"), name="intake_handover_one_on_its_way"
            ),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="intake_handover_report_state"),
        ]
