"""Runs, who did each of their steps, the transfers, the claims in them, and what was left out and why."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.people.models import BankAccount, Person
from sasae.subsidy.recovery.models import Receivable, Refund


class RunKind(models.TextChoices):
    """What a run pays. Never both: they are of different budget items, and told by different letters."""

    CLAIMS = "claims", "助成費（償還払い）"
    REFUNDS = "refunds", "過誤納金の還付"


class RunState(models.TextChoices):
    """支払処理の状態."""

    BUILT = "built", "作成（承認待ち）"
    APPROVED = "approved", "承認済"
    SENT = "sent", "振込依頼済"
    SETTLED = "settled", "結果取込済"
    DISCARDED = "discarded", "取消"


RUN_MOVES = {
    RunState.BUILT: {RunState.APPROVED, RunState.DISCARDED},
    RunState.APPROVED: {RunState.SENT, RunState.DISCARDED},
    RunState.SENT: {RunState.SETTLED},
    RunState.SETTLED: set(),
    RunState.DISCARDED: set(),
}


class PaymentState(models.TextChoices):
    """支払の状態."""

    PLANNED = "planned", "予定"
    SENT = "sent", "振込中"
    PAID = "paid", "振込済"
    FAILED = "failed", "振込不能"
    RETURNED = "returned", "組戻"
    DISCARDED = "discarded", "取消"


PAYMENT_MOVES = {
    PaymentState.PLANNED: {PaymentState.SENT, PaymentState.PAID, PaymentState.DISCARDED},  # paid: set off whole
    PaymentState.SENT: {PaymentState.PAID, PaymentState.FAILED},
    PaymentState.PAID: {PaymentState.RETURNED},
    PaymentState.FAILED: set(),
    PaymentState.RETURNED: set(),
    PaymentState.DISCARDED: set(),
}


class Step(models.TextChoices):
    """Which step of a run; each is done by somebody who did none of the others."""

    BUILD = "build", "作成"
    APPROVE_1 = "approve1", "承認（1人目）"
    APPROVE_2 = "approve2", "承認（2人目）"
    APPROVE_3 = "approve3", "承認（3人目）"
    SEND = "send", "出力"


APPROVALS = (Step.APPROVE_1, Step.APPROVE_2, Step.APPROVE_3)

_STEPS_DONE = """
    IF NEW.state = 'approved' AND OLD.state <> 'approved' AND NEW.approvals > (
        SELECT count(*) FROM subsidy_payments_runstep
        WHERE run_id = NEW.id AND step IN ('approve1', 'approve2', 'approve3')
    ) THEN
        RAISE EXCEPTION 'sasae: payment run % lacks an approval', NEW.number USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'approved' AND OLD.state <> 'approved' AND NEW.hurry <> '' AND EXISTS (
        SELECT 1 FROM subsidy_payments_runstep
        WHERE run_id = NEW.id AND step IN ('approve1', 'approve2', 'approve3') AND why = ''
    ) THEN
        RAISE EXCEPTION 'sasae: payment run % is late and was approved without a reason', NEW.number USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'sent' AND OLD.state <> 'sent' AND NOT EXISTS (
        SELECT 1 FROM subsidy_payments_runstep WHERE run_id = NEW.id AND step = 'send'
    ) THEN
        RAISE EXCEPTION 'sasae: payment run % was sent by nobody', NEW.number USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


