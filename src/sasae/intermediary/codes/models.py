"""A body's ties of codes and unified numbers. The table stands in each body's schema (bodies/steps)."""

from django.db import models


class State(models.TextChoices):
    """符号取得の状態."""

    REQUESTED = "requested", "要求中"
    COMPLETED = "completed", "取得済"
    ERROR = "error", "エラー"


class Code(models.Model):
    """Read inside `acting_for` only; outside it there is no such table."""

    unified_no = models.CharField(
        "団体内統合宛名番号", max_length=15, primary_key=True, db_comment="団体内統合宛名番号"
    )
    processing_no = models.CharField("処理通番", max_length=24, unique=True, db_comment="処理通番")
    code = models.CharField("符号", max_length=64, null=True, unique=True, db_comment="情報提供用個人識別符号")
    state = models.CharField("状態", max_length=10, choices=State, db_comment="符号取得の状態")
    requested_at = models.DateTimeField("要求日時", db_comment="要求日時")
    completed_at = models.DateTimeField("取得日時", null=True, db_comment="取得日時")

    class Meta:
        managed = False
        db_table = "code"
        verbose_name = "符号"
