"""The master data the network core distributes, version by version, as it came."""

from django.db import models


class MasterVersion(models.Model):
    """One distribution. The newest one is in force; earlier ones stay to explain earlier queries."""

    version = models.IntegerField("版", primary_key=True, db_comment="配信マスターの版")
    distributed_on = models.DateField("配信日", db_comment="配信された日")
    document = models.JSONField("内容", db_comment="配信マスターの内容（受け取ったまま）")
    confirmed_at = models.DateTimeField("確認日時", null=True, db_comment="最後に、これが最新の版と確かめた日時")
    taken_at = models.DateTimeField("取込日時", auto_now_add=True, db_comment="取り込んだ日時")

    class Meta:
        verbose_name = "配信マスター"