_RETURN_CONFIRMED = """
    IF NOT EXISTS (SELECT 1 FROM subsidy_payments_transferreturn WHERE payment_id = NEW.id AND state = 'confirmed') THEN
        RAISE EXCEPTION 'sasae: the return of payment % is confirmed by nobody', NEW.serial USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


@versioned
class PaymentRun(models.Model):
    """One run: built by one person, approved by one to three others by its amount, sent once by one more."""

    number = models.CharField("支払番号", max_length=12, unique=True, db_comment="支払処理の番号")
    kind = models.CharField(
        "何の支払か", max_length=8, choices=RunKind, default=RunKind.CLAIMS, db_default=RunKind.CLAIMS.value,
        db_comment="助成費の支払か、過誤納金の還付か",
    )  # fmt: skip
    pay_on = models.DateField("振込指定日", db_comment="振込指定日（銀行営業日）")
    closing = models.DateField("締め日", null=True, db_comment="この日までに決定した請求を支払う")
    count = models.IntegerField("件数", db_comment="支払の件数")
    yen = models.BigIntegerField("合計金額", db_comment="合計金額（円）")
    approvals = models.PositiveSmallIntegerField("承認の人数", default=1, db_comment="金額によって決まる、承認に要る人数")
    state = models.CharField("状態", max_length=10, choices=RunState, default=RunState.BUILT, db_comment="状態")
    built_by = models.CharField("作成者", max_length=64, db_comment="作成した者のID")
    built_at = models.DateTimeField("作成日時", auto_now_add=True, db_comment="作成した日時")
    approved_by = models.CharField("承認者", max_length=64, blank=True, db_comment="最後に承認した者のID")
    approved_at = models.DateTimeField("承認日時", null=True, db_comment="最後に承認した日時")
    sent_by = models.CharField("出力者", max_length=64, blank=True, db_comment="振込データを出力した者のID")
    sent_at = models.DateTimeField("出力日時", null=True, db_comment="振込データを出力した日時")
    answer_by = models.DateField("結果の期限", null=True, db_comment="銀行の結果が届くはずの日")
    hurry = models.CharField(
        "急ぐ理由", max_length=200, default="", db_default="", blank=True,
        db_comment="銀行への持込期限を過ぎた振込指定日にした理由（承認する者も理由を付ける）",
    )  # fmt: skip
    why_discarded = models.CharField("取消しの理由", max_length=200, blank=True, db_comment="取り消した理由")

    class Meta:
        verbose_name = "支払処理"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="subsidy_payments_run_state"),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("built_by")), name="subsidy_payments_two_people"
            ),
            models.CheckConstraint(condition=Q(approvals__range=(1, 3)), name="subsidy_payments_approvals"),
            models.CheckConstraint(condition=Q(kind__in=RunKind.values), name="subsidy_payments_run_kind"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves",
                field="state",
                transitions=sorted(
                    (before.value, after.value) for before, later in RUN_MOVES.items() for after in later
                ),
            ),
            pgtrigger.Trigger(
                name="steps_done", when=pgtrigger.Before, operation=pgtrigger.Update, level=pgtrigger.Row, func=_STEPS_DONE
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class RunStep(models.Model):
    """Who did a step of a run, and when. One step once, one person one step: the database refuses a second."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="steps", db_comment="支払処理")
    step = models.CharField("段階", max_length=10, choices=Step, db_comment="段階（作成・承認・出力）")
    by = models.CharField("した者", max_length=64, db_comment="その段階を行った者のID")
    at = models.DateTimeField("日時", db_comment="その段階を行った日時")
    why = models.CharField(
        "理由", max_length=200, default="", db_default="", blank=True,
        db_comment="銀行への持込期限を過ぎた支払を承認した理由",
    )  # fmt: skip

    class Meta:
        verbose_name = "支払の段階"
        constraints = [
            models.UniqueConstraint(fields=["run", "step"], name="subsidy_payments_step_once"),
            models.UniqueConstraint(fields=["run", "by"], name="subsidy_payments_one_step_a_person"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="subsidy_payments_step"),
        ]
        triggers = append_only()


