"""Notifications, the reviews they and the register open, and what staff decide on afterwards."""

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned
from sasae.foundation.release import GuardedTextField
from sasae.subsidy.entitlements.models import Examination, Family
from sasae.subsidy.people.models import Person


class Kind(models.TextChoices):
    """届出種別 (domain.md §13)."""

    ADDRESS = "01", "住所"
    NAME = "02", "氏名"
    INSURANCE = "03", "保険"
    HOUSEHOLD = "04", "世帯・扶養"
    INCOME = "05", "所得更正"
    ACCOUNT = "06", "口座"
    MAILING = "07", "送付先"
    CHILD_ADDED = "08", "児童追加"
    CHILD_REMOVED = "09", "児童減"
    THIRD_PARTY = "10", "第三者行為"
    LOSS = "11", "喪失"
    REISSUE = "12", "再交付"
    STATUS_REPORT = "13", "現況届"


class State(models.TextChoices):
    """届出の状態."""

    ENTERED = "entered", "入力照合待ち"
    EFFECTIVE = "effective", "処理済み"
    WITHDRAWN = "withdrawn", "取下げ"


ALLOWED_MOVES: dict[State, set[State]] = {
    State.ENTERED: {State.EFFECTIVE, State.WITHDRAWN},
    State.EFFECTIVE: set(),
    State.WITHDRAWN: set(),
}


