"""Papers that were looked at (点検完了資料情報)."""

from django.db import models

from sasae.intake.applications.models import Attachment


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
