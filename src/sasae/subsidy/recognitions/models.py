"""What staff found for an application."""

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned
from sasae.subsidy.applications.models import Application
from sasae.subsidy.people.models import Person


class Kind(models.TextChoices):
    """What is found."""

    EARLY_START = "early_start", "資格の始まりのさかのぼり"
    PARENTS_CUSTODY = "parents_custody", "父母の監護（養育者の申請）"
    DISABILITY = "disability", "児童の障害"
    HIGH_SCHOOL = "high_school", "児童の在学"
    SPOUSE_DISABLED = "spouse_disabled", "配偶者の重度の障害（別表第2）"
    SPOUSE_APART = "spouse_apart", "配偶者の別居（遺棄・拘禁・DVなど）"


OF_THE_SPOUSE = {Kind.SPOUSE_DISABLED, Kind.SPOUSE_APART}
OF_THE_FAMILY = {Kind.EARLY_START, *OF_THE_SPOUSE}


@versioned
class Recognition(models.Model):
    """One finding, first to last day, with the evidence it rests on. Taken back, it stays in the record."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="recognitions", db_comment="申請")
    kind = models.CharField("種類", max_length=15, choices=Kind, db_comment="認定の種類")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment="だれについての認定か")
    since = models.DateField("初日", db_comment="認定した最初の日")
    until = models.DateField("末日", null=True, db_comment="認定した最後の日（空なら定めなし）")
    reason = models.CharField("理由", max_length=200, db_comment="認定の理由と確かめた書類")
    found_by = models.CharField("認定者", max_length=64, db_comment="認定した者のID")
    found_at = models.DateTimeField("認定日時", db_comment="認定した日時")
    taken_back_by = models.CharField("取消者", max_length=64, blank=True, db_comment="認定を取り消した者のID")

    class Meta:
        verbose_name = "職員の認定"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="subsidy_recognitions_kind"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="subsidy_recognitions_period"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="subsidy_recognitions_reason"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(kind="early_start", taken_back_by=""), name="subsidy_recognitions_one_start"
            ),
        ]  # fmt: skip
