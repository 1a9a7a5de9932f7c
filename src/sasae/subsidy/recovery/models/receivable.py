"""What somebody owes the city, and for which treatments."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts.models import ReceiptLine


class Reason(models.TextChoices):
    """返還理由 (domain.md §13)."""

    LOST = "1", "資格喪失後受診"
    HIGH_COST = "2", "高額療養費・附加給付"
    SCHOOL = "3", "災害共済給付"
    THIRD_PARTY = "4", "第三者賠償"
    DOUBLE = "5", "重複支給"
    DECEIT = "6", "虚偽"
    OTHER = "9", "その他"


class Debtor(models.TextChoices):
    """Who owes."""

    PERSON = "person", "本人（受給者）"
    INSURER = "insurer", "保険者"
    THIRD_PARTY = "third_party", "第三者・損害保険会社"


ACCOUNTS = {
    Debtor.PERSON: Account.DUE_FROM_PERSON,
    Debtor.INSURER: Account.DUE_FROM_INSURER,
    Debtor.THIRD_PARTY: Account.DUE_FROM_THIRD_PARTY,
}


class State(models.TextChoices):
    """返還金の状態 (domain.md §13, with the proposal before it)."""

    PROPOSED = "05", "起案（決定待ち）"
    DECIDED = "10", "調定"
    NOTIFIED = "20", "納付書送付"
    PARTLY = "30", "一部納付"
    PAID = "40", "完納"
    WRITTEN_OFF = "50", "不納欠損"
    CANCELLED = "60", "決定取消"
    DROPPED = "70", "起案取下げ"


ALLOWED_MOVES = {
    State.PROPOSED: {State.DECIDED, State.DROPPED},
    State.DECIDED: {State.NOTIFIED},
    State.NOTIFIED: {State.PARTLY, State.PAID, State.WRITTEN_OFF, State.CANCELLED},
    State.PARTLY: {State.PARTLY, State.NOTIFIED, State.PAID, State.WRITTEN_OFF, State.CANCELLED},
    State.PAID: {State.PARTLY, State.NOTIFIED, State.CANCELLED},
    State.WRITTEN_OFF: set(),
    State.CANCELLED: set(),
    State.DROPPED: set(),
}


@versioned
class Receivable(models.Model):
    """One debt. What is still owed is kept beside the total, so that lists and limits need no sums. Yen."""

    LIVE: ClassVar[list[str]] = [State.NOTIFIED, State.PARTLY]
    BOOKED: ClassVar[list[str]] = [
        State.DECIDED, State.NOTIFIED, State.PARTLY, State.PAID, State.WRITTEN_OFF, State.CANCELLED,
    ]  # fmt: skip

    number = models.CharField("番号", max_length=16, unique=True, db_comment="返還金の番号（納付番号）")
    reason = models.CharField("返還理由", max_length=1, choices=Reason, db_comment="返還理由")
    debtor_kind = models.CharField("債務者の区分", max_length=12, choices=Debtor, db_comment="だれが返すか")
    debtor = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="receivables", db_comment="返還する人（本人のとき）"
    )
    payer_name = models.CharField("債務者名", max_length=100, blank=True, db_comment="保険者・第三者の名称")
    payer_postal_code = models.CharField("郵便番号", max_length=7, blank=True, db_comment="保険者・第三者の郵便番号")
    payer_address = models.CharField("所在地", max_length=200, blank=True, db_comment="保険者・第三者の所在地")
    yen = models.BigIntegerField("返還額", db_comment="決定した額（円、減額の前）")
    owed = models.BigIntegerField("残額", db_comment="まだ返されていない額（円）")
    overpaid = models.BigIntegerField("過誤納額", default=0, db_comment="多く納められ、まだ還付していない額（円）")
    state = models.CharField("状態", max_length=2, choices=State, default=State.PROPOSED, db_comment="状態")
    why = models.TextField("理由", db_comment="返還を求める理由の説明")
    due_on = models.DateField("納期限", null=True, db_comment="納期限")
    limited_on = models.DateField(
        "時効の最終日", null=True, db_comment="消滅時効が完成する前の最後の日（更新のたびに改める）"
    )
    first_limited_on = models.DateField(
        "最初の時効の最終日", null=True, db_comment="更新がなければ消滅時効が完成する前の最後の日（決定のときの納期限による）"
    )
    suspended_on = models.DateField("徴収停止日", null=True, db_comment="徴収を停止した日（停止していなければ空）")
    origin = models.CharField(
        "旧システムの債権番号", max_length=20, blank=True, default="", db_comment="旧システムから引き継いだ債権の番号"
    )
    document_id = models.CharField(
        "決定通知書", max_length=36, blank=True, db_comment="決定通知書・納付書の印刷物の番号"
    )
    proposed_by = models.CharField("起案者", max_length=64, db_comment="起案した者のID")
    proposed_on = models.DateField("起案日", db_comment="起案した日")
    decided_by = models.CharField("決定者", max_length=64, blank=True, db_comment="決定した者のID")
    decided_on = models.DateField("決定日", null=True, db_comment="決定（調定）の日")

    class Meta:
        verbose_name = "返還金"
        indexes = [
            models.Index(fields=["state", "due_on"], name="subsidy_recovery_state"),
            models.Index(fields=["limited_on"], condition=Q(owed__gt=0), name="subsidy_recovery_limited"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_recovery_state"),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="subsidy_recovery_reason"),
            models.CheckConstraint(
                condition=Q(debtor_kind="person", debtor__isnull=False)
                | Q(debtor_kind__in=["insurer", "third_party"], debtor__isnull=True) & ~Q(payer_name=""),
                name="subsidy_recovery_debtor",
            ),
            models.CheckConstraint(
                condition=Q(yen__gt=0, owed__gte=0, owed__lte=F("yen"), overpaid__gte=0), name="subsidy_recovery_amounts"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["05", "70"], decided_on__isnull=True, decided_by="", owed=F("yen"))
                | ~Q(state__in=["05", "70"]) & Q(decided_on__isnull=False, due_on__isnull=False) & ~Q(decided_by=""),
                name="subsidy_recovery_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("proposed_by")), name="subsidy_recovery_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["40", "50", "60"], owed=0) | ~Q(state__in=["40", "50", "60"]) & Q(owed__gt=0),
                name="subsidy_recovery_owed",
            ),
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="subsidy_recovery_origin_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def account(self) -> Account:
        """Where the debt stands in the books."""
        return ACCOUNTS[Debtor(self.debtor_kind)]

    @property
    def payer(self) -> str:
        """Who owes, by name."""
        return self.debtor.name if self.debtor else self.payer_name


@versioned
class Part(models.Model):
    """What is asked back of one treatment. A claim or a receipt stands in one debt of a reason, not in two. Yen.

    What was taken over from an old system is `carried`: the treatment is known by its month and provider alone.
    """

    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="parts", db_comment="返還金")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="recovered", db_comment="償還払いの請求")
    line = models.ForeignKey(
        ReceiptLine, models.PROTECT, null=True, related_name="recovered", db_comment="レセプト明細"
    )
    reason = models.CharField("返還理由", max_length=1, choices=Reason, db_comment="返還理由（親と同じ）")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment="受診者")
    provider = models.CharField("医療機関", max_length=60, db_comment="医療機関コードまたは名称（台帳と同じ）")
    treatment_month = models.CharField("診療年月", max_length=7, db_comment="診療年月（YYYY-MM）")
    scheme = models.CharField("助成区分", max_length=1, choices=Scheme, db_comment="助成区分（1現物・2償還）")
    granted = models.BigIntegerField("助成額", db_comment="助成した額（円）")
    yen = models.BigIntegerField("返還額", db_comment="この診療について返す額（円）")
    owed = models.BigIntegerField("残額", db_comment="まだ返されていない額（円）")
    carried = models.BooleanField("引継ぎ", default=False, db_comment="旧システムから引き継いだ債権の内訳か")
    live = models.BooleanField("有効", default=True, db_comment="有効か（起案の取下げ・決定の取消しで偽）")

    class Meta:
        verbose_name = "返還金の内訳"
        constraints = [
            models.CheckConstraint(
                condition=Q(yen__gt=0, owed__gte=0, owed__lte=F("yen"), yen__lte=F("granted")),
                name="subsidy_recovery_part_amounts",
            ),
            models.CheckConstraint(
                condition=Q(claim__isnull=False, line__isnull=True, scheme="2", carried=False)
                | Q(claim__isnull=True, line__isnull=False, scheme="1", carried=False)
                | Q(claim__isnull=True, line__isnull=True, carried=True),
                name="subsidy_recovery_part_source",
            ),
            models.UniqueConstraint(
                fields=["claim", "reason"], condition=Q(live=True), name="subsidy_recovery_claim_once"
            ),
            models.UniqueConstraint(
                fields=["line", "reason"], condition=Q(live=True), name="subsidy_recovery_line_once"
            ),
        ]
