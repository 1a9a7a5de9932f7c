"""Calls, written down while the caller is on the line."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned
from sasae.foundation.release import SealedTextField
from sasae.subsidy.people.models import Person


class State(models.TextChoices):
    """電話メモの状態."""

    OPEN = "open", "未処理"
    TIED = "tied", "処理済み"
    CLOSED = "closed", "対応不要"


ALLOWED_MOVES: dict[State, set[State]] = {
    State.OPEN: {State.TIED, State.CLOSED},
    State.TIED: set(),
    State.CLOSED: set(),
}


@versioned
class TelephoneMemo(models.Model):
    """One call. Tied to its person it becomes a note of theirs (応対の記録); until then it waits on a list of its own.

    What was said and the number to call back lie encrypted and leave by the release point.
    """

    token = models.CharField("入力の印", max_length=32, unique=True, db_comment="同じ入力を二度登録しないための印")
    happened_on = models.DateField("日付", db_comment="電話のあった日")
    counterpart = models.CharField("相手", max_length=100, db_comment="電話の相手")
    caller_kana = models.CharField("フリガナ", max_length=100, blank=True, db_comment="聞き取れたフリガナ")
    birth_date = models.DateField("生年月日", null=True, db_comment="聞き取れた生年月日")
    telephone = SealedTextField("電話番号", blank=True, db_comment="折返しの電話番号（暗号化）")
    text = SealedTextField("内容", db_comment="内容（暗号化し、出口を通してだけ文字になる）")
    state = models.CharField(
        "状態",
        max_length=10,
        choices=State,
        default=State.OPEN,
        db_comment="電話メモの状態（未処理・処理済み・対応不要）",
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_comment="結び付けた対象者")
    ward_code = models.CharField(
        "受けた区", max_length=6, blank=True, default="", db_comment="電話を受けた職員の区（空は全市の部署）"
    )
    written_by = models.CharField("記入者", max_length=64, db_comment="書いた者のID")
    written_at = models.DateTimeField("記入日時", db_comment="書いた日時")
    settled_by = models.CharField("対応者", max_length=64, blank=True, db_comment="結び付けた、または終えた者のID")
    settled_at = models.DateTimeField("対応日時", null=True, db_comment="結び付けた、または終えた日時")
    why = models.CharField("理由", max_length=200, blank=True, db_comment="対応不要とした理由")

    class Meta:
        verbose_name = "電話メモ"
        indexes = [models.Index(fields=["state", "happened_on"], name="subsidy_telephone_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_telephone_state"),
            models.CheckConstraint(condition=~Q(state="tied") | Q(person__isnull=False), name="subsidy_telephone_tied"),
        ]

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"TM{self.pk:08d}"
