"""A request file as it came, and each of its lines with what became of it. Nothing is lost, nothing asked twice."""

from django.db import models
from django.db.models import Q

from sasae.linkage.inquiries.models import Inquiry


class InquiryFile(models.Model):
    """A request file, with purpose and basis as they were chosen before it was taken."""

    file_no = models.CharField("受付番号", max_length=20, unique=True, db_comment="一括照会の受付番号")
    name = models.CharField("ファイル名", max_length=60, db_comment="依頼ファイルの名前")
    sha256 = models.CharField(
        "照合値", max_length=64, unique=True, db_comment="内容のSHA-256（同じファイルを二度受け付けない）"
    )
    content_cipher = models.BinaryField("内容（暗号）", db_comment="依頼ファイルを暗号化したもの")
    asked_by = models.CharField("照会元", max_length=40, db_comment="照会を求めたシステム")
    operator = models.CharField("操作者", max_length=64, db_comment="照会を求めた操作者または処理")
    affair = models.CharField("事務", max_length=40, db_comment="利用事務")
    basis = models.CharField("根拠", max_length=60, db_comment="利用の根拠の鍵")
    case = models.CharField("案件", max_length=60, blank=True, db_comment="照会の元になった案件")
    findings = models.JSONField("注意", default=list, db_comment="ファイル全体についての注意")
    line_count = models.PositiveIntegerField("行数", db_comment="依頼の行数")
    runs = models.PositiveSmallIntegerField("照会した回数", default=0, db_comment="照会の処理を始めた回数")
    run_id = models.BigIntegerField("一括処理", null=True, db_comment="最後に始めた一括処理の番号")
    taken_at = models.DateTimeField("受付日時", auto_now_add=True, db_comment="受け付けた日時")

    class Meta:
        verbose_name = "一括照会の依頼"

    def __str__(self) -> str:
        return self.file_no


class LineState(models.TextChoices):
    """Where a line is. Once asked, the inquiry's own state goes on from there."""

    WAITING = "waiting", "未処理"
    ASKED = "asked", "照会済"
    REFUSED = "refused", "照会できず"


ALLOWED_MOVES = {
    LineState.WAITING: {LineState.ASKED, LineState.REFUSED},
    LineState.REFUSED: {LineState.WAITING},
    LineState.ASKED: set(),
}


class InquiryLine(models.Model):
    """One line of a file."""

    file = models.ForeignKey(InquiryFile, models.PROTECT, related_name="lines", db_comment="一括照会の依頼")
    number = models.PositiveIntegerField("行", db_comment="行の番号（1から）")
    record_id = models.CharField(
        "レコード識別番号", max_length=90, blank=True, db_comment="レコード識別番号。読めない行は空"
    )
    atena_no = models.CharField("宛名番号", max_length=15, blank=True, db_comment="宛名番号。読めない行は空")
    told = models.JSONField("内容", null=True, db_comment="行の内容。読めない行は空")
    consent_on = models.DateField("同意日", null=True, db_comment="本人の同意を得た日")
    state = models.CharField("状態", max_length=8, choices=LineState, default=LineState.WAITING, db_comment="行の状態")
    findings = models.JSONField("指摘", default=list, db_comment="照会できない理由")
    inquiry = models.OneToOneField(
        Inquiry, models.PROTECT, related_name="file_line", null=True, db_comment="この行の照会"
    )

    class Meta:
        verbose_name = "一括照会の行"
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="linkage_inquiry_files_line"),
            models.UniqueConstraint(
                fields=["record_id"], condition=Q(state="asked"), name="linkage_inquiry_files_asked_once"
            ),
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="linkage_inquiry_files_state"),
            models.CheckConstraint(
                condition=Q(state="asked", inquiry__isnull=False) | (~Q(state="asked") & Q(inquiry=None)),
                name="linkage_inquiry_files_inquiry",
            ),
        ]
        indexes = [models.Index(fields=["file", "state"], name="linkage_inquiry_files_left")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"
