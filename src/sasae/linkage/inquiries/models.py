"""Questions asked of other bodies, from the request to the answer. The answer lies encrypted."""

from django.db import models
from django.db.models import Q

from sasae.linkage.people.models import RegisteredPerson


class State(models.TextChoices):
    """情報照会の状態."""

    ACCEPTED = "accepted", "受付"
    REQUESTED = "requested", "照会中"
    ANSWERED = "answered", "回答あり"
    NOBODY = "nobody", "該当者なし"
    NOT_AUTOMATIC = "not_automatic", "提供側の確認待ち"
    REFUSED = "refused", "拒否"
    ERROR = "error", "エラー"


OPEN = (State.REQUESTED, State.NOT_AUTOMATIC)

ALLOWED_MOVES = {
    State.ACCEPTED: {State.REQUESTED, State.REFUSED, State.ERROR},
    State.REQUESTED: {State.ANSWERED, State.NOBODY, State.NOT_AUTOMATIC, State.REFUSED, State.ERROR},
    State.NOT_AUTOMATIC: {State.ANSWERED, State.REFUSED, State.ERROR},
    State.ANSWERED: set(),
    State.NOBODY: set(),
    State.REFUSED: set(),
    State.ERROR: set(),
}


class Inquiry(models.Model):
    """One question about one person to one body, with its purpose, basis, permit and answer."""

    inquiry_no = models.CharField("照会番号", max_length=20, unique=True, db_comment="照会番号（レコード識別番号）")
    person = models.ForeignKey(
        RegisteredPerson, on_delete=models.PROTECT, related_name="inquiries", db_comment="照会の対象者"
    )
    asked_by = models.CharField("照会元", max_length=40, db_comment="照会を求めた業務システム")
    operator = models.CharField("操作者", max_length=64, db_comment="照会を求めた操作者または処理")
    affair = models.CharField("事務", max_length=40, db_comment="利用事務")
    basis = models.CharField("根拠", max_length=60, db_comment="利用の根拠の鍵")
    case = models.CharField("案件", max_length=60, blank=True, db_comment="照会の元になった案件")
    information = models.CharField("特定個人情報名", max_length=16, db_comment="特定個人情報名コード")
    provider = models.CharField("提供者", max_length=6, db_comment="提供機関の全国地方公共団体コード")
    period_from = models.DateField("対象期間の初日", db_comment="照会対象期間の初日")
    period_to = models.DateField("対象期間の末日", db_comment="照会対象期間の末日")
    consent_on = models.DateField("同意日", null=True, db_comment="本人の同意を得た日")
    affair_code = models.CharField(
        "事務コード", max_length=16, blank=True, default="", db_comment="事務コード（JM）。空は既定のもの"
    )
    procedure = models.CharField(
        "事務手続コード", max_length=16, blank=True, default="", db_comment="事務手続コード（JT）。空は既定のもの"
    )
    not_disclosed = models.BooleanField(
        "不開示", default=False, db_comment="照会側不開示（支援措置対象者は自動で付く）"
    )
    state = models.CharField("状態", max_length=15, choices=State, default=State.ACCEPTED, db_comment="照会の状態")
    message_key = models.CharField(
        "電文の鍵", max_length=40, blank=True, default="", db_index=True, db_comment="一括で送った電文の鍵"
    )
    processing_no = models.CharField("処理通番", max_length=24, blank=True, db_comment="中間サーバーの処理通番")
    permit_no = models.CharField("許可証番号", max_length=60, blank=True, db_comment="情報提供許可証の番号")
    answer_cipher = models.BinaryField("回答（暗号）", null=True, db_comment="回答を暗号化したもの")
    message = models.CharField("説明", max_length=500, blank=True, db_comment="拒否・エラーの説明")
    requested_at = models.DateTimeField("受付日時", auto_now_add=True, db_comment="照会を受け付けた日時")
    provided_at = models.DateTimeField("提供日時", null=True, db_comment="提供された日時")
    moved_at = models.DateTimeField("更新日時", auto_now=True, db_comment="状態が変わった日時")
    checked_at = models.DateTimeField("確認日時", null=True, db_comment="中間サーバーに結果を最後に尋ねた日時")

    class Meta:
        verbose_name = "情報照会"
        indexes = [models.Index(fields=["state", "id"], name="linkage_inquiries_state")]
        constraints = [models.CheckConstraint(condition=Q(state__in=State.values), name="linkage_inquiries_state")]

    def __str__(self) -> str:
        return self.inquiry_no


class DistributedMasters(models.Model):
    """A distribution of the network's masters, as the intermediary handed it on. The newest is in force."""

    version = models.IntegerField("版", primary_key=True, db_comment="配信マスターの版")
    distributed_on = models.DateField("配信日", db_comment="配信された日")
    document = models.JSONField("内容", db_comment="配信マスターの内容（受け取ったまま）")
    taken_at = models.DateTimeField("取込日時", auto_now_add=True, db_comment="取り込んだ日時")

    class Meta:
        verbose_name = "配信マスター"

    def __str__(self) -> str:
        return str(self.version)
