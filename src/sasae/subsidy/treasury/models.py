"""Files that went to the treasury, each once; files that came from it, with what was matched and what was not."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.append_only import append_only
from sasae.subsidy.recovery.models import Movement


class Kind(models.TextChoices):
    """What goes to the treasury."""

    PAYMENT_ORDERS = "payment_orders", "支出命令"
    RECEIVABLES = "receivables", "調定"
    SETTLEMENT = "settlement", "決算の数字"
    PREFECTURE = "prefecture", "県補助金の実績"


MONTHLY = (Kind.PAYMENT_ORDERS, Kind.RECEIVABLES)


class TreasuryFile(models.Model):
    """One file of one month or fiscal year: made once, kept as it left."""

    kind = models.CharField("種類", max_length=15, choices=Kind, db_comment="ファイルの種類")
    period = models.CharField("期間", max_length=7, db_comment="月（YYYY-MM）または会計年度（YYYY）")
    name = models.CharField("ファイル名", max_length=60, db_comment="ファイル名")
    rows = models.IntegerField("行数", db_comment="行の数")
    yen = models.BigIntegerField("合計金額", db_comment="合計金額（円、台帳と同じ）")
    content = models.BinaryField("内容", db_comment="内容（出したまま）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="内容のSHA-256")
    counted_to = models.BigIntegerField(
        "数えた動き", null=True, db_comment="返還金の動きのうち、この番号までを数えた（後で登録された動きは次の年度で数える）"
    )
    made_by = models.CharField("作成者", max_length=64, db_comment="作成した者のID")
    made_at = models.DateTimeField("作成日時", db_comment="作成した日時")

    class Meta:
        verbose_name = "会計へのファイル"
        constraints = [
            models.UniqueConstraint(fields=["kind", "period"], name="subsidy_treasury_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="subsidy_treasury_kind"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return self.name


class ClearingFile(models.Model):
    """A clearing file as it came: the same bytes are taken in once; what could not be matched stays in its findings."""

    name = models.CharField("ファイル名", max_length=200, db_comment="受け取ったファイルの名")
    sha256 = models.CharField("ハッシュ", max_length=64, unique=True, db_comment="内容のSHA-256（同じ内容は一度だけ）")
    content = models.BinaryField("内容", db_comment="受け取ったままの内容")
    rows = models.IntegerField("行数", db_comment="行の数")
    cleared = models.IntegerField("消し込んだ件数", db_comment="消し込んだ件数")
    yen = models.BigIntegerField("消し込んだ金額", db_comment="消し込んだ金額（円）")
    findings = models.JSONField("指摘", default=list, db_comment="消し込めなかった行とその理由")
    given_by = models.CharField("登録者", max_length=64, db_comment="登録した者のID")
    given_at = models.DateTimeField("登録日時", db_comment="登録した日時")

    class Meta:
        verbose_name = "収納消込のファイル"
        triggers = append_only()

    def __str__(self) -> str:
        return self.name


class ClearedLine(models.Model):
    """One line of a clearing file and what it cleared: from the debt to the file and back."""

    file = models.ForeignKey(ClearingFile, models.PROTECT, related_name="lines", db_comment="収納消込のファイル")
    line = models.IntegerField("行", db_comment="ファイルの行")
    movement = models.OneToOneField(Movement, models.PROTECT, related_name="cleared_line", db_comment="消し込んだ収納")

    class Meta:
        verbose_name = "収納消込の行"
        constraints = [models.UniqueConstraint(fields=["file", "line"], name="subsidy_treasury_line_once")]
        triggers = append_only()

    @property
    def yen(self) -> int:
        """What came in by this line."""
        return self.movement.applied + self.movement.excess
