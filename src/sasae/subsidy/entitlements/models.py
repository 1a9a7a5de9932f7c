"""From the examination to the entitlement: facts, decision, approval, and who is covered from when to when."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from sasae.foundation.history.versions import versioned
from sasae.subsidy.applications.models import Application
from sasae.subsidy.people.models import Person


class DateRange(Func):
    """daterange(from, to, '[]'): both ends included."""

    function = "DATERANGE"
    output_field = models.Field()


@versioned
class Recipient(models.Model):
    """A covered person. The number stays with the person across renewals and is never used again."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="recipient", db_comment="対象者")
    number = models.CharField("受給者番号", max_length=7, unique=True, db_comment="受給者番号（6桁と検証番号）")
    numbered_at = models.DateTimeField("付番日時", auto_now_add=True, db_comment="番号を付けた日時")

    class Meta:
        verbose_name = "受給者"

    def __str__(self) -> str:
        return self.number


class Role(models.TextChoices):
    """続柄区分 (domain.md §13)."""

    FATHER = "10", "父"
    MOTHER = "11", "母"
    CAREGIVER = "20", "養育者"
    CHILD = "30", "児童"
    SPOUSE = "40", "配偶者"
    OBLIGOR = "50", "扶養義務者"


class Family(models.Model):
    """The family of one applicant."""

    applicant = models.OneToOneField(Person, models.PROTECT, related_name="family", db_comment="申請者")
    created_at = models.DateTimeField("登録日時", auto_now_add=True, db_comment="登録した日時")

    class Meta:
        verbose_name = "家族"


@versioned
class FamilyMember(models.Model):
    """A person's part in a family, first to last day."""

    family = models.ForeignKey(Family, models.PROTECT, related_name="members", db_comment="家族")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", db_comment="対象者")
    role = models.CharField("続柄区分", max_length=2, choices=Role, db_comment="続柄区分")
    reason = models.CharField("理由", max_length=2, blank=True, db_comment="ひとり親理由（児童）")
    reason_on = models.DateField("事由発生日", null=True, db_comment="ひとり親理由の発生日")
    since = models.DateField("開始日", db_comment="家族となった日")
    until = models.DateField("終了日", null=True, db_comment="家族である最後の日")

    class Meta:
        verbose_name = "家族の構成"
        constraints = [
            models.UniqueConstraint(
                fields=["family", "person"], condition=Q(until__isnull=True), name="subsidy_entitlements_member_once"
            )
        ]


class FactKind(models.TextChoices):
    """What may change in a family after its application."""

    CHILD_ADDED = "child_added", "児童が加わった"
    CUSTODY_ENDED = "custody_ended", "監護しなくなった"
    PARTNER = "partner", "婚姻・事実婚"
    ANOTHER_REASON = "another_reason", "ひとり親の理由が加わった"
    REASON_ENDED = "reason_ended", "ひとり親の理由がなくなった"
    SCHEME = "scheme", "ほかの制度・措置"
    MOVED_OUT = "moved_out", "市外へ転出した"
    DIED = "died", "死亡した"
    WITHDRAWN = "withdrawn", "辞退"
    REVOKED = "revoked", "取消し"
    CHILD_SUPPORT = "child_support", "養育費"
    INCOME = "income", "所得の更正"
    STATUS_REPORT = "status_report", "現況届"


