"""Whose work an application is; notes and calls; saved searches; lists taken out."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned
from sasae.foundation.release import SealedTextField
from sasae.subsidy.applications.models import Application
from sasae.subsidy.people.models import Person


@versioned
class Handling(models.Model):
    """How an application is worked on. `version` goes up with every change: who saves on an old one is told."""

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="handling", primary_key=True, db_comment="申請"
    )
    assigned_to = models.CharField("担当者", max_length=64, blank=True, db_comment="担当する者のID")
    due_on = models.DateField("期限", null=True, db_comment="決めた期限（空なら標準処理期間による）")
    plan = models.CharField("処理の方針", max_length=300, blank=True, db_comment="処理の方針・引継ぎ")
    version = models.IntegerField("版", default=1, db_comment="変更のたびに上がる番号")
    changed_by = models.CharField("変更者", max_length=64, db_comment="変更した者のID")
    changed_at = models.DateTimeField("変更日時", db_comment="変更した日時")

    class Meta:
        verbose_name = "申請の処理"
        indexes = [models.Index(fields=["assigned_to"], name="subsidy_desk_assigned")]


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
