"""An injury by somebody else, who answers for it, and the treatments the city paid for because of it."""

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.notifications.models import Notification
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts.models import ReceiptLine
from sasae.subsidy.recovery.models import Receivable
from sasae.subsidy.recovery.models import State as Owed


class State(models.TextChoices):
    """第三者行為の状態."""

    RECEIVED = "received", "治療費の確認中"
    CLAIMING = "claiming", "賠償請求中"
    CLOSED = "closed", "完結"
    WITHDRAWN = "withdrawn", "取下げ"


ALLOWED_MOVES = {
    State.RECEIVED: {State.CLAIMING, State.CLOSED, State.WITHDRAWN},
    State.CLAIMING: {State.CLOSED},
    State.CLOSED: {State.RECEIVED, State.CLAIMING},
    State.WITHDRAWN: set(),
}
OPEN = (State.RECEIVED, State.CLAIMING)
GIVEN_UP = (Owed.DROPPED, Owed.CANCELLED)
NOT_CLAIMED = Q(receivable__isnull=True) | Q(receivable__state__in=GIVEN_UP)  # of treatments: what may be claimed (anew)


class Accident(models.TextChoices):
    """What happened."""

    TRAFFIC = "traffic", "交通事故"
    VIOLENCE = "violence", "暴行・けんか"
    ANIMAL = "animal", "他人の飼い犬などの動物"
    FACILITY = "facility", "施設・設備の欠陥"
    FOOD = "food", "食中毒"
    SPORTS = "sports", "スポーツ・遊びの接触"
    OTHER = "other", "その他"


