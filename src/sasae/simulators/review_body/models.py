"""Files handed out."""

from django.db import models


class MonthlyDelivery(models.Model):
    """A month's file and its bill. The same request gives the same file."""

    billing_month = models.CharField(max_length=7, db_comment="請求年月（YYYY-MM）")
    file_name = models.CharField(max_length=40, db_comment="ファイル名")
    sha256 = models.CharField(max_length=64, unique=True, db_comment="内容のSHA-256")
    receipt_count = models.IntegerField(db_comment="レセプトの件数")
    bill_count = models.IntegerField(db_comment="当市のひとり親医療の明細の件数")
    bill_yen = models.BigIntegerField(db_comment="請求額（円）")
    made_at = models.DateTimeField(db_comment="作成日時")
