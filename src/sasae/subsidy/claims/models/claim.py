"""One claim for one bill (person, provider, treatment month, kind of care): what the receipt says, what was decided."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower

from sasae.foundation.history.versions import versioned
from sasae.kernel.period import Month
from sasae.law.single_parent.claim_papers import CODES
from sasae.subsidy.claims.models.folder import ClaimFolder
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.models import Person


class State(models.TextChoices):
    """償還状態 (domain.md §13)."""

    RECEIVED = "10", "受付"
    EXAMINING = "20", "審査中"
    GRANTED = "30", "支給決定"
    REFUSED = "31", "不支給決定"
    IN_RUN = "40", "支払データ作成"
    PAID = "50", "振込済"
    FAILED = "51", "振込不能"
    WITHDRAWN = "90", "取下"


ALLOWED_MOVES = {
    State.RECEIVED: {State.EXAMINING, State.WITHDRAWN},
    State.EXAMINING: {State.GRANTED, State.REFUSED, State.WITHDRAWN},
    State.GRANTED: {State.IN_RUN, State.EXAMINING},
    State.IN_RUN: {State.PAID, State.FAILED, State.GRANTED},
    State.FAILED: {State.IN_RUN},
    State.PAID: {State.FAILED},  # the bank sent the money back later (組戻)
    State.REFUSED: set(),
    State.WITHDRAWN: set(),
}


class Folded(Func):
    """A name however wide it was written, as `provider_key` has it."""

    template = "normalize(%(expressions)s, NFKC)"
    output_field = models.TextField()


def provider_key_in_sql(column: str = "provider") -> Lower:
    """The same provider, the same key: what `providers.provider_key` says, as an expression of the database."""
    spaces = Func(Folded(F(column)), Value(r"\s"), Value(""), Value("g"), function="regexp_replace")
    return Lower(spaces, output_field=models.TextField())


class School(models.TextChoices):
    """Whether it is an accident at school, and whether the sports centre has decided."""

    OPEN = "open", "学校の災害（センターの決定待ち）"
    DECIDED = "decided", "学校の災害（センターの決定あり）"


class ThirdParty(models.TextChoices):
    """Whether somebody else caused it, and how far that is."""

    OPEN = "open", "第三者の行為（届出なし）"
    NOTIFIED = "notified", "第三者の行為（届出あり）"
    SETTLED = "settled", "第三者の行為（示談済）"
    UNRELATED = "other", "第三者の行為ではない（届出のある負傷とは別）"


@versioned
class Claim(models.Model):
    """One claim with what the receipt says and what was decided. Yen."""

    GRANTED: ClassVar[list[str]] = [State.GRANTED, State.IN_RUN, State.PAID, State.FAILED]

    folder = models.ForeignKey(ClaimFolder, models.PROTECT, null=True, related_name="claims", db_comment="請求書")
    place = models.IntegerField("行", db_default=1, default=1, db_comment="請求書の中の何行目か")
    number = models.CharField("請求番号", max_length=16, unique=True, db_comment="償還払いの請求番号")
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="claims", db_comment="受給者（受診者）")
    person = models.ForeignKey(Person, models.PROTECT, related_name="claims", db_comment="受診者")
    payee = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment="支払を受ける人（申請者）")
    treatment_month = models.CharField("診療年月", max_length=7, db_comment="診療年月（YYYY-MM）")
    provider = models.CharField("医療機関", max_length=60, db_comment="医療機関の名称またはコード")
    days = models.IntegerField("診療実日数", db_comment="診療実日数")
    treated_on = ArrayField(
        models.DateField(), default=list, verbose_name="診療日", db_comment="診療日（領収書でわかるもの）"
    )
    total_cost = models.IntegerField("総医療費", db_comment="総医療費（10割、円）")
    insured_self_pay = models.IntegerField("自己負担額", db_comment="保険診療の自己負担額（食事を含む、円）")
    meals = models.IntegerField("食事等", default=0, db_comment="食事療養標準負担額等（円）")
    high_cost = models.IntegerField("高額療養費", default=0, db_comment="高額療養費（円）")
    year_benefit = models.IntegerField(
        "高額療養費（年間）", default=0, db_default=0, db_comment="年間上限を超えた分の高額療養費のうち、この請求の分（円）"
    )
    fringe = models.IntegerField("附加給付", default=0, db_comment="附加給付（円）")
    other_public = models.IntegerField("他公費", default=0, db_comment="他の公費の負担（円）")
    school_insurance = models.IntegerField("災害共済給付", default=0, db_comment="災害共済給付（円）")
    benefits_settled = models.BooleanField(
        "高額療養費等の確認", default=False, db_comment="高額療養費・附加給付の支給の有無を保険者の通知で確かめたか"
    )
    year_settled = models.BooleanField(
        "年間の高額療養費の確認",
        default=False,
        db_default=False,
        db_comment="年間上限による支給の有無を保険者の通知で確かめたか",
    )
    reason = models.CharField("事由", max_length=2, blank=True, default="", db_default="", db_comment="償還払いの事由")
    kind = models.CharField("種類", max_length=1, default="1", db_default="1", db_comment="点数表（8は治療用装具）")
    setting = models.CharField("入外", max_length=1, default="2", db_default="2", db_comment="1入院・2外来")
    part = models.CharField(
        "別の請求の区別",
        max_length=30,
        blank=True,
        default="",
        db_default="",
        db_comment="同じ人・診療月・医療機関・種類・入外の別の請求を分ける区別（claim_codes.yaml の番号）",
    )
    part_text = models.CharField(
        "区別の文言",
        max_length=30,
        blank=True,
        default="",
        db_default="",
        db_comment="番号になる前に書かれていた区別の文言（移行した請求だけ）",
    )
    twin_why = models.CharField(
        "別の領収書である理由",
        max_length=200,
        blank=True,
        default="",
        db_default="",
        db_comment="日数と額が同じ別の請求があるが、別の領収書であるとした理由（入力者）",
    )
    twin_found = models.CharField(
        "別の領収書と確かめたこと",
        max_length=200,
        blank=True,
        default="",
        db_default="",
        db_comment="別の領収書であると、別の職員が確かめたこと",
    )
    twin_by = models.CharField(
        "別の領収書と確かめた者",
        max_length=64,
        blank=True,
        default="",
        db_default="",
        db_comment="別の領収書であると確かめた者のID",
    )
    insurer_number = models.CharField(
        "保険者番号", max_length=8, blank=True, default="", db_default="", db_comment="診療月の保険者番号"
    )
    insured_atena_no = models.CharField(
        "被保険者宛名番号", max_length=15, blank=True, default="", db_default="",
        db_comment="診療月の保険の被保険者の宛名番号（記録から分かるとき）",
    )  # fmt: skip
    cap_class = models.CharField(
        "適用区分", max_length=8, blank=True, default="", db_default="", db_comment="高額療養費の適用区分（わかるとき）"
    )
    school = models.CharField(
        "学校の災害",
        max_length=8,
        choices=School,
        blank=True,
        default="",
        db_default="",
        db_comment="学校の管理下の災害か",
    )
    third_party = models.CharField(
        "第三者の行為",
        max_length=8,
        choices=ThirdParty,
        blank=True,
        default="",
        db_default="",
        db_comment="第三者の行為か",
    )
    device_decided = models.BooleanField(
        "装具の療養費の決定", default=False, db_default=False, db_comment="治療用装具の保険者の決定を確かめたか"
    )
    claimed_on = models.DateField("請求日", db_comment="請求を受け付けた日")
    state = models.CharField("状態", max_length=2, choices=State, default=State.RECEIVED, db_comment="償還状態")
    amount = models.IntegerField("助成額", default=0, db_comment="助成額（円）")
    decision = models.TextField("決定", blank=True, db_comment="決定の全文（JSON）")
    refusal_document = models.CharField(
        "不支給決定通知書", max_length=36, blank=True, db_comment="不支給決定通知書の印刷物の番号"
    )
    grant_document = models.CharField(
        "支給決定通知書", max_length=36, blank=True, default="", db_default="", db_comment="支給決定通知書の印刷物の番号"
    )
    entered_by = models.CharField("入力者", max_length=64, db_comment="入力した者のID")
    noticed_by = models.CharField(
        "通知の入力者",
        max_length=64,
        blank=True,
        default="",
        db_default="",
        db_comment="保険者の通知を入力した者のID（最後の訂正の後）",
    )
    decided_by = models.CharField("決定者", max_length=64, blank=True, db_comment="決定した者のID")
    decided_on = models.DateField("決定日", null=True, db_comment="決定日")
    entered_at = models.DateTimeField("入力日時", auto_now_add=True, db_comment="入力した日時")

    class Meta:
        verbose_name = "償還払いの請求"
        indexes = [models.Index(fields=["state", "id"], name="subsidy_claims_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_claims_state"),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("entered_by")) & ~Q(decided_by=F("noticed_by")),
                name="subsidy_claims_two_people",
            ),
            models.CheckConstraint(
                condition=Q(insured_self_pay__gte=0, total_cost__gte=F("insured_self_pay"), amount__gte=0),
                name="subsidy_claims_amounts",
            ),
            models.CheckConstraint(condition=Q(amount__lte=F("insured_self_pay")), name="subsidy_claims_not_more"),
            models.CheckConstraint(condition=~Q(kind="") & Q(setting__in=["1", "2"]), name="subsidy_claims_kind"),
            models.CheckConstraint(condition=Q(year_benefit__gte=0), name="subsidy_claims_year_benefit"),
            models.CheckConstraint(
                condition=Q(twin_by="") | ~Q(twin_by=F("entered_by")) & ~Q(twin_found=""), name="subsidy_claims_twin_people"
            ),
            models.CheckConstraint(
                condition=Q(twin_why="") | ~Q(twin_by="") | ~Q(state__in=["30", "40", "50", "51"]),
                name="subsidy_claims_twin_confirmed",
            ),
            models.UniqueConstraint(
                "person",
                "treatment_month",
                provider_key_in_sql(),
                "kind",
                "setting",
                "part",
                condition=~Q(state__in=["31", "90"]),
                name="subsidy_claims_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def deducted(self) -> int:
        """Everything that goes off the self-pay, in yen."""
        by_insurer = self.high_cost + self.year_benefit + self.fringe
        return self.meals + by_insurer + self.other_public + self.school_insurance

    @property
    def part_name(self) -> str:
        """What sets the bill apart, in words; empty where it is the only one."""
        return CODES.on(Month.parse(self.treatment_month).first).part.get(self.part) or self.part_text or self.part
