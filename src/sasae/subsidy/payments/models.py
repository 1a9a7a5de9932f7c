"""Payment runs: what is paid to whom, the files that left, and what the bank answered."""

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.people.models import Person


class RunState(models.TextChoices):
    """支払処理の状態."""

    BUILT = "built", "作成（承認待ち）"
    APPROVED = "approved", "承認済"
    SENT = "sent", "振込依頼済"
    SETTLED = "settled", "結果取込済"
    DISCARDED = "discarded", "取消"


RUN_MOVES = {
    RunState.BUILT: {RunState.APPROVED, RunState.DISCARDED},
    RunState.APPROVED: {RunState.SENT, RunState.DISCARDED},
    RunState.SENT: {RunState.SETTLED},
    RunState.SETTLED: set(),
    RunState.DISCARDED: set(),
}


class PaymentState(models.TextChoices):
    """支払の状態."""

    PLANNED = "planned", "予定"
    SENT = "sent", "振込中"
    PAID = "paid", "振込済"
    FAILED = "failed", "振込不能"
    DISCARDED = "discarded", "取消"


PAYMENT_MOVES = {
    PaymentState.PLANNED: {PaymentState.SENT, PaymentState.DISCARDED},
    PaymentState.SENT: {PaymentState.PAID, PaymentState.FAILED},
    PaymentState.PAID: set(),
    PaymentState.FAILED: set(),
    PaymentState.DISCARDED: set(),
}


@versioned
class PaymentRun(models.Model):
    """One run: built by one person, approved by another, sent once."""

    number = models.CharField("支払番号", max_length=12, unique=True, db_comment="支払処理の番号")
    pay_on = models.DateField("振込指定日", db_comment="振込指定日（銀行営業日）")
    count = models.IntegerField("件数", db_comment="支払の件数")
    yen = models.BigIntegerField("合計金額", db_comment="合計金額（円）")
    left_out = models.JSONField("対象外", default=list, db_comment="支払えない請求とその理由")
    state = models.CharField("状態", max_length=10, choices=RunState, default=RunState.BUILT, db_comment="状態")
    built_by = models.CharField("作成者", max_length=64, db_comment="作成した者のID")
    built_at = models.DateTimeField("作成日時", auto_now_add=True, db_comment="作成した日時")
    approved_by = models.CharField("承認者", max_length=64, blank=True, db_comment="承認した者のID")
    approved_at = models.DateTimeField("承認日時", null=True, db_comment="承認した日時")
    sent_by = models.CharField("出力者", max_length=64, blank=True, db_comment="振込データを出力した者のID")
    sent_at = models.DateTimeField("出力日時", null=True, db_comment="振込データを出力した日時")

    class Meta:
        verbose_name = "支払処理"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="subsidy_payments_run_state"),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("built_by")), name="subsidy_payments_two_people"
            ),
        ]

    def __str__(self) -> str:
        return self.number


@versioned
class Payment(models.Model):
    """One transfer to one payee. The account is a copy of that day: later changes do not touch it."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="payments", db_comment="支払処理")
    serial = models.CharField("振込一連番号", max_length=10, unique=True, db_comment="振込一連番号（顧客コード1）")
    payee = models.ForeignKey(Person, models.PROTECT, related_name="payments", db_comment="支払を受ける人")
    yen = models.BigIntegerField("金額", db_comment="金額（円）")
    bank = models.CharField("銀行", max_length=4, db_comment="金融機関コード")
    bank_name = models.CharField("銀行名", max_length=60, db_comment="金融機関名")
    branch = models.CharField("支店", max_length=3, db_comment="支店コード")
    branch_name = models.CharField("支店名", max_length=60, db_comment="支店名")
    account_type = models.CharField("預金種目", max_length=1, db_comment="預金種目")
    account_number = models.CharField("口座番号", max_length=7, db_comment="口座番号")
    holder = models.CharField("受取人名", max_length=30, db_comment="受取人名（全銀の文字）")
    new_code = models.CharField("新規コード", max_length=1, db_comment="新規コード（1初回・2変更・0その他）")
    state = models.CharField(
        "状態", max_length=10, choices=PaymentState, default=PaymentState.PLANNED, db_comment="支払の状態"
    )
    failure = models.CharField("不能理由", max_length=40, blank=True, db_comment="振込不能の理由")
    settled_at = models.DateTimeField("結果日時", null=True, db_comment="結果を取り込んだ日時")

    class Meta:
        verbose_name = "支払"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PaymentState.values), name="subsidy_payments_state"),
            models.CheckConstraint(condition=Q(yen__gt=0), name="subsidy_payments_positive"),
            models.UniqueConstraint(fields=["run", "payee"], name="subsidy_payments_one_a_payee"),
        ]

    def __str__(self) -> str:
        return self.serial


class PaymentItem(models.Model):
    """A claim in a payment. A claim has one payment that is alive or paid, never two."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="items", db_comment="支払")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="payment_items", db_comment="償還払いの請求")
    yen = models.BigIntegerField("金額", db_comment="金額（円）")
    live = models.BooleanField("有効", default=True, db_comment="支払予定または支払済か（不能・取消なら偽）")

    class Meta:
        verbose_name = "支払の内訳"
        constraints = [
            models.UniqueConstraint(fields=["claim"], condition=Q(live=True), name="subsidy_payments_claim_once")
        ]


class FileKind(models.TextChoices):
    """What a run puts out, and what comes back."""

    TRANSFER = "transfer", "振込データ（全銀）"
    NOTICES = "notices", "支払通知書"
    PAYEES_PDF = "payees_pdf", "対象者一覧（PDF）"
    PAYEES_CSV = "payees_csv", "対象者一覧（CSV）"
    BANKS_PDF = "banks_pdf", "銀行別集計表（PDF）"
    BANKS_CSV = "banks_csv", "銀行別集計表（CSV）"
    RESULT = "result", "振込結果"


class PaymentFile(models.Model):
    """A file of a run, kept as it left or came; one of each kind."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="files", db_comment="支払処理")
    kind = models.CharField("種類", max_length=12, choices=FileKind, db_comment="ファイルの種類")
    name = models.CharField("ファイル名", max_length=60, db_comment="ファイル名")
    media_type = models.CharField("媒体型", max_length=60, db_comment="媒体型")
    content = models.BinaryField("内容", db_comment="内容（出したまま、受け取ったまま）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="内容のSHA-256")
    made_at = models.DateTimeField("作成日時", auto_now_add=True, db_comment="作成した日時")

    class Meta:
        verbose_name = "支払のファイル"
        constraints = [models.UniqueConstraint(fields=["run", "kind"], name="subsidy_payments_file_once")]
        triggers = append_only()


class RefusedResult(models.Model):
    """A result file that could not be taken in: kept as it came, with its findings."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="refused_results", db_comment="支払処理")
    content = models.BinaryField("内容", db_comment="受け取ったままの内容")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="内容のSHA-256")
    findings = models.JSONField("指摘", db_comment="取り込めない理由")
    received_by = models.CharField("登録者", max_length=64, db_comment="登録した者のID")
    received_at = models.DateTimeField("登録日時", auto_now_add=True, db_comment="登録した日時")

    class Meta:
        verbose_name = "取り込めない振込結果"
        triggers = append_only()
