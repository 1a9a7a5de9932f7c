"""Drafts while a resident fills in, and submissions once they are sealed and signed."""

import uuid

from django.db import models
from django.db.models import Q

from sasae.kernel import clock
from sasae.portal.signatures.models import Resident


class Draft(models.Model):
    """What was filled in so far. Never holds an individual number; ends when the application is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="drafts", db_comment="住民の利用者")
    procedure = models.CharField("手続", max_length=60, db_comment="手続コード")
    data_cipher = models.BinaryField(
        "入力内容（暗号）", db_comment="入力途中の内容を暗号化したもの（個人番号を含まない）"
    )
    changed_at = models.DateTimeField("更新日時", auto_now=True, db_comment="最後に保存した日時")
    corrects = models.ForeignKey(
        "Submission", models.CASCADE, null=True, related_name="corrections_begun", db_comment="直して出し直す元の申請"
    )

    class Meta:
        verbose_name = "下書き"


class DraftAttachment(models.Model):
    """A file added to a draft, sealed to the municipality on arrival: the portal cannot open it again."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="attachments", db_comment="下書き")
    number = models.IntegerField("番号", db_comment="添付の番号")
    kind = models.CharField("種類", max_length=30, db_comment="添付の種類")
    name = models.CharField("ファイル名", max_length=100, db_comment="ファイル名")
    media_type = models.CharField("媒体型", max_length=40, db_comment="媒体型")
    size = models.IntegerField("大きさ", db_comment="元の大きさ（バイト）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="元の内容のSHA-256")
    sealed = models.BinaryField("内容（封緘）", db_comment="自治体の鍵に封緘した内容")

    class Meta:
        verbose_name = "下書きの添付"
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="portal_submissions_attachment")]


class State(models.TextChoices):
    """From sealing to sending."""

    SEALED = "sealed", "署名待ち"
    SENT = "sent", "送信済"


class Status(models.TextChoices):
    """申請ステータス (formats.md §5.2)."""

    RECEIVED = "01", "申請受付"
    FETCHED = "02", "自治体が受け取りました"
    EXAMINING = "03", "審査中"
    CORRECTION_ASKED = "04", "訂正のお願い"
    WAITING = "05", "再申請待ち"
    DONE = "06", "完了"
    REFUSED = "07", "対象になりませんでした"
    WITHDRAWN = "08", "取下げ"
    EXPIRED = "09", "期限切れ"
    ERROR = "99", "エラー"


STATUS_MOVES = {
    Status.RECEIVED: {Status.FETCHED, Status.WITHDRAWN, Status.ERROR},
    Status.FETCHED: {Status.EXAMINING, Status.DONE, Status.REFUSED, Status.WITHDRAWN, Status.ERROR},
    Status.EXAMINING: {Status.CORRECTION_ASKED, Status.DONE, Status.REFUSED, Status.WITHDRAWN},
    Status.CORRECTION_ASKED: {Status.WAITING, Status.WITHDRAWN, Status.EXPIRED},
    Status.WAITING: {Status.EXAMINING, Status.EXPIRED},
    Status.DONE: {Status.EXAMINING},  # a ruling set the decision aside
    Status.REFUSED: {Status.EXAMINING},
    Status.WITHDRAWN: set(),
    Status.EXPIRED: set(),
    Status.ERROR: set(),
}


class Submission(models.Model):
    """One application: its bytes sealed to the municipality, its digest signed by the resident."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="submissions", db_comment="住民の利用者")
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="+", db_comment="元の下書き")
    procedure = models.CharField("手続", max_length=60, db_comment="手続コード")
    state = models.CharField(
        "状態", max_length=10, choices=State, default=State.SEALED, db_comment="署名待ちか送信済か"
    )
    digest = models.CharField("ダイジェスト", max_length=64, db_comment="申請内容のSHA-256")
    receipt_number = models.CharField("受付番号", max_length=18, null=True, unique=True, db_comment="受付番号")
    archive = models.BinaryField("申請ファイル", null=True, db_comment="申請ファイル（ZIP、内容は自治体の鍵に封緘）")
    archive_sha256 = models.CharField(
        "ファイルのハッシュ", max_length=64, blank=True, db_comment="申請ファイルのSHA-256"
    )
    status = models.CharField(
        "ステータス", max_length=2, choices=Status, default=Status.RECEIVED, db_comment="申請ステータス"
    )
    sealed_at = models.DateTimeField("封緘日時", auto_now_add=True, db_comment="内容を封緘した日時")
    received_at = models.DateTimeField("受付日時", null=True, db_comment="申請を受け付けた日時")
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="newer", db_comment="この申請が代わる元の申請（出し直しのとき）"
    )

    class Meta:
        verbose_name = "申請"
        indexes = [models.Index(fields=["status", "receipt_number"], name="portal_submissions_queue")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="portal_submissions_state"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="portal_submissions_status"),
            models.CheckConstraint(
                condition=~Q(state="sent")
                | Q(receipt_number__isnull=False, archive__isnull=False, received_at__isnull=False),
                name="portal_submissions_sent_whole",
            ),
        ]


class SealedMember(models.Model):
    """A member of the application file, sealed, with the size and hash of what it was."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="members", db_comment="申請")
    name = models.CharField("名前", max_length=150, db_comment="申請ファイルの中の名前")
    size = models.IntegerField("大きさ", db_comment="元の大きさ（バイト）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="元の内容のSHA-256")
    sealed = models.BinaryField("内容（封緘）", db_comment="自治体の鍵に封緘した内容")

    class Meta:
        verbose_name = "申請ファイルの中身"
        constraints = [models.UniqueConstraint(fields=["submission", "name"], name="portal_submissions_member")]


class Cosignature(models.Model):
    """A co-applicant's signature over the same digest. Gone as soon as the application is sent, or sealed anew."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="cosignatures", db_comment="申請")
    number = models.IntegerField("番号", db_comment="連名の署名の番号（1から）")
    place = models.CharField("場所", max_length=40, db_comment="署名した人の、申請内容の中の場所（例 family.0）")
    mark = models.CharField("カードの印", max_length=64, db_comment="署名用証明書の印（同じカードを見分ける、もとに戻せない値）")
    signature_cipher = models.BinaryField("署名データ（暗号）", db_comment="連名の署名データを暗号化したもの")
    certificate_cipher = models.BinaryField("証明書（暗号）", db_comment="連名の署名用電子証明書を暗号化したもの")
    statement = models.BinaryField("検証結果（封緘）", db_comment="検証結果データを自治体の鍵に封緘したもの")
    size = models.IntegerField("大きさ", db_comment="検証結果データの元の大きさ（バイト）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="検証結果データの元の内容のSHA-256")
    signed_at = models.DateTimeField("署名日時", db_comment="連名の署名を受け取った日時")

    class Meta:
        verbose_name = "連名の署名"
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="portal_submissions_cosign_no"),
            models.UniqueConstraint(fields=["submission", "place"], name="portal_submissions_cosigner_once"),
            models.UniqueConstraint(fields=["submission", "mark"], name="portal_submissions_cosigner_card"),
        ]


class StatusChange(models.Model):
    """A change of status with word to the resident."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="changes", db_comment="申請")
    status = models.CharField("ステータス", max_length=2, choices=Status, db_comment="申請ステータス")
    message = models.CharField(
        "お知らせ", max_length=2000, blank=True, db_comment="住民へのお知らせ（個人情報を含まない）"
    )
    at = models.DateTimeField("日時", default=clock.now, db_comment="変わった日時")

    class Meta:
        verbose_name = "ステータスの変化"
