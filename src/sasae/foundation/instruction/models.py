"""Who acknowledged which rules, which courses were held and who took them, and whom somebody prompted."""

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only


class Acknowledgement(models.Model):
    """One user has read one version of a rule in a fiscal year. Only grows."""

    login_id = models.CharField("利用者ID", max_length=32, db_comment="確認した利用者のID（外部キーにしない）")
    rule = models.CharField("規程", max_length=20, db_comment="規程の名（texts に定める）")
    version = models.CharField("版", max_length=64, db_comment="確認した文のSHA-256")
    fiscal_year = models.SmallIntegerField("年度", db_comment="確認した年度（4月から）")
    at = models.DateTimeField("確認日時", db_comment="確認した日時")

    class Meta:
        verbose_name = "規程の確認"
        triggers = append_only()
        constraints = [
            models.UniqueConstraint(
                fields=["login_id", "fiscal_year", "rule", "version"], name="instruction_acknowledged_once"
            )
        ]


class CourseSession(models.Model):
    """A course as it was held once. What was registered does not change."""

    organisation = models.CharField(
        "団体コード", max_length=6, blank=True, db_comment="どの団体の研修か。一つの団体だけが使うシステムでは空"
    )
    course = models.CharField("研修", max_length=30, db_comment="研修の名（courses.yaml に定める）")
    held_on = models.DateField("実施日", db_comment="研修を行った日")
    how = models.CharField("会場・方法", max_length=100, db_comment="会場、または動画などの方法")
    teacher = models.CharField("講師・教材", max_length=100, db_comment="講師か教材")
    proof = models.CharField("修了の確かめ方", max_length=200, db_comment="修了を何で確かめたか（出席簿、確認テストなど）")
    registered_by = models.CharField("登録した職員", max_length=64, db_comment="登録した職員のID（外部キーにしない）")
    registered_at = models.DateTimeField("登録日時", db_comment="登録した日時")

    class Meta:
        verbose_name = "研修の実施"
        triggers = append_only()
        indexes = [models.Index(fields=["organisation", "-held_on"], name="instruction_session_newest")]


class Attendance(models.Model):
    """One user took a course. Registered by another; what was registered by mistake is cancelled, and stays."""

    session = models.ForeignKey(
        CourseSession, models.PROTECT, related_name="attendances", verbose_name="研修の実施", db_comment="研修の実施"
    )
    login_id = models.CharField("利用者ID", max_length=32, db_comment="受講した利用者のID（外部キーにしない）")
    registered_by = models.CharField("登録した職員", max_length=64, db_comment="登録した職員のID。本人ではない")
    cancelled_by = models.CharField("取り消した職員", max_length=64, blank=True, db_comment="取り消した職員のID")
    cancelled_at = models.DateTimeField("取消日時", null=True, db_comment="取り消した日時")
    why = models.CharField("取消しの理由", max_length=200, blank=True, db_comment="取り消した理由")

    class Meta:
        verbose_name = "受講"
        indexes = [models.Index(fields=["login_id"], name="instruction_taken_by")]
        constraints = [
            models.UniqueConstraint(fields=["session", "login_id"], name="instruction_taken_once"),
            models.CheckConstraint(condition=~Q(login_id=F("registered_by")), name="instruction_not_ones_own"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by="", why="")
                | Q(cancelled_at__isnull=False) & ~Q(cancelled_by="") & ~Q(why=""),
                name="instruction_cancelled_whole",
            ),
        ]


class Prompt(models.Model):
    """Who is responsible told a member of the office to take a course. Only grows."""

    login_id = models.CharField("利用者ID", max_length=32, db_comment="促された利用者のID（外部キーにしない）")
    course = models.CharField("研修", max_length=30, db_comment="促した研修の名")
    prompted_by = models.CharField("促した職員", max_length=64, db_comment="促した保護責任者のID（外部キーにしない）")
    prompted_at = models.DateTimeField("促した日時", db_comment="促した日時")

    class Meta:
        verbose_name = "受講の催促"
        triggers = append_only()
        indexes = [models.Index(fields=["login_id", "-prompted_at"], name="instruction_prompted")]
