"""One coming-over from the old system: its files, their rows as they were read, what was taken over, every difference."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned
from sasae.subsidy.ledger.models import Scheme
from sasae.subsidy.people.models import Person


class State(models.TextChoices):
    """移行の状態."""

    OPEN = "open", "ファイルの受付中"
    CHECKING = "checking", "点検中"
    WRONG = "wrong", "点検で誤りあり"
    CHECKED = "checked", "点検済"
    ASKED = "asked", "承認待ち"
    IMPORTING = "importing", "取込中"
    IMPORTED = "imported", "取込済"
    CLEARED = "cleared", "消去済"


MOVES = {
    State.OPEN: {State.CHECKING, State.CLEARED},
    State.CHECKING: {State.WRONG, State.CHECKED},
    State.WRONG: {State.OPEN, State.CHECKING, State.CLEARED},
    State.CHECKED: {State.OPEN, State.CHECKING, State.ASKED, State.CLEARED},
    State.ASKED: {State.IMPORTING, State.CHECKED},
    State.IMPORTING: {State.IMPORTED},
    State.IMPORTED: {State.CLEARED},
    State.CLEARED: set(),
}


class Purpose(models.TextChoices):
    """What the files are for."""

    MOVE = "move", "移行"
    PARALLEL = "parallel", "並行稼働の比較"


@versioned
class Migration(models.Model):
    """One set of files. Checked by one person, approved by another, taken over once."""

    number = models.CharField("番号", max_length=12, unique=True, db_comment="移行の番号")
    title = models.CharField("名称", max_length=60, db_comment="移行の名称")
    purpose = models.CharField("目的", max_length=10, choices=Purpose, db_comment="移行か、並行稼働の比較か")
    cutover_on = models.DateField("切替日", db_comment="切替日（この日の前日までの内容が旧システムのもの）")
    state = models.CharField("状態", max_length=10, choices=State, default=State.OPEN, db_comment="移行の状態")
    totals = models.JSONField("合計", default=list, db_comment="点検時の合計と旧システムの合計表")
    landed = models.JSONField("取込後の合計", default=list, db_comment="取込み後に本システムの表から数えた合計")
    findings = models.JSONField("指摘", default=list, db_comment="ファイルの間の指摘")
    errors = models.IntegerField("誤り", default=0, db_comment="ファイルの間の誤りの数")
    opened_by = models.CharField("作成者", max_length=64, db_comment="作成した者のID")
    opened_at = models.DateTimeField("作成日時", db_comment="作成した日時")
    asked_by = models.CharField("依頼者", max_length=64, blank=True, db_comment="取込みの承認を求めた者のID")
    approved_by = models.CharField("承認者", max_length=64, blank=True, db_comment="取込みを承認した者のID")
    approved_at = models.DateTimeField("承認日時", null=True, db_comment="取込みを承認した日時")
    compared_at = models.DateTimeField("比較日時", null=True, db_comment="旧システムとの違いを最後に調べた日時")
    compared = models.JSONField("比べた数", default=dict, db_comment="比べた家族と支給実績の数（消去の後も残す）")
    clear_on = models.DateField(
        "消去日", null=True, db_comment="この日を過ぎると、読み込んだ行とファイルを消す（操作のたびに延びる）"
    )

    class Meta:
        verbose_name = "旧システムからの移行"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_old_system_state"),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("asked_by")), name="subsidy_old_system_two_people"
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


class MigrationFile(models.Model):
    """One file, encrypted as it came: it holds addresses. One of each kind; the same bytes again change nothing."""

    migration = models.ForeignKey(Migration, models.PROTECT, related_name="files", db_comment="移行")
    kind = models.CharField("種類", max_length=15, db_comment="ファイルの種類")
    name = models.CharField("ファイル名", max_length=200, db_comment="受け取ったファイルの名")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="内容のSHA-256")
    size = models.BigIntegerField("大きさ", db_comment="バイト数")
    content = models.BinaryField("内容（暗号）", null=True, db_comment="内容を暗号化したもの（取込み後は空）")
    rows = models.IntegerField("行数", default=0, db_comment="読んだ行の数")
    errors = models.IntegerField("誤り", default=0, db_comment="誤りの数")
    warnings = models.IntegerField("注意", default=0, db_comment="注意の数")
    findings = models.JSONField("指摘", default=list, db_comment="指摘（行と列つき、1000件まで）")
    read = models.BooleanField("点検済み", default=False, db_comment="読み終えたか")
    given_by = models.CharField("登録者", max_length=64, db_comment="登録した者のID")
    given_at = models.DateTimeField("登録日時", db_comment="登録した日時")

    class Meta:
        verbose_name = "移行のファイル"
        constraints = [models.UniqueConstraint(fields=["migration", "kind"], name="subsidy_old_system_file_once")]


class StagedRow(models.Model):
    """A row as it was read, before it is taken over. Of persons, nothing stays here once they are; the rest goes on its day."""

    migration = models.ForeignKey(Migration, models.PROTECT, related_name="rows", db_comment="移行")
    kind = models.CharField("種類", max_length=15, db_comment="ファイルの種類")
    line = models.IntegerField("行", db_comment="ファイルの行")
    key = models.CharField("鍵", max_length=80, db_comment="同じ行を見分ける鍵")
    person = models.CharField("宛名番号", max_length=15, blank=True, db_comment="だれの行か")
    family = models.CharField("家族", max_length=15, blank=True, db_default="", db_comment="申請者の宛名番号")
    home = models.CharField("世帯番号", max_length=20, blank=True, db_default="", db_comment="対象者の世帯番号")
    values = models.JSONField("内容", db_comment="読んだ内容（個人番号を含まない）")

    class Meta:
        verbose_name = "移行の行"
        indexes = [
            models.Index(fields=["migration", "home"], condition=~Q(home=""), name="subsidy_old_system_home"),
            models.Index(fields=["migration", "kind", "key"], name="subsidy_old_system_key"),
            models.Index(fields=["migration", "kind", "person"], name="subsidy_old_system_person"),
            models.Index(fields=["migration", "family"], name="subsidy_old_system_family"),
        ]


class PastPayment(models.Model):
    """A subsidy the old system paid. Booked once, as an opening posting of the cut-over day."""

    migration = models.ForeignKey(Migration, models.PROTECT, related_name="payments", db_comment="移行")
    number = models.CharField("支給番号", max_length=20, unique=True, db_comment="旧システムの支給番号")
    person = models.ForeignKey(Person, models.PROTECT, related_name="past_payments", db_comment="受診者")
    scheme = models.CharField("助成区分", max_length=1, choices=Scheme, db_comment="助成区分（1現物・2償還）")
    treatment_month = models.CharField("診療年月", max_length=7, db_comment="診療年月（YYYY-MM）")
    provider = models.CharField("医療機関", max_length=60, db_comment="医療機関")
    days = models.IntegerField("診療実日数", db_comment="診療実日数")
    total_cost = models.IntegerField("総医療費", db_comment="総医療費（円）")
    self_pay = models.IntegerField("自己負担額", db_comment="自己負担額（円）")
    yen = models.IntegerField("助成額", db_comment="助成額（円）")
    paid_on = models.DateField("支払日", db_comment="支払った日")

    class Meta:
        verbose_name = "旧システムの支給実績"
        constraints = [models.CheckConstraint(condition=Q(yen__gt=0), name="subsidy_old_system_positive")]
        indexes = [models.Index(fields=["person", "treatment_month"], name="subsidy_old_system_paid")]
        triggers = append_only()

    def __str__(self) -> str:
        return self.number


class Difference(models.Model):
    """One thing the old system and ours do not agree on, with its cause in words."""

    migration = models.ForeignKey(Migration, models.PROTECT, related_name="differences", db_comment="移行")
    about = models.CharField("対象", max_length=10, db_comment="decision（資格の判定）または amount（助成額）")
    key = models.CharField("鍵", max_length=40, db_comment="宛名番号または支給番号")
    person = models.CharField("宛名番号", max_length=15, db_comment="だれについてか")
    cause = models.CharField("原因", max_length=4, db_comment="原因のコード")
    theirs = models.CharField("旧システム", max_length=120, db_comment="旧システムの答え")
    ours = models.CharField("本システム", max_length=120, db_comment="本システムの答え")
    words = models.CharField("説明", max_length=400, db_comment="違いの説明")
    yen = models.BigIntegerField("差額", default=0, db_comment="本システムの額から旧システムの額を引いたもの（円）")

    class Meta:
        verbose_name = "旧システムとの違い"
        constraints = [models.UniqueConstraint(fields=["migration", "about", "key"], name="subsidy_old_system_diff")]
        indexes = [models.Index(fields=["migration", "cause"], name="subsidy_old_system_cause")]


class OpenReceivable(models.Model):
    """What somebody still owed on the cut-over day, as the old system had it."""

    migration = models.ForeignKey(Migration, models.PROTECT, related_name="receivables", db_comment="移行")
    number = models.CharField("債権番号", max_length=20, unique=True, db_comment="旧システムの債権番号")
    person = models.ForeignKey(Person, models.PROTECT, related_name="old_receivables", db_comment="債務者")
    scheme = models.CharField(
        "助成区分", max_length=1, choices=Scheme, default=Scheme.REIMBURSEMENT, db_default=Scheme.REIMBURSEMENT.value,
        db_comment="助成区分（1現物・2償還）",
    )  # fmt: skip
    reason = models.CharField("返還理由", max_length=1, db_comment="返還理由")
    treatment_month = models.CharField("診療年月", max_length=7, db_comment="診療年月（YYYY-MM）")
    provider = models.CharField("医療機関", max_length=60, db_comment="医療機関")
    decided_on = models.DateField("調定日", db_comment="調定した日")
    due_on = models.DateField("納期限", db_comment="納期限")
    yen = models.IntegerField("調定額", db_comment="調定額（円）")
    paid = models.IntegerField("納付済額", default=0, db_comment="切替日までに納められた額（円）")

    class Meta:
        verbose_name = "引き継いだ債権"
        constraints = [models.CheckConstraint(condition=Q(yen__gt=F("paid")), name="subsidy_old_system_owed")]
        triggers = append_only()

    def __str__(self) -> str:
        return self.number
