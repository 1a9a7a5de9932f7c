"""Applications, what differs between them and the register, and whom an applicant nobody found is taken to be."""

import hashlib
import json

from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned
from sasae.subsidy.people.models import Person


class Channel(models.TextChoices):
    """How it came."""

    PORTAL = "portal", "電子申請"
    PAPER = "paper", "窓口（紙）"


class State(models.TextChoices):
    """申請の状態."""

    ENTERED = "entered", "入力照合待ち"
    RECEIVED = "received", "審査待ち"
    EXAMINING = "examining", "審査中"
    DECIDED = "decided", "決定済"
    WITHDRAWN = "withdrawn", "取下げ"


ALLOWED_MOVES = {
    State.ENTERED: {State.RECEIVED, State.WITHDRAWN},
    State.RECEIVED: {State.EXAMINING, State.WITHDRAWN},
    State.EXAMINING: {State.DECIDED, State.WITHDRAWN},
    State.DECIDED: set(),
    State.WITHDRAWN: set(),
}


@versioned
class Application(models.Model):
    """One application, as it came. Individual numbers are parted from the form before it is stored here."""

    receipt_number = models.CharField("受付番号", max_length=20, unique=True, db_comment="受付番号")
    channel = models.CharField("経路", max_length=10, choices=Channel, db_comment="申請の経路")
    procedure = models.CharField("手続", max_length=60, db_comment="手続コード")
    version = models.IntegerField("版", default=1, db_comment="申請の版")
    received_on = models.DateField("受付日", db_comment="申請を受け付けた日")
    form = models.JSONField("申請内容", db_comment="申請内容（個人番号を除く）")
    form_sha256 = models.CharField(
        "申請内容のハッシュ", max_length=64, blank=True, db_comment="署名された申請内容のSHA-256"
    )
    applicant = models.ForeignKey(Person, models.PROTECT, null=True, related_name="applications", db_comment="申請者")
    ward_code = models.CharField("区", max_length=6, blank=True, db_comment="担当する区")
    identity_checked = models.CharField("本人確認", max_length=100, db_comment="本人確認の方法")
    attachments = models.JSONField("添付", default=list, db_comment="添付ファイルの一覧")
    state = models.CharField("状態", max_length=10, choices=State, db_comment="申請の状態")
    entered_by = models.CharField("入力者", max_length=64, db_comment="入力した者のID")
    confirmed_by = models.CharField("照合者", max_length=64, blank=True, db_comment="入力を照合した者のID")
    entry_token = models.CharField(
        "入力の印", max_length=32, null=True, unique=True, db_comment="同じ入力を二度登録しないための印（紙の申請）"
    )
    registered_at = models.DateTimeField("登録日時", auto_now_add=True, db_comment="登録した日時")

    class Meta:
        verbose_name = "申請"
        indexes = [
            models.Index(fields=["state", "received_on"], name="subsidy_applications_state"),
            models.Index(fields=["-registered_at"], name="subsidy_applications_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_applications_state"),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=models.F("entered_by")),
                name="subsidy_applications_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt_number

    @property
    def fingerprint(self) -> str:
        """A mark of how the application stands now: a page that shows another one is stale."""
        said = [str(self.state), self.identity_checked, json.dumps(self.form, sort_keys=True)]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


