"""Letters of the office and replies of residents. Both lie sealed, and both are forgotten after their day."""

import uuid

from django.db import models
from django.db.models import Q

from sasae.contracts.portal_letters import LetterKind, ReplyKind
from sasae.portal.submissions.models import Submission

LETTER_KINDS = {
    LetterKind.CORRECTION: "直していただきたいこと",
    LetterKind.RESULT: "審査の結果",
    LetterKind.READY: "書類ができました",
    LetterKind.NOTICE: "お知らせ",
}
REPLY_KINDS = {
    ReplyKind.ANSWER: "あなたの返事",
    ReplyKind.WITHDRAWAL: "取下げの申出",
    ReplyKind.NEW_VERSION: "直して出し直した申請",
}


class Letter(models.Model):
    """A letter of the office about one application; its words are opened for the resident alone, and gone afterwards."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="letters", db_comment="手紙の申請")
    number = models.BigIntegerField("番号", unique=True, db_comment="申請管理システムでの手紙の番号")
    kind = models.CharField(
        "種類", max_length=12, choices=[(kind.value, label) for kind, label in LETTER_KINDS.items()],
        db_comment="手紙の種類",
    )  # fmt: skip
    sealed = models.TextField("内容（封緘）", blank=True, db_comment="この機能の鍵に封緘した手紙の内容（期限の後は空）")
    due_on = models.DateField("期限", null=True, db_comment="住民が直す期限")
    expires_on = models.DateField("読める最後の日", db_comment="手紙を読める最後の日（その後に内容を消す）")
    arrived_at = models.DateTimeField("届いた日時", db_comment="手紙が届いた日時")
    read_at = models.DateTimeField("読んだ日時", null=True, db_comment="住民が初めて開いた日時")

    class Meta:
        verbose_name = "市からの手紙"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in LetterKind]), name="portal_inbox_letter_kind"
            ),
        ]


class ReplyState(models.TextChoices):
    """A withdrawal waits for its signature; what is sent waits for intake; what is taken is gone from here."""

    SEALED = "sealed", "署名待ち"
    SENT = "sent", "送信済"
    TAKEN = "taken", "自治体が受け取りました"


REPLY_MOVES = {
    ReplyState.SEALED: {ReplyState.SENT},
    ReplyState.SENT: {ReplyState.TAKEN},
    ReplyState.TAKEN: set(),
}


class Reply(models.Model):
    """What a resident wrote back, sealed to the municipality; their own copy is kept encrypted until it expires."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="replies", db_comment="返事の申請")
    kind = models.CharField(
        "種類", max_length=12, choices=[(kind.value, label) for kind, label in REPLY_KINDS.items()],
        db_comment="返事の種類",
    )  # fmt: skip
    state = models.CharField("状態", max_length=8, choices=ReplyState, db_comment="署名待ち・送信済・受領")
    sealed = models.TextField("内容（封緘）", blank=True, db_comment="自治体の鍵に封緘した内容（受領の後は空）")
    copy_cipher = models.BinaryField(
        "本人の控え（暗号）", null=True, db_comment="本人が読むための控えを暗号化したもの（期限の後は空）"
    )
    papers = models.IntegerField("添付の数", default=0, db_comment="添付したファイルの数")
    digest = models.CharField("ダイジェスト", max_length=64, blank=True, db_comment="署名する内容のSHA-256")
    signature = models.BinaryField("署名データ", null=True, db_comment="署名データ（CMS、受領の後は空）")
    certificate = models.BinaryField("署名用証明書", null=True, db_comment="署名用電子証明書（DER、受領の後は空）")
    made_at = models.DateTimeField("作成日時", db_comment="書いた日時")
    sent_at = models.DateTimeField("送信日時", null=True, db_comment="送った日時")
    expires_on = models.DateField("読める最後の日", db_comment="本人の控えを読める最後の日")

    class Meta:
        verbose_name = "住民の返事"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in ReplyKind]), name="portal_inbox_reply_kind"
            ),
            models.CheckConstraint(condition=Q(state__in=ReplyState.values), name="portal_inbox_reply_state"),
            models.CheckConstraint(
                condition=Q(state="sealed", sent_at__isnull=True) | ~Q(state="sealed") & Q(sent_at__isnull=False),
                name="portal_inbox_reply_sent_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind="withdrawal") | Q(state="sealed") | ~Q(digest=""), name="portal_inbox_reply_signed"
            ),
        ]
        indexes = [models.Index(fields=["sent_at"], condition=Q(state="sent"), name="portal_inbox_reply_waiting")]


class WrongLooks(models.Model):
    """How often within an hour somebody tried to read without a card and was wrong. It says what is recorded, and locks nobody out."""

    hour = models.DateTimeField("時間帯", unique=True, db_comment="数えた1時間の始まり")
    tries = models.IntegerField("回数", default=0, db_comment="その1時間に番号が違っていた回数")

    class Meta:
        verbose_name = "カードなしの閲覧の誤り"