@versioned
class InjuryCase(models.Model):
    """One injury. While it is open, what comes in for the person's treatment since then is held for a look."""

    number = models.CharField("番号", max_length=20, unique=True, db_comment="第三者行為の番号")
    person = models.ForeignKey(Person, models.PROTECT, related_name="injuries", db_comment="受診者")
    notification = models.OneToOneField(
        Notification, models.PROTECT, null=True, related_name="injury", db_comment="もとになった届出（第三者行為）"
    )
    notified_on = models.DateField("届出日", db_comment="傷病届を受け付けた日")
    injured_on = models.DateField("負傷日", db_comment="負傷した日（事故の日）")
    accident = models.CharField("原因", max_length=10, choices=Accident, db_comment="負傷の原因")
    place = models.CharField("場所", max_length=100, blank=True, db_comment="事故の場所")
    circumstances = models.TextField("状況", db_comment="事故の状況（届出のとおり）")
    injuries = models.CharField("傷病", max_length=200, blank=True, db_comment="傷病名・けがの部位")
    police = models.CharField("事故証明", max_length=60, blank=True, db_comment="届け出た警察署・事故証明の番号")
    offender = models.CharField("相手方", max_length=100, blank=True, db_comment="相手方（加害者）の氏名")
    offender_postal_code = models.CharField("相手方の郵便番号", max_length=7, blank=True, db_comment="相手方の郵便番号")
    offender_address = models.CharField("相手方の住所", max_length=200, blank=True, db_comment="相手方の住所")
    insurer = models.CharField("保険会社", max_length=100, blank=True, db_comment="相手方の保険会社（自賠責・任意）")
    insurer_postal_code = models.CharField(
        "保険会社の郵便番号", max_length=7, blank=True, db_comment="保険会社の郵便番号"
    )
    insurer_address = models.CharField("保険会社の住所", max_length=200, blank=True, db_comment="保険会社の住所")
    insurer_contact = models.CharField(
        "保険会社の担当", max_length=100, blank=True, db_comment="保険会社の担当部署・電話"
    )
    policy_number = models.CharField("証券番号", max_length=40, blank=True, db_comment="保険の証券番号・受付番号")
    fault_percent = models.IntegerField(
        "受診者の過失割合", default=0, db_comment="受診者の過失の割合（パーセント、相手方の負担から引く）"
    )
    healed_on = models.DateField("治ゆ日", null=True, db_comment="治ゆ（症状固定）の日。この月までの診療を調べる")
    settled_on = models.DateField("示談日", null=True, db_comment="示談が成立した日。この日から医療証は使えない")
    settlement = models.TextField("示談の内容", blank=True, db_comment="示談の内容")
    state = models.CharField("状態", max_length=10, choices=State, default=State.RECEIVED, db_comment="状態")
    outcome = models.CharField("結果", max_length=300, blank=True, db_comment="完結・取下げの理由")
    entered_by = models.CharField("入力者", max_length=64, db_comment="入力した者のID")
    entered_at = models.DateTimeField("入力日時", db_comment="入力した日時")

    class Meta:
        verbose_name = "第三者行為"
        indexes = [
            models.Index(fields=["person", "injured_on"], name="subsidy_third_person"),
            models.Index(fields=["state", "notified_on"], name="subsidy_third_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_third_state"),
            models.CheckConstraint(condition=Q(accident__in=Accident.values), name="subsidy_third_accident"),
            models.CheckConstraint(
                condition=Q(fault_percent__gte=0, fault_percent__lte=100), name="subsidy_third_fault"
            ),
            models.CheckConstraint(
                condition=Q(notified_on__gte=F("injured_on"))
                & (Q(settled_on__isnull=True) | Q(settled_on__gte=F("injured_on")))
                & (Q(healed_on__isnull=True) | Q(healed_on__gte=F("injured_on"))),
                name="subsidy_third_days",
            ),
            models.UniqueConstraint(
                fields=["person", "injured_on"], condition=~Q(state="withdrawn"), name="subsidy_third_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Judgement(models.TextChoices):
    """Whether a treatment comes of the injury."""

    OPEN = "open", "確認待ち"
    RELATED = "related", "この負傷による"
    UNRELATED = "unrelated", "関係なし"


@versioned
class Treatment(models.Model):
    """What the city paid for one treatment of the person since the injury, and whether the injury is why. Yen."""

    case = models.ForeignKey(InjuryCase, models.PROTECT, related_name="treatments", db_comment="第三者行為")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="injuries", db_comment="償還払いの請求")
    line = models.ForeignKey(ReceiptLine, models.PROTECT, null=True, related_name="injuries", db_comment="レセプト明細")
    treatment_month = models.CharField("診療年月", max_length=7, db_comment="診療年月（YYYY-MM）")
    provider = models.CharField("医療機関", max_length=60, db_comment="医療機関の名称またはコード")
    yen = models.IntegerField("助成額", db_comment="市が助成した額（円）")
    judgement = models.CharField(
        "判断", max_length=10, choices=Judgement, default=Judgement.OPEN, db_comment="この負傷による診療か"
    )
    judged_by = models.CharField("判断者", max_length=64, blank=True, db_comment="判断した者のID")
    receivable = models.ForeignKey(
        Receivable, models.PROTECT, null=True, related_name="treatments", db_comment="請求した賠償金"
    )

    class Meta:
        verbose_name = "第三者行為の診療"
        constraints = [
            models.CheckConstraint(condition=Q(judgement__in=Judgement.values), name="subsidy_third_judgement"),
            models.CheckConstraint(
                condition=Q(claim__isnull=True, line__isnull=False) | Q(claim__isnull=False, line__isnull=True),
                name="subsidy_third_one_source",
            ),
            models.CheckConstraint(
                condition=Q(receivable__isnull=True) | Q(judgement="related"), name="subsidy_third_claimed_related"
            ),
            models.UniqueConstraint(fields=["case", "claim"], name="subsidy_third_claim_once"),
            models.UniqueConstraint(fields=["case", "line"], name="subsidy_third_line_once"),
        ]

    @property
    def may_be_claimed(self) -> bool:
        """Whether nothing is claimed for it, or the claim was given up."""
        return self.receivable is None or self.receivable.state in GIVEN_UP
