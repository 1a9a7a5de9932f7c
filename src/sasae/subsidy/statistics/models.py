"""Months as they were closed: their figures stay as they were counted then."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.append_only import append_only


class Side(models.TextChoices):
    """By what a figure is counted."""

    TOTAL = "total", "全体"
    SCHEME = "scheme", "助成区分"
    WARD = "ward", "区"
    FAMILY = "family", "家庭の種類"
    TREATMENT = "treatment", "診療の種類"
    BODY = "body", "審査支払機関"


class ClosedMonth(models.Model):
    """A month that was closed: at its end, once."""

    month = models.CharField("年月", max_length=7, unique=True, db_comment="締めた月（YYYY-MM）")
    yen = models.BigIntegerField("助成額", db_comment="締めたときの助成額（円）")
    closed_by = models.CharField("締めた者", max_length=64, db_comment="締めた者または処理のID")
    closed_at = models.DateTimeField("締めた日時", db_comment="締めた日時")

    class Meta:
        verbose_name = "締めた月"
        triggers = append_only()

    def __str__(self) -> str:
        return self.month


class Figure(models.Model):
    """One number of a closed month: so many grants to so many persons, so many yen; so many covered on its last day."""

    closed = models.ForeignKey(ClosedMonth, models.PROTECT, related_name="figures", db_comment="締めた月")
    side = models.CharField("区分", max_length=10, choices=Side, db_comment="何ごとに数えたか")
    value = models.CharField("値", max_length=20, blank=True, db_comment="その値のコード（空は示さないもの）")
    grants = models.IntegerField("件数", db_comment="助成の件数（取消しを引いたもの）")
    persons = models.IntegerField("人数", db_comment="助成を受けた人の数")
    yen = models.BigIntegerField("助成額", db_comment="助成額（円、取消しを引いたもの）")
    covered = models.IntegerField(
        "受給者数", default=0, db_comment="月の末日に資格のある人の数（区・家庭の種類・全体）"
    )

    class Meta:
        verbose_name = "締めた月の数字"
        constraints = [
            models.UniqueConstraint(fields=["closed", "side", "value"], name="subsidy_statistics_once"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="subsidy_statistics_side"),
        ]
        triggers = append_only()
