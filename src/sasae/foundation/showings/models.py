"""One request to be shown where protected persons are to be found, and how far it is."""

from datetime import datetime

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned


class ShowingState(models.TextChoices):
    """How far a request is."""

    ASKED = "asked", "許可待ち"
    GRANTED = "granted", "許可済"
    REFUSED = "refused", "不許可"
    WITHDRAWN = "withdrawn", "取下げ"


SHOWING_MOVES = {
    ShowingState.ASKED: {ShowingState.GRANTED, ShowingState.REFUSED, ShowingState.WITHDRAWN},
    ShowingState.GRANTED: {ShowingState.WITHDRAWN},
    ShowingState.REFUSED: set(),
    ShowingState.WITHDRAWN: set(),
}
_PAIRS = sorted((before.value, after.value) for before, later in SHOWING_MOVES.items() for after in later)


@versioned
class Showing(models.Model):
    """表示の許可. Who may see asks for these persons; another, whose right reaches as far, permits it for minutes.

    `wards` and `procedures` are how far the asker's right reached; empty: everywhere.
    """

    asked_by = models.CharField("申請した職員", max_length=64, db_comment="見ることを申請した職員のID（外部キーにしない）")
    asked_at = models.DateTimeField("申請日時", db_comment="申請した日時")
    reason = models.CharField("理由", max_length=200, db_comment="見なければならない理由")
    persons = ArrayField(
        models.CharField(max_length=64), verbose_name="対象者", db_comment="対象者の宛名番号（決まるまでは受付番号など）"
    )
    page = models.CharField("画面", max_length=300, blank=True, db_comment="申請した画面")
    wards = ArrayField(models.CharField(max_length=6), verbose_name="区", db_comment="申請した職員の権限が及ぶ区。空は全区")
    procedures = ArrayField(
        models.CharField(max_length=60), verbose_name="手続き", db_comment="申請した職員の権限が及ぶ手続き。空は全手続き"
    )
    state = models.CharField("状態", max_length=9, choices=ShowingState, default=ShowingState.ASKED, db_comment="申請の状態")
    decided_by = models.CharField("許可した職員", max_length=64, blank=True, db_comment="許可したか、許可しなかった職員のID")
    decided_at = models.DateTimeField("許可日時", null=True, db_comment="許可したか、許可しなかった日時")
    until_at = models.DateTimeField("期限", null=True, db_comment="許可が終わる日時（早く終えたときはその日時）")
    ended_by = models.CharField("終えた職員", max_length=64, blank=True, db_comment="取り下げたか、早く終えた職員のID")
    why = models.CharField("終えた理由", max_length=200, blank=True, db_comment="許可しない、取り下げた、または早く終えた理由")

    class Meta:
        verbose_name = "表示の許可"
        indexes = [
            models.Index(fields=["asked_by", "-until_at"], name="showings_of"),
            GinIndex(fields=["persons"], name="showings_persons"),
        ]
        triggers = [pgtrigger.FSM(name="moves", field="state", transitions=_PAIRS)]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ShowingState.values), name="showings_state"),
            models.CheckConstraint(condition=Q(persons__len__gt=0), name="showings_somebody"),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="showings_by_another"),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(decided_at__isnull=False, until_at__isnull=False) & ~Q(decided_by=""),
                name="showings_granted_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"表示の許可 {self.pk}"

    def live(self, now: datetime) -> bool:
        """Whether it lets see now."""
        return self.state == ShowingState.GRANTED and self.until_at is not None and now < self.until_at
