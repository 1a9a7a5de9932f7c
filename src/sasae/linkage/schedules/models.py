"""Schedules of the connections, each with the day it holds from; and how each job's last run went."""

from django.db import models
from django.db.models import Q


class Schedule(models.Model):
    """When a job runs from a day on: again and again, or at times of chosen weekdays, or not at all."""

    job = models.CharField("仕事", max_length=40, db_comment="連携の仕事の鍵（jobs.py）")
    since = models.DateField("適用日", db_comment="この予定を使い始める日")
    off = models.BooleanField("止める", default=False, db_comment="動かさない")
    every_seconds = models.PositiveIntegerField(
        "間隔（秒）", default=0, db_comment="この秒数ごとに動かす。0は時刻で動かす"
    )
    times = models.JSONField("時刻", default=list, db_comment="動かす時刻（HH:MM）の一覧")
    days = models.JSONField("曜日", default=list, db_comment="動かす曜日（0月〜6日）。空は毎日")
    why = models.CharField("理由", max_length=200, db_comment="変えた理由")
    set_by = models.CharField("設定した者", max_length=64, db_comment="設定した者のID")
    set_at = models.DateTimeField("設定日時", auto_now_add=True, db_comment="設定した日時")

    class Meta:
        verbose_name = "連携の予定"
        constraints = [
            models.CheckConstraint(
                condition=Q(off=True) | Q(every_seconds__gt=0) | ~Q(times=[]), name="linkage_schedules_runs_sometime"
            )
        ]
        indexes = [models.Index(fields=["job", "since"], name="linkage_schedules_in_force")]

    def __str__(self) -> str:
        return f"{self.job} {self.since}"


class Outcome(models.TextChoices):
    """How the last run went."""

    NEVER = "never", "未実行"
    QUEUED = "queued", "予定"
    RUNNING = "running", "処理中"
    DONE = "done", "完了"
    FAILED = "failed", "エラー"


class JobState(models.Model):
    """A job's last run."""

    job = models.CharField("仕事", max_length=40, primary_key=True, db_comment="連携の仕事の鍵")
    due_at = models.DateTimeField("予定日時", db_comment="最後に動かすことになった日時")
    started_at = models.DateTimeField("開始日時", null=True, db_comment="最後に始めた日時")
    ended_at = models.DateTimeField("終了日時", null=True, db_comment="最後に終わった日時")
    outcome = models.CharField("結果", max_length=10, choices=Outcome, default=Outcome.QUEUED, db_comment="最後の結果")
    note = models.CharField("説明", max_length=200, blank=True, default="", db_comment="うまくいかなかった理由")
    failures = models.PositiveIntegerField("続けて失敗した回数", default=0, db_comment="続けて失敗した回数")

    class Meta:
        verbose_name = "連携の仕事の状況"
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="linkage_schedules_outcome")
        ]

    def __str__(self) -> str:
        return self.job
