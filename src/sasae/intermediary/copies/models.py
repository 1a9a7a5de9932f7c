"""A body's copies (副本). The table stands in each body's schema (bodies/steps)."""

from django.db import models


class Copy(models.Model):
    """One data set of one person; its content is encrypted to the body's key."""

    information = models.CharField("特定個人情報名", max_length=16, db_comment="特定個人情報名コード")
    record_id = models.CharField("レコード識別番号", max_length=40, db_comment="レコード識別番号")
    version = models.IntegerField("版", db_comment="版番号")
    unified_no = models.CharField("団体内統合宛名番号", max_length=15, db_comment="団体内統合宛名番号")
    period_from = models.DateField("期間の初日", db_comment="対象期間の初日")
    period_to = models.DateField("期間の末日", db_comment="対象期間の末日")
    not_disclosed = models.BooleanField("不開示", db_comment="不開示")
    automatic_reply = models.BooleanField("自動応答", db_comment="自動応答の可否")
    payload = models.TextField("内容（暗号）", db_comment="副本データ（団体の鍵で暗号化）")

    class Meta:
        managed = False
        db_table = "copy"
        verbose_name = "副本"
