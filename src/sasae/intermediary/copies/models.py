"""A body's copies (副本). The tables stand in each body's schema (bodies/steps)."""

from django.db import models

from sasae.intermediary.keys.envelope import with_key


class CopyBatch(models.Model):
    """Copies that came together, under one content key; counted row by row."""

    batch_no = models.CharField("一括番号", max_length=60, unique=True, db_comment="一括番号（団体が付ける）")
    information = models.CharField("特定個人情報名", max_length=16, db_comment="特定個人情報名コード")
    sealed_key = models.TextField("内容の鍵（暗号）", db_comment="内容の鍵（団体の鍵で暗号化）")
    outline = models.CharField("要約", max_length=64, db_comment="内容を除く各行の要約のSHA-256")
    registered = models.IntegerField("登録", db_comment="新しく登録した件数")
    known = models.IntegerField("登録済み", db_comment="登録済みだった件数")
    refused = models.IntegerField("登録できず", db_comment="登録できなかった件数")
    warnings = models.IntegerField("注意", db_comment="注意の件数")
    holds_until = models.DateTimeField("原本の時点", null=True, db_comment="この時までの原本の変更を含む")
    registered_at = models.DateTimeField("登録日時", db_comment="登録日時")

    class Meta:
        managed = False
        db_table = "copy_batch"
        verbose_name = "副本の一括登録"


class CopyFinding(models.Model):
    """What is wrong with a row: an error refuses it, a warning does not."""

    batch_id = models.BigIntegerField("一括登録", db_comment="一括登録")
    place = models.IntegerField("行", db_comment="一括の中の行（1から）")
    record_id = models.CharField("レコード識別番号", max_length=40, db_comment="レコード識別番号")
    version = models.IntegerField("版", db_comment="版番号")
    unified_no = models.CharField("統合宛名番号", max_length=15, db_comment="団体内統合宛名番号")
    finding = models.CharField("所見", max_length=8, db_comment="所見の番号")
    severity = models.CharField("重さ", max_length=7, db_comment="error または warning")
    message = models.CharField("説明", max_length=300, db_comment="説明")

    class Meta:
        managed = False
        db_table = "copy_finding"
        verbose_name = "副本の登録の所見"


class CopySource(models.Model):
    """How new the source of an information is, and how much of it the copies hold."""

    information = models.CharField("特定個人情報名", max_length=16, primary_key=True, db_comment="特定個人情報名コード")
    changed_at = models.DateTimeField("原本の最新の変更", null=True, db_comment="原本の最新の変更")
    reported_at = models.DateTimeField("報告", null=True, db_comment="原本の新しさの報告を受けた日時")
    holds_until = models.DateTimeField("副本の時点", null=True, db_comment="副本がこの時までの変更を含む")

    class Meta:
        managed = False
        db_table = "copy_source"
        verbose_name = "副本の原本"


class Copy(models.Model):
    """One version of one data set of one person; its content is encrypted to the body's key."""

    information = models.CharField("特定個人情報名", max_length=16, db_comment="特定個人情報名コード")
    record_id = models.CharField("レコード識別番号", max_length=40, db_comment="レコード識別番号")
    version = models.IntegerField("版", db_comment="版番号")
    unified_no = models.CharField("統合宛名番号", max_length=15, db_comment="団体内統合宛名番号")
    period_from = models.DateField("期間の初日", db_comment="対象期間の初日")
    period_to = models.DateField("期間の末日", db_comment="対象期間の末日")
    public_to = models.DateField("公開終了日", null=True, db_comment="公開終了日")
    withdrawn = models.BooleanField("取消し", default=False, db_comment="取消しの版")
    not_disclosed = models.BooleanField("不開示", db_comment="不開示")
    automatic_reply = models.BooleanField("自動応答", db_comment="自動応答の可否")
    payload = models.TextField("内容（暗号）", db_comment="副本データ（団体の鍵で暗号化）")
    batch_id = models.BigIntegerField("一括登録", null=True, db_comment="一括登録（空は、行ごとに暗号化したもの）")
    registered_at = models.DateTimeField("登録日時", db_comment="登録日時")

    class Meta:
        managed = False
        db_table = "copy"
        verbose_name = "副本"

    def __str__(self) -> str:
        return f"{self.record_id}/{self.version}"

    @property
    def sealed(self) -> str:
        """The content as the body's agent opens it, of a row asked for `with_keys`.

        Copies from before the batches are a JWE each for itself.
        """
        if self.batch_id is None:
            return self.payload
        sealed_key: str = self.sealed_key  # type: ignore[attr-defined]
        return with_key(
            sealed_key, about(self.information, self.record_id, self.version, self.unified_no), self.payload
        )


def about(information: str, record_id: str, version: int, unified_no: str) -> str:
    """Whose row a payload is: bound into its encryption, so that none can be put into another row's place."""
    return f"{information}/{record_id}/{version}/{unified_no}"
