"""The resident's own copy of what was sent, for as long as the log-in lasts in which it was sent."""

from django.db import models


class Copy(models.Model):
    """The printed form as it was sent, encrypted to the resident's log-in: without their cookie nobody opens it, we neither."""

    submission_id = models.UUIDField("申請", primary_key=True, db_comment="控えの申請")
    cipher = models.BinaryField("控え（暗号）", db_comment="申請の控え（PDF）を、住民のログインの鍵で暗号化したもの")
    kept_at = models.DateTimeField("作成日時", db_comment="控えを作った日時（ログインの期限の後に消す）")

    class Meta:
        verbose_name = "申請の控え"
        indexes = [models.Index(fields=["kept_at"], name="portal_forms_copy_age")]
