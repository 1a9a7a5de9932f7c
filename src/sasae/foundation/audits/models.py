"""Samples of an audit and the things on them. What was drawn never changes; what the auditor finds of it is written once."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned


class Sample(models.Model):
    """One draw: from what, of which days, by which seed."""

    organisation = models.CharField(
        "団体コード", max_length=6, blank=True, default="", db_comment="どの団体の監査か。一つの団体だけが使うシステムでは空"
    )
    kind = models.CharField("種類", max_length=20, db_comment="何から選んだか")
    since = models.DateField("期間の始め", db_comment="選ぶ対象の期間の初日")
    until = models.DateField("期間の終わり", db_comment="選ぶ対象の期間の末日")
    seed = models.CharField("種", max_length=40, db_comment="抽選の種。同じ種で引けば同じ標本になる")
    size = models.IntegerField("標本の数", db_comment="選ぶ件数")
    population = models.BigIntegerField("対象の件数", db_comment="引いたときの対象の件数")
    why = models.CharField("目的", max_length=200, db_comment="監査の目的（個人情報を含まない）")
    drawn_by = models.CharField("抽選した者", max_length=64, db_comment="抽選した者のID")
    drawn_at = models.DateTimeField("抽選日時", db_comment="抽選した日時")

    class Meta:
        verbose_name = "監査の標本"
        triggers = append_only()
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since"), size__gte=1), name="audits_sample_period")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Result(models.TextChoices):
    """What the auditor found."""

    OPEN = "open", "未確認"
    GOOD = "good", "適正"
    ASK = "ask", "要確認"


ALLOWED_MOVES = {
    Result.OPEN: {Result.GOOD, Result.ASK},
    Result.ASK: {Result.GOOD},  # what was to be asked was answered
    Result.GOOD: set(),
}


@versioned
class Drawn(models.Model):
    """One thing on a sample."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="drawn", db_comment="標本")
    position = models.IntegerField("順番", db_comment="標本の中の順番")
    key = models.CharField("鍵", max_length=40, db_comment="選ばれたものの鍵")
    lot = models.CharField("くじ", max_length=64, db_comment="種と鍵から求めたSHA-256。小さいものから選ぶ")
    subject = models.CharField("番号", max_length=200, db_comment="受付番号・振込番号・利用者IDなど")
    persons = ArrayField(
        models.CharField(max_length=40),
        default=list,
        verbose_name="本人",
        db_comment="関わる本人の番号（宛名番号など）",
    )
    result = models.CharField("結果", max_length=5, choices=Result, default=Result.OPEN, db_comment="監査の結果")
    remark = models.CharField("所見", max_length=200, blank=True, db_comment="監査の所見")
    looked_by = models.CharField("確かめた者", max_length=64, blank=True, db_comment="確かめた者のID")
    looked_at = models.DateTimeField("確かめた日時", null=True, db_comment="確かめた日時")

    class Meta:
        verbose_name = "標本の一件"
        constraints = [
            models.UniqueConstraint(fields=["sample", "key"], name="audits_drawn_once"),
            models.CheckConstraint(condition=Q(result__in=Result.values), name="audits_drawn_result"),
            models.CheckConstraint(
                condition=Q(result="open", looked_by="")
                | ~Q(result="open") & ~Q(looked_by="") & Q(looked_at__isnull=False),
                name="audits_drawn_by_whom",
            ),
            models.CheckConstraint(condition=~Q(result="ask") | ~Q(remark=""), name="audits_drawn_why"),
        ]

    def __str__(self) -> str:
        return self.subject
