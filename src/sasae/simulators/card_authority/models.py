"""The authority's roots, the cards it issued, and what it revoked."""

from django.db import models

SIGNING_TRIES, USER_TRIES = 5, 3


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


class Revocation(models.Model):
    """A certificate that is no longer good."""

    kind = models.CharField(max_length=10, db_comment="種類（signing・user）")
    serial = models.CharField(max_length=40, unique=True, db_comment="発行の番号")
    reason = models.CharField(max_length=30, db_comment="理由")
    revoked_at = models.DateTimeField(db_comment="失効日時")
