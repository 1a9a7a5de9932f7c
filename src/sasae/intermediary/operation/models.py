"""The platform's own tables: when its doors are closed, and counts without anything personal."""

from django.db import models
from django.db.models import Q


class Maintenance(models.Model):
    """One time the doors are closed to other systems."""

    begun_at = models.DateTimeField("開始", db_comment="保守を始めた日時")
    begun_by = models.CharField("開始した職員", max_length=64, db_comment="保守を始めた職員")
    back_at = models.DateTimeField("再開の予定", db_comment="再開の予定の日時")
    message = models.CharField("内容", max_length=200, db_comment="保守の内容（他のシステムにも知らせる）")
    ended_at = models.DateTimeField("終了", null=True, db_comment="保守を終えた日時")
    ended_by = models.CharField("終了した職員", max_length=64, default="", db_comment="保守を終えた職員")

    class Meta:
        verbose_name = "保守"
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(ended_at__isnull=True), name="intermediary_operation_one_maintenance"
            )
        ]


class BodyCount(models.Model):
    """How many exchanges a body had in a month, by side and result. Counted by the body's own job."""

    body = models.CharField("団体コード", max_length=6, db_comment="団体コード")
    month = models.DateField("月", db_comment="月の初日")
    side = models.CharField("区分", max_length=2, db_comment="照会または提供")
    result = models.CharField("結果", max_length=15, db_comment="結果")
    count = models.IntegerField("件数", db_comment="件数")
    counted_at = models.DateTimeField("集計日時", db_comment="集計した日時")

    class Meta:
        verbose_name = "団体別の件数"
        constraints = [
            models.UniqueConstraint(
                fields=["body", "month", "side", "result"], name="intermediary_operation_body_count_once"
            )
        ]
