"""The register of terminals, and the list of what lies on them (端末の消去確認簿)."""

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only


class TerminalState(models.TextChoices):
    """Whether a terminal may be used."""

    WAITING = "waiting", "登録待ち"
    PERMITTED = "permitted", "許可中"
    STOPPED = "stopped", "停止"


TERMINAL_MOVES = {
    TerminalState.WAITING: {TerminalState.WAITING, TerminalState.PERMITTED, TerminalState.STOPPED},
    TerminalState.PERMITTED: {TerminalState.WAITING, TerminalState.STOPPED},
    TerminalState.STOPPED: {TerminalState.WAITING},
}


class Terminal(models.Model):
    """One machine. It shows itself by a key in its browser and, where the proxy asks for one, by its certificate."""

    code = models.CharField("端末番号", max_length=20, unique=True, db_comment="端末番号（ラベルに書く）")
    place = models.CharField("置き場所", max_length=100, db_comment="端末の置き場所")
    keeper = models.CharField("管理する人", max_length=100, db_comment="端末を管理する人")
    certificate_sha256 = models.CharField(
        "証明書の指紋", max_length=64, blank=True, db_comment="端末のクライアント証明書（DER）のSHA-256。空は証明書なし"
    )
    state = models.CharField(
        "状態", max_length=10, choices=TerminalState, default=TerminalState.WAITING, db_comment="端末の状態"
    )
    code_sha256 = models.CharField("登録コード", max_length=64, blank=True, db_comment="登録コードのSHA-256")
    code_until = models.DateTimeField("登録コードの期限", null=True, db_comment="登録コードを使える最後の日時")
    key_sha256 = models.CharField(
        "端末の鍵", max_length=64, null=True, unique=True, db_comment="端末のブラウザーに置いた鍵のSHA-256"
    )
    permitted_until = models.DateField("許可の期限", null=True, db_comment="利用できる最後の日")
    registered_by = models.CharField("登録者", max_length=64, db_comment="登録コードを出した職員のID")
    registered_at = models.DateTimeField("登録日時", db_comment="登録コードを出した日時")
    stopped_by = models.CharField("止めた職員", max_length=64, blank=True, db_comment="利用を止めた職員のID")
    stopped_at = models.DateTimeField("止めた日時", null=True, db_comment="利用を止めた日時")
    why = models.CharField("止めた理由", max_length=200, blank=True, db_comment="利用を止めた理由")

    class Meta:
        verbose_name = "端末"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TerminalState.values), name="terminals_state"),
            models.CheckConstraint(
                condition=~Q(state="permitted") | Q(key_sha256__isnull=False, permitted_until__isnull=False),
                name="terminals_permitted_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="permitted") | Q(key_sha256__isnull=True), name="terminals_key_of_permitted"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DailyCheck(models.Model):
    """One day's look at one terminal: fastened by day, locked away by night, the room watched, its virus definitions new.

    Only grows: a terminal that was wrong is right again when a later look says so.
    """

    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="checks", db_comment="端末")
    on = models.DateField("点検日", db_comment="点検した日")
    wire = models.BooleanField("固定", db_comment="業務時間中、ワイヤーなどで固定されているか")
    room = models.BooleanField("入退室", db_comment="操作場所への入退室が管理されているか")
    cabinet = models.BooleanField("保管", db_comment="前の業務日の後、キャビネットなどにしまわれていたか")
    definitions_on = models.DateField("ウイルス定義の日付", db_comment="ウイルス定義ファイルの日付")
    wrong = models.BooleanField("異常", db_comment="どれかが満たされていないか、定義が古い")
    note = models.CharField("気付いたこと", max_length=200, blank=True, db_comment="異常の内容と、したこと")
    by = models.CharField("点検者", max_length=64, db_comment="点検した職員のID")
    at = models.DateTimeField("記録日時", db_comment="点検を記録した日時")

    class Meta:
        verbose_name = "端末の日々の点検"
        triggers = append_only()
        indexes = [models.Index(fields=["terminal", "-on", "-id"], name="terminals_check_last")]
        constraints = [
            models.CheckConstraint(condition=Q(wrong=False) | ~Q(note=""), name="terminals_check_says_what"),
            models.CheckConstraint(
                condition=Q(wrong=True) | Q(wire=True, room=True, cabinet=True), name="terminals_check_right"
            ),
        ]


class FileState(models.TextChoices):
    """Whether a file still lies on a terminal."""

    THERE = "there", "端末に保存中"
    SAID = "said", "消去の確認待ち"
    GONE = "gone", "消去済"


FILE_MOVES = {
    FileState.THERE: {FileState.SAID},
    FileState.SAID: {FileState.GONE, FileState.THERE},
    FileState.GONE: set(),
}


class TerminalFile(models.Model):
    """One file that was taken onto a terminal: whose data, why, by whom, gone by when, and who saw that it is gone."""

    terminal = models.CharField("端末", max_length=64, db_comment="端末番号。端末を登録しないところではアドレス")
    kind = models.CharField("種類", max_length=40, db_comment="取り出したものの種類")
    items = models.JSONField("対象", db_comment="取り出したものの番号の一覧（受付番号など）")
    purpose = models.CharField("目的", max_length=200, db_comment="取り出した目的")
    size = models.IntegerField("大きさ", db_comment="取り出したファイルの大きさ（バイト）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="取り出したファイルのSHA-256")
    taken_by = models.CharField("取り出した職員", max_length=64, db_comment="取り出した職員のID")
    taken_at = models.DateTimeField("取り出した日時", db_comment="取り出した日時")
    delete_by = models.DateField("消去期限", db_comment="端末から消す期限")
    state = models.CharField(
        "状態", max_length=6, choices=FileState, default=FileState.THERE, db_comment="端末に残っているか"
    )
    how = models.CharField("消去の方法", max_length=200, blank=True, db_comment="端末から消した方法")
    deleted_by = models.CharField("消した職員", max_length=64, blank=True, db_comment="消したと届け出た職員のID")
    deleted_at = models.DateTimeField("消した日時", null=True, db_comment="消したと届け出た日時")
    confirmed_by = models.CharField("確かめた職員", max_length=64, blank=True, db_comment="端末を見て確かめた職員のID")
    confirmed_at = models.DateTimeField("確かめた日時", null=True, db_comment="確かめた日時")
    reminded_on = models.DateField("知らせた日", null=True, db_comment="期限が過ぎたことを最後に記録した日")

    class Meta:
        verbose_name = "端末への取り出し"
        indexes = [models.Index(fields=["delete_by"], condition=~Q(state="gone"), name="terminals_file_due")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="terminals_file_state"),
            models.CheckConstraint(
                condition=Q(state="there") | Q(deleted_at__isnull=False) & ~Q(deleted_by="") & ~Q(how=""),
                name="terminals_file_said_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="gone")
                | Q(confirmed_at__isnull=False) & ~Q(confirmed_by="") & ~Q(confirmed_by=F("deleted_by")),
                name="terminals_file_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
