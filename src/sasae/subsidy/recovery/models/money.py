"""What moved a debt: each movement once by its cause, laid on the parts; and the orders that two persons give."""

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.recovery.models.receivable import Part, Receivable


class OrderKind(models.TextChoices):
    """What two persons decide about a debt."""

    PLAN = "plan", "分割納付"
    SET_OFF = "set_off", "相殺"
    REDUCE = "reduce", "減額・決定取消"
    REFUND = "refund", "過誤納金の還付"
    TAKE_BACK = "take_back", "収納の取消し"
    WRITE_OFF = "write_off", "不納欠損"
    SUSPEND = "suspend", "徴収停止"
    RESUME = "resume", "徴収停止の取消し"


class OrderState(models.TextChoices):
    """起案の状態."""

    PROPOSED = "proposed", "承認待ち"
    APPROVED = "approved", "承認済"
    DROPPED = "dropped", "取下げ"


@versioned
class Order(models.Model):
    """A step about a debt: proposed by one, approved by another. Of each kind one waits at a time."""

    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="orders", db_comment="返還金")
    kind = models.CharField("種類", max_length=10, choices=OrderKind, db_comment="何をするか")
    yen = models.BigIntegerField("金額", db_comment="金額（円）")
    used = models.BigIntegerField("実行済み", default=0, db_comment="相殺の決定のうち、すでに相殺した額（円）")
    terms = models.JSONField("条件", default=dict, db_comment="分割の回数と初回の納期限、取り消す収納など")
    why = models.CharField("理由", max_length=300, db_comment="起案の理由")
    state = models.CharField(
        "状態", max_length=10, choices=OrderState, default=OrderState.PROPOSED, db_comment="起案の状態"
    )
    proposed_by = models.CharField("起案者", max_length=64, db_comment="起案した者のID")
    proposed_on = models.DateField("起案日", db_comment="起案した日")
    decided_by = models.CharField("決裁者", max_length=64, blank=True, db_comment="承認または取下げをした者のID")
    decided_on = models.DateField("決裁日", null=True, db_comment="承認または取下げの日")

    class Meta:
        verbose_name = "返還の起案"
        indexes = [models.Index(fields=["state", "kind"], name="subsidy_recovery_orders")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OrderState.values), name="subsidy_recovery_order_state"),
            models.CheckConstraint(condition=Q(kind__in=OrderKind.values), name="subsidy_recovery_order_kind"),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(decided_by=F("proposed_by")) & ~Q(decided_by=""),
                name="subsidy_recovery_order_two_people",
            ),
            models.CheckConstraint(
                condition=Q(yen__gt=0, used__gte=0, used__lte=F("yen")), name="subsidy_recovery_order_yen"
            ),
            models.UniqueConstraint(
                fields=["receivable", "kind"], condition=Q(state="proposed"), name="subsidy_recovery_one_order"
            ),
        ]


class Instalment(models.Model):
    """One instalment of an approved plan. All of a plan are the debt at that time, to the yen."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="instalments", db_comment="分割納付の決定")
    place = models.IntegerField("回", db_comment="何回目か")
    due_on = models.DateField("納期限", db_comment="納期限")
    yen = models.BigIntegerField("金額", db_comment="金額（円）")

    class Meta:
        verbose_name = "分割納付の回"
        constraints = [
            models.UniqueConstraint(fields=["order", "place"], name="subsidy_recovery_instalment_once"),
            models.CheckConstraint(condition=Q(yen__gt=0), name="subsidy_recovery_instalment_yen"),
        ]
        triggers = append_only()


class MovementKind(models.TextChoices):
    """What a movement is."""

    PAYMENT = "payment", "収納"
    SET_OFF = "set_off", "相殺"
    REDUCTION = "reduction", "減額"
    REFUND = "refund", "還付"
    TAKE_BACK = "take_back", "収納の取消し"
    WRITE_OFF = "write_off", "不納欠損"


class Movement(models.Model):
    """One movement. `applied` went on the debt, `excess` beyond it (過誤納). A cause moves once. Yen."""

    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="movements", db_comment="返還金")
    kind = models.CharField("種類", max_length=10, choices=MovementKind, db_comment="動きの種類")
    cause = models.CharField("原因", max_length=60, unique=True, db_comment="原因（同じ原因では一度だけ動く）")
    on = models.DateField("日", db_comment="収納・相殺などの日")
    applied = models.BigIntegerField("充当額", db_comment="債務に充てた額（円、戻しは負）")
    excess = models.BigIntegerField("過誤納額", default=0, db_comment="債務を超えた額（円、還付・戻しは負）")
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="movements", db_comment="もとの決定")
    text = models.CharField("摘要", max_length=200, blank=True, db_comment="摘要")
    by = models.CharField("登録者", max_length=64, db_comment="登録した者または処理のID")
    at = models.DateTimeField("登録日時", auto_now_add=True, db_comment="登録した日時")

    class Meta:
        verbose_name = "返還金の動き"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MovementKind.values), name="subsidy_recovery_movement_kind"),
            models.CheckConstraint(condition=~Q(applied=0, excess=0), name="subsidy_recovery_movement_yen"),
        ]
        triggers = append_only()


class Allocation(models.Model):
    """How much of a movement went on a part: person, provider, month and scheme follow from it. Yen."""

    movement = models.ForeignKey(Movement, models.PROTECT, related_name="allocations", db_comment="返還金の動き")
    part = models.ForeignKey(Part, models.PROTECT, related_name="allocations", db_comment="返還金の内訳")
    applied = models.BigIntegerField("充当額", db_comment="この内訳に充てた額（円、戻しは負）")
    excess = models.BigIntegerField("過誤納額", default=0, db_comment="過誤納として置いた額（円、還付・戻しは負）")

    class Meta:
        verbose_name = "返還金の充当"
        constraints = [
            models.UniqueConstraint(fields=["movement", "part"], name="subsidy_recovery_allocation_once"),
            models.CheckConstraint(condition=~Q(applied=0, excess=0), name="subsidy_recovery_allocation_yen"),
        ]
        triggers = append_only()


class SetOffClaim(models.Model):
    """How much of a claim's payment a set-off took. Yen."""

    movement = models.ForeignKey(Movement, models.PROTECT, related_name="claims", db_comment="返還金の動き（相殺）")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="set_off", db_comment="差し引いた償還払いの請求")
    yen = models.BigIntegerField("金額", db_comment="差し引いた額（円）")

    class Meta:
        verbose_name = "相殺した請求"
        constraints = [
            models.UniqueConstraint(fields=["movement", "claim"], name="subsidy_recovery_set_off_once"),
            models.CheckConstraint(condition=Q(yen__gt=0), name="subsidy_recovery_set_off_yen"),
        ]
        triggers = append_only()