@versioned
class Notification(models.Model):
    """One notification as its paper says. It takes effect only when another person has compared it with the paper."""

    number = models.CharField("届出番号", max_length=20, unique=True, db_comment="届出の番号")
    kind = models.CharField("届出種別", max_length=2, choices=Kind, db_comment="届出種別")
    family = models.ForeignKey(Family, models.PROTECT, related_name="notifications", db_comment="家族")
    received_on = models.DateField("受付日", db_comment="届出を受け付けた日")
    occurred_on = models.DateField("異動日", db_comment="届け出られた事実の生じた日")
    content = models.JSONField("届出の内容", db_comment="届出の内容（住所・個人番号を除く）")
    postal_code = models.CharField("郵便番号", max_length=7, blank=True, db_comment="届け出られた郵便番号")
    address = GuardedTextField(
        "住所", max_length=300, blank=True, db_comment="届け出られた住所（出口を通してだけ文字になる）"
    )
    late = models.BooleanField("期限後", default=False, db_comment="届出の期限を過ぎていたか")
    identity_checked = models.CharField("本人確認", max_length=100, db_comment="本人確認の方法")
    state = models.CharField("状態", max_length=10, choices=State, default=State.ENTERED, db_comment="届出の状態")
    token = models.CharField("入力の印", max_length=32, unique=True, db_comment="同じ入力を二度登録しないための印")
    entered_by = models.CharField("入力者", max_length=64, db_comment="入力した者のID")
    entered_at = models.DateTimeField("入力日時", db_comment="入力した日時")
    confirmed_by = models.CharField("照合者", max_length=64, blank=True, db_comment="入力を照合した者のID")
    confirmed_at = models.DateTimeField("照合日時", null=True, db_comment="照合して効力が生じた日時")
    version = models.IntegerField("版", default=1, db_comment="入力を直すたびに上がる番号")

    class Meta:
        verbose_name = "届出"
        indexes = [models.Index(fields=["state", "received_on"], name="subsidy_notifications_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_notifications_state"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="subsidy_notifications_kind"),
            models.CheckConstraint(condition=~Q(identity_checked=""), name="subsidy_notifications_identity"),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("entered_by")), name="subsidy_notifications_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state="effective") | ~Q(confirmed_by=""), name="subsidy_notifications_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class MailingAddress(models.Model):
    """送付先 of a person: where letters go instead of the address, with both its times."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="mailing_addresses", db_comment="対象者")
    postal_code = models.CharField("郵便番号", max_length=7, db_comment="送付先の郵便番号")
    address = GuardedTextField("送付先", max_length=300, db_comment="送付先の住所（出口を通してだけ文字になる）")
    valid_from = models.DateField("有効の初日", db_comment="送付先となった日")
    valid_to = models.DateField("有効の末日", null=True, db_comment="送付先である最後の日")
    notification = models.OneToOneField(Notification, models.PROTECT, related_name="+", db_comment="届出")
    recorded_at = models.DateTimeField("記録日時", db_comment="記録した日時")
    superseded_at = models.DateTimeField("差替え日時", null=True, db_comment="次の届出で差し替えられた日時")

    class Meta:
        verbose_name = "送付先"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(superseded_at__isnull=True), name="subsidy_notifications_one_mailing"
            )
        ]


class Cause(models.TextChoices):
    """Why a family is looked at again."""

    NOTIFIED = "notified", "届出"
    MOVED_WITHIN = "moved_within", "市内の転居"
    MOVED_OUT = "moved_out", "転出"
    MOVED_BACK = "moved_back", "再転入"
    DIED = "died", "死亡"
    MARRIED = "married", "婚姻"
    CHILD_LEFT = "child_left", "児童が世帯を離れた"
    JOINED = "joined", "世帯に加わった人がいる"
    LEFT = "left", "世帯を離れた人がいる"
    NUMBER = "number", "個人番号の変更"
    PROTECTED = "protected", "支援措置の開始・延長"
    UNPROTECTED = "unprotected", "支援措置の終了"
    CORRECTED = "corrected", "登録内容の修正"


class ReviewState(models.TextChoices):
    """対応の状態."""

    OPEN = "open", "未処理"
    EXAMINING = "examining", "審査中"
    DONE = "done", "処理済み"
    NOT_NEEDED = "not_needed", "対応不要"


REVIEW_MOVES: dict[ReviewState, set[ReviewState]] = {
    ReviewState.OPEN: {ReviewState.EXAMINING, ReviewState.DONE, ReviewState.NOT_NEEDED},
    ReviewState.EXAMINING: {ReviewState.EXAMINING, ReviewState.DONE, ReviewState.NOT_NEEDED},
    ReviewState.DONE: set(),
    ReviewState.NOT_NEEDED: set(),
}


@versioned
class Review(models.Model):
    """A family that is to be looked at again: why, whom it concerns, from which day, and what is to be done."""

    family = models.ForeignKey(Family, models.PROTECT, related_name="reviews", db_comment="家族")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment="だれに起きたことか")
    cause = models.CharField("きっかけ", max_length=15, choices=Cause, db_comment="見直しのきっかけ")
    occurred_on = models.DateField("異動日", db_comment="事実の生じた日（再審査の基準日）")
    to_do = models.CharField("すること", max_length=300, db_comment="職員がすること")
    needs_examination = models.BooleanField("再審査", db_comment="資格の再審査が要るか")
    late = models.BooleanField("さかのぼり", default=False, db_comment="決定済みの期間にさかのぼるか")
    notification = models.OneToOneField(
        Notification, models.PROTECT, null=True, related_name="review", db_comment="きっかけの届出"
    )
    change_key = models.CharField(
        "異動の印", max_length=60, null=True, unique=True, db_comment="きっかけの異動（同じ異動は一度だけ）"
    )
    examination = models.ForeignKey(
        Examination, models.PROTECT, null=True, related_name="reviews", db_comment="再審査の判定"
    )
    state = models.CharField(
        "状態", max_length=10, choices=ReviewState, default=ReviewState.OPEN, db_comment="対応の状態"
    )
    tried_at = models.DateTimeField("試みた日時", null=True, db_comment="自動の再審査を試みて、できなかった日時")
    opened_by = models.CharField("登録者", max_length=64, db_comment="登録した者または処理のID")
    opened_at = models.DateTimeField("登録日時", db_comment="登録した日時")
    settled_by = models.CharField("対応者", max_length=64, blank=True, db_comment="対応し終えた者のID")
    settled_at = models.DateTimeField("対応日時", null=True, db_comment="対応し終えた日時")
    note = models.CharField("対応の内容", max_length=300, blank=True, db_comment="対応の内容、対応不要の理由")

    class Meta:
        verbose_name = "家族の見直し"
        indexes = [models.Index(fields=["state", "occurred_on"], name="subsidy_notifications_reviews")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="subsidy_notifications_review"),
            models.CheckConstraint(condition=Q(cause__in=Cause.values), name="subsidy_notifications_cause"),
            models.CheckConstraint(
                condition=(Q(state__in=["done", "not_needed"]) & ~Q(settled_by=""))
                | (Q(state__in=["open", "examining"]) & Q(settled_by="")),
                name="subsidy_notifications_settled",
            ),
        ]

    @property
    def title(self) -> str:
        """What it is about, in a few words: the notification's kind, or what the register told."""
        told = self.notification
        return f"届出（{Kind(told.kind).label}）" if told else Cause(self.cause).label

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"MN{self.pk:08d}"


