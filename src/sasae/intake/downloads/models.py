"""What came from the portal, as it came; and why some of it goes no further."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned


class State(models.TextChoices):
    """What became of a fetched file."""

    STORED = "stored", "格納済"
    QUARANTINED = "quarantined", "隔離"


class Download(models.Model):
    """One application file. The bytes are kept whole, encrypted, whatever the checks said of them."""

    receipt_number = models.CharField(
        "受付番号", max_length=18, unique=True, db_comment="受付番号（申請データの一意な番号）"
    )
    procedure = models.CharField("手続き", max_length=60, db_comment="手続きコード（取得元の一覧による）")
    received_at = models.DateTimeField("申請日時", db_comment="申請機能が申請を受け付けた日時")
    fetched_at = models.DateTimeField("取得日時", db_comment="申請データを取得した日時")
    archive_cipher = models.BinaryField(
        "申請ファイル（暗号）", db_comment="取得したままの申請ファイル（ZIP）を暗号化したもの"
    )
    size = models.IntegerField("大きさ", db_comment="申請ファイルの大きさ（バイト）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="申請ファイルのSHA-256")
    state = models.CharField("状態", max_length=12, choices=State, db_comment="格納済か隔離か")

    class Meta:
        verbose_name = "取得した申請ファイル"
        indexes = [models.Index(fields=["state", "-id"], name="intake_downloads_state")]
        constraints = [models.CheckConstraint(condition=Q(state__in=State.values), name="intake_downloads_state")]

    def __str__(self) -> str:
        return self.receipt_number


class QuarantineState(models.TextChoices):
    """What staff did about it."""

    OPEN = "open", "未確認"
    CLOSED = "closed", "確認済"


QUARANTINE_MOVES = {
    QuarantineState.OPEN: {QuarantineState.CLOSED},
    QuarantineState.CLOSED: set(),
}


@versioned
class Quarantine(models.Model):
    """Why a file was not taken in. The file itself stays with its download."""

    download = models.OneToOneField(
        Download, models.PROTECT, related_name="quarantine", db_comment="隔離した申請ファイル"
    )
    findings = models.JSONField("所見", db_comment="取り込めなかった理由（所見の一覧、個人情報を含まない）")
    state = models.CharField(
        "状態", max_length=10, choices=QuarantineState, default=QuarantineState.OPEN, db_comment="職員の確認の状態"
    )
    quarantined_at = models.DateTimeField("隔離日時", db_comment="隔離した日時")
    closed_by = models.CharField("確認者", max_length=64, blank=True, db_comment="確認した職員のID")
    closed_at = models.DateTimeField("確認日時", null=True, db_comment="確認した日時")
    note = models.CharField("確認の内容", max_length=500, blank=True, db_comment="確認した内容と対応")

    class Meta:
        verbose_name = "隔離"
        indexes = [models.Index(fields=["state", "-id"], name="intake_downloads_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_by="", closed_at__isnull=True)
                | Q(state="closed", closed_at__isnull=False) & ~Q(closed_by="") & ~Q(note=""),
                name="intake_downloads_closed_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.download.receipt_number


class PortalFeed(models.Model):
    """When the portal was last asked, and what stood in the way. One row."""

    source = models.CharField("取得元", max_length=40, primary_key=True, db_comment="取得元のシステム")
    asked_at = models.DateTimeField("照会日時", db_comment="最後に一覧を取得しようとした日時")
    waiting = models.IntegerField("未取得", default=0, db_comment="まだ取り込めていない申請の件数")
    problem = models.CharField("障害", max_length=300, blank=True, db_comment="取り込めなかった理由（通信の障害など）")

    class Meta:
        verbose_name = "取得の状況"
