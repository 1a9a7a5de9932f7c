"""Flags of a body's protected persons. The table stands in each body's schema (bodies/steps)."""

from datetime import date

from django.db import models


class Kind(models.TextChoices):
    """What the flag stops. Both stop automatic answers; 不開示 also keeps the record from the person's own view."""

    NOT_DISCLOSED = "not_disclosed", "不開示"
    NOT_AUTOMATIC = "not_automatic", "自動応答不可"


class Source(models.TextChoices):
    """Who keeps the flag, and alone may lift it."""

    BODY = "body", "団体の連携基盤"
    OPERATOR = "operator", "運用担当者"


class Protection(models.Model):
    """One version of one flag. The newest version of a flag counts, and none before it."""

    source = models.CharField("登録元", max_length=8, choices=Source, db_comment="登録元")
    flag_no = models.CharField("登録番号", max_length=40, db_comment="登録番号（登録元の中で一つ）")
    version = models.IntegerField("版", db_comment="版番号")
    unified_no = models.CharField("統合宛名番号", max_length=15, db_comment="団体内統合宛名番号")
    information = models.CharField(
        "特定個人情報名", max_length=16, default="", db_comment="特定個人情報名コード（空はすべて）"
    )
    kind = models.CharField("種類", max_length=13, choices=Kind, db_comment="不開示、または自動応答不可")
    valid_from = models.DateField("期間の初日", db_comment="期間の初日")
    valid_to = models.DateField("期間の末日", null=True, db_comment="期間の末日（空は期限なし）")
    lifted = models.BooleanField("解除", default=False, db_comment="解除した版")
    reason = models.TextField("理由（暗号）", db_comment="理由（団体の鍵で暗号化）")
    set_by = models.CharField("登録した者", max_length=64, db_comment="登録した者")
    set_at = models.DateTimeField("登録日時", db_comment="登録日時")
    asked_by = models.CharField("解除を申し出た職員", max_length=64, default="", db_comment="解除を申し出た職員")
    asked_at = models.DateTimeField("申出日時", null=True, db_comment="解除を申し出た日時")
    asked_why = models.TextField("解除の理由（暗号）", default="", db_comment="解除の理由（団体の鍵で暗号化）")

    class Meta:
        managed = False
        db_table = "protection"
        verbose_name = "不開示・自動応答不可の登録"

    def __str__(self) -> str:
        return f"{self.flag_no}/{self.version}"

    def holds_on(self, day: date) -> bool:
        """Whether this version, if it is the newest, protects on a day: both ends count."""
        return not self.lifted and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