class ApplicationDifference(models.Model):
    """A field in which the application and the register disagree."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="differences", db_comment="申請")
    place = models.CharField("項目", max_length=60, db_comment="申請内容の場所")
    label = models.CharField("項目名", max_length=60, db_comment="項目の日本語名")
    applied = models.CharField("申請の値", max_length=300, db_comment="申請の値（住所などは伏せる）")
    registered = models.CharField("登録の値", max_length=300, db_comment="登録の値（住所などは伏せる）")
    cleared_by = models.CharField("確認者", max_length=64, blank=True, db_comment="確かめた者のID")

    class Meta:
        verbose_name = "申請と登録の違い"
        constraints = [
            models.UniqueConstraint(fields=["application", "place"], name="subsidy_applications_difference_once")
        ]


class MatchState(models.TextChoices):
    """How far it is settled whom an applicant nobody found is."""

    PROPOSED = "proposed", "確認待ち"
    CONFIRMED = "confirmed", "特定済（職員）"
    REJECTED = "rejected", "取消"


MATCH_MOVES: dict[MatchState, set[MatchState]] = {
    MatchState.PROPOSED: {MatchState.CONFIRMED, MatchState.REJECTED},
    MatchState.CONFIRMED: set(),
    MatchState.REJECTED: set(),
}


@versioned
class ApplicantMatch(models.Model):
    """Whom one member of staff takes the sender of an application to be, and how they made sure; another one confirms it
    or says why not."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="matches", db_comment="申請")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment="申請者と思われる人")
    how = models.CharField("本人と確かめた方法", max_length=200, db_comment="本人と確かめた方法")
    state = models.CharField(
        "状態", max_length=10, choices=MatchState, default=MatchState.PROPOSED, db_comment="特定の状態"
    )
    proposed_by = models.CharField("見つけた者", max_length=64, db_comment="見つけた者のID")
    proposed_at = models.DateTimeField("見つけた日時", db_comment="見つけた日時")
    settled_by = models.CharField("確認者", max_length=64, blank=True, db_comment="確認した者、取り消した者のID")
    settled_at = models.DateTimeField("確認日時", null=True, db_comment="確認した、または取り消した日時")
    why = models.CharField("取消しの理由", max_length=200, blank=True, db_comment="取り消した理由")

    class Meta:
        verbose_name = "電子申請の申請者の特定"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MatchState.values), name="subsidy_applications_match_state"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | (~Q(settled_by="") & ~Q(settled_by=models.F("proposed_by"))),
                name="subsidy_applications_match_two_people",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=~Q(state="rejected"), name="subsidy_applications_one_match"
            ),
        ]


class ConsentSource(models.TextChoices):
    """How somebody of the household agreed to the inquiry about their income."""

    COSIGNED = "cosigned", "連名の電子署名"
    BAD = "bad", "連名の電子署名（有効と確かめられない）"
    NONE = "none", "署名していない"


@versioned
class Consent(models.Model):
    """What one grown-up member of the household, named in what was sent online, said to the inquiry about their income.

    Their own signature is their consent. Without it the applicant's tick does not speak for them: a paper is asked for.
    """

    receipt_number = models.CharField("受付番号", max_length=20, db_comment="申請・届出の受付番号")
    applicant_no = models.CharField("申請者の宛名番号", max_length=15, blank=True, db_comment="申請者の宛名番号")
    place = models.CharField("場所", max_length=40, db_comment="申請内容の中の場所（例 family.0）")
    name = models.CharField("氏名", max_length=100, db_comment="家族の氏名（申請の記載）")
    birth_date = models.DateField("生年月日", db_comment="家族の生年月日（申請の記載）")
    atena_no = models.CharField("宛名番号", max_length=15, blank=True, db_index=True, db_comment="家族の宛名番号")
    source = models.CharField("出所", max_length=10, choices=ConsentSource, db_comment="同意の出所")
    given_on = models.DateField("同意日", null=True, db_comment="同意した日（空なら同意がない）")
    findings = models.JSONField("所見", default=list, db_comment="連名の署名の検証の所見（番号の一覧）")
    kept_at = models.DateTimeField("記録日時", db_comment="記録した日時")
    ended_at = models.DateTimeField("終了日時", null=True, db_comment="申請が取り下げられて、同意が終わった日時")

    class Meta:
        verbose_name = "家族の同意"
        indexes = [models.Index(fields=["applicant_no"], name="subsidy_applications_agreed")]
        constraints = [
            models.UniqueConstraint(fields=["receipt_number", "place"], name="subsidy_applications_consent_once"),
            models.CheckConstraint(
                condition=Q(source="cosigned", given_on__isnull=False)
                | Q(source__in=["bad", "none"], given_on__isnull=True),
                name="subsidy_applications_consent_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_number} {self.place}"
