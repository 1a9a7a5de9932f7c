"""Files of moves and their lines. A file is taken in whole or not at all, and all of it is in effect at once."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sasae.foundation.accounts.models import User


class MoveState(models.TextChoices):
    """Where a file of moves is."""

    WAITING = "waiting", "承認待ち"
    APPROVED = "approved", "反映待ち"
    DONE = "done", "結果の確認待ち"
    CONFIRMED = "confirmed", "確認済"
    CANCELLED = "cancelled", "取りやめ"


MOVES = {
    MoveState.WAITING: {MoveState.APPROVED, MoveState.CANCELLED},
    MoveState.APPROVED: {MoveState.DONE, MoveState.CANCELLED},
    MoveState.DONE: {MoveState.CONFIRMED},
    MoveState.CONFIRMED: set(),
    MoveState.CANCELLED: set(),
}
OPEN = [MoveState.WAITING, MoveState.APPROVED]
IN_EFFECT = [MoveState.DONE, MoveState.CONFIRMED]


class MoveFile(models.Model):
    """One file of moves, all of the same day."""

    organisation = models.CharField(
        "団体コード", max_length=6, blank=True, db_comment="どの団体の異動か。一つの団体だけが使うシステムでは空"
    )
    name = models.CharField("ファイル名", max_length=100, db_comment="取り込んだファイルの名")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="取り込んだファイルのSHA-256")
    rows = models.IntegerField("件数", db_comment="異動の件数")
    effective_on = models.DateField("発令日", db_comment="この日に反映する")
    state = models.CharField(
        "状態", max_length=10, choices=MoveState, default=MoveState.WAITING, db_comment="一斉の異動の状態"
    )
    taken_by = models.CharField(
        "取り込んだ職員", max_length=64, db_comment="取り込んだID管理者のID（外部キーにしない）"
    )
    taken_at = models.DateTimeField("取込日時", db_comment="取り込んだ日時")
    approved_by = models.CharField("承認した職員", max_length=64, blank=True, db_comment="承認した職員のID")
    approved_at = models.DateTimeField("承認日時", null=True, db_comment="承認した日時")
    done_at = models.DateTimeField("反映日時", null=True, db_comment="反映した日時")
    left = models.IntegerField("反映できなかった件数", default=0, db_comment="そのとおりに反映できなかった件数")
    ended_by = models.CharField(
        "終えた職員", max_length=64, blank=True, db_comment="取りやめたか結果を確かめた職員のID"
    )
    ended_at = models.DateTimeField("終えた日時", null=True, db_comment="取りやめたか結果を確かめた日時")
    why = models.CharField("取りやめの理由", max_length=200, blank=True, db_comment="取りやめた理由")

    class Meta:
        db_table = "accounts_move_file"
        verbose_name = "一斉の異動"
        indexes = [models.Index(fields=["state", "effective_on"], name="accounts_move_file_due")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MoveState.values), name="accounts_move_file_state"),
            models.CheckConstraint(condition=~Q(approved_by=F("taken_by")), name="accounts_move_file_by_another"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "cancelled"]) | Q(approved_at__isnull=False) & ~Q(approved_by=""),
                name="accounts_move_file_approved",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "confirmed"]) ^ Q(done_at__isnull=True), name="accounts_move_file_done"
            ),
            models.CheckConstraint(condition=~Q(state="cancelled") | ~Q(why=""), name="accounts_move_file_why"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Move(models.Model):
    """One line: where a person goes and which rights they hold there, or that their ID ends."""

    file = models.ForeignKey(
        MoveFile, models.PROTECT, related_name="moves", verbose_name="一斉の異動", db_comment="一斉の異動"
    )
    line = models.IntegerField("行", db_comment="ファイルの何行目か")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="利用者", db_comment="利用者")
    ends = models.BooleanField("IDを終える", default=False, db_comment="発令日にIDを失効するか")
    old_office = models.CharField("旧所属", max_length=100, blank=True, db_comment="異動の前の所属")
    office = models.CharField("新所属", max_length=100, blank=True, db_comment="異動の後の所属")
    office_code = models.CharField("新所属コード", max_length=20, blank=True, db_comment="異動の後の所属のコード")
    ward = models.CharField("担当区", max_length=6, blank=True, db_comment="異動の後の区のコード。空は全区")
    procedure = models.CharField("手続き", max_length=60, blank=True, db_comment="権限の及ぶ手続き。空は全手続き")
    rights = ArrayField(
        models.CharField(max_length=60), verbose_name="権限", default=list, db_comment="異動の後に持つ権限のすべて"
    )
    gained = models.CharField("付与した権限", max_length=4000, blank=True, db_comment="反映したときに付与した権限")
    lost = models.CharField("取り消した権限", max_length=4000, blank=True, db_comment="反映したときに取り消した権限")
    outcome = models.CharField("反映の結果", max_length=200, blank=True, db_comment="そのとおりに反映できなかった訳")

    class Meta:
        db_table = "accounts_move"
        verbose_name = "一斉の異動の行"
        constraints = [models.UniqueConstraint(fields=["file", "user"], name="accounts_move_once_a_file")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.line}"
