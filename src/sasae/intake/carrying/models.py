"""The keys of media that carry applications in, and what was carried in on them."""

from django.db import models
from django.db.models import Q

from sasae.foundation.custody.models import Medium


class CarryKey(models.Model):
    """The private key of a medium: what is written onto it in the portal opens here and nowhere else."""

    medium = models.OneToOneField(Medium, models.PROTECT, related_name="carry_key", db_comment="持込みに使う媒体")
    identity_cipher = models.BinaryField("秘密鍵（暗号）", db_comment="媒体の秘密鍵（age）を暗号化したもの")
    made_by = models.CharField("作成者", max_length=64, db_comment="鍵を作った職員のID")
    made_at = models.DateTimeField("作成日時", db_comment="鍵を作った日時")

    class Meta:
        verbose_name = "持込みの鍵"


class CarryState(models.TextChoices):
    """Whether the medium is clean again."""

    WAITING = "waiting", "媒体の消去待ち"
    ERASED = "erased", "消去済"


class CarryIn(models.Model):
    """One container that was carried in. Refused as a whole, it is kept with its findings."""

    medium = models.ForeignKey(Medium, models.PROTECT, related_name="carried", db_comment="媒体")
    size = models.IntegerField("大きさ", db_comment="持ち込んだファイルの大きさ（バイト）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="持ち込んだファイルのSHA-256（書き出した側の記録と照らす）")
    findings = models.JSONField("所見", default=list, db_comment="ファイル全体の所見（個人情報を含まない）")
    content_cipher = models.BinaryField(
        "断ったファイル（暗号）", null=True, db_comment="全体を断ったとき、持ち込まれたままのファイルを暗号化したもの"
    )
    state = models.CharField(
        "状態", max_length=8, choices=CarryState, default=CarryState.WAITING, db_comment="媒体を消去したか"
    )
    carried_by = models.CharField("持ち込んだ職員", max_length=64, db_comment="持ち込んだ職員のID")
    carried_at = models.DateTimeField("持込み日時", db_comment="持ち込んだ日時")
    erase_by = models.DateField("消去の期限", db_comment="媒体からデータを消す期限")
    how = models.CharField("消去の方法", max_length=200, blank=True, db_comment="媒体からデータを消した方法")
    erased_by = models.CharField("消去を確かめた職員", max_length=64, blank=True, db_comment="消去を確かめた職員のID")
    erased_at = models.DateTimeField("消去日時", null=True, db_comment="消去を確かめた日時")
    reminded_on = models.DateField("知らせた日", null=True, db_comment="消去の期限が過ぎたことを最後に記録した日")

    class Meta:
        verbose_name = "媒体からの持込み"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CarryState.values), name="intake_carrying_state"),
            models.CheckConstraint(
                condition=~Q(state="erased") | Q(erased_at__isnull=False) & ~Q(erased_by="") & ~Q(how=""),
                name="intake_carrying_erased_whole",
            ),
        ]
        indexes = [models.Index(fields=["erase_by"], condition=Q(state="waiting"), name="intake_carrying_due")]

    def __str__(self) -> str:
        return str(self.pk)


class Outcome(models.TextChoices):
    """What became of one file on the medium."""

    CHECKING = "checking", "検査待ち"
    STORED = "stored", "格納済"
    QUARANTINED = "quarantined", "隔離"
    KNOWN = "known", "取込み済み"
    REFUSED = "refused", "拒否"


class CarriedFile(models.Model):
    """One application file on a medium. Until it is checked its bytes lie here, and those of what was refused stay."""

    carry_in = models.ForeignKey(CarryIn, models.PROTECT, related_name="files", db_comment="持込み")
    name = models.CharField("名前", max_length=100, db_comment="媒体の上の名前（受付番号.zip）")
    receipt_number = models.CharField("受付番号", max_length=18, blank=True, db_comment="名前にある受付番号")
    size = models.IntegerField("大きさ", db_comment="ファイルの大きさ（バイト）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="ファイルのSHA-256")
    outcome = models.CharField("結果", max_length=12, choices=Outcome, db_comment="検査待ちか、取り込んだか、断ったか")
    findings = models.JSONField("所見", default=list, db_comment="断った理由（個人情報を含まない）")
    content_cipher = models.BinaryField("検査前・断ったファイル（暗号）", null=True, db_comment="検査を待つファイル、または断ったファイルを暗号化したもの")

    class Meta:
        verbose_name = "持ち込まれたファイル"
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="intake_carrying_outcome"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["checking", "refused"]) | Q(content_cipher__isnull=False),
                name="intake_carrying_refused_is_kept",
            ),
        ]
        indexes = [
            models.Index(fields=["receipt_number"], name="intake_carrying_number"),
            models.Index(fields=["id"], condition=Q(outcome="checking"), name="intake_carrying_checking"),
        ]