class ConsequenceKind(models.TextChoices):
    """What may follow from a change."""

    COLLECT = "collect", "医療証の回収"
    REISSUE = "reissue", "医療証の再交付"
    CLAIM = "claim", "償還払い"
    PAYMENT = "payment", "支払"
    RECEIPT = "receipt", "現物給付"
    THIRD_PARTY = "third_party", "第三者行為"
    CHECK = "check", "確認"


class ConsequenceState(models.TextChoices):
    """確かめの状態."""

    OPEN = "open", "未処理"
    DONE = "done", "処理済み"
    NOT_NEEDED = "not_needed", "対応不要"


@versioned
class Consequence(models.Model):
    """One thing that follows from a change, for staff to decide on and tick off. Nothing of it happens by itself."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="consequences", db_comment="見直し")
    kind = models.CharField("種類", max_length=12, choices=ConsequenceKind, db_comment="影響の種類")
    subject = models.CharField("番号", max_length=60, db_comment="医療証・請求・明細などの番号")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment="だれのものか")
    text = models.CharField("内容", max_length=300, db_comment="何を決めるか")
    yen = models.IntegerField("金額", null=True, db_comment="関わる金額（円）")
    state = models.CharField(
        "状態", max_length=10, choices=ConsequenceState, default=ConsequenceState.OPEN, db_comment="確かめの状態"
    )
    ticked_by = models.CharField("確かめた者", max_length=64, blank=True, db_comment="確かめた者のID")
    ticked_at = models.DateTimeField("確かめた日時", null=True, db_comment="確かめた日時")
    note = models.CharField("決めたこと", max_length=300, blank=True, db_comment="決めたこと")

    class Meta:
        verbose_name = "変更の影響"
        constraints = [
            models.UniqueConstraint(
                fields=["review", "kind", "subject"], name="subsidy_notifications_consequence_once"
            ),
            models.CheckConstraint(
                condition=(Q(state="open") & Q(ticked_by="")) | (~Q(state="open") & ~Q(ticked_by="")),
                name="subsidy_notifications_ticked",
            ),
        ]


class LossNotice(models.Model):
    """受給資格消滅通知書 of one re-examination (規則15条)."""

    examination = models.OneToOneField(Examination, models.PROTECT, related_name="loss_notice", db_comment="再審査")
    number = models.CharField("通知番号", max_length=20, unique=True, db_comment="通知の番号")
    issued_on = models.DateField("通知日", db_comment="通知日")
    document_id = models.CharField("印刷物", max_length=36, db_comment="印刷物の番号")

    class Meta:
        verbose_name = "受給資格消滅通知"


class RegisterFeed(models.Model):
    """How far the register's changes were taken, as linkage numbers them."""

    name = models.CharField("入手元", max_length=40, primary_key=True, db_comment="異動を知らせるシステム")
    last = models.BigIntegerField("連番", default=0, db_comment="取り込んだ最後の連番")
    taken_at = models.DateTimeField("取込日時", auto_now=True, db_comment="最後に取り込んだ日時")

    class Meta:
        verbose_name = "異動の取込状況"