class FamilyFact(models.Model):
    """A fact of a family with both its times: when it is true, and when the office knew it.

    Nothing is overwritten: a fact that turns out otherwise is superseded by another and stays, so that what was known
    on a day can be shown again. A fact about the whole family, or its applicant, names the applicant.
    """

    family = models.ForeignKey(Family, models.PROTECT, related_name="facts", db_comment="家族")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment="だれについての事実か")
    kind = models.CharField("種類", max_length=15, choices=FactKind, db_comment="事実の種類")
    value = models.JSONField("内容", default=dict, db_comment="事実の内容（住所・個人番号を含まない）")
    valid_from = models.DateField("有効の初日", db_comment="事実となった日")
    valid_to = models.DateField("有効の末日", null=True, db_comment="事実である最後の日（続いていれば空）")
    source = models.CharField("出所", max_length=60, db_comment="届出の番号または異動の出所")
    recorded_at = models.DateTimeField("記録日時", db_comment="記録した日時")
    recorded_by = models.CharField("記録者", max_length=64, db_comment="記録した者のID")
    superseded_at = models.DateTimeField("差替え日時", null=True, db_comment="別の記録に差し替えられた日時")
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="supersedes", db_comment="差し替えた記録"
    )

    class Meta:
        verbose_name = "家族の事実"
        indexes = [models.Index(fields=["family", "kind"], name="subsidy_entitlements_fact")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FactKind.values), name="subsidy_entitlements_fact_kind"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="subsidy_entitlements_fact_period",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
                name="subsidy_entitlements_fact_known",
            ),
            models.UniqueConstraint(
                fields=["family", "person", "kind", "valid_from"], condition=Q(superseded_at__isnull=True),
                name="subsidy_entitlements_fact_once",
            ),
        ]  # fmt: skip


class Occasion(models.TextChoices):
    """What an examination answers."""

    APPLICATION = "application", "申請"
    CHANGE = "change", "変更（再審査）"
    RENEWAL = "renewal", "更新"


class ExaminationState(models.TextChoices):
    """審査の状態."""

    PREPARED = "prepared", "判定済（承認依頼前）"
    REQUESTED = "requested", "承認待ち"
    APPROVED = "approved", "決定"
    RETURNED = "returned", "差戻し"


EXAMINATION_MOVES = {
    ExaminationState.PREPARED: {ExaminationState.REQUESTED},
    ExaminationState.REQUESTED: {ExaminationState.APPROVED, ExaminationState.RETURNED},
    ExaminationState.RETURNED: set(),
    ExaminationState.APPROVED: set(),
}


@versioned
class Examination(models.Model):
    """One examination: the facts as gathered, the decision they lead to, and who asked for and gave the approval.

    `decision` holds the exact bytes of the law's answer; deciding the same facts again gives the same bytes.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="examinations", db_comment="申請")
    occasion = models.CharField(
        "契機", max_length=11, choices=Occasion, default=Occasion.APPLICATION, db_comment="審査の契機（申請・変更）"
    )
    on = models.DateField("基準日", db_comment="判定の基準日")
    facts = models.JSONField("事実", db_comment="判定に用いた事実（出所と時点つき）")
    decision = models.TextField("判定", db_comment="判定の全文（JSON）")
    outcome = models.CharField("結果", max_length=2, db_comment="判定結果（10交付・20・21・22・30・31・40）")
    rule_version = models.CharField("規定の版", max_length=64, db_comment="判定に用いた規定の版")
    state = models.CharField(
        "状態", max_length=10, choices=ExaminationState, default=ExaminationState.PREPARED, db_comment="審査の状態"
    )
    prepared_by = models.CharField("審査者", max_length=64, db_comment="審査した者のID")
    prepared_at = models.DateTimeField("判定日時", auto_now_add=True, db_comment="判定した日時")
    approved_by = models.CharField("承認者", max_length=64, blank=True, db_comment="承認・差戻しをした者のID")
    approved_at = models.DateTimeField("承認日時", null=True, db_comment="承認・差戻しの日時")
    note = models.CharField("意見", max_length=500, blank=True, db_comment="差戻しの理由など")

    class Meta:
        verbose_name = "審査"
        indexes = [models.Index(fields=["state", "id"], name="subsidy_entitlements_exam")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ExaminationState.values), name="subsidy_entitlements_exam_state"
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("prepared_by")), name="subsidy_entitlements_two_people"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state="approved", occasion="application"),
                name="subsidy_entitlements_decided_once",
            ),
        ]


class InForce(models.Manager["Entitlement"]):
    """Entitlements that stand; those annulled before they began are history."""

    def get_queryset(self) -> models.QuerySet["Entitlement"]:
        return super().get_queryset().filter(annulled=False)


@versioned
class Entitlement(models.Model):
    """資格: one person's cover, both days included. No two of one person overlap.

    An entitlement lost before its first day is annulled: `objects` leaves it out, `ever` has it.
    """

    objects = InForce()
    ever: ClassVar[models.Manager["Entitlement"]] = models.Manager()

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="entitlements", db_comment="受給者")
    family = models.ForeignKey(Family, models.PROTECT, related_name="entitlements", db_comment="家族")
    examination = models.ForeignKey(Examination, models.PROTECT, related_name="entitlements", db_comment="審査")
    valid_from = models.DateField("有効期間の初日", db_comment="資格のある最初の日")
    valid_to = models.DateField("有効期間の末日", db_comment="資格のある最後の日")
    loss_reason = models.CharField(
        "喪失理由", max_length=2, blank=True, db_comment="資格喪失理由（末日が早まったとき）"
    )
    annulled = models.BooleanField("無効", default=False, db_comment="始まる前に失われた資格（初日から効力がない）")
    created_at = models.DateTimeField("登録日時", auto_now_add=True, db_comment="登録した日時")

    class Meta:
        verbose_name = "資格"
        base_manager_name = "ever"
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="subsidy_entitlements_period"),
            ExclusionConstraint(
                name="subsidy_entitlements_no_overlap",
                expressions=[
                    (F("recipient"), RangeOperators.EQUAL),
                    (DateRange(F("valid_from"), F("valid_to"), Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(annulled=False),
            ),
        ]


class InquiryState(models.TextChoices):
    """How far a question is. Whether another body looks at it, refuses, or fails is not told apart: why it tells nothing
    is nobody's business here."""

    REQUESTED = "requested", "回答待ち"
    ANSWERED = "answered", "回答あり"
    NOBODY = "nobody", "該当する記録なし"
    NOT_AUTOMATIC = "not_automatic", "回答待ち"
    REFUSED = "refused", "回答が得られず"
    ERROR = "error", "回答が得られず"
    CORRECTED = "corrected", "訂正の知らせあり"


