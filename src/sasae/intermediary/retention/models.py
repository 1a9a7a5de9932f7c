"""Deletions of a body. The tables stand in each body's schema (bodies/steps)."""

from django.db import models

from sasae.foundation.retention.models import HoldState


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


class Kind(models.TextChoices):
    """What is deleted, in the order it is done."""

    COPY = "copy", "副本（旧版・取消し・公開終了）"
    RECORD = "record", "情報提供等記録"
    INQUIRY = "inquiry", "終わった情報照会"
    PROVISION = "provision", "終わった情報提供"
    FINDING = "finding", "副本の登録の所見"
    CORRECTION = "correction", "訂正の通知"
    DIFFERENCE = "difference", "解決した記録の違い"
    REFUSAL = "refusal", "断った求め"
    PERMIT = "permit", "使われた許可証（提供も記録も残っていないもの）"
    BATCH = "copy_batch", "副本の一括登録（副本も所見も残っていないもの）"
    SOURCE = "source", "原本の新しさ（副本も報告もないもの）"
    NIGHT = "night", "記録の照合"
    HOLD = "hold", "解除した保全"


class DeletionRun(models.Model):
    """One deletion: everything whose time was over before `due_on`."""

    due_on = models.DateField("基準日", db_comment="この日より前に期限が切れたもの")
    state = models.CharField("状態", max_length=10, choices=State, db_comment="状態")
    under_way = models.BooleanField("終わっていない", default=True, db_comment="終わっていない")
    listed_by = models.CharField("抽出した職員", max_length=64, db_comment="抽出した職員")
    listed_at = models.DateTimeField("抽出日時", db_comment="抽出日時")
    approved_by = models.CharField("承認した職員", max_length=64, default="", db_comment="承認した職員")
    approved_at = models.DateTimeField("承認日時", null=True, db_comment="承認日時")
    digest = models.CharField(
        "一覧のハッシュ", max_length=64, default="", db_comment="承認した対象の種類と番号を並べたもののSHA-256"
    )
    done_at = models.DateTimeField("消去日時", null=True, db_comment="消去を終えた日時")
    confirmed_by = models.CharField("確かめた職員", max_length=64, default="", db_comment="結果を確かめた職員")
    confirmed_at = models.DateTimeField("確認日時", null=True, db_comment="結果を確かめた日時")

    class Meta:
        managed = False
        db_table = "deletion_run"
        verbose_name = "消去"


class DeletionCount(models.Model):
    """How many of one kind were listed, deleted, and spared because their time had changed meanwhile."""

    pk = models.CompositePrimaryKey("run_id", "kind")
    run_id = models.BigIntegerField("消去", db_comment="消去の番号")
    kind = models.CharField("種類", max_length=10, choices=Kind, db_comment="種類")
    listed = models.IntegerField("抽出", db_comment="抽出した件数")
    deleted = models.IntegerField("消去", default=0, db_comment="消去した件数")
    spared = models.IntegerField("残した", default=0, db_comment="抽出の後に期限が変わり、残した件数")

    class Meta:
        managed = False
        db_table = "deletion_count"
        verbose_name = "消去の件数"


class DeletionItem(models.Model):
    """One row on the list of a deletion, until it is deleted or spared."""

    pk = models.CompositePrimaryKey("run_id", "kind", "place")
    run_id = models.BigIntegerField("消去", db_comment="消去の番号")
    kind = models.CharField("種類", max_length=10, choices=Kind, db_comment="種類")
    place = models.BigIntegerField("順", db_comment="消去する順")
    key = models.CharField("番号", max_length=60, db_comment="行の番号")

    class Meta:
        managed = False
        db_table = "deletion_item"
        verbose_name = "消去の対象"


class DeletionHold(models.Model):
    """保全: what has this number is not deleted, whatever its period, while a suit, an appeal or an audit needs it."""

    key = models.CharField(
        "番号", max_length=60, db_comment="保全するものの番号（統合宛名番号・処理通番・許可証番号・一括番号）"
    )
    why = models.CharField("保全の理由", max_length=200, db_comment="保全の理由（個人の情報は書かない）")
    state = models.CharField("状態", max_length=10, choices=HoldState, default=HoldState.HELD, db_comment="状態")
    placed_by = models.CharField("保全した職員", max_length=64, db_comment="保全した職員")
    placed_at = models.DateTimeField("保全日時", db_comment="保全日時")
    lift_why = models.CharField("解除の理由", max_length=200, default="", db_comment="解除を求める理由")
    lift_asked_by = models.CharField("解除を求めた職員", max_length=64, default="", db_comment="解除を求めた職員")
    lifted_by = models.CharField("解除した職員", max_length=64, default="", db_comment="解除を承認した職員")
    lifted_at = models.DateTimeField("解除日時", null=True, db_comment="解除日時")

    class Meta:
        managed = False
        db_table = "deletion_hold"
        verbose_name = "保全"
