"""Permissions to transfer, each examined by one person and given by another, and the log of what left. The log only grows."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from sasae.contracts.transfers import Item
from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned

ITEMS = {
    Item.ENTITLEMENT: "資格（期間・喪失の理由）",
    Item.APPLICATION: "申請と決定（受付日・結果）",
    Item.CERTIFICATE: "医療証（受給者番号・期間）",
    Item.BENEFIT: "助成の額（診療月ごと）",
    Item.ADDRESS: "住所",
}


def item_names(items: list[str]) -> str:
    """Items in the order of the contract, in Japanese."""
    return "、".join(label for item, label in ITEMS.items() if item in items)


class State(models.TextChoices):
    """移転の許可の状態."""

    EXAMINED = "examined", "許可待ち"
    PERMITTED = "permitted", "許可済"
    REFUSED = "refused", "不許可"
    WITHDRAWN = "withdrawn", "取消"


MOVES = {
    State.EXAMINED: {State.PERMITTED, State.REFUSED},
    State.PERMITTED: {State.WITHDRAWN},
    State.REFUSED: set(),
    State.WITHDRAWN: set(),
}


@versioned
class Permission(models.Model):
    """移転の許可. What was permitted is never changed: another need is another permission."""

    number = models.CharField("許可番号", max_length=20, unique=True, db_comment="許可番号")
    office = models.CharField("移転先", max_length=40, db_comment="移転先のシステム")
    basis = models.CharField("根拠", max_length=60, db_comment="条例の根拠の鍵")
    affair = models.CharField("事務", max_length=40, db_comment="移転先の事務")
    items = ArrayField(models.CharField(max_length=20), verbose_name="項目", db_comment="移転してよい項目")
    since = models.DateField("初日", db_comment="許可の最初の日")
    until = models.DateField("末日", db_comment="許可の最後の日")
    usage = models.CharField("用途", max_length=300, db_comment="移転先での使い道（審査した内容）")
    need = models.CharField("必要な理由", max_length=300, db_comment="それぞれの項目が必要な理由")
    state = models.CharField("状態", max_length=10, choices=State, default=State.EXAMINED, db_comment="許可の状態")
    examined_by = models.CharField("審査者", max_length=64, db_comment="用途を審査した者のID")
    examined_at = models.DateTimeField("審査日時", db_comment="用途を審査した日時")
    permitted_by = models.CharField("許可者", max_length=64, blank=True, db_comment="許可または不許可とした者のID")
    permitted_at = models.DateTimeField("許可日時", null=True, db_comment="許可または不許可とした日時")
    withdrawn_by = models.CharField("取消者", max_length=64, blank=True, db_comment="許可を取り消した者のID")
    withdrawn_at = models.DateTimeField("取消日時", null=True, db_comment="許可を取り消した日時")
    note = models.CharField("理由", max_length=300, blank=True, db_comment="不許可・取消の理由")

    class Meta:
        verbose_name = "移転の許可"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_transfers_state"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="subsidy_transfers_period"),
            models.CheckConstraint(condition=Q(items__len__gt=0), name="subsidy_transfers_some_item"),
            models.CheckConstraint(
                condition=Q(permitted_by="") | ~Q(permitted_by=F("examined_by")), name="subsidy_transfers_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(state="examined", permitted_by="", permitted_at__isnull=True)
                | (~Q(state="examined") & ~Q(permitted_by="") & Q(permitted_at__isnull=False)),
                name="subsidy_transfers_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at=None)),
                name="subsidy_transfers_withdrawn",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves",
                field="state",
                transitions=sorted((before.value, after.value) for before, later in MOVES.items() for after in later),
            )
        ]

    def __str__(self) -> str:
        return self.number


class Outcome(models.TextChoices):
    """移転の結果."""

    HANDED = "handed", "移転済"
    REFUSED = "refused", "拒否"


class Transfer(models.Model):
    """One question linkage carried to us: what left, of whom, on which permission; or why nothing did."""

    number = models.CharField("移転番号", max_length=20, db_index=True, db_comment="連携基盤の移転番号")
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
    state = models.CharField("結果", max_length=10, choices=Outcome, db_comment="移転の結果")
    told = ArrayField(
        models.CharField(max_length=15), default=list, verbose_name="渡した人", db_comment="項目を渡した人の宛名番号"
    )
    told_items = ArrayField(
        models.CharField(max_length=20), default=list, verbose_name="渡した項目", db_comment="回答に入れた項目"
    )
    protected = ArrayField(
        models.CharField(max_length=15),
        default=list,
        verbose_name="支援措置の人",
        db_comment="渡した人のうち支援措置の対象の人",
    )
    findings = models.JSONField("断った理由", default=list, db_comment="断った理由の番号と文")
    on = models.DateField("移転日", db_comment="移転した日")
    at = models.DateTimeField("移転日時", db_comment="移転した、または断った日時")

    class Meta:
        verbose_name = "移転"
        indexes = [
            GinIndex(fields=["persons"], name="subsidy_transfers_persons"),
            models.Index(fields=["-at"], name="subsidy_transfers_at"),
        ]
        constraints = [models.CheckConstraint(condition=Q(state__in=Outcome.values), name="subsidy_transfers_outcome")]
        triggers = append_only()

    def __str__(self) -> str:
        return self.number
