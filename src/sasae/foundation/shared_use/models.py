"""Signs of shared use, the days that were searched, and which terminal or address is at which site."""

import pgtrigger
from django.db import models
from django.db.models import Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned
from sasae.foundation.places.models import Site


class SignKind(models.TextChoices):
    """What was seen."""

    TRAVEL = "travel", "離れた拠点での利用"
    WEAVE = "weave", "二台の端末での交互の利用"
    TOGETHER = "together", "一台での続けてのログイン"


class SignState(models.TextChoices):
    """What the ID manager found."""

    OPEN = "open", "判断待ち"
    CLEARED = "cleared", "問題なし"
    MISUSE = "misuse", "不適正"


SIGN_MOVES = {SignState.OPEN: {SignState.CLEARED, SignState.MISUSE}, SignState.CLEARED: set(), SignState.MISUSE: set()}
_PAIRS = sorted((before.value, after.value) for before, later in SIGN_MOVES.items() for after in later)


@versioned
class Sign(models.Model):
    """One kind of sign of one ID on one day: found once, however often the day is searched."""

    login_id = models.CharField("利用者ID", max_length=64, db_comment="兆しのあった利用者ID（外部キーにしない）")
    day = models.DateField("日", db_comment="兆しのあった日")
    kind = models.CharField("種類", max_length=8, choices=SignKind, db_comment="兆しの種類")
    times = models.IntegerField("回数", db_comment="その日の回数")
    seen = models.JSONField("内容", db_comment="日時・端末・拠点・相手のID（はじめの何回か）")
    found_at = models.DateTimeField("見つけた日時", db_comment="操作履歴から見つけた日時")
    decide_by = models.DateField("判断の期限", db_comment="判断を終える期限")
    state = models.CharField("状態", max_length=7, choices=SignState, default=SignState.OPEN, db_comment="判断の結果")
    words = models.CharField("判断の理由", max_length=300, blank=True, db_comment="確かめた内容と、判断の理由")
    decided_by = models.CharField("判断した者", max_length=64, blank=True, db_comment="判断したID管理者のID")
    decided_at = models.DateTimeField("判断日時", null=True, db_comment="判断した日時")
    incident = models.CharField("事故番号", max_length=20, blank=True, db_comment="不適正としたときに報告した事故の番号")

    class Meta:
        verbose_name = "IDの使い回しの兆し"
        triggers = [pgtrigger.FSM(name="moves", field="state", transitions=_PAIRS)]
        constraints = [
            models.UniqueConstraint(fields=["login_id", "day", "kind"], name="shared_use_sign_once"),
            models.CheckConstraint(condition=Q(kind__in=SignKind.values), name="shared_use_sign_kind"),
            models.CheckConstraint(
                condition=Q(state="open", decided_by="", decided_at=None)
                | Q(state__in=["cleared", "misuse"], decided_at__isnull=False) & ~Q(words="") & ~Q(decided_by=""),
                name="shared_use_sign_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.login_id} {self.kind}"


class Search(models.Model):
    """One day of the journal that was searched, with how many signs it had. Only grows."""

    day = models.DateField("日", primary_key=True, db_comment="操作履歴を調べた日")
    found = models.IntegerField("件数", db_comment="見つけた兆しの件数")
    at = models.DateTimeField("調べた日時", db_comment="調べた日時")

    class Meta:
        verbose_name = "使い回しの兆しを調べた日"
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.day)


class Placing(models.Model):
    """Where a network's addresses are, or the terminals whose numbers begin so; whether each address is one machine."""

    pattern = models.CharField("端末・アドレス", max_length=43, db_comment="アドレスの範囲（CIDR）か、端末番号の始まり")
    network = models.BooleanField("アドレス", db_comment="アドレスの範囲か（いいえは端末番号の始まり）")
    single = models.BooleanField("一台ずつ", db_comment="一つのアドレス・番号が一台の端末か")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name="拠点", db_comment="拠点")
    registered_by = models.CharField("登録者", max_length=64, db_comment="登録した職員のID")
    registered_at = models.DateTimeField("登録日時", db_comment="登録した日時")
    ended_by = models.CharField("外した職員", max_length=64, blank=True, db_comment="外した職員のID")
    ended_at = models.DateTimeField("外した日時", null=True, db_comment="外した日時（空は使用中）")

    class Meta:
        verbose_name = "端末・アドレスの拠点"
        constraints = [
            models.UniqueConstraint(fields=["pattern"], condition=Q(ended_at=None), name="shared_use_placing_once"),
            models.CheckConstraint(condition=Q(ended_at=None) ^ ~Q(ended_by=""), name="shared_use_placing_ended_whole"),
        ]

    def __str__(self) -> str:
        return self.pattern
