"""The ledger: runs and their items."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class RunState(models.TextChoices):
    """Where a run is."""

    LISTING = "listing", "対象を抽出中"
    RUNNING = "running", "処理中"
    HALTED = "halted", "中断"
    FINISHED = "finished", "完了"
    CANCELLED = "cancelled", "取りやめ"


ALLOWED_MOVES = {
    RunState.LISTING: {RunState.RUNNING, RunState.HALTED, RunState.CANCELLED},
    RunState.RUNNING: {RunState.FINISHED, RunState.HALTED, RunState.CANCELLED},
    RunState.HALTED: {RunState.LISTING, RunState.RUNNING, RunState.CANCELLED},
    RunState.FINISHED: set(),
    RunState.CANCELLED: set(),
}


class ItemState(models.TextChoices):
    """Where an item is. It moves once, from waiting to one of the others, in the transaction of its work."""

    WAITING = "waiting", "未処理"
    DONE = "done", "処理済み"
    REFUSED = "refused", "処理できない"


class BatchRun(models.Model):
    """One run over many items."""

    kind = models.CharField("種類", max_length=80, db_comment="一括処理の種類（例 certificates.print）")
    title = models.CharField("名称", max_length=100, db_comment="一括処理の名称")
    params = models.JSONField("条件", default=dict, db_comment="処理の条件")
    once = models.CharField(
        "重複防止キー", max_length=120, blank=True, db_comment="同じ処理を二度始めないための鍵（空なら何度でも）"
    )
    state = models.CharField(
        "状態", max_length=10, choices=RunState, default=RunState.LISTING,
        db_comment="listing・running・halted・finished・cancelled",
    )  # fmt: skip
    chunk_size = models.PositiveIntegerField("一度の件数", db_comment="一つのトランザクションで処理する件数")
    item_count = models.PositiveIntegerField("対象件数", default=0, db_comment="抽出した対象の件数")
    chunks_left = models.PositiveIntegerField("残りの塊", default=0, db_comment="まだ処理していない塊の数")
    done_count = models.PositiveIntegerField("処理済み", default=0, db_comment="処理した件数")
    refused_count = models.PositiveIntegerField("処理できない", default=0, db_comment="処理できなかった件数")
    note = models.CharField("備考", max_length=300, blank=True, db_comment="中断した理由など")
    started_by = models.CharField("開始した者のID", max_length=64, db_comment="開始した者のID（外部キーにしない）")
    started_by_name = models.CharField("開始した者", max_length=100, db_comment="開始した者の氏名（開始時のもの）")
    started_by_kind = models.CharField("開始した者の種別", max_length=10, db_comment="staff・system・batch")
    created_at = models.DateTimeField("開始日時", db_default=Now(), db_comment="開始した日時")
    listed_at = models.DateTimeField("抽出日時", null=True, db_comment="対象を抽出し終えた日時")
    ended_at = models.DateTimeField("終了日時", null=True, db_comment="完了した、または取りやめた日時")

    class Meta:
        db_table = "batch_run"
        verbose_name = "一括処理"
        constraints = [
            models.UniqueConstraint(fields=["kind", "once"], condition=~Q(once=""), name="batch_run_once"),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="batch_run_state"),
            models.CheckConstraint(
                condition=Q(done_count__lte=F("item_count") - F("refused_count")), name="batch_run_counts"
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.FINISHED)
                | Q(chunks_left=0, ended_at__isnull=False, done_count=F("item_count") - F("refused_count")),
                name="batch_run_finished",
            ),
        ]
        indexes = [
            models.Index(fields=["state"], condition=Q(state__in=["listing", "running"]), name="batch_run_live"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.pk}"

    @property
    def live(self) -> bool:
        """Whether a worker still has something to do."""
        return self.state in (RunState.LISTING, RunState.RUNNING)


class BatchItem(models.Model):
    """One item of a run."""

    run = models.ForeignKey(BatchRun, models.PROTECT, related_name="items", db_comment="どの一括処理の項目か")
    chunk = models.PositiveIntegerField("塊", db_comment="一緒に処理する塊の番号（0から）")
    key = models.CharField("項目", max_length=120, db_comment="項目の鍵（一つの処理の中で一意）")
    payload = models.JSONField("内容", null=True, db_comment="処理に要る内容")
    state = models.CharField(
        "状態", max_length=10, choices=ItemState, default=ItemState.WAITING, db_default=ItemState.WAITING,
        db_comment="waiting・done・refused",
    )  # fmt: skip
    outcome = models.CharField(
        "結果", max_length=200, blank=True, default="", db_default="", db_comment="処理の結果（短い語）"
    )
    findings = models.JSONField("所見", null=True, db_comment="処理できなかった理由（所見の一覧）")
    worked_at = models.DateTimeField("処理日時", null=True, db_comment="処理した日時")

    class Meta:
        db_table = "batch_item"
        verbose_name = "一括処理の項目"
        constraints = [
            models.UniqueConstraint(fields=["run", "key"], name="batch_item_once"),
            models.CheckConstraint(condition=Q(state__in=ItemState.values), name="batch_item_state"),
        ]
        indexes = [
            models.Index(fields=["run", "chunk"], condition=Q(state="waiting"), name="batch_item_waiting"),
            models.Index(fields=["run", "id"], condition=Q(state="refused"), name="batch_item_refused"),
        ]

    def __str__(self) -> str:
        return self.key
