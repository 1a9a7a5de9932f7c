"""What a body was asked to provide, and its answers. The table stands in each body's schema (bodies/steps)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class State(models.TextChoices):
    """情報提供の状態."""

    ANSWERED = "answered", "提供済"
    NOBODY = "nobody", "該当者なし"
    NOT_AUTOMATIC = "not_automatic", "確認待ち"
    REFUSED = "refused", "拒否"
    VOID = "void", "取消済"


ALLOWED_MOVES = {
    State.NOT_AUTOMATIC: {State.ANSWERED, State.REFUSED, State.VOID},
    State.ANSWERED: {State.VOID},
    State.NOBODY: {State.VOID},
    State.REFUSED: {State.VOID},
    State.VOID: set(),
}


class Provision(models.Model):
    """What became of one permit that held."""

    permit_no = models.CharField(
        "許可証番号", max_length=60, primary_key=True, db_comment="情報提供許可証の番号（一度だけ使える）"
    )
    processing_no = models.CharField("処理通番", max_length=24, db_comment="照会側の処理通番")
    inquirer = models.CharField("情報照会者", max_length=6, db_comment="照会者の団体コード")
    unified_no = models.CharField("団体内統合宛名番号", max_length=15, null=True, db_comment="団体内統合宛名番号")
    affair = models.CharField("事務", max_length=16, db_comment="事務コード")
    procedure = models.CharField("事務手続", max_length=16, db_comment="事務手続コード")
    information = models.CharField("特定個人情報名", max_length=16, db_comment="特定個人情報名コード")
    items = ArrayField(models.TextField(), verbose_name="項目", db_comment="提供した項目")
    state = models.CharField("状態", max_length=15, choices=State, db_comment="状態")
    message = models.CharField("説明", max_length=500, default="", db_comment="説明")
    requested_at = models.DateTimeField("求めの日時", db_comment="求めの日時")
    provided_at = models.DateTimeField("提供の日時", null=True, db_comment="提供の日時")

    period_from = models.DateField("期間の初日", null=True, db_comment="求められた対象期間の初日")
    period_to = models.DateField("期間の末日", null=True, db_comment="求められた対象期間の末日")
    inquirer_key = models.TextField("照会者の鍵", default="", db_comment="回答を暗号化する照会者の公開鍵（JWK）")
    not_disclosed = models.BooleanField("不開示", default=False, db_comment="不開示（照会側）")
    decided_by = models.CharField("判断した職員", max_length=64, default="", db_comment="提供の可否を判断した職員")
    decided_at = models.DateTimeField("判断日時", null=True, db_comment="提供の可否を判断した日時")
    reason = models.TextField("判断の理由（暗号）", default="", db_comment="判断の理由（団体の鍵で暗号化）")

    protected = models.BooleanField("保護", default=False, db_comment="不開示・自動応答不可の登録がある人への求め")
    proposed_by = models.CharField("提供を起案した職員", max_length=64, default="", db_comment="提供を起案した職員")
    proposed_at = models.DateTimeField("起案日時", null=True, db_comment="提供を起案した日時")
    proposed_reason = models.TextField("起案の理由（暗号）", default="", db_comment="起案の理由（団体の鍵で暗号化）")

    stale = models.BooleanField("古い副本", default=False, db_comment="原本より古い副本からの提供")
    permit_sha256 = models.CharField("許可証のハッシュ", max_length=64, default="", db_comment="許可証のSHA-256")
    answer_sha256 = models.CharField(
        "回答のハッシュ", max_length=64, default="", db_comment="提供した回答（暗号）のSHA-256"
    )

    class Meta:
        managed = False
        db_table = "provision"
        verbose_name = "情報提供"


class PermitUse(models.Model):
    """A permit that was used, or made void: it is good for nothing more."""

    permit_no = models.CharField("許可証番号", max_length=60, primary_key=True, db_comment="情報提供許可証の番号")
    permit_sha256 = models.CharField("許可証のハッシュ", max_length=64, default="", db_comment="許可証のSHA-256")
    used_at = models.DateTimeField("使用日時", db_comment="使われた日時")
    sealed_permit = models.TextField("許可証（暗号）", default="", db_comment="許可証（団体の鍵で暗号化）")

    class Meta:
        managed = False
        db_table = "permit_use"
        verbose_name = "使われた許可証"


class ProvisionRefusal(models.Model):
    """A request whose permit did not hold. What it says of itself may be forged."""

    processing_no = models.CharField("処理通番", max_length=24, db_comment="求めにあった処理通番")
    inquirer = models.CharField("情報照会者", max_length=6, db_comment="求めにあった照会者")
    information = models.CharField("特定個人情報名", max_length=16, db_comment="求めにあった特定個人情報名コード")
    permit_sha256 = models.CharField("許可証のハッシュ", max_length=64, db_comment="許可証のSHA-256")
    message = models.CharField("理由", max_length=500, db_comment="断った理由")
    refused_at = models.DateTimeField("断った日時", db_comment="断った日時")

    class Meta:
        managed = False
        db_table = "provision_refusal"
        verbose_name = "断った求め"
