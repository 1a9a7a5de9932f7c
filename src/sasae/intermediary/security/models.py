"""The platform's tables of alarms and verifications: systems, bodies and counts, nothing of a person."""

from django.db import models
from django.db.models import F, Q


class State(models.TextChoices):
    """警報の状態."""

    OPEN = "open", "未対応"
    TAKEN = "taken", "対応中"
    CLOSED = "closed", "対応済"
    GONE = "gone", "解消"


ALLOWED_MOVES = {
    State.OPEN: {State.TAKEN, State.GONE},
    State.TAKEN: {State.CLOSED, State.GONE},
    State.CLOSED: {State.OPEN},  # it has happened again on the same day
    State.GONE: {State.OPEN},
}


class Alarm(models.Model):
    """One kind of thing about one system or thing on one day, for one body's operators or for the platform's."""

    body = models.CharField("団体", max_length=6, blank=True, db_comment="団体コード（空はプラットフォームの警報）")
    kind = models.CharField("種類", max_length=20, db_comment="警報の種類")
    about = models.CharField("相手・対象", max_length=60, blank=True, db_comment="どのシステム・何についてか")
    on = models.DateField("日", db_comment="起きた日")
    words = models.CharField("内容", max_length=300, blank=True, db_comment="何が起きたか（個人の情報は書かない）")
    count = models.PositiveIntegerField("件数", db_comment="その日の件数")
    first_at = models.DateTimeField("最初", db_comment="最初に起きた日時")
    last_at = models.DateTimeField("最後", db_comment="最後に起きた日時")
    state = models.CharField("状態", max_length=10, choices=State, default=State.OPEN, db_comment="警報の状態")
    taken_by = models.CharField("引き受けた職員", max_length=64, blank=True, db_comment="引き受けた職員")
    taken_at = models.DateTimeField("引受日時", null=True, db_comment="引き受けた日時")
    note = models.CharField("方針", max_length=300, blank=True, db_comment="引き受けたときの方針")
    closed_by = models.CharField("終えた職員", max_length=64, blank=True, db_comment="対応を終えた職員")
    closed_at = models.DateTimeField("終了日時", null=True, db_comment="対応を終えた、または解消した日時")
    result = models.CharField("結果", max_length=300, blank=True, db_comment="対応の結果")

    class Meta:
        verbose_name = "警報"
        constraints = [
            models.UniqueConstraint(fields=["body", "kind", "about", "on"], name="intermediary_security_alarm_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="intermediary_security_alarm_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["taken", "closed"]) | ~Q(taken_by=""), name="intermediary_security_alarm_taken"
            ),
            models.CheckConstraint(
                condition=Q(first_at__lte=F("last_at")), name="intermediary_security_alarm_first_then_last"
            ),
        ]
        indexes = [models.Index(fields=["body", "state"], name="security_alarm_of_body")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about} {self.on}"


class RefusalCount(models.Model):
    """What was refused on a day up to the last look, by whom and why: the next look reads on from there."""

    on = models.DateField("日", db_comment="断った日")
    event = models.CharField("出来事", max_length=60, db_comment="操作履歴の出来事の名")
    reason = models.TextField("理由", db_comment="断った理由（操作履歴にあるもの。個人の情報は含まない）")
    body = models.CharField("団体", max_length=6, blank=True, db_comment="許可証を示された団体のコード")
    about = models.CharField("相手", max_length=60, db_comment="断った相手のシステム")
    count = models.PositiveIntegerField("件数", db_comment="断った件数")
    first_at = models.DateTimeField("最初", db_comment="最初に断った日時")
    last_at = models.DateTimeField("最後", db_comment="最後に断った日時")

    class Meta:
        verbose_name = "断った要求の件数"
        constraints = [
            models.UniqueConstraint(
                fields=["on", "event", "reason", "body", "about"], name="intermediary_security_refusals_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.about}"


class RefusalLook(models.Model):
    """How far the refusals of a day have been read."""

    on = models.DateField("日", primary_key=True, db_comment="断った日")
    until = models.DateTimeField("どこまで", db_comment="この日時より前のものは、数え終えた")

    class Meta:
        verbose_name = "断った要求を読んだところ"

    def __str__(self) -> str:
        return f"{self.on} {self.until}"


class VerificationPart(models.Model):
    """What a night's verification found of one body; put together when every body has been looked at."""

    night = models.DateField("夜", db_comment="検証を始めた日")
    body = models.CharField("団体", max_length=6, db_comment="団体コード")
    done_at = models.DateTimeField("日時", db_comment="この団体の検証を終えた日時")
    findings = models.JSONField("所見", db_comment="所見（番号・重さ・場所・説明）")

    class Meta:
        verbose_name = "団体ごとの検証"
        constraints = [
            models.UniqueConstraint(fields=["night", "body"], name="intermediary_security_verification_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.night} {self.body}"


class Verification(models.Model):
    """One run of `verify`: what did not fit together. Kept so that the page shows the last one, and when it was."""

    at = models.DateTimeField("日時", db_comment="検証した日時")
    night = models.DateField("夜", null=True, unique=True, db_comment="夜間の検証の日（命令で動かしたものは空）")
    by = models.CharField("動かした者", max_length=64, db_comment="夜間の処理、または命令を動かした機械の利用者")
    codes_searched = models.BooleanField("符号の探索", db_comment="五つのシステムのデータベースで符号を探したか")
    errors = models.PositiveIntegerField("誤り", db_comment="誤りの件数")
    warnings = models.PositiveIntegerField("注意", db_comment="注意の件数")
    findings = models.JSONField("所見", db_comment="所見（番号・場所・説明、多いときは始めの1,000件）")

    class Meta:
        verbose_name = "整合の検証"
        indexes = [models.Index(fields=["-at"], name="security_verification_newest")]
