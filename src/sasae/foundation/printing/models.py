"""The exact bytes of everything printed."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sasae.foundation.history.append_only import append_only


class PrintedDocument(models.Model):
    """One paper or one print file. Never rendered again: a second copy shows these bytes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("種類", max_length=40, db_comment="印刷物の種類")
    subject = models.CharField("対象", max_length=100, db_comment="何の印刷物か（番号）")
    persons = ArrayField(models.CharField(max_length=40), verbose_name="本人", db_comment="関わる本人の番号")
    content = models.BinaryField("内容", db_comment="印刷した内容（PDF）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="内容のSHA-256")
    pages = models.IntegerField("ページ数", db_comment="ページ数")
    printed_by = models.CharField("作成者", max_length=64, db_comment="作成した者または処理のID")
    printed_at = models.DateTimeField("作成日時", auto_now_add=True, db_comment="作成した日時")

    class Meta:
        db_table = "printing_document"
        verbose_name = "印刷物"
        indexes = [models.Index(fields=["kind", "subject"], name="printing_document_subject")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
