"""Changes of limits. The table stands in each body's schema (bodies/steps): a body's limits are its own."""

from django.db import models


class Name(models.TextChoices):
    """What may be changed. The seven years of the records are the law's, and are not among them."""

    FRESHNESS = "freshness", "副本が原本より遅れてよい日数"
    COPIES = "copies", "使われなくなった副本の保存年数"
    WORKING = "working", "終わった照会・提供の作業データの保存年数"


UNITS = {Name.FRESHNESS: "日", Name.COPIES: "年", Name.WORKING: "年"}
BOUNDS = {Name.FRESHNESS: (1, 60), Name.COPIES: (1, 30), Name.WORKING: (1, 10)}  # the least and the most


class State(models.TextChoices):
    """Where a change is."""

    PROPOSED = "proposed", "承認待ち"
    APPROVED = "approved", "承認済"
    RETURNED = "returned", "差戻し"
    WITHDRAWN = "withdrawn", "取りやめ"


ALLOWED_MOVES = {
    State.PROPOSED: {State.APPROVED, State.RETURNED, State.WITHDRAWN},
    State.APPROVED: {State.WITHDRAWN},
    State.RETURNED: set(),
    State.WITHDRAWN: set(),
}


class LimitChange(models.Model):
    """From this day on this value. Before the first one the published or assumed default holds (YAML)."""

    name = models.CharField("項目", max_length=20, choices=Name, db_comment="何の値か")
    information = models.CharField(
        "特定個人情報名", max_length=16, default="", blank=True, db_comment="特定個人情報名コード（空はほかのすべて）"
    )
    since = models.DateField("適用日", db_comment="適用日（この日から）")
    value = models.IntegerField("値", db_comment="値")
    source = models.CharField("根拠", max_length=200, db_comment="変更の根拠")
    state = models.CharField("状態", max_length=10, choices=State, db_comment="状態")
    proposed_by = models.CharField("起案者", max_length=64, db_comment="起案した職員")
    proposed_at = models.DateTimeField("起案日時", db_comment="起案日時")
    decided_by = models.CharField("承認者", max_length=64, default="", db_comment="承認・差戻しをした職員")
    decided_at = models.DateTimeField("承認日時", null=True, db_comment="承認・差戻し・取りやめの日時")
    note = models.CharField("意見", max_length=200, default="", db_comment="差戻し・取りやめの理由")

    class Meta:
        managed = False
        db_table = "limit_change"
        verbose_name = "期限・保存年数の変更"

    def __str__(self) -> str:
        return f"{self.get_name_display()}（{self.since}）"

    @property
    def in_words(self) -> str:
        """The value with its unit."""
        return f"{self.value}{UNITS[Name(self.name)]}"
