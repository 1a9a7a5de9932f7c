"""The authority's roots, the cards it issued, and what it revoked."""

from django.db import models
from django.db.models import Q

SIGNING_TRIES, USER_TRIES = 5, 3


class Kind(models.TextChoices):
    """Which of a card's two certificates."""

    SIGNING = "signing", "署名用電子証明書"
    USER = "user", "利用者証明用電子証明書"


class Reason(models.TextChoices):
    """Why a certificate is no longer good, by the names of X.509 (CRLReason)."""

    CHANGED = "affiliationChanged", "氏名・住所などが変わった"
    LOST = "certificateHold", "紛失の届出により止められた"
    STOLEN = "keyCompromise", "鍵が知られた"
    RENEWED = "superseded", "新しい証明書に替わった"
    GONE = "cessationOfOperation", "住民票が消された"


class Authority(models.Model):
    """A root: one for signing, one for user certificates."""

    kind = models.CharField(max_length=10, primary_key=True, db_comment="種類（signing・user）")
    key = models.BinaryField(db_comment="秘密鍵（DER）")
    certificate = models.BinaryField(db_comment="証明書（DER）")


class Card(models.Model):
    """A number card: keys, certificates, PINs and the tries left. Nobody under 15 has a signing certificate."""

    atena_no = models.CharField(max_length=15, primary_key=True, db_comment="宛名番号")
    signing_key = models.BinaryField(null=True, db_comment="署名用の秘密鍵（DER）")
    signing_certificate = models.BinaryField(null=True, db_comment="署名用電子証明書（DER）")
    signing_serial = models.CharField(max_length=40, blank=True, db_index=True, db_comment="署名用の発行の番号")
    signing_pin = models.CharField(max_length=16, db_comment="署名用の暗証番号")
    signing_tries = models.IntegerField(default=SIGNING_TRIES, db_comment="署名用の残り回数")
    user_key = models.BinaryField(db_comment="利用者証明用の秘密鍵（DER）")
    user_certificate = models.BinaryField(db_comment="利用者証明用電子証明書（DER）")
    user_serial = models.CharField(max_length=40, db_index=True, db_comment="利用者証明用の発行の番号")
    user_pin = models.CharField(max_length=4, db_comment="利用者証明用の暗証番号")
    user_tries = models.IntegerField(default=USER_TRIES, db_comment="利用者証明用の残り回数")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signing_tries__range=(0, SIGNING_TRIES), user_tries__range=(0, USER_TRIES)),
                name="simulators_card_authority_tries",
            )
        ]

    def __str__(self) -> str:
        return self.atena_no


class Revocation(models.Model):
    """A certificate that is no longer good. The numbers of the two roots are counted apart."""

    kind = models.CharField(max_length=10, choices=Kind, db_comment="種類（signing・user）")
    serial = models.CharField(max_length=40, unique=True, db_comment="発行の番号")
    reason = models.CharField(max_length=30, choices=Reason, db_comment="理由")
    revoked_at = models.DateTimeField(db_comment="失効日時")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="simulators_card_authority_kind"),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="simulators_card_authority_reason"),
        ]

    def __str__(self) -> str:
        return self.serial
