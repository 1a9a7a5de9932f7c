"""情報提供等記録 of a body. The table stands in each body's schema and only grows, by grant."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ProvisionRecord(models.Model):
    """What was asked or provided, when, between whom, and the result (番号法23条)."""

    side = models.CharField("区分", max_length=2, db_comment="照会側か提供側か")
    processing_no = models.CharField("処理通番", max_length=24, db_comment="処理通番")
    unified_no = models.CharField("団体内統合宛名番号", max_length=15, db_comment="団体内統合宛名番号")
    inquirer = models.CharField("情報照会者", max_length=6, db_comment="情報照会者")
    provider = models.CharField("情報提供者", max_length=6, db_comment="情報提供者")
    affair = models.CharField("事務", max_length=16, db_comment="事務コード")
    procedure = models.CharField("事務手続", max_length=16, db_comment="事務手続コード")
    information = models.CharField("特定個人情報名", max_length=16, db_comment="特定個人情報名コード")
    items = ArrayField(models.TextField(), verbose_name="項目", db_comment="項目")
    permit_no = models.CharField("許可証番号", max_length=60, db_comment="情報提供許可証の番号")
    requested_at = models.DateTimeField("求めの日時", db_comment="求めの日時")
    provided_at = models.DateTimeField("提供の日時", null=True, db_comment="提供の日時")
    result = models.CharField("結果", max_length=15, db_comment="結果")
    not_disclosed = models.BooleanField("不開示", db_comment="不開示")
    keep_until = models.DateField("保存期限", db_comment="保存期限")
    basis = models.CharField("法的根拠", max_length=200, default="", db_comment="法的根拠")
    permit_sha256 = models.CharField("許可証のハッシュ", max_length=64, default="", db_comment="許可証のSHA-256")
    answer_sha256 = models.CharField("回答のハッシュ", max_length=64, default="", db_comment="回答（暗号）のSHA-256")
    message = models.CharField("結果の説明", max_length=500, default="", db_comment="結果の説明")
    stale = models.BooleanField("古い副本", default=False, db_comment="原本より古い副本からの提供")
    corrects = models.BigIntegerField("訂正した記録", null=True, db_comment="訂正した記録の番号")
    order_no = models.CharField("訂正の決定", max_length=60, default="", db_comment="訂正の決定の文書番号")
    reason = models.CharField("訂正の理由", max_length=500, default="", db_comment="訂正の理由")

    class Meta:
        managed = False
        db_table = "provision_record"
        verbose_name = "情報提供等記録"


class Settled(models.TextChoices):
    """What became of a difference."""

    OPEN = "open", "確認待ち"
    GONE = "gone", "解消済み"
    EXPLAINED = "explained", "対応済"


class RecordDifference(models.Model):
    """One point in which a body's record and the core's differ."""

    processing_no = models.CharField("処理通番", max_length=24, db_comment="処理通番")
    side = models.CharField("区分", max_length=2, db_comment="照会側か提供側か")
    kind = models.CharField("種類", max_length=12, db_comment="違いの種類")
    ours = models.CharField("自団体の記録", max_length=500, db_comment="自団体の記録")
    cores = models.CharField("コアの記録", max_length=500, db_comment="コアシステムの記録")
    state = models.CharField("状態", max_length=10, choices=Settled, default=Settled.OPEN, db_comment="状態")
    found_at = models.DateTimeField("見つけた日時", db_comment="見つけた日時")
    settled_at = models.DateTimeField("解決日時", null=True, db_comment="解消した、または説明がついた日時")
    settled_by = models.CharField("説明した職員", max_length=64, default="", db_comment="説明を書いた職員")
    note = models.CharField("説明", max_length=500, default="", db_comment="説明")

    class Meta:
        managed = False
        db_table = "record_difference"
        verbose_name = "記録の違い"


class Reconciliation(models.Model):
    """One night's comparison."""

    since = models.DateTimeField("始め", db_comment="求めの日時の始め")
    until = models.DateTimeField("終わり", db_comment="求めの日時の終わり")
    compared = models.IntegerField("照合した数", db_comment="照合した照会の数")
    found = models.IntegerField("違い", db_comment="見つかった違いの数")
    done_at = models.DateTimeField("照合日時", db_comment="照合した日時")

    class Meta:
        managed = False
        db_table = "reconciliation"
        verbose_name = "記録の照合"
