"""What is open and whose work it is; notes and calls; saved searches; lists taken out."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned
from sasae.foundation.release import SealedTextField
from sasae.subsidy.people.models import Person


class CaseKind(models.TextChoices):
    """What a clerk may have to do with."""

    APPLICATION = "application", "申請"
    NOTIFICATION = "notification", "届出"
    REVIEW = "review", "家族の見直し"
    CONSEQUENCE = "consequence", "変更の影響"
    CLAIM = "claim", "償還払い"
    APPEAL = "appeal", "審査請求"
    RETURNED = "returned", "返戻郵便"
    PAPERS = "papers", "書類の督促"
    RECEIVABLE = "receivable", "返還金"
    INJURY = "injury", "第三者行為"
    HOLD = "claim_hold", "償還払いの保留"
    RECEIPT = "receipt", "レセプト明細"
    TRANSFER = "transfer", "振込結果"
    EXTRACTION = "extraction", "自由抽出"
    YEAR = "claim_year", "年間上限の確認"
    SENT = "sent", "電子申請"


class CaseStep(models.TextChoices):
    """What a case waits for."""

    COMPARE = "compare", "照合待ち"
    EXAMINE = "examine", "審査待ち"
    EXAMINING = "examining", "審査中"
    APPROVE = "approve", "承認待ち"
    REVIEW = "review", "見直し待ち"
    DECIDE = "decide", "決定待ち"
    FAILED = "failed", "振込不能"
    APPEALED = "appealed", "裁決待ち"
    RETURNED = "returned", "対応待ち"
    PAPERS = "papers", "書類待ち"
    HELD = "held", "確認待ち"
    ANSWER = "answer", "結果待ち"


class CaseRow(models.Model):
    """What the list of work tells of an open case. `own_due` is the day that was set (by hand, or by a letter); without one
    the standard period counts."""

    id = models.CharField(primary_key=True, max_length=80, db_comment="種類と対象（種類:対象）")
    kind = models.CharField("種類", max_length=12, choices=CaseKind, db_comment="仕事の種類")
    row_id = models.BigIntegerField(db_comment="その種類の表の行")
    subject = models.CharField(max_length=64, db_comment="その種類の中での番号")
    number = models.CharField("番号", max_length=64, db_comment="画面に出す番号")
    target = models.CharField(max_length=64, db_comment="その仕事をする画面を開く番号")
    person = models.ForeignKey(
        Person,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_comment="対象者（特定できなければ空）",
    )
    ward_code = models.CharField(max_length=6, db_comment="担当する区（どの区のものでもなければ空）")
    opened_on = models.DateField("受付日", db_comment="仕事になった日")
    step = models.CharField("状態", max_length=10, choices=CaseStep, db_comment="何を待っているか")
    own_due = models.DateField(null=True, db_comment="決めた期限（空なら標準処理期間による）")
    assigned_to = models.CharField(max_length=64, db_comment="担当する者のID（なければ空）")
    version = models.IntegerField(db_comment="処理の記録の版（まだなければ0）")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.id


class Case(CaseRow):
    """Whatever is open, of every kind, as the database's view `subsidy_desk_case` brings it together from each area's own
    rows: what a case is, said once."""

    class Meta:
        managed = False
        db_table = "subsidy_desk_case"
        verbose_name = "仕事"


class ListedCase(CaseRow):
    """The same rows kept as a table, for lists and counts. Ask by `queries.open_cases`: it takes up what has changed."""

    class Meta:
        verbose_name = "仕事の一覧の行"
        constraints = [models.UniqueConstraint(fields=["kind", "row_id"], name="subsidy_desk_listed_once")]


class CaseChange(models.Model):
    """That a row changed which cases are told from: triggers of the areas' tables leave it with the change itself, and it
    goes when the listed cases are brought up to it."""

    kind = models.CharField(
        "種類", max_length=12, db_comment="仕事の種類、または person・family・examination・handling・all"
    )
    row_id = models.BigIntegerField("行", db_comment="変わった行")

    class Meta:
        verbose_name = "仕事の一覧に写す変更"


@versioned
class CaseHandling(models.Model):
    """How a case is worked on. `version` goes up with every change: who saves on an old one is told."""

    kind = models.CharField("種類", max_length=12, choices=CaseKind, db_comment="仕事の種類")
    subject = models.CharField("対象", max_length=64, db_comment="その種類の中での番号")
    assigned_to = models.CharField("担当者", max_length=64, blank=True, db_comment="担当する者のID")
    due_on = models.DateField("期限", null=True, db_comment="決めた期限（空なら標準処理期間による）")
    plan = models.CharField("処理の方針", max_length=300, blank=True, db_comment="処理の方針・引継ぎ")
    version = models.IntegerField("版", default=1, db_comment="変更のたびに上がる番号")
    changed_by = models.CharField("変更者", max_length=64, db_comment="変更した者のID")
    changed_at = models.DateTimeField("変更日時", db_comment="変更した日時")

    class Meta:
        verbose_name = "仕事の処理"
        indexes = [models.Index(fields=["assigned_to"], name="subsidy_desk_worker")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="subsidy_desk_handling_once"),
            models.CheckConstraint(condition=Q(kind__in=CaseKind.values), name="subsidy_desk_handling_kind"),
        ]


class NoteKind(models.TextChoices):
    """What a note tells of."""

    MEMO = "memo", "メモ"
    TELEPHONE = "telephone", "電話"
    COUNTER = "counter", "窓口"


@versioned
class CaseNote(models.Model):
    """A note on a person, or what was said on the telephone. Corrected, never deleted: every version stays.

    The text lies encrypted and leaves by the release point: people write into notes where somebody is.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="notes", db_comment="対象者")
    kind = models.CharField("種類", max_length=10, choices=NoteKind, db_comment="メモ・電話・窓口の別")
    happened_on = models.DateField("日付", db_comment="応対した日")
    counterpart = models.CharField("相手", max_length=100, blank=True, db_comment="電話・窓口の相手")
    text = SealedTextField("内容", db_comment="内容（暗号化し、出口を通してだけ文字になる）")
    token = models.CharField(
        "入力の印", max_length=60, null=True, unique=True, db_comment="同じ画面からの同じ記録を二度登録しないための印"
    )
    version = models.IntegerField("版", default=1, db_comment="変更のたびに上がる番号")
    written_by = models.CharField("記入者", max_length=64, db_comment="初めに書いた者のID")
    written_at = models.DateTimeField("記入日時", db_comment="初めに書いた日時")
    changed_by = models.CharField("変更者", max_length=64, db_comment="最後に変更した者のID")
    changed_at = models.DateTimeField("変更日時", db_comment="最後に変更した日時")

    class Meta:
        verbose_name = "応対の記録"
        indexes = [models.Index(fields=["person", "-happened_on"], name="subsidy_desk_note_person")]


