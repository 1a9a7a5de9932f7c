"""A right somebody took for minutes, with the look at it afterwards; a time in which a contractor's person may be signed in."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned


class Verdict(models.TextChoices):
    """What the look afterwards came to."""

    PROPER = "proper", "必要だった"
    IMPROPER = "improper", "必要でなかった"


@versioned
class Emergency(models.Model):
    """緊急時の利用. Who took it never looks at it afterwards alone: another person says whether it was needed."""

    number = models.CharField("番号", max_length=20, unique=True, db_comment="緊急時の利用の番号")
    login_id = models.CharField("利用者ID", max_length=64, db_comment="権限を取った職員のID（外部キーにしない）")
    right = models.CharField("権限", max_length=60, db_comment="取った権限")
    reason = models.CharField("理由", max_length=150, db_comment="権限を取った理由")
    taken_at = models.DateTimeField("開始日時", db_comment="権限を取った日時")
    until_at = models.DateTimeField("終了日時", db_comment="権限が終わる日時（早く返したときはその日時）")
    review_by = models.DateField("振返りの期限", db_comment="別の人が振り返る期限")
    verdict = models.CharField(
        "振返り", max_length=10, choices=Verdict, blank=True, db_comment="振返りの結果（空はまだ）"
    )
    words = models.CharField("振返りの内容", max_length=300, blank=True, db_comment="確かめた内容")
    reviewed_by = models.CharField("振り返った職員", max_length=64, blank=True, db_comment="振り返った別の職員のID")
    reviewed_at = models.DateTimeField("振返り日時", null=True, db_comment="振り返った日時")

    class Meta:
        verbose_name = "緊急時の利用"
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gte=F("taken_at")), name="special_emergency_period"),
            models.CheckConstraint(
                condition=Q(verdict="", reviewed_by="", words="", reviewed_at=None)
                | Q(verdict__in=Verdict.values, reviewed_at__isnull=False)
                & ~Q(words="")
                & ~Q(reviewed_by=F("login_id")),
                name="special_emergency_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def live(self, now: datetime) -> bool:
        """Whether the right still works."""
        return self.taken_at <= now < self.until_at


@versioned
class Window(models.Model):
    """委託先の作業時間: from when until when, why, and who watches. Open while the watcher is there."""

    login_id = models.CharField("利用者ID", max_length=64, db_comment="委託先の従業員のID（外部キーにしない）")
    watcher = models.CharField("立会い", max_length=64, db_comment="立ち会う職員のID")
    reason = models.CharField("作業の内容", max_length=200, db_comment="作業の内容と理由")
    from_at = models.DateTimeField("開始日時", db_comment="作業の開始日時")
    until_at = models.DateTimeField("終了日時", db_comment="作業の終了日時")
    asked_by = models.CharField("登録者", max_length=64, db_comment="作業時間を登録した職員のID")
    asked_at = models.DateTimeField("登録日時", db_comment="作業時間を登録した日時")
    present_at = models.DateTimeField("立会いの開始", null=True, db_comment="立会い者が、その場にいると確かめた日時")
    closed_by = models.CharField("閉じた職員", max_length=64, blank=True, db_comment="作業時間を閉じた職員のID")
    closed_at = models.DateTimeField("閉じた日時", null=True, db_comment="作業時間を閉じた日時")

    class Meta:
        verbose_name = "委託先の作業時間"
        indexes = [models.Index(fields=["login_id", "until_at"], name="special_window_of")]
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="special_window_period"),
            models.CheckConstraint(condition=~Q(watcher=F("login_id")), name="special_window_watched_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.login_id} {self.from_at:%Y-%m-%d %H:%M}"
