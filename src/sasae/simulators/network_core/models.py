"""The core's own state: keys, institutions, codes, queries."""

from django.db import models


class CoreKey(models.Model):
    """The core's keys: for permits (Ed25519, JWK) and for deriving codes (HMAC)."""

    use = models.CharField(max_length=10, primary_key=True, db_comment="用途（permit・code）")
    secret = models.TextField(db_comment="鍵（JWKまたは16進）")


class Institution(models.Model):
    """A body that takes part."""

    code = models.CharField(max_length=6, primary_key=True, db_comment="団体コード")
    name = models.CharField(max_length=40, db_comment="団体名")
    encryption_key = models.TextField(blank=True, db_comment="団体の公開鍵（JWK）")
    signing_key = models.TextField(blank=True, default="", db_comment="回答に署名する公開鍵（JWK）")
    keys_announced = models.IntegerField(default=1, db_comment="公開鍵を受け取った回数")


class IssuedCode(models.Model):
    """One person's code at one institution."""

    processing_no = models.CharField(max_length=24, primary_key=True, db_comment="処理通番")
    institution = models.CharField(max_length=6, db_comment="団体コード")
    code = models.CharField(max_length=64, db_comment="符号")
    resident_code = models.CharField(max_length=11, db_comment="住民票コード")
    delivered = models.BooleanField(default=False, db_comment="中間サーバーに渡したか")

    class Meta:
        indexes = [models.Index(fields=["institution", "code"], name="simulators_core_code")]


class State(models.TextChoices):
    """How far the core is with a query."""

    WAITING = "waiting", "提供を求める前"
    PROVIDED = "provided", "提供あり"
    DELIVERED = "delivered", "照会者に渡した"
    WITHDRAWN = "withdrawn", "取り下げ"
    VOID = "void", "取り下げを提供者に伝えた"


class CoreInquiry(models.Model):
    """One query, with the core's own record of it (番号法23条3項)."""

    processing_no = models.CharField(max_length=24, primary_key=True, db_comment="処理通番")
    question = models.JSONField(db_comment="照会の内容")
    items = models.JSONField(default=list, db_comment="許可した項目")
    permit_no = models.CharField(max_length=60, unique=True, db_comment="許可証番号")
    permit = models.TextField(db_comment="許可証")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, db_comment="状態")
    answer = models.JSONField(null=True, db_comment="提供側の応答（内容は暗号のまま）")
    received_at = models.DateTimeField(auto_now_add=True, db_comment="受付日時")
    provided_at = models.DateTimeField(null=True, db_comment="提供日時")
    requested_at = models.DateTimeField(null=True, db_index=True, db_comment="求めの日時")
    together = models.BooleanField(default=False, db_comment="まとめて受け付けた照会")
    asked_with = models.CharField(max_length=80, default="", db_comment="提供を求めた電文の冪等キー")
    renewals = models.IntegerField(default=0, db_comment="許可証を出し直した回数")
    why_withdrawn = models.CharField(max_length=500, default="", db_comment="取り下げの理由")

    class Meta:
        indexes = [models.Index(fields=["state", "received_at"], name="simulators_core_state")]


class WithdrawnBefore(models.Model):
    """A query that was withdrawn before it arrived: when it arrives it is not accepted."""

    processing_no = models.CharField(max_length=24, primary_key=True, db_comment="処理通番")
    reason = models.CharField(max_length=500, db_comment="取り下げの理由")
