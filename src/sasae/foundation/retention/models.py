"""Deletions, what they are about, and what is held back from them.

A deletion that is over keeps counts and a digest alone: the line of what was deleted goes with it.
"""

from django.db import models
from django.db.models import F, Q


class State(models.TextChoices):
    """Where a deletion is."""

    LISTED = "listed", "承認待ち"
    APPROVED = "approved", "消去中"
    DONE = "done", "結果の確認待ち"
    CONFIRMED = "confirmed", "確認済"
    WITHDRAWN = "withdrawn", "取りやめ"


ALLOWED_MOVES = {
    State.LISTED: {State.APPROVED, State.WITHDRAWN},
    State.APPROVED: {State.DONE},
    State.DONE: {State.CONFIRMED},
    State.CONFIRMED: set(),
    State.WITHDRAWN: set(),
}


class DeletionRun(models.Model):
    """One deletion: everything whose last day was before `due_on`."""

    due_on = models.DateField("基準日", db_comment="保存期限がこの日より前のもの")
    state = models.CharField("状態", max_length=10, choices=State, default=State.LISTED, db_comment="消去の状態")
    under_way = models.BooleanField("終わっていない", default=True, db_comment="確認も取りやめもされていない")
    listed_by = models.CharField("抽出した職員", max_length=64, db_comment="抽出した職員・処理のID")
    listed_at = models.DateTimeField("抽出日時", db_comment="抽出した日時")
    approved_by = models.CharField("承認した職員", max_length=64, blank=True, db_comment="承認した職員のID")
    approved_at = models.DateTimeField("承認日時", null=True, db_comment="承認した日時")
    digest = models.CharField(
        "一覧のハッシュ", max_length=64, blank=True, db_comment="承認した対象のハッシュを並べたもののSHA-256"
    )
    done_at = models.DateTimeField("消去日時", null=True, db_comment="消去を終えた日時")
    ended_by = models.CharField(
        "終えた職員", max_length=64, blank=True, db_comment="結果を確かめた、または取りやめた職員のID"
    )
    ended_at = models.DateTimeField("終えた日時", null=True, db_comment="結果を確かめた、または取りやめた日時")

    class Meta:
        verbose_name = "保存期限切れの消去"
        constraints = [
            models.UniqueConstraint(fields=["under_way"], condition=Q(under_way=True), name="retention_one_at_a_time"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="retention_run_state"),
            models.CheckConstraint(condition=~Q(approved_by=F("listed_by")), name="retention_approved_by_another"),
            models.CheckConstraint(
                condition=Q(state__in=["listed", "withdrawn"])
                | Q(approved_at__isnull=False) & ~Q(approved_by="") & ~Q(digest=""),
                name="retention_approved_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DeletionCount(models.Model):
    """How many of one kind were listed, and what became of them."""

    run = models.ForeignKey(DeletionRun, models.PROTECT, related_name="counts", db_comment="消去")
    kind = models.CharField("種類", max_length=20, db_comment="消すものの種類")
    listed = models.IntegerField("抽出", default=0, db_comment="抽出した件数")
    excluded = models.IntegerField("外した", default=0, db_comment="職員が外した件数")
    spared = models.IntegerField("残した", default=0, db_comment="抽出の後に変わった、または保全されたため残した件数")
    deleted = models.IntegerField("消去", default=0, db_comment="消去した件数")

    class Meta:
        verbose_name = "消去の件数"
        constraints = [
            models.UniqueConstraint(fields=["run", "kind"], name="retention_count_once"),
            models.CheckConstraint(
                condition=Q(listed__gte=F("excluded") + F("spared") + F("deleted")), name="retention_counts_add_up"
            ),
        ]


class ItemState(models.TextChoices):
    """What becomes of one thing on the list. What was deleted has no line any more."""

    LISTED = "listed", "対象"
    EXCLUDED = "excluded", "外した"
    SPARED = "spared", "残した"


class DeletionItem(models.Model):
    """One thing on the list, until it is deleted."""

    run = models.ForeignKey(DeletionRun, models.PROTECT, related_name="items", db_comment="消去")
    kind = models.CharField("種類", max_length=20, db_comment="消すものの種類")
    key = models.CharField("番号", max_length=60, db_index=True, db_comment="消すものの番号（受付番号など）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="消すもののSHA-256")
    kept_until = models.DateField("保存期限", db_comment="保存期間の最後の日")
    state = models.CharField(
        "状態", max_length=10, choices=ItemState, default=ItemState.LISTED, db_comment="対象・外した・残した"
    )
    why = models.CharField("理由", max_length=200, blank=True, db_comment="外した、または残した理由")

    class Meta:
        verbose_name = "消去の対象"
        constraints = [
            models.UniqueConstraint(fields=["run", "key"], name="retention_item_once"),
            models.CheckConstraint(condition=Q(state__in=ItemState.values), name="retention_item_state"),
            models.CheckConstraint(condition=Q(state="listed") | ~Q(why=""), name="retention_item_with_reason"),
        ]

    def __str__(self) -> str:
        return self.key


class HoldState(models.TextChoices):
    """Whether something is held back."""

    HELD = "held", "保全中"
    LIFT_ASKED = "lift_asked", "解除の承認待ち"
    LIFTED = "lifted", "解除"


HOLD_MOVES = {
    HoldState.HELD: {HoldState.LIFT_ASKED},
    HoldState.LIFT_ASKED: {HoldState.HELD, HoldState.LIFTED},
    HoldState.LIFTED: set(),
}


class LegalHold(models.Model):
    """保全: something is not deleted, whatever its period, while a suit, an appeal or an audit needs it."""

    key = models.CharField("番号", max_length=60, db_comment="保全するものの番号（受付番号など）")
    why = models.CharField("保全の理由", max_length=200, db_comment="保全の理由（個人情報を含まない）")
    state = models.CharField("状態", max_length=10, choices=HoldState, default=HoldState.HELD, db_comment="保全の状態")
    placed_by = models.CharField("保全した職員", max_length=64, db_comment="保全した職員のID")
    placed_at = models.DateTimeField("保全日時", db_comment="保全した日時")
    lift_why = models.CharField("解除の理由", max_length=200, blank=True, db_comment="解除を求める理由")
    lift_asked_by = models.CharField("解除を求めた職員", max_length=64, blank=True, db_comment="解除を求めた職員のID")
    lifted_by = models.CharField("解除した職員", max_length=64, blank=True, db_comment="解除を承認した職員のID")
    lifted_at = models.DateTimeField("解除日時", null=True, db_comment="解除を承認した日時")

    class Meta:
        verbose_name = "保全"
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(state="lifted"), name="retention_held_once"),
            models.CheckConstraint(condition=Q(state__in=HoldState.values), name="retention_hold_state"),
            models.CheckConstraint(
                condition=~Q(state="lifted")
                | Q(lifted_at__isnull=False) & ~Q(lifted_by="") & ~Q(lifted_by=F("lift_asked_by")),
                name="retention_lifted_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.key