class IncomeInquiry(models.Model):
    """A question to another body, above all about an income, asked through linkage; the answer goes into the facts."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="inquiries", db_comment="申請")
    atena_no = models.CharField("宛名番号", max_length=15, db_comment="照会の対象者")
    year = models.IntegerField("所得の年", db_comment="所得の年（暦年）")
    information = models.CharField(
        "特定個人情報名", max_length=16, default="TM00000000000002", db_comment="特定個人情報名コード（TM）"
    )
    consent_on = models.DateField("同意日", null=True, db_comment="地方税関係情報の照会に本人の同意を得た日")
    provider = models.CharField("提供者", max_length=6, db_comment="照会先の市区町村コード")
    inquiry_no = models.CharField(
        "照会番号", max_length=20, unique=True, null=True, db_comment="連携基盤の照会番号（照会できなかったときは空）"
    )
    state = models.CharField(
        "状態", max_length=15, choices=InquiryState, default=InquiryState.REQUESTED, db_comment="照会の状態"
    )
    answer_cipher = models.BinaryField("回答（暗号）", null=True, db_comment="回答を暗号化したもの")
    permit_no = models.CharField("許可証番号", max_length=60, blank=True, db_comment="情報提供許可証の番号")
    message = models.CharField("説明", max_length=500, blank=True, db_comment="照会できなかった理由など")
    provided_at = models.DateTimeField("提供日時", null=True, db_comment="提供された日時")
    looked_at = models.DateTimeField("確認日時", null=True, db_comment="連携基盤に結果を最後に尋ねた日時")
    corrected_at = models.DateTimeField("訂正の知らせ", null=True, db_comment="回答の訂正の知らせを入力した日時")
    correction = models.CharField("知らせの文書", max_length=100, blank=True, db_comment="訂正の知らせの文書番号と日付")
    compared_at = models.DateTimeField("訂正との比較", null=True, db_comment="訂正前の回答と比べた日時")
    asked_by = models.CharField("照会者", max_length=64, db_comment="照会した者のID")
    asked_at = models.DateTimeField("照会日時", db_comment="照会した日時")

    class Meta:
        verbose_name = "所得の照会"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=InquiryState.values), name="subsidy_entitlements_inquiry"),
            models.UniqueConstraint(
                fields=["application", "atena_no", "year", "information"],
                condition=Q(state__in=["requested", "not_automatic", "answered"]),
                name="subsidy_entitlements_asked_once",
            ),
        ]
