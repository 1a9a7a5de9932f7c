"""Removals of the journal's oldest segments, whole ones, past their period."""

from django.db import models
from django.db.models import F, Q


class RemovalState(models.TextChoices):
    """Where a removal is."""

    LISTED = "listed", "承認待ち"
    APPROVED = "approved", "消去中"
    DONE = "done", "結果の確認待ち"
    CONFIRMED = "confirmed", "確認済"
    WITHDRAWN = "withdrawn", "取りやめ"


REMOVAL_MOVES = {
    RemovalState.LISTED: {RemovalState.APPROVED, RemovalState.WITHDRAWN},
    RemovalState.APPROVED: {RemovalState.DONE},
    RemovalState.DONE: {RemovalState.CONFIRMED},
    RemovalState.CONFIRMED: set(),
    RemovalState.WITHDRAWN: set(),
}


class Removal(models.Model):
    """The end of the journal's oldest segments, whole ones. Their seals stay, and `line`, signed, says that it was approved."""

    before = models.DateField("基準日", db_comment="この日より前の記録だけの区間を消す")
    first_segment = models.BigIntegerField("最初の区間", db_comment="消す最初の区間")
    last_segment = models.BigIntegerField("最後の区間", db_comment="消す最後の区間")
    last_seq = models.BigIntegerField("最後の順番", db_comment="消す最後の記録の、鎖の中の順番")
    entries = models.BigIntegerField("件数", db_comment="消す記録の件数")
    oldest = models.DateTimeField("最も古い記録", db_comment="消す記録のうち最も古いものの日時")
    newest = models.DateTimeField("最も新しい記録", db_comment="消す記録のうち最も新しいものの日時")
    state = models.CharField(
        "状態", max_length=10, choices=RemovalState, default=RemovalState.LISTED, db_comment="消去の状態"
    )
    under_way = models.BooleanField("終わっていない", default=True, db_comment="確認も取りやめもされていない")
    listed_by = models.CharField("抽出した職員", max_length=64, db_comment="抽出した職員・処理のID")
    listed_at = models.DateTimeField("抽出日時", db_comment="抽出した日時")
    approved_by = models.CharField("承認した職員", max_length=64, blank=True, db_comment="承認した職員のID")
    approved_at = models.DateTimeField("承認日時", null=True, db_comment="承認した日時")
    line = models.TextField(
        "承認の署名", blank=True, db_comment="何を消すことを承認したか（システムの鍵で署名した一行）"
    )
    done_at = models.DateTimeField("消去日時", null=True, db_comment="消去を終えた日時")
    ended_by = models.CharField("終えた職員", max_length=64, blank=True, db_comment="確認または取りやめた職員のID")
    ended_at = models.DateTimeField("終えた日時", null=True, db_comment="確認または取りやめた日時")

    class Meta:
        verbose_name = "操作履歴の消去"
        constraints = [
            models.UniqueConstraint(fields=["under_way"], condition=Q(under_way=True), name="removals_one_at_a_time"),
            models.CheckConstraint(condition=Q(state__in=RemovalState.values), name="removals_state"),
            models.CheckConstraint(condition=Q(last_segment__gte=F("first_segment")), name="removals_range"),
            models.CheckConstraint(condition=~Q(approved_by=F("listed_by")), name="removals_by_another"),
            models.CheckConstraint(
                condition=Q(state__in=["listed", "withdrawn"])
                | Q(approved_at__isnull=False) & ~Q(approved_by="") & ~Q(line=""),
                name="removals_approved_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
