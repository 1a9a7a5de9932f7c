"""組戻: that the bank sent a transfer back, as one person registered it and another confirmed it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned
from sasae.subsidy.payments.models.runs import Payment


class TransferReturnState(models.TextChoices):
    """組戻の登録の状態."""

    WAITING = "waiting", "確認待ち"
    CONFIRMED = "confirmed", "確認済"
    WITHDRAWN = "withdrawn", "取下げ"


@versioned
class TransferReturn(models.Model):
    """The bank's word that a transfer came back. Nothing moves until somebody else has held it against that word."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="returns", db_comment="戻った振込")
    yen = models.BigIntegerField("金額", db_comment="銀行から戻った金額（円）")
    returned_on = models.DateField("戻った日", db_comment="銀行から戻った日")
    why = models.CharField("理由", max_length=40, db_comment="銀行の知らせにある理由")
    state = models.CharField(
        "状態",
        max_length=10,
        choices=TransferReturnState,
        default=TransferReturnState.WAITING,
        db_comment="組戻の登録の状態",
    )
    registered_by = models.CharField("登録者", max_length=64, db_comment="登録した者のID")
    registered_at = models.DateTimeField("登録日時", db_comment="登録した日時")
    decided_by = models.CharField("確認者", max_length=64, blank=True, db_comment="確認した者、または取り下げた者のID")
    decided_at = models.DateTimeField("確認日時", null=True, db_comment="確認した、または取り下げた日時")
    why_withdrawn = models.CharField("取下げの理由", max_length=200, blank=True, db_comment="登録を取り下げた理由")

    class Meta:
        verbose_name = "組戻の登録"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=TransferReturnState.values), name="subsidy_payments_return_state"
            ),
            models.CheckConstraint(
                condition=~Q(state=TransferReturnState.CONFIRMED)
                | (~Q(decided_by="") & ~Q(decided_by=F("registered_by"))),
                name="subsidy_payments_return_two_people",
            ),
            models.UniqueConstraint(
                fields=["payment"],
                condition=~Q(state=TransferReturnState.WITHDRAWN),
                name="subsidy_payments_return_once",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves", field="state",
                transitions=[
                    (TransferReturnState.WAITING.value, TransferReturnState.CONFIRMED.value),
                    (TransferReturnState.WAITING.value, TransferReturnState.WITHDRAWN.value),
                ],
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.payment_id} {self.state}"
