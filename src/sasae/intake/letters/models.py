"""What was written to residents and by them, and what a business system is told when an application ends."""

from django.db import models
from django.db.models import Q

from sasae.contracts.portal_letters import LetterKind, ReplyKind
from sasae.intake.applications.models import Application

LETTER_KINDS = {
    LetterKind.CORRECTION: "補正の求め",
    LetterKind.RESULT: "審査の結果",
    LetterKind.READY: "書類ができた知らせ",
    LetterKind.NOTICE: "お知らせ",
}
REPLY_KINDS = {
    ReplyKind.ANSWER: "返事",
    ReplyKind.WITHDRAWAL: "取下げの申出",
    ReplyKind.NEW_VERSION: "出し直しの知らせ",
}


class LetterState(models.TextChoices):
    """Whether the portal has it."""

    WAITING = "waiting", "送信中"
    BROUGHT = "brought", "届いた"
    REFUSED = "refused", "拒否された"


LETTER_MOVES = {
    LetterState.WAITING: {LetterState.BROUGHT, LetterState.REFUSED},
    LetterState.BROUGHT: set(),
    LetterState.REFUSED: {LetterState.BROUGHT},  # an operator sent the message again
}


class Letter(models.Model):
    """A letter to the applicant. Its number names it in the portal."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="letters", db_comment="申請")
    kind = models.CharField(
        "種類", max_length=12, choices=[(kind.value, label) for kind, label in LETTER_KINDS.items()],
        db_comment="手紙の種類",
    )  # fmt: skip
    subject = models.CharField("件名", max_length=100, db_comment="件名（個人情報を含まない）")
    text = models.CharField("本文", max_length=2000, db_comment="本文（個人情報を含まない）")
    due_on = models.DateField("期限", null=True, db_comment="申請者に求めることの期限")
    expires_on = models.DateField("読める最後の日", db_comment="申請者がポータルで読める最後の日")
    state = models.CharField(
        "状態", max_length=8, choices=LetterState, default=LetterState.WAITING, db_comment="送信の状態"
    )
    sent_by = models.CharField("書いた職員", max_length=64, db_comment="書いた職員・処理のID")
    sent_at = models.DateTimeField("書いた日時", db_comment="書いた日時")

    class Meta:
        verbose_name = "申請者への手紙"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in LetterKind]), name="intake_letters_letter_kind"
            ),
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="intake_letters_letter_state"),
        ]


class Outcome(models.TextChoices):
    """What came of a withdrawal."""

    NONE = "none", "－"
    TOLD = "told", "業務システムに確認中"
    ACCEPTED = "accepted", "取下げを受け付けた"
    REFUSED = "refused", "取り下げられないと知らせた"


OUTCOME_MOVES = {
    Outcome.NONE: {Outcome.TOLD, Outcome.ACCEPTED, Outcome.REFUSED},
    Outcome.TOLD: {Outcome.ACCEPTED, Outcome.REFUSED},
    Outcome.ACCEPTED: set(),
    Outcome.REFUSED: set(),
}


class Reply(models.Model):
    """What the applicant wrote. What cannot be opened is kept as it came, so that nothing is lost."""

    reply_id = models.CharField("返事の番号", max_length=32, unique=True, db_comment="ポータルでの返事の番号")
    receipt_number = models.CharField("受付番号", max_length=18, db_comment="返事の申請の受付番号")
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, related_name="replies", db_comment="申請（格納していないときは空）"
    )
    kind = models.CharField(
        "種類", max_length=12, choices=[(kind.value, label) for kind, label in REPLY_KINDS.items()],
        db_comment="返事の種類",
    )  # fmt: skip
    text = models.CharField("本文", max_length=2000, blank=True, db_comment="申請者が書いた文")
    newer = models.CharField("新しい受付番号", max_length=18, blank=True, db_comment="出し直した申請の受付番号")
    payload = models.TextField("署名された内容", blank=True, db_comment="署名された申出の内容（JSON）")
    signature = models.BinaryField("署名データ", null=True, db_comment="署名データ（CMS、DER）")
    certificate = models.BinaryField("署名用電子証明書", null=True, db_comment="署名用電子証明書（DER）")
    findings = models.JSONField("所見", default=list, db_comment="署名・添付の検査の所見（個人情報を含まない）")
    unopened = models.TextField("開けない内容", blank=True, db_comment="封緘を開けなかったときの、届いたままの内容")
    outcome = models.CharField(
        "結果", max_length=8, choices=Outcome, default=Outcome.NONE, db_comment="取下げの申出がどうなったか"
    )
    sent_at = models.DateTimeField("送られた日時", db_comment="申請者が送った日時")
    taken_at = models.DateTimeField("取得日時", db_comment="ポータルから取得した日時")
    read_by = models.CharField("読んだ職員", max_length=64, blank=True, db_comment="読んだ職員のID")
    read_at = models.DateTimeField("読んだ日時", null=True, db_comment="職員が読んだ日時")

    class Meta:
        verbose_name = "申請者の返事"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in ReplyKind]), name="intake_letters_reply_kind"
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="intake_letters_reply_outcome"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by="") | Q(read_at__isnull=False) & ~Q(read_by=""),
                name="intake_letters_reply_read_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["taken_at"], condition=Q(read_at__isnull=True), name="intake_letters_unread"),
        ]


class ReplyPaper(models.Model):
    """A file of a reply, as it passed the scan; one that did not is named without its content."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="papers", db_comment="返事")
    number = models.IntegerField("番号", db_comment="添付の番号（1から）")
    name = models.CharField("ファイル名", max_length=100, db_comment="ファイル名")
    media_type = models.CharField("媒体型", max_length=40, blank=True, db_comment="媒体型（内容から判定）")
    size = models.IntegerField("大きさ", db_comment="大きさ（バイト）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="内容のSHA-256")
    content = models.BinaryField("内容", null=True, db_comment="ファイルの内容（受け取らなかったときは空）")

    class Meta:
        verbose_name = "返事の添付"
        constraints = [models.UniqueConstraint(fields=["reply", "number"], name="intake_letters_paper_once")]


class EndKind(models.TextChoices):
    """Why an application a business system has registered is not to be examined any more."""

    WITHDRAWN = "withdrawn", "取下げ"
    REPLACED = "replaced", "新しい申請への置換え"


class EndNotice(models.Model):
    """What a business system is to be told of an application it has registered, until it has answered."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="end_notice", db_comment="申請")
    kind = models.CharField("理由", max_length=10, choices=EndKind, db_comment="取下げか新しい申請への置換えか")
    newer = models.CharField("新しい受付番号", max_length=18, blank=True, db_comment="代わりの申請の受付番号")
    reply = models.ForeignKey(
        Reply, models.PROTECT, null=True, related_name="notices", db_comment="元になった取下げの申出"
    )
    made_at = models.DateTimeField("作成日時", db_comment="知らせることにした日時")
    answered_at = models.DateTimeField("回答日時", null=True, db_comment="業務システムが答えた日時")
    accepted = models.BooleanField("応じたか", null=True, db_comment="業務システムが審査をやめたか")
    message = models.CharField(
        "回答", max_length=500, blank=True, db_comment="業務システムの説明（個人情報を含まない）"
    )

    class Meta:
        verbose_name = "終わった申請の知らせ"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EndKind.values), name="intake_letters_end_kind"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, accepted__isnull=True)
                | Q(answered_at__isnull=False, accepted__isnull=False),
                name="intake_letters_end_answered_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(answered_at__isnull=True), name="intake_letters_end_waiting"),
        ]
