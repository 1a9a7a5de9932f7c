"""A billing month of one review body: what came in, what the body bills, what is settled, when it was paid."""

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned
from sasae.subsidy.receipts.models.moves import only_moves


class Reviewer(models.TextChoices):
    """審査支払機関 (§2.4, IR)."""

    FUND = "1", "社会保険診療報酬支払基金"
    FEDERATION = "2", "国民健康保険団体連合会"


class CycleState(models.TextChoices):
    """月次の状態."""

    OPEN = "open", "受付中"
    CLOSING = "closing", "締めの承認待ち"
    CLOSED = "closed", "締め済"
    PAID = "paid", "支払済"


CYCLE_MOVES = {
    CycleState.OPEN: {CycleState.CLOSING},
    CycleState.CLOSING: {CycleState.OPEN, CycleState.CLOSED},
    CycleState.CLOSED: {CycleState.PAID},
    CycleState.PAID: set(),
}


@versioned
class Cycle(models.Model):
    """One month of one body. Who asks for the closing does not approve it; what is closed takes no further file."""

    billing_month = models.CharField("請求年月", max_length=7, db_comment="請求年月（YYYY-MM）")
    reviewer = models.CharField(
        "審査支払機関", max_length=1, choices=Reviewer, db_comment="審査支払機関（1支払基金・2国保連）"
    )
    state = models.CharField("状態", max_length=7, choices=CycleState, default=CycleState.OPEN, db_comment="月次の状態")
    bill_count = models.IntegerField("請求書の件数", null=True, db_comment="審査支払機関の請求書の件数")
    bill_yen = models.BigIntegerField("請求書の金額", null=True, db_comment="審査支払機関の請求書の金額（円）")
    bill_by = models.CharField("請求書の入力者", max_length=64, blank=True, db_comment="請求書を入力した者のID")
    settled_count = models.IntegerField("締めた件数", null=True, db_comment="締めたときの認定・過誤調整の件数")
    settled_yen = models.BigIntegerField("締めた金額", null=True, db_comment="締めたときの支払う金額（円）")
    explanation = models.CharField(
        "差の説明", max_length=400, blank=True, db_comment="請求書との差の説明（差があるとき）"
    )
    closing_by = models.CharField("締めの起案者", max_length=64, blank=True, db_comment="締めを起案した者のID")
    closed_by = models.CharField("締めの承認者", max_length=64, blank=True, db_comment="締めを承認した者のID")
    closed_at = models.DateTimeField("締めた日時", null=True, db_comment="締めを承認した日時")
    paid_on = models.DateField("支払日", null=True, db_comment="審査支払機関に支払った日")
    paid_by = models.CharField("支払の記録者", max_length=64, blank=True, db_comment="支払を記録した者のID")
    note = models.CharField("備考", max_length=200, blank=True, db_comment="差戻しの理由など")

    class Meta:
        verbose_name = "レセプトの月次"
        triggers = [only_moves(CYCLE_MOVES)]
        constraints = [
            models.UniqueConstraint(fields=["billing_month", "reviewer"], name="subsidy_receipts_cycle_once"),
            models.CheckConstraint(condition=Q(state__in=CycleState.values), name="subsidy_receipts_cycle_state"),
            models.CheckConstraint(
                condition=Q(closed_by="") | (~Q(closed_by=F("closing_by")) & ~Q(closing_by="")),
                name="subsidy_receipts_cycle_two_people",
            ),
            models.CheckConstraint(
                condition=Q(closed_by="") | ~Q(closed_by=F("bill_by")), name="subsidy_receipts_cycle_billed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(paid_by="") | ~Q(paid_by=F("closed_by")), name="subsidy_receipts_cycle_paid_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "closing"])
                | Q(bill_yen__isnull=False, settled_yen__isnull=False, closed_at__isnull=False),
                name="subsidy_receipts_cycle_closed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | (Q(paid_on__isnull=False) & ~Q(paid_by="")),
                name="subsidy_receipts_cycle_paid_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.billing_month} {self.get_reviewer_display()}"


class CycleReport(models.Model):
    """The month's report as it was made at the closing, paper and table. Nothing of it is made anew."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="reports", db_comment="月次")
    kind = models.CharField("種類", max_length=3, db_comment="種類（pdf・csv）")
    name = models.CharField("ファイル名", max_length=60, db_comment="ファイル名")
    content = models.BinaryField("内容", db_comment="作成したままの内容")
    made_at = models.DateTimeField("作成日時", auto_now_add=True, db_comment="作成した日時")

    class Meta:
        verbose_name = "月次の報告書"
        triggers = append_only()
        constraints = [models.UniqueConstraint(fields=["cycle", "kind"], name="subsidy_receipts_report_once")]

    def __str__(self) -> str:
        return self.name
