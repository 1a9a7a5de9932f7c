"""Which persons of the file are one."""

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned
from sasae.subsidy.people.models import Person


class State(models.TextChoices):
    """Where a pair is."""

    PROPOSED = "proposed", "統合の確認待ち"
    MERGED = "merged", "統合済"
    DIFFERENT = "different", "別人"
    UNDONE = "undone", "統合の取消済"


ALLOWED_MOVES = {
    State.PROPOSED: {State.MERGED, State.DIFFERENT},
    State.MERGED: {State.UNDONE},
    State.DIFFERENT: set(),
    State.UNDONE: set(),
}


@versioned
class Merge(models.Model):
    """Two persons taken for one: `kept` is shown, `other` leads to it. Nothing of either is moved or changed."""

    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges", db_comment="残す方の対象者")
    other = models.ForeignKey(Person, models.PROTECT, related_name="merged_into", db_comment="残す方へつなぐ対象者")
    state = models.CharField("状態", max_length=10, choices=State, default=State.PROPOSED, db_comment="統合の状態")
    why = models.CharField("理由", max_length=200, db_comment="同じ人とする理由と確かめたもの")
    proposed_by = models.CharField("提案者", max_length=64, db_comment="統合を提案した者のID")
    proposed_at = models.DateTimeField("提案日時", db_comment="提案した日時")
    decided_by = models.CharField("確認者", max_length=64, blank=True, db_comment="統合または別人と確認した者のID")
    undone_by = models.CharField("取消者", max_length=64, blank=True, db_comment="統合を取り消した者のID")
    undone_why = models.CharField("取消しの理由", max_length=200, blank=True, db_comment="統合を取り消した理由")

    class Meta:
        verbose_name = "対象者の統合"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_duplicates_state"),
            models.CheckConstraint(condition=~Q(kept=F("other")), name="subsidy_duplicates_two"),
            models.CheckConstraint(
                condition=~Q(state="merged") | ~Q(decided_by="") & ~Q(decided_by=F("proposed_by")),
                name="subsidy_duplicates_two_people",
            ),
            models.UniqueConstraint(
                fields=["other"], condition=Q(state__in=["proposed", "merged"]), name="subsidy_duplicates_once"
            ),
        ]
