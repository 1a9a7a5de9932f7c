"""Files of the review-and-payment bodies and our lines in them. A line is accepted or held, never lost."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.people.models import Person


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


class LineState(models.TextChoices):
    """明細の状態."""

    READ = "read", "審査前"
    ACCEPTED = "accepted", "認定"
    HELD = "held", "保留"
    RETURNED = "returned", "返戻"


LINE_MOVES = {
    LineState.READ: {LineState.ACCEPTED, LineState.HELD},
    LineState.HELD: {LineState.ACCEPTED, LineState.RETURNED},
    LineState.ACCEPTED: set(),
    LineState.RETURNED: set(),
}


class ReceiptFile(models.Model):
    """One file as it came, kept whole; the same bytes are taken in once."""

    name = models.CharField("ファイル名", max_length=200, db_comment="受け取ったファイルの名")
    sha256 = models.CharField("ハッシュ", max_length=64, unique=True, db_comment="内容のSHA-256（同じ内容は一度だけ）")
    content = models.BinaryField("内容", db_comment="受け取ったままの内容")
    billing_month = models.CharField("請求年月", max_length=7, blank=True, db_comment="請求年月（YYYY-MM）")
    reviewer = models.CharField(
        "審査支払機関", max_length=1, blank=True, db_comment="審査支払機関（1支払基金・2国保連）"
    )
    receipt_count = models.IntegerField("レセプト件数", default=0, db_comment="ファイルにあるレセプトの件数")
    line_count = models.IntegerField("対象明細件数", default=0, db_comment="当市の公費の明細の件数")
    findings = models.JSONField("指摘", default=list, db_comment="読み取りの指摘")
    state = models.CharField("状態", max_length=10, choices=FileState, db_comment="ファイルの状態")
    uploaded_by = models.CharField("登録者", max_length=64, db_comment="登録した者のID")
    uploaded_at = models.DateTimeField("登録日時", auto_now_add=True, db_comment="登録した日時")

    class Meta:
        verbose_name = "レセプトファイル"
        constraints = [models.CheckConstraint(condition=Q(state__in=FileState.values), name="subsidy_receipts_file")]

    def __str__(self) -> str:
        return self.name


@versioned
class ReceiptLine(models.Model):
    """One line of our payer number (レセプト関連ファイル of 別添１), with the result of its adjudication."""

    file = models.ForeignKey(ReceiptFile, models.PROTECT, related_name="lines", db_comment="ファイル")
    receipt_no = models.CharField("レセプト番号", max_length=12, db_comment="ファイルの中のレセプト番号")
    place = models.IntegerField("行", db_comment="ファイルの中の行")
    public_order = models.IntegerField("公費の順", db_comment="公費の順（第1から第4）")
    treatment_month = models.CharField("診療年月", max_length=7, blank=True, db_comment="診療年月（YYYY-MM）")
    recipient_number = models.CharField("受給者番号", max_length=7, blank=True, db_comment="受給者番号")
    name = models.CharField("氏名", max_length=100, db_comment="レセプトの氏名")
    birth_date = models.DateField("生年月日", null=True, db_comment="レセプトの生年月日")
    point_table = models.CharField(
        "点数表", max_length=1, blank=True, db_comment="点数表（1医科・3歯科・4調剤・6訪問看護）"
    )
    receipt_kind = models.CharField("レセプト種別", max_length=4, blank=True, db_comment="レセプト種別")
    provider = models.CharField("医療機関", max_length=10, db_comment="医療機関コード")
    provider_name = models.CharField("医療機関名", max_length=100, blank=True, db_comment="医療機関名")
    department = models.CharField("診療科", max_length=10, blank=True, db_comment="診療科")
    days = models.IntegerField("診療実日数", null=True, db_comment="診療実日数")
    insurer_number = models.CharField("保険者番号", max_length=8, blank=True, db_comment="保険者番号")
    insurance_symbol = models.CharField("記号", max_length=38, blank=True, db_comment="記号")
    insurance_number = models.CharField("番号", max_length=38, blank=True, db_comment="番号")
    care_insurer_number = models.CharField("介護保険者番号", max_length=8, blank=True, db_comment="介護保険者番号")
    points = models.IntegerField("点数", null=True, db_comment="点数")
    decided_yen = models.IntegerField("決定金額", null=True, db_comment="決定金額（円）")
    self_pay_yen = models.IntegerField("自己負担額", null=True, db_comment="自己負担額（円）")
    window_yen = models.IntegerField("患者窓口負担額", null=True, db_comment="患者窓口負担額（円）")
    in_kind_yen = models.IntegerField("現物給付額", null=True, db_comment="現物給付額（円）")
    other_public_yen = models.IntegerField("他公費", default=0, db_comment="先に負担する公費の分（円）")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_comment="受診者")
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, null=True, related_name="+", db_comment="資格")
    state = models.CharField("状態", max_length=10, choices=LineState, default=LineState.READ, db_comment="明細の状態")
    reason = models.CharField("理由", max_length=3, blank=True, db_comment="審査の理由コード")
    decided_by = models.CharField("判断者", max_length=64, blank=True, db_comment="保留を判断した者のID")
    decision_note = models.CharField("判断の理由", max_length=200, blank=True, db_comment="保留を判断した理由")

    class Meta:
        verbose_name = "レセプト明細"
        indexes = [
            models.Index(fields=["state", "reason"], name="subsidy_receipts_state"),
            models.Index(fields=["recipient_number", "treatment_month"], name="subsidy_receipts_recipient"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="subsidy_receipts_line"),
            models.UniqueConstraint(fields=["file", "place", "public_order"], name="subsidy_receipts_once"),
            models.UniqueConstraint(
                fields=["person", "provider", "treatment_month", "receipt_kind"],
                condition=Q(state="accepted"),
                name="subsidy_receipts_paid_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(in_kind_yen__gte=0, person__isnull=False, entitlement__isnull=False),
                name="subsidy_receipts_accepted_whole",
            ),
        ]
