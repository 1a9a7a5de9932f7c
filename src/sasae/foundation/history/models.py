"""The journal's three tables: entries, the chain over them, and the seals over the chain's segments.

Entries are written unchained, so that writers never wait for one another; `sealing` chains what is committed. There are
no foreign keys: an entry must outlive what it speaks of.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.fields.json import KeyTextTransform

from sasae.foundation.history.append_only import append_only


class RightNow(Func):
    """The database's own clock at this moment, not at the start of the transaction."""

    template = "CLOCK_TIMESTAMP()"
    output_field = models.DateTimeField()


class Outcome(models.TextChoices):
    """What came of it."""

    DONE = "done", "実施"
    REFUSED = "refused", "拒否"
    SHOWN = "shown", "表示"


class HistoryEntry(models.Model):
    """One line: someone did, saw, or was refused something."""

    at = models.DateTimeField("日時", db_default=RightNow(), db_comment="記録した日時（データベースの時計）")
    actor_id = models.CharField("操作者ID", max_length=64, db_comment="操作者のID（外部キーにしない）")
    actor_name = models.CharField("操作者", max_length=100, db_comment="操作者の氏名または処理名（記録時のもの）")
    actor_kind = models.CharField("操作者の種別", max_length=10, db_comment="staff・system・resident・batch")
    terminal = models.CharField("端末", max_length=64, blank=True, db_comment="端末のアドレス")
    right = models.CharField("権限", max_length=60, blank=True, db_comment="用いた権限")
    purpose = models.CharField("目的", max_length=60, blank=True, db_comment="利用の目的")
    event = models.CharField("出来事", max_length=60, db_comment="出来事の名（例 certificate.issued）")
    subject = models.CharField("対象", max_length=200, blank=True, db_comment="対象の名")
    persons = ArrayField(
        models.CharField(max_length=40),
        default=list,
        verbose_name="本人",
        db_comment="関わる本人の番号（宛名番号など）",
    )
    outcome = models.CharField("結果", max_length=10, choices=Outcome, db_comment="done・refused・shown")
    detail = models.JSONField("内容", default=dict, db_comment="内容（個人の秘密は含めない）")
    request_id = models.CharField("要求番号", max_length=32, blank=True, db_comment="同じ要求の記録を結ぶ番号")

    class Meta:
        db_table = "history_entry"
        verbose_name = "操作履歴"
        indexes = [
            GinIndex(fields=["persons"], name="history_entry_persons"),
            models.Index(fields=["actor_id", "-at"], name="history_entry_actor"),
            models.Index(fields=["actor_name", "-at"], name="history_entry_actor_name"),
            models.Index(fields=["event", "-at"], name="history_entry_event"),
            models.Index(fields=["at"], name="history_entry_at"),
            models.Index(fields=["subject", "-id"], name="history_entry_subject"),
            models.Index(
                KeyTextTransform("case", "detail"),
                F("id").desc(),
                name="history_entry_case",
                condition=Q(detail__has_key="case"),
            ),
            models.Index(fields=["-at"], name="history_entry_protected", condition=Q(detail__has_key="protected")),
            models.Index(fields=["-at"], name="history_entry_past", condition=Q(detail__has_key="past")),
            models.Index(fields=["-at"], name="history_entry_refused", condition=Q(outcome="refused")),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="history_entry_outcome"),
        ]
        triggers = append_only()


class HistoryChain(models.Model):
    """One link: the hash of an entry together with the hash before it."""

    seq = models.BigIntegerField("順番", primary_key=True, db_comment="鎖の中の順番（1から、欠番なし）")
    entry_id = models.BigIntegerField("履歴の番号", unique=True, db_comment="history_entry の番号（外部キーにしない）")
    previous = models.BinaryField("前のハッシュ", db_comment="一つ前のハッシュ（SHA-256）")
    hash = models.BinaryField("ハッシュ", db_comment="この記録と前のハッシュから求めたハッシュ（SHA-256）")

    class Meta:
        db_table = "history_chain"
        verbose_name = "履歴の鎖"
        triggers = append_only()


class HistorySeal(models.Model):
    """One segment of the chain, closed by a signature. The same line stands in a file outside the database."""

    segment = models.BigIntegerField("区間", primary_key=True, db_comment="区間の番号（1から、欠番なし）")
    first_seq = models.BigIntegerField("始め", db_comment="区間の最初の順番")
    last_seq = models.BigIntegerField("終わり", unique=True, db_comment="区間の最後の順番")
    line = models.TextField("封印", db_comment="署名した一行（データベースの外のファイルと同じもの）")
    at = models.DateTimeField("封印日時", db_default=RightNow(), db_comment="封印した日時")

    class Meta:
        db_table = "history_seal"
        verbose_name = "履歴の封印"
        triggers = append_only()
