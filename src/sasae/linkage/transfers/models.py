"""The permissions as the subsidy office told them, and the log of what was asked under them. The log only grows."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from sasae.contracts.transfers import Item
from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned

ITEMS = {
    Item.ENTITLEMENT: "資格",
    Item.APPLICATION: "申請と決定",
    Item.CERTIFICATE: "医療証",
    Item.BENEFIT: "助成の額",
    Item.ADDRESS: "住所",
}


@versioned
class Permission(models.Model):
    """移転の許可, as last told. Without one nothing is asked of the subsidy system."""

    number = models.CharField("許可番号", max_length=20, unique=True, db_comment="許可番号")
    revision = models.IntegerField("改訂", db_comment="知らせの改訂番号。古い知らせが後から届いても戻らない")
    office = models.CharField("移転先", max_length=40, db_comment="移転先のシステム")
    basis = models.CharField("根拠", max_length=60, db_comment="利用の根拠の鍵")
    affair = models.CharField("事務", max_length=40, db_comment="移転先の事務")
    items = ArrayField(models.CharField(max_length=20), verbose_name="項目", db_comment="移転してよい項目")
    since = models.DateField("初日", db_comment="許可の最初の日")
    until = models.DateField("末日", db_comment="許可の最後の日")
    permitted_at = models.DateTimeField("許可日時", db_comment="許可した日時")
    withdrawn_at = models.DateTimeField("取消日時", null=True, db_comment="許可を取り消した日時")
    received_at = models.DateTimeField("受信日時", auto_now=True, db_comment="知らせを受けた日時")

    class Meta:
        verbose_name = "移転の許可"
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="linkage_transfers_period"),
            models.CheckConstraint(condition=Q(items__len__gt=0), name="linkage_transfers_some_item"),
        ]

    def __str__(self) -> str:
        return self.number


class State(models.TextChoices):
    """移転の結果."""

    HANDED = "handed", "移転済"
    REFUSED = "refused", "拒否"
    FAILED = "failed", "届かず"


class Transfer(models.Model):
    """One question of an office, as it came; kept before anything is asked of the subsidy system."""

    number = models.CharField("移転番号", max_length=20, unique=True, db_comment="移転番号")
    office = models.CharField("移転先", max_length=40, db_comment="求めたシステム")
    basis = models.CharField("根拠", max_length=60, db_comment="求めが示した根拠")
    affair = models.CharField("事務", max_length=40, db_comment="求めが示した事務")
    operator = models.CharField("操作者", max_length=64, db_comment="移転先の操作者")
    case = models.CharField("案件", max_length=60, blank=True, db_comment="移転先の案件の番号")
    permission_no = models.CharField("示された許可番号", max_length=20, db_comment="求めが示した許可番号")
    permission = models.ForeignKey(
        Permission, models.PROTECT, null=True, related_name="transfers", db_comment="その番号の許可（なければ空）"
    )
    items = ArrayField(models.CharField(max_length=20), verbose_name="項目", db_comment="求められた項目")
    persons = ArrayField(models.CharField(max_length=15), verbose_name="対象者", db_comment="求められた人の宛名番号")
    on = models.DateField("移転日", db_comment="求められた日")
    asked_at = models.DateTimeField("求めの日時", db_comment="求められた日時")

    class Meta:
        verbose_name = "移転"
        indexes = [
            GinIndex(fields=["persons"], name="linkage_transfers_persons"),
            models.Index(fields=["-asked_at"], name="linkage_transfers_asked"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return self.number


class Outcome(models.Model):
    """What came of it. A transfer without one was interrupted: nothing reached the office."""

    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="outcome", db_comment="移転")
    state = models.CharField("結果", max_length=10, choices=State, db_comment="移転の結果")
    told = ArrayField(
        models.CharField(max_length=15), default=list, verbose_name="渡した人", db_comment="項目を渡した人の宛名番号"
    )
    told_items = ArrayField(
        models.CharField(max_length=20), default=list, verbose_name="渡した項目", db_comment="回答に入っていた項目"
    )
    findings = models.JSONField("断った理由", default=list, db_comment="断った理由の番号と文")
    at = models.DateTimeField("結果の日時", db_comment="結果が出た日時")

    class Meta:
        verbose_name = "移転の結果"
        constraints = [models.CheckConstraint(condition=Q(state__in=State.values), name="linkage_transfers_state")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.transfer} {self.get_state_display()}"
