"""What leaves and what comes: files, the hand-over to the bank, letters, refused answers, closings of branches."""

import pgtrigger
from django.db import models
from django.db.models import Q

from sasae.foundation.history.append_only import append_only
from sasae.subsidy.payments.models.runs import Payment, PaymentRun
from sasae.subsidy.people.models import Person


class FileKind(models.TextChoices):
    """What a run puts out, and what comes back."""

    TRANSFER = "transfer", "振込データ（全銀）"
    PAYEES_PDF = "payees_pdf", "対象者一覧（PDF）"
    PAYEES_CSV = "payees_csv", "対象者一覧（CSV）"
    BANKS_PDF = "banks_pdf", "銀行別集計表（PDF）"
    BANKS_CSV = "banks_csv", "銀行別集計表（CSV）"
    RESULT = "result", "振込結果"
    NOTICES = "notices", "支払通知書（1冊）"  # as runs made them before each notice was a paper of its own


class PaymentFile(models.Model):
    """A file of a run, kept as it left or came; one of each kind and part."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="files", db_comment="支払処理")
    kind = models.CharField("種類", max_length=12, choices=FileKind, db_comment="ファイルの種類")
    part = models.PositiveIntegerField("何冊目", default=1, db_comment="大きな一覧を分けたときの何冊目か")
    name = models.CharField("ファイル名", max_length=60, db_comment="ファイル名")
    media_type = models.CharField("媒体型", max_length=60, db_comment="媒体型")
    content = models.BinaryField("内容", db_comment="内容（出したまま、受け取ったまま）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="内容のSHA-256")
    made_at = models.DateTimeField("作成日時", auto_now_add=True, db_comment="作成した日時")

    class Meta:
        verbose_name = "支払のファイル"
        constraints = [models.UniqueConstraint(fields=["run", "kind", "part"], name="subsidy_payments_file_once")]
        triggers = append_only()


class Handover(models.Model):
    """The bank has the transfer file: its receipt, and what it read. Once a run."""

    run = models.OneToOneField(PaymentRun, models.PROTECT, related_name="handover", db_comment="支払処理")
    sha256 = models.CharField("ハッシュ", max_length=64, unique=True, db_comment="銀行に渡したファイルのSHA-256")
    receipt_no = models.CharField("受付番号", max_length=40, unique=True, db_comment="銀行の受付番号")
    count = models.IntegerField("件数", db_comment="銀行が読んだ件数")
    yen = models.BigIntegerField("金額", db_comment="銀行が読んだ合計金額（円）")
    handed_by = models.CharField("渡した者", max_length=64, db_comment="銀行に渡した者のID")
    handed_at = models.DateTimeField("渡した日時", db_comment="銀行が受け付けたことを登録した日時")

    class Meta:
        verbose_name = "銀行への引渡し"
        triggers = append_only()


class LetterKind(models.TextChoices):
    """Letters to payees."""

    NOTICE = "notice", "支払通知書"
    REQUEST = "request", "振込口座の確認のお願い"


class PaymentLetter(models.Model):
    """A letter about one transfer, as it was printed; goes out in an envelope of its own through a print run."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="letters", db_comment="支払")
    kind = models.CharField("種類", max_length=10, choices=LetterKind, db_comment="手紙の種類")
    addressee = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment="あて名の人")
    document_id = models.CharField("印刷物", max_length=36, db_comment="手紙の印刷物の番号")
    issued_on = models.DateField("発行日", db_comment="手紙の日付")

    class Meta:
        verbose_name = "支払の手紙"
        constraints = [
            models.UniqueConstraint(fields=["payment", "kind"], name="subsidy_payments_letter_once"),
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="subsidy_payments_letter_kind"),
        ]
        indexes = [models.Index(fields=["document_id"], name="subsidy_payments_letter_paper")]
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


class BranchClosure(models.Model):
    """A branch that closes or is merged, as its bank announced: from that day on nothing is transferred there.

    What was registered stays; a mistake is withdrawn, and the branch can be registered anew.
    """

    bank = models.CharField("銀行", max_length=4, db_comment="金融機関コード")
    branch = models.CharField("支店", max_length=3, db_comment="支店コード")
    closed_on = models.DateField("使えなくなる日", db_comment="この日から振り込めない")
    source = models.CharField("根拠", max_length=200, db_comment="銀行の知らせなど、登録の根拠")
    registered_by = models.CharField("登録者", max_length=64, db_comment="登録した者のID")
    registered_at = models.DateTimeField("登録日時", auto_now_add=True, db_comment="登録した日時")
    withdrawn_by = models.CharField("取り下げた者", max_length=64, default="", blank=True, db_comment="登録を取り下げた者のID")
    withdrawn_at = models.DateTimeField("取下げ日時", null=True, db_comment="登録を取り下げた日時")
    why_withdrawn = models.CharField(
        "取下げの理由", max_length=200, default="", blank=True, db_comment="登録を取り下げた理由"
    )

    class Meta:
        verbose_name = "支店の統廃合"
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "branch"], condition=Q(withdrawn_by=""), name="subsidy_payments_closed_once"
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="as_registered",
                fields=["bank", "branch", "closed_on", "source", "registered_by", "registered_at"],
            ),
            pgtrigger.Protect(name="never_gone", operation=pgtrigger.Delete),
        ]  # fmt: skip