@versioned
class Payment(models.Model):
    """One transfer to one payee. The account is a copy of that day: later changes do not touch it."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="payments", db_comment="支払処理")
    serial = models.CharField("振込一連番号", max_length=10, unique=True, db_comment="振込一連番号（顧客コード1）")
    payee = models.ForeignKey(Person, models.PROTECT, related_name="payments", db_comment="支払を受ける人")
    account = models.ForeignKey(
        BankAccount, models.PROTECT, null=True, related_name="+", db_comment="写し元の口座の届出"
    )
    yen = models.BigIntegerField("金額", db_comment="振り込む金額（円、すべて相殺したときは0）")
    deducted = models.BigIntegerField("相殺額", default=0, db_comment="返還金と相殺して差し引いた額（円）")
    bank = models.CharField("銀行", max_length=4, db_comment="金融機関コード")
    bank_name = models.CharField("銀行名", max_length=60, db_comment="金融機関名")
    branch = models.CharField("支店", max_length=3, db_comment="支店コード")
    branch_name = models.CharField("支店名", max_length=60, db_comment="支店名")
    account_type = models.CharField("預金種目", max_length=1, db_comment="預金種目")
    account_number = models.CharField("口座番号", max_length=7, db_comment="口座番号")
    holder = models.CharField("受取人名", max_length=30, db_comment="受取人名（全銀の文字）")
    new_code = models.CharField("新規コード", max_length=1, db_comment="新規コード（1初回・2変更・0その他）")
    state = models.CharField(
        "状態", max_length=10, choices=PaymentState, default=PaymentState.PLANNED, db_comment="支払の状態"
    )
    failure = models.CharField("不能理由", max_length=40, blank=True, db_comment="振込不能・組戻の理由")
    settled_at = models.DateTimeField("結果日時", null=True, db_comment="結果を取り込んだ日時")
    returned_on = models.DateField("組戻日", null=True, db_comment="振込済の後に銀行から戻った日")

    class Meta:
        verbose_name = "支払"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PaymentState.values), name="subsidy_payments_state"),
            models.CheckConstraint(
                condition=Q(yen__range=(1, 9_999_999_999), deducted__gte=0) | Q(yen=0, deducted__gt=0),
                name="subsidy_payments_positive",
            ),
            models.UniqueConstraint(fields=["run", "payee"], name="subsidy_payments_one_a_payee"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves",
                field="state",
                transitions=sorted(
                    (before.value, after.value) for before, later in PAYMENT_MOVES.items() for after in later
                ),
            ),
            pgtrigger.Trigger(
                name="return_confirmed", when=pgtrigger.Before, operation=pgtrigger.Update, level=pgtrigger.Row,
                condition=pgtrigger.Q(new__state=PaymentState.RETURNED.value) & ~pgtrigger.Q(old__state=PaymentState.RETURNED.value),
                func=_RETURN_CONFIRMED,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.serial


class PaymentItem(models.Model):
    """A claim in a payment. A claim has one payment that is alive or paid, never two."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="items", db_comment="支払")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="payment_items", db_comment="償還払いの請求")
    yen = models.BigIntegerField("金額", db_comment="この請求について振り込む金額（円）")
    granted = models.BigIntegerField("助成額", default=0, db_comment="作成したときの請求の助成額（円）")
    live = models.BooleanField("有効", default=True, db_comment="支払予定または支払済か（不能・組戻・取消なら偽）")

    class Meta:
        verbose_name = "支払の内訳"
        constraints = [
            models.UniqueConstraint(fields=["claim"], condition=Q(live=True), name="subsidy_payments_claim_once")
        ]


class PaymentRefund(models.Model):
    """A refund in a payment. A refund has one payment that is alive or paid, never two."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds", db_comment="支払")
    refund = models.ForeignKey(Refund, models.PROTECT, related_name="payments", db_comment="過誤納金の還付")
    yen = models.BigIntegerField("金額", db_comment="振り込む金額（円）")
    live = models.BooleanField("有効", default=True, db_comment="支払予定または支払済か（不能・組戻・取消なら偽）")

    class Meta:
        verbose_name = "支払の内訳（還付）"
        constraints = [
            models.UniqueConstraint(fields=["refund"], condition=Q(live=True), name="subsidy_payments_refund_once"),
            models.CheckConstraint(condition=Q(yen__gt=0), name="subsidy_payments_refund_yen"),
        ]


class PaymentDeduction(models.Model):
    """What two persons' decision takes from a payment for what its payee owes, by claim. Taken when the run is sent."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="deductions", db_comment="支払")
    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="+", db_comment="相殺する返還金")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+", db_comment="差し引く請求")
    yen = models.BigIntegerField("金額", db_comment="差し引く額（円）")

    class Meta:
        verbose_name = "支払の相殺"
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "receivable", "claim"], name="subsidy_payments_deduction_once"
            ),
            models.CheckConstraint(condition=Q(yen__gt=0), name="subsidy_payments_deduction_yen"),
        ]
        triggers = append_only()
