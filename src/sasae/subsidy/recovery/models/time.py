"""Papers that went out about a debt, and what made the limitation begin anew."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.append_only import append_only
from sasae.subsidy.people.models import Person
from sasae.subsidy.recovery.models.money import Movement
from sasae.subsidy.recovery.models.receivable import Receivable


class InterruptionKind(models.TextChoices):
    """時効の更新と完成猶予の事由."""

    REMINDER = "reminder", "督促（最初の一回）"
    ACKNOWLEDGED = "acknowledged", "債務の承認"
    PART_PAYMENT = "part_payment", "一部納付"
    PLAN = "plan", "分割納付の申出"
    JUDGEMENT = "judgement", "確定判決など"
    DEMAND = "demand", "催告（6か月の完成猶予）"
    LAWSUIT = "lawsuit", "裁判上の請求など（完成猶予）"


HOLDING = (InterruptionKind.DEMAND, InterruptionKind.LAWSUIT)


class Interruption(models.Model):
    """One day from which the limitation runs anew; or (`HOLDING`) until when it is not completed (完成猶予)."""

    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="interruptions", db_comment="返還金")
    kind = models.CharField("事由", max_length=12, choices=InterruptionKind, db_comment="時効の更新・完成猶予の事由")
    on = models.DateField("日", db_comment="事由の生じた日")
    last_on = models.DateField("時効の最終日", db_comment="この事由による時効の最終日（猶予では、猶予の最終日）")
    movement = models.OneToOneField(
        Movement,
        models.PROTECT,
        null=True,
        related_name="interruption",
        db_comment="もとになった収納（取り消すと数えない）",
    )
    note = models.CharField("説明", max_length=300, blank=True, db_comment="説明（承認書の日付など）")
    by = models.CharField("登録者", max_length=64, db_comment="登録した者のID")
    at = models.DateTimeField("登録日時", auto_now_add=True, db_comment="登録した日時")

    class Meta:
        verbose_name = "時効の更新"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=InterruptionKind.values), name="subsidy_recovery_interruption"),
            models.UniqueConstraint(
                fields=["receivable"], condition=Q(kind="reminder"), name="subsidy_recovery_first_reminder"
            ),
        ]
        triggers = append_only()


class LetterKind(models.TextChoices):
    """What goes out about a debt."""

    DECISION = "decision", "返還決定通知書・納付書"
    CLAIM = "claim", "賠償金の請求書・納付書"
    REMINDER = "reminder", "督促状"
    PLAN = "plan", "分割納付の承認通知・納付書"
    CLOSING = "closing", "精算通知書"
    SLIP = "slip", "納付のお知らせ・納付書（再発行）"
    REFUND = "refund", "過誤納金還付通知書"


class Letter(models.Model):
    """One letter, printed once and kept. To a person it goes out through the print runs."""

    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="letters", db_comment="返還金")
    kind = models.CharField("種類", max_length=10, choices=LetterKind, db_comment="通知の種類")
    place = models.IntegerField("回", default=1, db_comment="その種類の何通目か")
    on = models.DateField("発行日", db_comment="発行日")
    due_on = models.DateField("納期限", null=True, db_comment="この通知の納期限")
    addressee = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", db_comment="宛先の人（保険者・第三者のときは空）"
    )
    document_id = models.CharField("印刷物", max_length=36, db_comment="印刷物の番号")
    by = models.CharField("作成者", max_length=64, db_comment="作成した者のID")

    class Meta:
        verbose_name = "返還の通知"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="subsidy_recovery_letter"),
            models.UniqueConstraint(fields=["receivable", "kind", "place"], name="subsidy_recovery_letter_once"),
        ]
        triggers = append_only()
