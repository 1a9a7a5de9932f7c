"""Families whose year lay above the yearly cap, as work: somebody looks at what the insurer paid, and says what came of it."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned
from sasae.subsidy.people.models import Person


@versioned
class YearCheck(models.Model):
    """One family, one insurer, one year (by its first month). Open until a person closes it, or nothing is left of it."""

    payee = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment="請求者")
    insurer_number = models.CharField("保険者番号", max_length=8, blank=True, db_comment="保険者番号（分からなければ空）")
    year = models.CharField("初めの診療年月", max_length=7, db_comment="1年の初めの診療年月（YYYY-MM）")
    expected_yen = models.IntegerField("見込額", db_comment="年間分として支給される見込みの最大の額（円）")
    opened_on = models.DateField("確認の開始日", db_comment="確認が要ると分かった日")
    closed_on = models.DateField("確認を終えた日", null=True, db_comment="確認を終えた日（空なら終えていない）")
    closed_by = models.CharField("確認した者", max_length=64, blank=True, db_comment="確認を終えた者のID")
    why = models.CharField("確認の結果", max_length=200, blank=True, db_comment="確認の結果")

    class Meta:
        verbose_name = "年間上限の確認"
        indexes = [models.Index(fields=["year"], name="subsidy_claims_year_open", condition=Q(closed_on__isnull=True))]
        constraints = [
            models.UniqueConstraint(fields=["payee", "insurer_number", "year"], name="subsidy_claims_year_once"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_by="", why="")
                | (Q(closed_on__isnull=False) & ~Q(closed_by="") & ~Q(why="")),
                name="subsidy_claims_year_closed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.payee_id}"
