"""A body's queries. The table stands in each body's schema (bodies/steps)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class State(models.TextChoices):
    """情報照会の状態."""

    REQUESTED = "requested", "照会中"
    ANSWERED = "answered", "回答あり"
    NOBODY = "nobody", "該当者なし"
    NOT_AUTOMATIC = "not_automatic", "提供側の確認待ち"
    REFUSED = "refused", "拒否"
    ERROR = "error", "エラー"


ALLOWED_MOVES = {
    State.REQUESTED: {State.ANSWERED, State.NOBODY, State.NOT_AUTOMATIC, State.REFUSED, State.ERROR},
    State.NOT_AUTOMATIC: {State.ANSWERED, State.REFUSED, State.ERROR},
    State.ANSWERED: set(),
    State.NOBODY: set(),
    State.REFUSED: set(),
    State.ERROR: set(),
}
OPEN = [state for state, moves in ALLOWED_MOVES.items() if moves]


class Inquiry(models.Model):
    """One query, known by its processing number. The answer is encrypted to the body's key."""

    processing_no = models.CharField("処理通番", max_length=24, primary_key=True, db_comment="処理通番")
    record_id = models.CharField("レコード識別番号", max_length=40, unique=True, db_comment="レコード識別番号")
    unified_no = models.CharField("団体内統合宛名番号", max_length=15, db_comment="団体内統合宛名番号")
    affair = models.CharField("事務", max_length=16, db_comment="事務コード")
    procedure = models.CharField("事務手続", max_length=16, db_comment="事務手続コード")
    information = models.CharField("特定個人情報名", max_length=16, db_comment="特定個人情報名コード")
    provider = models.CharField("情報提供者", max_length=6, db_comment="提供者の団体コード")
    period_from = models.DateField("期間の初日", db_comment="対象期間の初日")
    period_to = models.DateField("期間の末日", db_comment="対象期間の末日")
    office = models.CharField("照会部署", max_length=40, db_comment="照会部署")
    operator = models.CharField("操作者", max_length=64, db_comment="操作者")
    not_disclosed = models.BooleanField("不開示", db_comment="不開示")
    state = models.CharField("状態", max_length=15, choices=State, default=State.REQUESTED, db_comment="状態")
    permit_no = models.CharField("許可証番号", max_length=60, default="", db_comment="情報提供許可証の番号")
    sealed_answer = models.TextField("回答（暗号）", default="", db_comment="回答（団体の鍵で暗号化）")
    message = models.CharField("説明", max_length=500, default="", db_comment="説明")
    requested_at = models.DateTimeField("求めの日時", db_comment="求めの日時")
    submitted_at = models.DateTimeField("受付日時", null=True, db_comment="コアシステムが受け付けた日時")
    provided_at = models.DateTimeField("提供の日時", null=True, db_comment="提供の日時")
    ends_at = models.DateTimeField("回答の期限", null=True, db_comment="回答を待つ期限")
    attempts = models.IntegerField("送信の失敗", default=0, db_comment="コアシステムに届かなかった送信の回数")
    problem = models.CharField("直前の障害", max_length=300, default="", db_comment="直前に届かなかった理由")
    answer_sha256 = models.CharField("回答のハッシュ", max_length=64, default="", db_comment="回答（暗号）のSHA-256")
    closed_at = models.DateTimeField("終了日時", null=True, db_comment="終わった日時")
    findings = ArrayField(
        models.TextField(), verbose_name="所見", default=list, db_comment="回答に見つかった誤りの番号"
    )

    class Meta:
        managed = False
        db_table = "inquiry"
        verbose_name = "情報照会"
