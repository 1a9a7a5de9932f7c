"""Changes of wordings and office data, each with the day it begins."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned


class State(models.TextChoices):
    """Where a change is."""

    PROPOSED = "proposed", "承認待ち"
    APPROVED = "approved", "承認済"
    RETURNED = "returned", "差戻し"
    WITHDRAWN = "withdrawn", "取りやめ"


MOVES = {
    State.PROPOSED: {State.APPROVED, State.RETURNED, State.WITHDRAWN},
    State.APPROVED: {State.WITHDRAWN},
    State.RETURNED: set(),
    State.WITHDRAWN: set(),
}


@versioned
class Rewording(models.Model):
    """From this day on this value. What was printed before stays as it was printed."""

    key = models.CharField("項目", max_length=60, db_comment="何の値か")
    since = models.DateField("適用日", db_comment="この日から")
    value = models.JSONField("内容", db_comment="値（文・行の並び・数）")
    source = models.CharField("根拠", max_length=200, db_comment="変更の根拠（起案の番号など）")
    state = models.CharField("状態", max_length=10, choices=State, default=State.PROPOSED, db_comment="変更の状態")
    proposed_by = models.CharField("起案者", max_length=64, db_comment="起案した者のID")
    proposed_at = models.DateTimeField("起案日時", db_comment="起案した日時")
    approved_by = models.CharField("承認者", max_length=64, blank=True, db_comment="承認・差戻しをした者のID")
    approved_at = models.DateTimeField("承認日時", null=True, db_comment="承認・差戻しの日時")
    note = models.CharField("意見", max_length=200, blank=True, db_comment="差戻し・取りやめの理由")

    class Meta:
        verbose_name = "文言・発行元の変更"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_wordings_state"),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("proposed_by")), name="subsidy_wordings_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(approved_by=""), name="subsidy_wordings_approved_by_somebody"
            ),
            models.UniqueConstraint(
                fields=["key", "since"], condition=Q(state="approved"), name="subsidy_wordings_one_a_day"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves",
                field="state",
                transitions=sorted((before.value, after.value) for before, later in MOVES.items() for after in later),
            )
        ]
