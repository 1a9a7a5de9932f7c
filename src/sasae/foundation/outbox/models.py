"""Messages on their way out, messages that came in, and the signatures already used.

Bodies may speak of persons: they are kept encrypted and dropped when they are no longer needed; their digest stays.
"""

from django.db import models
from django.db.models.functions import Now


class State(models.TextChoices):
    """Where a message to another system is."""

    WAITING = "waiting", "送信待ち"
    DELIVERED = "delivered", "送信済み"
    REFUSED = "refused", "相手が拒否"


ALLOWED_MOVES = {
    State.WAITING: {State.DELIVERED, State.REFUSED},
    State.DELIVERED: set(),
    State.REFUSED: {State.WAITING},
}


class OutboxMessage(models.Model):
    """One message to one system."""

    operation = models.CharField("操作", max_length=80, db_comment="契約の操作の名（例 tax.incomes）")
    callee = models.CharField("相手", max_length=40, db_comment="相手のシステムの名")
    key = models.CharField("冪等キー", max_length=200, db_comment="同じ送信を一度だけ効かせるための鍵")
    body = models.BinaryField("本文", null=True, db_comment="本文（暗号化。送信済みになったら消す）")
    body_sha256 = models.CharField("本文のハッシュ", max_length=64, db_comment="本文のSHA-256（16進）")
    on_answer = models.CharField(
        "回答の処理", max_length=200, blank=True, db_comment="回答を受けて行う処理（関数の名）"
    )
    on_refused = models.CharField(
        "拒否の処理", max_length=200, blank=True, db_comment="拒否を受けて行う処理（関数の名）"
    )
    state = models.CharField(
        "状態", max_length=10, choices=State, default=State.WAITING, db_comment="waiting・delivered・refused"
    )
    attempts = models.PositiveIntegerField("試行回数", default=0, db_comment="届かなかった送信の回数")
    next_try_at = models.DateTimeField("次の送信", db_default=Now(), db_comment="次に送信を試みる日時")
    problem = models.CharField("直前の障害", max_length=300, blank=True, db_comment="直前に届かなかった理由")
    findings = models.JSONField("所見", default=list, db_comment="相手が拒否した理由（所見の一覧）")
    created_at = models.DateTimeField("作成日時", db_default=Now(), db_comment="送信箱に入れた日時")
    settled_at = models.DateTimeField("完了日時", null=True, db_comment="届いた、または拒否された日時")

    class Meta:
        db_table = "outbox_message"
        verbose_name = "送信箱の電文"
        constraints = [
            models.UniqueConstraint(fields=["operation", "key"], name="outbox_message_once"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="outbox_message_state"),
            models.CheckConstraint(
                condition=models.Q(state=State.DELIVERED, settled_at__isnull=False, body__isnull=True)
                | models.Q(state=State.REFUSED, settled_at__isnull=False, body__isnull=False)
                | models.Q(state=State.WAITING, settled_at__isnull=True, body__isnull=False),
                name="outbox_message_settled",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(state="waiting"), name="outbox_message_waiting"),
            models.Index(fields=["-id"], condition=models.Q(state="refused"), name="outbox_message_refused"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.key}"


class ReceivedMessage(models.Model):
    """A request with an effect that was carried out, and its answer. Stands in the transaction of the effect."""

    caller = models.CharField("送信元", max_length=40, db_comment="送信元のシステムの名")
    operation = models.CharField("操作", max_length=80, db_comment="契約の操作の名")
    key = models.CharField("冪等キー", max_length=200, db_comment="送信元が付けた鍵")
    body_sha256 = models.CharField("本文のハッシュ", max_length=64, db_comment="本文のSHA-256（16進）")
    response = models.BinaryField("回答", null=True, db_comment="回答の本文（暗号化。保存期間の後に消す）")
    received_at = models.DateTimeField("受信日時", db_default=Now(), db_comment="受け付けた日時")

    class Meta:
        db_table = "outbox_received"
        verbose_name = "受け付けた電文"
        constraints = [models.UniqueConstraint(fields=["caller", "operation", "key"], name="outbox_received_once")]
        indexes = [
            models.Index(
                fields=["received_at"], condition=models.Q(response__isnull=False), name="outbox_received_kept"
            )
        ]

    def __str__(self) -> str:
        return f"{self.caller} {self.operation} {self.key}"


class UsedNonce(models.Model):
    """A signature that was used. Kept until it is too old to pass anyway."""

    caller = models.CharField("送信元", max_length=40, db_comment="署名したシステムの名")
    nonce = models.CharField("一回限りの値", max_length=64, db_comment="署名の一回限りの値")
    expires_at = models.DateTimeField("期限", db_index=True, db_comment="この日時を過ぎれば署名そのものが無効")

    class Meta:
        db_table = "outbox_nonce"
        verbose_name = "使用済みの署名"
        constraints = [models.UniqueConstraint(fields=["caller", "nonce"], name="outbox_nonce_once")]

    def __str__(self) -> str:
        return f"{self.caller} {self.nonce}"