class SavedSearch(models.Model):
    """The conditions of a list under a name, for one member of staff."""

    login_id = models.CharField("利用者", max_length=64, db_comment="保存した者のID")
    name = models.CharField("名前", max_length=40, db_comment="検索条件の名前")
    query = models.CharField("条件", max_length=300, db_comment="検索条件（氏名・番号は保存しない）")

    class Meta:
        verbose_name = "保存した検索条件"
        constraints = [models.UniqueConstraint(fields=["login_id", "name"], name="subsidy_desk_search_once")]


class ExportFile(models.Model):
    """A list taken out as a file: for whoever asked for it, for some days, encrypted."""

    run_id = models.BigIntegerField("一括処理", unique=True, db_comment="作成した一括処理の番号")
    format = models.CharField("形式", max_length=4, db_comment="csv または xlsx")
    requested_by = models.CharField("求めた者", max_length=64, db_comment="書き出しを求めた者のID")
    rows = models.IntegerField("行数", db_comment="書き出した行数")
    content = models.BinaryField("内容（暗号）", null=True, db_comment="ファイルを暗号化したもの（期限後は空）")
    made_at = models.DateTimeField("作成日時", db_comment="作成した日時")
    expires_on = models.DateField("期限", db_comment="受け取れる最後の日")

    class Meta:
        verbose_name = "書き出したファイル"
        constraints = [models.CheckConstraint(condition=Q(format__in=["csv", "xlsx"]), name="subsidy_desk_format")]
