"""What a run does not pay, and why."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.append_only import append_only
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.payments.models.runs import PaymentRun
from sasae.subsidy.people.models import Person
from sasae.subsidy.recovery.models import Refund


class Obstacle(models.TextChoices):
    """Why a granted claim, or a refund, is not in a run, with what helps."""

    NO_ACCOUNT = "no_account", "振込口座の届出がありません。口座の届出を受けてください。"
    NO_BANK = "no_bank", "届出の銀行・支店がありません。通帳で確かめ、口座の届出を受けてください。"
    CLOSED = "closed", "届出の支店は統廃合で使えなくなります。新しい支店と口座番号の届出を受けてください。"
    POST = "post", "ゆうちょ銀行の店番が預金種目と合いません。振込用の店番・口座番号の届出を受けてください。"
    BAD_NAME = "bad_name", "口座名義に使えない文字があります。通帳のカナで届出を受けてください。"
    LONG_NAME = "long_name", "口座名義が30文字を超えます。短い表記を銀行に確かめ、届出を受けてください。"
    FAILED = "failed", "前回の振込が不能でした。口座の変更の届出が必要です。"
    AFTER_CLOSING = "closing", "締め日の後に決定しました。次回に支払います。"
    NO_AMOUNT = "no_amount", "支給額が0円です。支払はありません。"
    TOO_MUCH = "too_much", "一人への振込が10桁を超えます。内容を確かめてください。"


class LeftOut(models.Model):
    """A granted claim, or a refund, that a run does not pay, and why. Listed with every run; nothing is left out silently."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="left_out", db_comment="支払処理")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="+", db_comment="支払えない請求")
    refund = models.ForeignKey(Refund, models.PROTECT, null=True, related_name="+", db_comment="支払えない還付")
    payee = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment="支払を受ける人")
    yen = models.BigIntegerField("金額", db_comment="支払えない金額（円）")
    reason = models.CharField("理由", max_length=12, choices=Obstacle, db_comment="支払えない理由")

    class Meta:
        verbose_name = "支払えないもの"
        constraints = [
            models.UniqueConstraint(fields=["run", "claim"], name="subsidy_payments_left_out_once"),
            models.UniqueConstraint(fields=["run", "refund"], name="subsidy_payments_refund_left_out_once"),
            models.CheckConstraint(
                condition=Q(claim__isnull=False, refund__isnull=True) | Q(claim__isnull=True, refund__isnull=False),
                name="subsidy_payments_left_out_what",
            ),
            models.CheckConstraint(condition=Q(reason__in=Obstacle.values), name="subsidy_payments_left_out_reason"),
        ]
        triggers = append_only()
