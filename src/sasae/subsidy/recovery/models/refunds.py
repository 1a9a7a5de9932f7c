"""What somebody paid beyond a debt and gets back: decided by two persons, sent by a payment run, each once."""

import pgtrigger
from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned
from sasae.subsidy.people.models import Person
from sasae.subsidy.recovery.models.money import Movement


class RefundState(models.TextChoices):
    """還付の状態."""

    WAITING = "waiting", "予定"
    IN_RUN = "in_run", "支払データ作成"
    PAID = "paid", "振込済"
    FAILED = "failed", "振込不能"


REFUND_MOVES = {
    RefundState.WAITING: {RefundState.IN_RUN},
    RefundState.IN_RUN: {RefundState.WAITING, RefundState.PAID, RefundState.FAILED},
    RefundState.PAID: {RefundState.FAILED},
    RefundState.FAILED: {RefundState.IN_RUN},
}


@versioned
class Refund(models.Model):
    """One refund that was approved. Yen. Of an insurer or a third party there is none: the treasury pays them itself."""

    movement = models.OneToOneField(Movement, models.PROTECT, related_name="refund", db_comment="返還金の動き（還付）")
    payee = models.ForeignKey(Person, models.PROTECT, related_name="refunds", db_comment="還付を受ける人")
    yen = models.BigIntegerField("金額", db_comment="還付する額（円）")
    state = models.CharField(
        "状態", max_length=8, choices=RefundState, default=RefundState.WAITING, db_comment="還付の状態"
    )

    class Meta:
        verbose_name = "過誤納金の還付"
        indexes = [models.Index(fields=["state", "payee"], name="subsidy_recovery_refunds")]
        constraints = [
            models.CheckConstraint(condition=Q(yen__gt=0), name="subsidy_recovery_refund_yen"),
            models.CheckConstraint(condition=Q(state__in=RefundState.values), name="subsidy_recovery_refund_state"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves", field="state",
                transitions=sorted((old.value, new.value) for old, news in REFUND_MOVES.items() for new in news),
            ),
            pgtrigger.ReadOnly(name="as_decided", fields=["movement", "payee", "yen"]),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.movement_id} {self.state}"
