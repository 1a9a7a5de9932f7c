"""What came from the portal, as it came; and why some of it goes no further."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned


class State(models.TextChoices):
    """What became of a fetched file."""

    STORED = "stored", "格納済"
    QUARANTINED = "quarantined", "隔離"


class Scanned(models.TextChoices):
    """What the scan for malware came to."""

    CLEAN = "clean", "異常なし"
    FOUND = "found", "検出あり"
    WITHOUT = "without", "検査なし"
    UNOPENED = "unopened", "開けないため未検査"


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
    scan = models.CharField(
        "ウイルス検査", max_length=10, choices=Scanned, default=Scanned.UNOPENED, db_comment="ウイルス検査の結果"
    )
    scan_note = models.CharField(
        "検査のパターン", max_length=200, blank=True, db_comment="検査に使ったパターンの版、または検査をしない理由"
    )

    class Meta:
        verbose_name = "取得した申請ファイル"
        indexes = [models.Index(fields=["state", "-id"], name="intake_downloads_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="intake_downloads_state"),
            models.CheckConstraint(condition=Q(scan__in=Scanned.values), name="intake_downloads_scan"),
        ]

    def __str__(self) -> str:
        return self.receipt_number


class QuarantineState(models.TextChoices):
    """What staff did about it."""

    OPEN = "open", "未確認"
    CLOSED = "closed", "確認済"
    MENDED = "mended", "取り直して格納済"


QUARANTINE_MOVES = {
    QuarantineState.OPEN: {QuarantineState.CLOSED, QuarantineState.MENDED},
    QuarantineState.CLOSED: set(),
    QuarantineState.MENDED: set(),
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
    told_at = models.DateTimeField(
        "申請者への知らせ", null=True, db_comment="申請者に再申請を案内した日時（空の間は取り直せる）"
    )

    class Meta:
        verbose_name = "隔離"
        indexes = [models.Index(fields=["state", "-id"], name="intake_downloads_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_by="", closed_at__isnull=True)
                | Q(state__in=["closed", "mended"], closed_at__isnull=False) & ~Q(closed_by="") & ~Q(note=""),
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


class EarlierFile(models.Model):
    """The bytes a quarantined file had before it was fetched again and came differently. Nothing is lost."""

    download = models.ForeignKey(Download, models.PROTECT, related_name="earlier", db_comment="取り直した申請ファイル")
    archive_cipher = models.BinaryField("申請ファイル（暗号）", db_comment="取り直す前の申請ファイルを暗号化したもの")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="取り直す前の申請ファイルのSHA-256")
    fetched_at = models.DateTimeField("取得日時", db_comment="取り直す前のファイルを取得した日時")
    findings = models.JSONField("所見", db_comment="取り直す前の所見（個人情報を含まない）")

    class Meta:
        verbose_name = "取り直す前の申請ファイル"
        triggers = append_only()


class RevocationList(models.Model):
    """A revocation list as the authority gave it: kept once, however many applications rest on it."""

    sha256 = models.CharField("ハッシュ", max_length=64, primary_key=True, db_comment="失効リストのSHA-256")
    content = models.BinaryField("失効リスト", db_comment="失効リスト（CRL、DER）")
    kept_at = models.DateTimeField("保存日時", db_comment="はじめて使った日時")

    class Meta:
        verbose_name = "失効リスト"
        triggers = append_only()


class Evidence(models.Model):
    """What the acceptance of an application rests on, so that its signature can be verified years later."""

    download = models.OneToOneField(
        Download, models.PROTECT, related_name="evidence", db_comment="受け入れた申請ファイル"
    )
    statement = models.BinaryField("受入記録", db_comment="受入時の事実（ハッシュと日時）を書いたJSON。時刻証明の対象")
    time_stamp = models.BinaryField("時刻証明", db_comment="受入記録に対するタイムスタンプ（RFC 3161、DER）")
    anchor = models.BinaryField("認証局の証明書", db_comment="検証に使った認証局の証明書（DER）")
    answer = models.BinaryField("即時回答", null=True, db_comment="認証局の即時回答（OCSP、DER）")
    revocation_list = models.ForeignKey(
        RevocationList, models.PROTECT, related_name="+", db_comment="検証に使った失効リスト"
    )

    class Meta:
        verbose_name = "署名検証の証拠"
        triggers = append_only()
