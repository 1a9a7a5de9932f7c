"""How far the code (符号) of each unified person is."""

from django.db import models
from django.db.models import Q

from sasae.linkage.people.models import UnifiedPerson


class State(models.TextChoices):
    """符号取得の状態."""

    WANTED = "wanted", "要求待ち"
    ASKED = "asked", "中間サーバーへ要求中"
    NUMBERED = "numbered", "処理通番受領"
    HANDED_ON = "handed_on", "住基GWへ通知済"
    COMPLETED = "completed", "取得済"
    REFUSED = "refused", "取得できず"


ALLOWED_MOVES = {
    State.WANTED: {State.ASKED},
    State.ASKED: {State.NUMBERED, State.REFUSED},
    State.NUMBERED: {State.HANDED_ON, State.REFUSED},
    State.HANDED_ON: {State.COMPLETED, State.REFUSED, State.NUMBERED},
    State.REFUSED: {State.WANTED},
    State.COMPLETED: set(),
}


class CodeRequest(models.Model):
    """One a person; the code itself never comes here, it stays in the intermediary server."""

    unified = models.OneToOneField(
        UnifiedPerson, on_delete=models.PROTECT, related_name="code_request", db_comment="統合宛名"
    )
    state = models.CharField("状態", max_length=10, choices=State, default=State.WANTED, db_comment="符号取得の状態")
    processing_no = models.CharField("処理通番", max_length=24, blank=True, db_comment="処理通番")
    message = models.CharField("理由", max_length=200, blank=True, db_comment="取得できなかった理由")
    attempts = models.PositiveSmallIntegerField("要求し直した回数", default=0, db_comment="要求し直した回数")
    message_key = models.CharField(
        "電文の鍵", max_length=40, blank=True, default="", db_comment="中間サーバーへの要求の電文の鍵"
    )
    wanted_at = models.DateTimeField("発生日時", auto_now_add=True, db_comment="要求が生じた日時")
    moved_at = models.DateTimeField("更新日時", auto_now=True, db_comment="状態が変わった日時")
    checked_at = models.DateTimeField("確認日時", null=True, db_comment="中間サーバーに取得状況を最後に確かめた日時")

    class Meta:
        verbose_name = "符号取得要求"
        indexes = [models.Index(fields=["state", "id"], name="linkage_codes_state")]
        constraints = [models.CheckConstraint(condition=Q(state__in=State.values), name="linkage_codes_state")]
