"""Files handed in, and the answers to them."""

from django.db import models


class TransferDelivery(models.Model):
    """A transfer file as it came. Refused ones are kept too."""

    receipt_no = models.CharField(max_length=20, unique=True, null=True, db_comment="受付番号")
    sha256 = models.CharField(max_length=64, db_index=True, db_comment="内容のSHA-256")
    content = models.BinaryField(db_comment="受け取ったままの内容")
    accepted = models.BooleanField(db_comment="受け付けたか")
    messages = models.JSONField(default=list, db_comment="受け付けない理由")
    transfer_count = models.IntegerField(default=0, db_comment="件数")
    transfer_yen = models.BigIntegerField(default=0, db_comment="金額（円）")
    answer = models.BinaryField(null=True, db_comment="振込結果のファイル")
    paid_count = models.IntegerField(default=0, db_comment="振込済の件数")
    failed_count = models.IntegerField(default=0, db_comment="振込不能の件数")
    received_at = models.DateTimeField(db_comment="受付日時")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=models.Q(accepted=True), name="simulators_bank_file_once"
            )
        ]
