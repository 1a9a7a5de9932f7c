"""Whom of a run's payees the office asks whether the money came, and what they said."""

import pgtrigger
from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned
from sasae.subsidy.payments.models import Payment


class Answer(models.TextChoices):
    """What was said."""

    WAITING = "waiting", "確認待ち"
    ARRIVED = "arrived", "届いた"
    MISSING = "missing", "届いていない"
    UNREACHED = "unreached", "連絡がつかない"


ALLOWED_MOVES = {
    Answer.WAITING: {Answer.ARRIVED, Answer.MISSING, Answer.UNREACHED},
    Answer.UNREACHED: {Answer.ARRIVED, Answer.MISSING},
    Answer.MISSING: {Answer.ARRIVED},  # it was found after all: another line of the bankbook
    Answer.ARRIVED: set(),
}


class Way(models.TextChoices):
    """How the payee was asked."""

    TELEPHONE = "telephone", "電話"
    COUNTER = "counter", "窓口"
    POST = "post", "郵便"


@versioned
class Question(models.Model):
    """One payee chosen by lot, asked about one transfer."""

    payment = models.OneToOneField(Payment, models.PROTECT, related_name="arrival", db_comment="確認する振込")
    chosen_by = models.CharField("選んだ者", max_length=64, db_comment="抽選をした者のID")
    chosen_on = models.DateField("選んだ日", db_comment="抽選をした日")
    answer = models.CharField("結果", max_length=10, choices=Answer, default=Answer.WAITING, db_comment="確認の結果")
    way = models.CharField("方法", max_length=10, choices=Way, blank=True, db_comment="確認した方法")
    note = models.CharField("内容", max_length=200, blank=True, db_comment="聞いた内容")
    answered_by = models.CharField("確認した者", max_length=64, blank=True, db_comment="確認した者のID")
    answered_on = models.DateField("確認した日", null=True, db_comment="確認した日")

    class Meta:
        verbose_name = "着金の確認"
        indexes = [models.Index(fields=["answer"], name="subsidy_arrivals_answer")]
        constraints = [
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="subsidy_arrivals_answer"),
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_by="", answered_on__isnull=True)
                | (~Q(answer="waiting") & ~Q(answered_by="") & Q(answered_on__isnull=False, way__in=Way.values)),
                name="subsidy_arrivals_by_whom",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves",
                field="answer",
                transitions=sorted(
                    (before.value, after.value) for before, later in ALLOWED_MOVES.items() for after in later
                ),
            )
        ]

    def __str__(self) -> str:
        return str(self.payment.serial)
