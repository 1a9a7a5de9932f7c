"""One request to set a password or an authenticator anew, and how far it is."""

from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned


class What(models.TextChoices):
    """What was lost."""

    PASSWORD = "password", "パスワード"
    FACTOR = "factor", "認証アプリ"
    BOTH = "both", "パスワードと認証アプリ"


class ResetState(models.TextChoices):
    """How far a request is."""

    ASKED = "asked", "許可待ち"
    GRANTED = "granted", "許可済"
    USED = "used", "完了"
    EXPIRED = "expired", "期限切れ"
    REFUSED = "refused", "不許可"
    WITHDRAWN = "withdrawn", "取下げ"


RESET_MOVES = {
    ResetState.ASKED: {ResetState.GRANTED, ResetState.REFUSED, ResetState.WITHDRAWN},
    ResetState.GRANTED: {ResetState.USED, ResetState.EXPIRED, ResetState.WITHDRAWN},
    ResetState.USED: set(),
    ResetState.EXPIRED: set(),
    ResetState.REFUSED: set(),
    ResetState.WITHDRAWN: set(),
}
OPEN = [ResetState.ASKED, ResetState.GRANTED]
_PAIRS = sorted((before.value, after.value) for before, later in RESET_MOVES.items() for after in later)


@versioned(exclude=["code_sha256"])
class Reset(models.Model):
    """再設定. Three persons, never the same twice: whose it is, the supervisor who saw them and asks, the ID manager who grants."""

    login_id = models.CharField("利用者ID", max_length=64, db_comment="再設定する職員のID（外部キーにしない）")
    what = models.CharField("再設定するもの", max_length=8, choices=What, db_comment="パスワードか、認証アプリか、両方か")
    identity = models.CharField("本人の確かめ方", max_length=200, db_comment="申請した責任者が、対面で本人をどう確かめたか")
    reason = models.CharField("理由", max_length=200, db_comment="再設定の要る理由")
    asked_by = models.CharField("申請した職員", max_length=64, db_comment="本人を確かめて申請した責任者のID")
    asked_at = models.DateTimeField("申請日時", db_comment="申請した日時")
    state = models.CharField("状態", max_length=9, choices=ResetState, default=ResetState.ASKED, db_comment="再設定の状態")
    granted_by = models.CharField("許可した職員", max_length=64, blank=True, db_comment="許可したID管理者のID")
    granted_at = models.DateTimeField("許可日時", null=True, db_comment="許可してコードを出した日時")
    code_sha256 = models.CharField("コード", max_length=64, blank=True, db_comment="一度だけ使えるコードのSHA-256")
    code_until = models.DateTimeField("コードの期限", null=True, db_comment="コードが使えなくなる日時")
    ended_by = models.CharField("終えた職員", max_length=64, blank=True, db_comment="取り下げたか、許可しなかった職員のID")
    ended_at = models.DateTimeField("終わった日時", null=True, db_comment="使われたか、取り下げられたか、許可されなかった日時")
    why = models.CharField("終えた理由", max_length=200, blank=True, db_comment="取り下げた、または許可しない理由")
    told_at = models.DateTimeField("本人に知らせた日時", null=True, db_comment="本人が再設定の知らせを確かめた日時")

    class Meta:
        verbose_name = "パスワードと認証アプリの再設定"
        indexes = [models.Index(fields=["login_id", "-id"], name="resets_reset_of")]
        triggers = [pgtrigger.FSM(name="moves", field="state", transitions=_PAIRS)]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ResetState.values), name="resets_state"),
            models.CheckConstraint(condition=Q(what__in=What.values), name="resets_what"),
            models.CheckConstraint(condition=~Q(asked_by=F("login_id")), name="resets_asked_by_another"),
            models.CheckConstraint(
                condition=~Q(granted_by=F("login_id")) & ~Q(granted_by=F("asked_by")), name="resets_granted_by_a_third"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "used", "expired"])
                | Q(granted_at__isnull=False, code_until__isnull=False) & ~Q(granted_by=""),
                name="resets_granted_whole",
            ),
            models.CheckConstraint(condition=Q(state="granted") | Q(code_sha256=""), name="resets_code_of_granted"),
            models.UniqueConstraint(fields=["login_id"], condition=Q(state__in=["asked", "granted"]), name="resets_one_open"),
        ]

    def __str__(self) -> str:
        return f"再設定 {self.pk}"

    def live(self, now: datetime) -> bool:
        """Whether its code can be used."""
        return self.state == ResetState.GRANTED and self.code_until is not None and now < self.code_until

    def state_at(self, now: datetime) -> str:
        """The state's word: a code nobody used in time has run out, whether or not it was put down."""
        lapsed = self.state == ResetState.GRANTED and not self.live(now)
        return ResetState.EXPIRED.label if lapsed else self.get_state_display()
