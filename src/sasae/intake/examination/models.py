"""What staff keep beside an application: who has it, what was checked, what the resident is asked to mend, papers looked
at (点検完了資料情報)."""

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned
from sasae.foundation.screens.searches import KeptSearch
from sasae.intake.applications.models import Application, Attachment


class CheckedDocument(models.Model):
    """点検完了資料情報ファイル: one row a paper whose check is done. The spare fields are the record list's own."""

    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="checked", db_comment="点検した添付")
    parent_folder_id = models.CharField("親フォルダID", max_length=60, db_comment="親フォルダID（手続きコード）")
    folder_id = models.CharField("フォルダID", max_length=20, db_comment="フォルダID（受付番号）")
    document_id = models.CharField("資料ID", max_length=24, db_comment="資料ID（受付番号と添付の番号）")
    form_group_id = models.CharField("帳票グループID", max_length=60, db_comment="帳票グループID（手続きコード）")
    form_kind_id = models.CharField("帳票種別ID", max_length=60, db_comment="帳票種別ID（添付の種別）")
    image_name = models.CharField("イメージファイル名称", max_length=150, db_comment="イメージファイル名称")
    image_path = models.CharField("イメージファイルパス", max_length=200, db_comment="イメージファイルパス")
    spare_1 = models.CharField(
        "予備項目文字列１", max_length=100, blank=True, db_comment="予備項目文字列１（点検の所見）"
    )
    spare_2 = models.CharField("予備項目文字列２", max_length=100, blank=True, db_comment="予備項目文字列２")
    spare_3 = models.CharField("予備項目文字列３", max_length=100, blank=True, db_comment="予備項目文字列３")
    spare_4 = models.CharField("予備項目文字列４", max_length=100, blank=True, db_comment="予備項目文字列４")
    spare_5 = models.CharField("予備項目文字列５", max_length=100, blank=True, db_comment="予備項目文字列５")
    spare_6 = models.CharField("予備項目文字列６", max_length=100, blank=True, db_comment="予備項目文字列６")
    spare_7 = models.CharField("予備項目文字列７", max_length=100, blank=True, db_comment="予備項目文字列７")
    spare_8 = models.CharField("予備項目文字列８", max_length=100, blank=True, db_comment="予備項目文字列８")
    spare_9 = models.CharField("予備項目文字列９", max_length=100, blank=True, db_comment="予備項目文字列９")
    spare_10 = models.CharField("予備項目文字列１０", max_length=100, blank=True, db_comment="予備項目文字列１０")
    checked_by = models.CharField("点検者", max_length=64, db_comment="点検した職員のID")
    checked_at = models.DateTimeField("点検日時", db_comment="点検した日時")

    class Meta:
        verbose_name = "点検完了資料"


@versioned
class Handling(models.Model):
    """Who has an application, and which newer one stands in its place. `version` grows with every step of staff."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="handling", db_comment="申請")
    assigned_to = models.CharField("担当者", max_length=64, blank=True, db_comment="担当する職員のID")
    replaced_by = models.ForeignKey(
        Application, models.PROTECT, null=True, related_name="replaces", db_comment="代わりに出された新しい申請"
    )
    version = models.IntegerField("版", default=0, db_comment="職員の操作のたびに増える版（同時の操作を見分ける）")
    changed_by = models.CharField("操作者", max_length=64, blank=True, db_comment="最後に操作した職員のID")
    changed_at = models.DateTimeField("操作日時", null=True, db_comment="最後に操作した日時")
    last_step = models.CharField("最後の操作", max_length=100, blank=True, db_comment="最後の操作の内容（個人情報なし）")

    class Meta:
        verbose_name = "申請の担当"
        constraints = [
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("application")), name="intake_examination_other"
            ),
        ]
        indexes = [models.Index(fields=["assigned_to"], name="intake_examination_assignee")]


class ChecklistMark(models.Model):
    """One thing of the checklist that somebody has checked."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="marks", db_comment="申請")
    item = models.CharField("点検の項目", max_length=40, db_comment="点検表の項目")
    checked_by = models.CharField("点検者", max_length=64, db_comment="確かめた職員のID")
    checked_at = models.DateTimeField("点検日時", db_comment="確かめた日時")

    class Meta:
        verbose_name = "点検表の記録"
        constraints = [models.UniqueConstraint(fields=["application", "item"], name="intake_examination_mark_once")]


class CorrectionState(models.TextChoices):
    """What became of a request for correction."""

    ASKED = "asked", "補正待ち"
    MADE = "made", "補正済"
    REPLACED = "replaced", "新しい申請で補正"
    LAPSED = "lapsed", "補正なし（期限切れ）"
    WITHDRAWN = "withdrawn", "取下げ"


CORRECTION_MOVES = {
    CorrectionState.ASKED: {
        CorrectionState.MADE, CorrectionState.REPLACED, CorrectionState.LAPSED, CorrectionState.WITHDRAWN,
    },
    CorrectionState.MADE: set(),
    CorrectionState.REPLACED: set(),
    CorrectionState.LAPSED: set(),
    CorrectionState.WITHDRAWN: set(),
}  # fmt: skip


@versioned
class Correction(models.Model):
    """補正の求め: what the resident is asked to mend, and by when."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="corrections", db_comment="申請")
    text = models.CharField("補正の内容", max_length=1000, db_comment="申請者に求める補正（個人情報を含まない）")
    due_on = models.DateField("補正の期限", db_comment="補正の期限")
    state = models.CharField(
        "状態", max_length=10, choices=CorrectionState, default=CorrectionState.ASKED, db_comment="補正の状態"
    )
    asked_by = models.CharField("求めた職員", max_length=64, db_comment="補正を求めた職員のID")
    asked_at = models.DateTimeField("求めた日時", db_comment="補正を求めた日時")
    settled_at = models.DateTimeField("終わった日時", null=True, db_comment="補正が終わった日時")

    class Meta:
        verbose_name = "補正の求め"
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(state="asked"), name="intake_examination_one_asked"),
            models.CheckConstraint(condition=Q(state__in=CorrectionState.values), name="intake_examination_correction"),
            models.CheckConstraint(
                condition=Q(state="asked", settled_at__isnull=True) | ~Q(state="asked") & Q(settled_at__isnull=False),
                name="intake_examination_settled_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state="asked"), name="intake_examination_due"),
        ]


class SavedSearch(KeptSearch):
    """The conditions of the list of examinations under a name, for one member of staff."""

    class Meta:
        verbose_name = "保存した検索条件"
        constraints = [models.UniqueConstraint(fields=["login_id", "name"], name="intake_examination_search_once")]
