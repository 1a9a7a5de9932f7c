"""How each declared connection has been used, counted out of the journal."""

from django.db import models


class LinkUse(models.Model):
    """One caller and one operation: how often, when last, how often refused."""

    caller = models.CharField("呼出元", max_length=60, db_comment="呼び出したシステム（証明書の名）")
    operation = models.CharField("操作", max_length=80, db_comment="操作の名")
    uses = models.BigIntegerField("利用回数", default=0, db_comment="答えた回数")
    last_at = models.DateTimeField("最後の利用", null=True, db_comment="最後に答えた日時")
    refused = models.BigIntegerField("断った回数", default=0, db_comment="断った回数")
    last_refused_at = models.DateTimeField("最後に断った日時", null=True, db_comment="最後に断った日時")

    class Meta:
        verbose_name = "連携の利用"
        constraints = [models.UniqueConstraint(fields=["caller", "operation"], name="linkage_links_use_once")]

    def __str__(self) -> str:
        return f"{self.caller} {self.operation}"


class CountedUpTo(models.Model):
    """The journal's entry up to which uses are counted; one row."""

    entry = models.BigIntegerField("履歴の番号", default=0, db_comment="ここまで数えた操作履歴の番号")

    class Meta:
        verbose_name = "連携の利用の集計位置"
