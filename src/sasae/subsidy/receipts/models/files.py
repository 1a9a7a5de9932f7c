"""One file as it came, whole, in parts that fit into memory."""

from django.db import models
from django.db.models import Q

from sasae.subsidy.receipts.models.cycles import Cycle
from sasae.subsidy.receipts.models.moves import only_moves


class FileState(models.TextChoices):
    """レセプトファイルの状態."""

    RECEIVED = "received", "受付"
    IMPORTING = "importing", "取込中"
    IMPORTED = "imported", "取込済"
    REFUSED = "refused", "取込不可"


FILE_MOVES = {
    FileState.RECEIVED: {FileState.IMPORTING, FileState.REFUSED},
    FileState.IMPORTING: {FileState.IMPORTED},
    FileState.IMPORTED: set(),
    FileState.REFUSED: set(),
}


class ReceiptFile(models.Model):
    """One file as it came; the same bytes are taken in once. `expected` is what staff said of it when they registered it."""

    name = models.CharField("ファイル名", max_length=200, db_comment="受け取ったファイルの名")
    sha256 = models.CharField("ハッシュ", max_length=64, unique=True, db_comment="内容のSHA-256（同じ内容は一度だけ）")
    size = models.BigIntegerField("大きさ", default=0, db_comment="内容の大きさ（バイト）")
    form = models.CharField(
        "形式", max_length=40, blank=True, db_comment="形式（ukeはレセプト電算、ほかは一覧の形の名）"
    )
    expected = models.JSONField(
        "登録時の申告", default=dict, db_comment="登録した者が言った請求年月・審査支払機関・件数・金額"
    )
    billing_month = models.CharField("請求年月", max_length=7, blank=True, db_comment="請求年月（YYYY-MM）")
    reviewer = models.CharField(
        "審査支払機関", max_length=1, blank=True, db_comment="審査支払機関（1支払基金・2国保連）"
    )
    cycle = models.ForeignKey(
        Cycle, models.PROTECT, null=True, related_name="files", db_comment="このファイルを精算する月次"
    )
    receipt_count = models.IntegerField(
        "レセプト件数", default=0, db_comment="ファイルにあるレセプト（一覧では行）の件数"
    )
    line_count = models.IntegerField("対象明細件数", default=0, db_comment="当市の公費の明細の件数")
    line_yen = models.BigIntegerField("対象明細の金額", default=0, db_comment="当市の明細の現物給付額の合計（円）")
    contents = models.CharField(
        "明細のハッシュ",
        max_length=64,
        blank=True,
        db_comment="明細の中身のSHA-256（書き方を変えただけの同じファイルを見つける）",
    )
    findings = models.JSONField("指摘", default=list, db_comment="読み取りの指摘")
    finding_count = models.IntegerField(
        "指摘の数", default=0, db_comment="読み取りの指摘の数（一覧に残さないものを含む）"
    )
    state = models.CharField("状態", max_length=10, choices=FileState, db_comment="ファイルの状態")
    uploaded_by = models.CharField("登録者", max_length=64, db_comment="登録した者のID")
    uploaded_at = models.DateTimeField("登録日時", auto_now_add=True, db_comment="登録した日時")

    class Meta:
        verbose_name = "レセプトファイル"
        triggers = [only_moves(FILE_MOVES)]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="subsidy_receipts_file"),
            models.UniqueConstraint(
                fields=["contents"], condition=Q(state__in=["importing", "imported"]) & ~Q(contents=""),
                name="subsidy_receipts_contents_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class FilePart(models.Model):
    """A piece of a file's content, so that a file of any size is kept and read without holding it whole."""

    file = models.ForeignKey(ReceiptFile, models.PROTECT, related_name="parts", db_comment="ファイル")
    number = models.IntegerField("順番", db_comment="ファイルの中の順番（0から）")
    content = models.BinaryField("内容", db_comment="受け取ったままの内容の一部")

    class Meta:
        verbose_name = "レセプトファイルの内容"
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="subsidy_receipts_part_once")]
