"""The corrections of ties linkage told of, and what was found for each. Nothing found is lost, whatever linkage says to it."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """報告の状態."""

    SENDING = "sending", "送信中"
    REPORTED = "reported", "報告済"
    REFUSED = "refused", "報告を断られた"
    HANDLED = "handled", "対応済"


MOVES = {
    State.SENDING: {State.REPORTED, State.REFUSED},
    State.REPORTED: {State.SENDING, State.REFUSED},
    State.REFUSED: {State.SENDING, State.HANDLED},
    State.HANDLED: set(),
}


class TieReport(models.Model):
    """One correction, and how far its report is."""

    number = models.CharField("訂正番号", max_length=20, unique=True, db_comment="連携基盤の訂正番号")
    carried_out_on = models.DateField("訂正日", db_comment="ひも付けを直した日")
    tied_since = models.DateField("誤りの初日", null=True, db_comment="誤ったひも付けの始まった日（わからなければ空）")
    persons = ArrayField(models.CharField(max_length=15), verbose_name="対象者", db_comment="訂正の対象の宛名番号")
    state = models.CharField("状態", max_length=10, choices=State, default=State.SENDING, db_comment="報告の状態")
    tries = models.IntegerField("報告の回数", default=1, db_comment="何回目の報告か")
    pages_left = models.IntegerField("残りの電文", default=1, db_comment="まだ受け取られていない電文の数")
    refusal = models.CharField("断られた理由", max_length=500, blank=True, db_comment="連携基盤が断った理由")
    handling = models.CharField("対応", max_length=300, blank=True, db_comment="断られた報告をどうしたか")
    handled_by = models.CharField("対応者", max_length=64, blank=True, db_comment="対応を記録した者のID")
    handled_at = models.DateTimeField("対応日時", null=True, db_comment="対応を記録した日時")
    found_at = models.DateTimeField("調べた日時", db_comment="利用を調べた日時")
    reported_at = models.DateTimeField("報告日時", null=True, db_comment="連携基盤が受け取った日時")

    class Meta:
        verbose_name = "誤ったひも付けの利用の報告"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="tie_reports_state"),
            models.CheckConstraint(condition=~Q(state="handled") | ~Q(handled_by=""), name="tie_reports_by_whom"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves",
                field="state",
                transitions=sorted((before.value, after.value) for before, later in MOVES.items() for after in later),
            )
        ]

    def __str__(self) -> str:
        return self.number


class Kind(models.TextChoices):
    """利用の種類."""

    DECISION = "decision", "決定"
    LETTER = "letter", "通知書"
    PAYMENT = "payment", "支払"
    OTHER = "other", "その他"


class FoundUse(models.Model):
    """One thing that was done while the tie was wrong. Found again, it stands once."""

    report = models.ForeignKey(TieReport, models.PROTECT, related_name="uses", db_comment="報告")
    kind = models.CharField("種類", max_length=10, choices=Kind, db_comment="利用の種類")
    atena_no = models.CharField("宛名番号", max_length=15, db_comment="だれとして使われたか")
    reference = models.CharField("番号", max_length=60, db_comment="決定・通知書・支払などの番号")
    on = models.DateField("日付", db_comment="使われた日")
    note = models.CharField("内容", max_length=200, blank=True, db_comment="内容（個人の秘密は書かない）")

    class Meta:
        verbose_name = "誤ったひも付けの利用"
        constraints = [
            models.UniqueConstraint(fields=["report", "kind", "reference", "atena_no"], name="tie_reports_use_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="tie_reports_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"
