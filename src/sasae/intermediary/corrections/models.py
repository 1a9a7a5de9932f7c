"""Corrections others are told of. The tables stand in each body's schema (bodies/steps) and only grow, by grant."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

CORE = ""  # addressee: who keeps the records of the network itself


class Kind(models.TextChoices):
    """What was put right, and by which rule others are told."""

    RECORD = "record", "情報提供等記録"
    INFORMATION = "information", "提供した情報"


class Mark(models.TextChoices):
    """What a person did about one addressee."""

    TOLD = "told", "知らせた"
    NOT_NEEDED = "not_needed", "知らせない"
    UNDONE = "undone", "取り消した"


class How(models.TextChoices):
    """How an addressee was told."""

    LETTER = "letter", "文書"
    MAIL = "mail", "電子メール"
    TELEPHONE = "telephone", "電話"
    OTHER = "other", "そのほか"


class Correction(models.Model):
    """One correction by order."""

    kind = models.CharField("訂正したもの", max_length=11, choices=Kind, db_comment="訂正したもの")
    record = models.BigIntegerField("訂正の記録", null=True, db_comment="訂正の記録の番号")
    unified_no = models.CharField("統合宛名番号", max_length=15, db_comment="団体内統合宛名番号")
    information = models.CharField("特定個人情報名", max_length=16, db_comment="特定個人情報名コード")
    items = ArrayField(models.TextField(), verbose_name="項目", db_comment="訂正した項目")
    since = models.DateField("誤りの始め", null=True, db_comment="訂正前の内容を提供した始めの日")
    order_no = models.CharField("訂正の決定", max_length=60, db_comment="訂正の決定の文書番号")
    noted_by = models.CharField("登録した職員", max_length=64, db_comment="登録した職員")
    noted_at = models.DateTimeField("登録日時", db_comment="登録した日時")
    keep_until = models.DateField("保存期限", db_comment="保存期限")

    class Meta:
        managed = False
        db_table = "correction"
        verbose_name = "訂正"


class CorrectionLine(models.Model):
    """One exchange in which the addressee got, or recorded, what was put right."""

    correction = models.ForeignKey(Correction, models.CASCADE, related_name="+", db_comment="訂正")
    addressee = models.CharField("知らせる相手", max_length=6, db_comment="知らせる相手の団体コード")
    processing_no = models.CharField("処理通番", max_length=24, db_comment="処理通番")
    permit_no = models.CharField("許可証番号", max_length=60, db_comment="情報提供許可証の番号")
    items = ArrayField(models.TextField(), verbose_name="項目", db_comment="提供した項目のうち、訂正したもの")
    at = models.DateTimeField("提供の日時", null=True, db_comment="提供の日時")
    listed_at = models.DateTimeField("一覧に加えた日時", db_comment="一覧に加えた日時")

    class Meta:
        managed = False
        db_table = "correction_line"
        verbose_name = "訂正を知らせる相手"


class CorrectionMark(models.Model):
    """What a person did about an addressee; the last mark counts, those before it stay."""

    correction = models.ForeignKey(Correction, models.CASCADE, related_name="+", db_comment="訂正")
    addressee = models.CharField("知らせた相手", max_length=6, db_comment="知らせた相手の団体コード")
    mark = models.CharField("印", max_length=10, choices=Mark, db_comment="知らせた、知らせない、取り消した")
    told_on = models.DateField("知らせた日", null=True, db_comment="知らせた日")
    how = models.CharField("方法", max_length=10, choices=How, default="", db_comment="知らせた方法")
    document = models.CharField("文書番号", max_length=60, default="", db_comment="通知の文書番号")
    reason = models.TextField("理由（暗号）", default="", db_comment="理由（団体の鍵で暗号化）")
    marked_by = models.CharField("印を付けた職員", max_length=64, db_comment="印を付けた職員")
    marked_at = models.DateTimeField("印の日時", db_comment="印を付けた日時")

    class Meta:
        managed = False
        db_table = "correction_mark"
        verbose_name = "訂正の通知の印"
