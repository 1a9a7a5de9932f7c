"""What somebody asks to take out, what another person said to it, and the file; and definitions kept for next time."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned


class State(models.TextChoices):
    """抽出の状態."""

    ASKED = "asked", "承認待ち"
    APPROVED = "approved", "抽出中"
    REFUSED = "refused", "差戻し"
    DONE = "done", "抽出済"
    EXPIRED = "expired", "期限切れ"


MOVES = {
    State.ASKED: {State.APPROVED, State.REFUSED},
    State.APPROVED: {State.DONE, State.REFUSED},
    State.DONE: {State.EXPIRED},
    State.REFUSED: set(),
    State.EXPIRED: set(),
}


class Definition(models.Model):
    """Columns and conditions under a name, for one member of staff. Conditions that name a person are not kept."""

    login_id = models.CharField("利用者", max_length=64, db_comment="保存した者のID")
    name = models.CharField("名前", max_length=40, db_comment="定義の名前")
    view = models.CharField("対象", max_length=20, db_comment="抽出の対象")
    columns = models.JSONField("列", db_comment="取り出す列の名")
    conditions = models.JSONField("条件", db_comment="条件（個人を示す値の条件を除く）")

    class Meta:
        verbose_name = "抽出の定義"
        constraints = [models.UniqueConstraint(fields=["login_id", "name"], name="subsidy_extraction_once")]

    def __str__(self) -> str:
        return self.name


@versioned
class Extraction(models.Model):
    """One extraction: asked for with a purpose, approved by another, made in the background."""

    number = models.CharField("番号", max_length=12, unique=True, db_comment="抽出の番号")
    view = models.CharField("対象", max_length=20, db_comment="抽出の対象")
    columns = models.JSONField("列", db_comment="取り出す列の名")
    conditions = models.JSONField("条件", db_comment="条件（列・比べ方・値）")
    reach = models.JSONField("及ぶ区", null=True, db_comment="抽出できる区（空は全区）")
    purpose = models.CharField("目的", max_length=200, db_comment="何に使うか")
    format = models.CharField("形式", max_length=4, db_comment="csv または xlsx")
    rows = models.IntegerField("件数", db_comment="求めたときに数えた行数")
    persons = models.IntegerField("人数", db_comment="求めたときに数えた人数")
    state = models.CharField("状態", max_length=10, choices=State, default=State.ASKED, db_comment="抽出の状態")
    asked_by = models.CharField("求めた者", max_length=64, db_comment="求めた者のID")
    asked_at = models.DateTimeField("求めた日時", db_comment="求めた日時")
    decided_by = models.CharField("判断した者", max_length=64, blank=True, db_comment="承認・差戻しをした者のID")
    decided_at = models.DateTimeField("判断日時", null=True, db_comment="承認・差戻しの日時")
    why = models.CharField("差戻しの理由", max_length=200, blank=True, db_comment="差し戻した理由、または抽出できなかった理由")
    run_id = models.BigIntegerField("一括処理", null=True, db_comment="抽出した一括処理の番号")

    class Meta:
        verbose_name = "自由抽出"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_extraction_state"),
            models.CheckConstraint(condition=~Q(purpose=""), name="subsidy_extraction_purpose"),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("asked_by")), name="subsidy_extraction_two_people"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves", field="state",
                transitions=sorted((old.value, new.value) for old, news in MOVES.items() for new in news),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class ExtractionFile(models.Model):
    """The file of an extraction: for whoever asked for it, for some days, encrypted."""

    extraction = models.OneToOneField(Extraction, models.PROTECT, related_name="file", db_comment="抽出")
    left_out = models.IntegerField("除いた人数", default=0, db_comment="利用停止の印があるため除いた人数")
    rows = models.IntegerField("行数", db_comment="書き出した行数")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="内容のSHA-256")
    content = models.BinaryField("内容（暗号）", null=True, db_comment="ファイルを暗号化したもの（期限後は空）")
    made_at = models.DateTimeField("作成日時", db_comment="作成した日時")
    expires_on = models.DateField("期限", db_comment="受け取れる最後の日")

    class Meta:
        verbose_name = "抽出したファイル"
