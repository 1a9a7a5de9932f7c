"""Runs that take an office's data, what was handed on of whom in which version, and the batches it went in.

The data itself is not kept: a keyed mark says whether it has changed. It lies with the office and, sealed, with the copies.
"""

from django.db import models
from django.db.models import Q

from sasae.linkage.people.models import UnifiedPerson


class RunKind(models.TextChoices):
    """Everybody, or what is new since."""

    FULL = "full", "全件"
    DIFFERENCE = "difference", "差分"


class RunState(models.TextChoices):
    """Where a run is."""

    GATHERING = "gathering", "取込中"
    SENDING = "sending", "送信中"
    DONE = "done", "完了"
    CANCELLED = "cancelled", "取りやめ"


ALLOWED_MOVES = {
    RunState.GATHERING: {RunState.SENDING, RunState.CANCELLED},
    RunState.SENDING: {RunState.DONE},
    RunState.DONE: set(),
    RunState.CANCELLED: set(),
}


class ProvisionRun(models.Model):
    """One taking of an office's data. It goes on from its cursor, wherever it was stopped."""

    number = models.CharField("番号", max_length=20, unique=True, db_comment="提供の処理の番号")
    information = models.CharField("特定個人情報名", max_length=16, db_comment="特定個人情報名コード")
    kind = models.CharField("種類", max_length=10, choices=RunKind, db_comment="全件または差分")
    year = models.IntegerField("対象年", null=True, db_comment="暦年ごとの情報の対象年")
    state = models.CharField(
        "状態", max_length=10, choices=RunState, default=RunState.GATHERING, db_comment="処理の状態"
    )
    cursor = models.BigIntegerField("進み", db_comment="ここまで尋ね終えた、元のデータの連番")
    told = models.PositiveIntegerField("元の件数", default=0, db_comment="業務システムが伝えた件数")
    changed = models.PositiveIntegerField("送る件数", default=0, db_comment="新しい版として送る件数")
    withdrawn = models.PositiveIntegerField("取下げ件数", default=0, db_comment="うち取下げの件数")
    without_number = models.PositiveIntegerField("送れない件数", default=0, db_comment="統合宛名番号がなく送れない件数")
    trouble = models.CharField(
        "止まっている理由", max_length=200, blank=True, default="", db_comment="最後に進めなかった理由"
    )
    started_by = models.CharField("開始した者", max_length=64, db_comment="開始した者のID")
    started_at = models.DateTimeField("開始日時", auto_now_add=True, db_comment="開始した日時")
    ended_at = models.DateTimeField("終了日時", null=True, db_comment="終わった日時")

    class Meta:
        verbose_name = "副本の提供"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="linkage_provisions_run_state"),
            models.UniqueConstraint(
                fields=["information"],
                condition=Q(state__in=["gathering", "sending"]),
                name="linkage_provisions_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class BatchState(models.TextChoices):
    """Where a batch is."""

    SENT = "sent", "送信待ち"
    REGISTERED = "registered", "登録済"
    REFUSED = "refused", "拒否"


class ProvisionBatch(models.Model):
    """Copies that go to the intermediary in one message."""

    batch_no = models.CharField(
        "束の番号", max_length=60, unique=True, db_comment="束の番号（同じ束は二度登録されない）"
    )
    run = models.ForeignKey(ProvisionRun, models.PROTECT, related_name="batches", db_comment="どの処理の束か")
    count = models.PositiveIntegerField("件数", db_comment="送った件数")
    state = models.CharField("状態", max_length=10, choices=BatchState, default=BatchState.SENT, db_comment="束の状態")
    registered = models.PositiveIntegerField("登録件数", default=0, db_comment="中間サーバーが受け取ったと答えた件数")
    message = models.CharField("理由", max_length=500, blank=True, default="", db_comment="断られた理由")

    class Meta:
        verbose_name = "副本の束"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="linkage_provisions_batch_state")
        ]

    def __str__(self) -> str:
        return self.batch_no


class ProvidedCopy(models.Model):
    """The version of a record that was sent last."""

    information = models.CharField("特定個人情報名", max_length=16, db_comment="特定個人情報名コード")
    record_id = models.CharField("レコード識別番号", max_length=40, db_comment="レコード識別番号")
    unified = models.ForeignKey(UnifiedPerson, models.PROTECT, related_name="provided", db_comment="統合宛名")
    atena_no = models.CharField("宛名番号", max_length=15, db_comment="宛名番号")
    version = models.PositiveIntegerField("版", db_comment="最後に送った版")
    mark = models.CharField("照合値", max_length=64, db_comment="送った内容の鍵付き照合値（内容は持たない）")
    not_disclosed = models.BooleanField("不開示", default=False, db_comment="不開示として送ったか")
    automatic_reply = models.BooleanField("自動応答", default=True, db_comment="自動応答可として送ったか")
    withdrawn = models.BooleanField("取下げ", default=False, db_comment="取り下げたか")
    batch = models.ForeignKey(ProvisionBatch, models.PROTECT, related_name="copies", db_comment="最後に送った束")
    seen_run = models.BigIntegerField("確認した処理", db_comment="最後に元のデータで確かめた処理")

    class Meta:
        verbose_name = "提供した副本"
        constraints = [
            models.UniqueConstraint(fields=["information", "record_id"], name="linkage_provisions_record_once")
        ]
        indexes = [models.Index(fields=["information", "atena_no"], name="linkage_provisions_person")]

    def __str__(self) -> str:
        return f"{self.information} {self.record_id} {self.version}"
