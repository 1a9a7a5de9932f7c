"""The register of media, and the ledger of what was taken out on them."""

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.places.models import LockedPlace


class MediumState(models.TextChoices):
    """Where a medium is in its life."""

    IN_USE = "in_use", "使用中"
    DISPOSAL_ASKED = "disposal_asked", "廃棄の承認待ち"
    DISPOSED = "disposed", "廃棄済"


MEDIUM_MOVES = {
    MediumState.IN_USE: {MediumState.DISPOSAL_ASKED},
    MediumState.DISPOSAL_ASKED: {MediumState.IN_USE, MediumState.DISPOSED},
    MediumState.DISPOSED: set(),
}


class Sealing(models.TextChoices):
    """How what lies on a medium is sealed: to a key, or where a partner cannot open that, with a password told apart."""

    AGE = "age", "age（公開鍵）"
    AES_ZIP = "aes_zip", "AES-256のZIP（パスワード）"


class Medium(models.Model):
    """One registered medium. Its `recipient` is the public key to which everything on it is sealed."""

    code = models.CharField("媒体番号", max_length=20, unique=True, db_comment="媒体番号（ラベルに書く）")
    kind = models.CharField("種類", max_length=40, db_comment="媒体の種類と型番")
    sealing = models.CharField(
        "暗号化の方式", max_length=8, choices=Sealing, default=Sealing.AGE, db_comment="媒体に書くファイルの暗号化の方式"
    )
    recipient = models.CharField(
        "暗号化の公開鍵", max_length=100, blank=True, db_comment="受け取る側の公開鍵（age）。ZIPの方式では空"
    )
    state = models.CharField(
        "状態", max_length=14, choices=MediumState, default=MediumState.IN_USE, db_comment="媒体の状態"
    )
    cabinet = models.ForeignKey(
        LockedPlace, models.PROTECT, null=True, related_name="media", db_comment="しまう場所（施錠する保管場所）"
    )
    holder = models.CharField(
        "取り出している職員", max_length=64, blank=True, default="", db_comment="保管場所から取り出している職員のID。空は保管中"
    )
    registered_by = models.CharField("登録者", max_length=64, db_comment="登録した職員のID")
    registered_at = models.DateTimeField("登録日時", db_comment="登録した日時")
    inspected_by = models.CharField("点検者", max_length=64, blank=True, db_comment="最後に点検した職員のID")
    inspected_on = models.DateField("点検日", null=True, db_comment="最後に点検した日")
    inspection = models.CharField("点検の結果", max_length=200, blank=True, db_comment="最後の点検の結果")
    disposal_asked_by = models.CharField("廃棄を求めた職員", max_length=64, blank=True, db_comment="廃棄を求めた職員のID")
    disposed_by = models.CharField("廃棄を承認した職員", max_length=64, blank=True, db_comment="廃棄を承認した職員のID")
    disposed_at = models.DateTimeField("廃棄日時", null=True, db_comment="廃棄を承認した日時")

    class Meta:
        verbose_name = "外部記憶媒体"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MediumState.values), name="custody_medium_state"),
            models.CheckConstraint(
                condition=Q(sealing="age") & ~Q(recipient="") | Q(sealing="aes_zip", recipient=""),
                name="custody_medium_sealing",
            ),
            models.CheckConstraint(
                condition=~Q(state="disposed")
                | Q(disposed_at__isnull=False) & ~Q(disposed_by="") & ~Q(disposed_by=F("disposal_asked_by")),
                name="custody_medium_disposed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @classmethod
    def lying_in(cls, place: LockedPlace) -> models.QuerySet["Medium"]:
        """The media whose cabinet a place is."""
        return cls.objects.filter(cabinet=place).exclude(state=MediumState.DISPOSED)


class MoveKind(models.TextChoices):
    """What a medium did."""

    PUT = "put", "しまった"
    OUT = "out", "取り出した"


class MediumMove(models.Model):
    """One time a medium was taken out of its cabinet, or put into one. Only grows."""

    medium = models.ForeignKey(Medium, models.PROTECT, related_name="moves", db_comment="媒体")
    kind = models.CharField("出し入れ", max_length=4, choices=MoveKind, db_comment="しまったか、取り出したか")
    cabinet = models.ForeignKey(LockedPlace, models.PROTECT, null=True, related_name="+", db_comment="保管場所")
    taking = models.ForeignKey(
        "TakingOut", models.PROTECT, null=True, related_name="moves", db_comment="出し入れのもとになった書き出し"
    )
    why = models.CharField("目的", max_length=200, blank=True, db_comment="取り出した目的")
    by = models.CharField("職員", max_length=64, db_comment="出し入れした職員のID")
    at = models.DateTimeField("日時", db_comment="出し入れした日時")

    class Meta:
        verbose_name = "媒体の出し入れ"
        triggers = append_only()
        constraints = [models.CheckConstraint(condition=Q(kind__in=MoveKind.values), name="custody_move_kind")]
        indexes = [models.Index(fields=["kind", "at"], name="custody_move_out")]


class TakingState(models.TextChoices):
    """How far a taking-out is."""

    ASKED = "asked", "承認待ち"
    APPROVED = "approved", "承認済"
    HANDED_OVER = "handed_over", "持出し中"
    RETURNED = "returned", "返却済（消去前）"
    ERASED = "erased", "消去済"
    REFUSED = "refused", "不許可"


TAKING_MOVES = {
    TakingState.ASKED: {TakingState.APPROVED, TakingState.REFUSED},
    TakingState.APPROVED: {TakingState.HANDED_OVER, TakingState.REFUSED},
    TakingState.HANDED_OVER: {TakingState.RETURNED},
    TakingState.RETURNED: {TakingState.ERASED},
    TakingState.ERASED: set(),
    TakingState.REFUSED: set(),
}


class TakingOut(models.Model):
    """One line of the usage ledger (使用管理簿): what, why, to whom, until when, and who let it go."""

    medium = models.ForeignKey(Medium, models.PROTECT, related_name="takings", db_comment="媒体")
    items = models.JSONField("対象", db_comment="書き出すものの番号の一覧（受付番号など）")
    purpose = models.CharField("目的", max_length=200, db_comment="書き出す目的")
    receiver = models.CharField("渡す先", max_length=100, db_comment="渡す先")
    due_on = models.DateField("返却期限", db_comment="媒体を返す期限")
    state = models.CharField(
        "状態", max_length=12, choices=TakingState, default=TakingState.ASKED, db_comment="持出しの状態"
    )
    asked_by = models.CharField("求めた職員", max_length=64, db_comment="書き出しを求めた職員のID")
    asked_at = models.DateTimeField("求めた日時", db_comment="書き出しを求めた日時")
    decided_by = models.CharField("決めた職員", max_length=64, blank=True, db_comment="承認または不許可とした職員のID")
    decided_at = models.DateTimeField("決めた日時", null=True, db_comment="承認または不許可とした日時")
    handed_by = models.CharField("書き出した職員", max_length=64, blank=True, db_comment="ファイルを書き出した職員のID")
    handed_at = models.DateTimeField("書き出し日時", null=True, db_comment="ファイルを書き出した日時")
    size = models.IntegerField("大きさ", null=True, db_comment="書き出したファイルの大きさ（バイト）")
    sha256 = models.CharField("ハッシュ", max_length=64, blank=True, db_comment="書き出したファイルのSHA-256")
    returned_at = models.DateTimeField("返却日時", null=True, db_comment="媒体が返った日時")
    erased_by = models.CharField("消去を確かめた職員", max_length=64, blank=True, db_comment="消去を確かめた職員のID")
    erased_at = models.DateTimeField("消去日時", null=True, db_comment="消去を確かめた日時")
    note = models.CharField("備考", max_length=200, blank=True, db_comment="不許可の理由、消去の方法")
    password_cipher = models.BinaryField(
        "パスワード（暗号）", null=True, db_comment="AES-256のZIPのパスワードを暗号化したもの。消去を確かめると消す"
    )
    reminded_on = models.DateField("知らせた日", null=True, db_comment="返却期限が過ぎたことを最後に記録した日")

    class Meta:
        verbose_name = "媒体への書き出し"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TakingState.values), name="custody_taking_state"),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="custody_taking_by_another"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at__isnull=True) | ~Q(state="asked") & Q(decided_at__isnull=False),
                name="custody_taking_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "approved", "refused"]) | Q(handed_at__isnull=False) & ~Q(sha256=""),
                name="custody_taking_handed_whole",
            ),
            models.UniqueConstraint(
                fields=["medium"], condition=Q(state__in=["asked", "approved", "handed_over", "returned"]),
                name="custody_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state="handed_over"), name="custody_taking_due"),
        ]
