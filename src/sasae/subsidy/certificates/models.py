"""Certificates and refusals, each with the exact bytes that were printed."""

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned
from sasae.subsidy.entitlements.models import Entitlement, Examination, Recipient


class Kind(models.TextChoices):
    """発行区分 (domain.md §13)."""

    NEW = "1", "新規"
    RENEWED = "2", "更新"
    REISSUED = "3", "再交付"
    CHANGED = "4", "変更"


class State(models.TextChoices):
    """医療証状態 (domain.md §13)."""

    VALID = "1", "有効"
    REISSUED = "2", "再交付により無効"
    LOST_ENTITLEMENT = "3", "喪失により無効"
    EXPIRED = "4", "期限切れ"
    COLLECTED = "5", "回収済"


ALLOWED_MOVES = {
    State.VALID: {State.REISSUED, State.LOST_ENTITLEMENT, State.EXPIRED, State.COLLECTED},
    State.REISSUED: {State.COLLECTED},
    State.LOST_ENTITLEMENT: {State.COLLECTED},
    State.EXPIRED: {State.COLLECTED},
    State.COLLECTED: set(),
}


@versioned
class Certificate(models.Model):
    """One certificate of one person. One valid certificate an entitlement."""

    number = models.CharField("医療証番号", max_length=16, unique=True, db_comment="医療証番号")
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="certificates", db_comment="資格")
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="certificates", db_comment="受給者")
    kind = models.CharField("発行区分", max_length=1, choices=Kind, db_comment="発行区分")
    state = models.CharField("状態", max_length=1, choices=State, default=State.VALID, db_comment="医療証の状態")
    valid_from = models.DateField("有効期間の初日", db_comment="有効期間の初日")
    valid_to = models.DateField("有効期間の末日", db_comment="有効期間の末日")
    issued_on = models.DateField("交付日", db_comment="交付日")
    document_id = models.CharField("印刷物", max_length=36, db_comment="印刷物の番号（印刷した内容はそこに残る）")

    class Meta:
        verbose_name = "医療証"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_certificates_state"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="subsidy_certificates_period"),
            models.UniqueConstraint(
                fields=["entitlement"], condition=Q(state="1"), name="subsidy_certificates_one_valid"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Refusal(models.Model):
    """不交付決定通知書 of one examination."""

    examination = models.OneToOneField(Examination, models.PROTECT, related_name="refusal", db_comment="審査")
    issued_on = models.DateField("通知日", db_comment="通知日")
    document_id = models.CharField("印刷物", max_length=36, db_comment="印刷物の番号")

    class Meta:
        verbose_name = "不交付決定通知"
