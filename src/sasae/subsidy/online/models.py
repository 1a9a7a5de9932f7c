"""What residents sent, and what of the office it became: notifications, a claim; whom a sender is taken to be."""

import hashlib
import json

from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned
from sasae.foundation.release import GuardedTextField
from sasae.subsidy.applications.models import MatchState
from sasae.subsidy.claims.models import ClaimFolder
from sasae.subsidy.notifications.models import Notification
from sasae.subsidy.people.models import Person

ENTERED_BY = "batch:online"  # who enters what can be read and matched


class State(models.TextChoices):
    """電子届出の状態."""

    WAITING = "waiting", "職員の確認待ち"
    ENTERED = "entered", "入力照合待ち"
    DONE = "done", "処理済み"
    SENT_BACK = "sent_back", "差戻し"
    REFUSED = "refused", "却下"
    WITHDRAWN = "withdrawn", "取下げ"


ALLOWED_MOVES: dict[State, set[State]] = {
    State.WAITING: {State.ENTERED, State.DONE, State.SENT_BACK, State.REFUSED, State.WITHDRAWN},
    State.ENTERED: {State.DONE, State.SENT_BACK, State.REFUSED, State.WITHDRAWN},
    State.DONE: set(),
    State.SENT_BACK: set(),
    State.REFUSED: set(),
    State.WITHDRAWN: set(),
}


class Proposed(models.TextChoices):
    """決定の案: the end it would come to."""

    DONE = State.DONE.value, "開示する"
    REFUSED = State.REFUSED.value, "開示しない"


@versioned(exclude=["numbers_sealed"])
class Sent(models.Model):
    """One notification as it was signed, less the address and the telephone, which stand guarded beside it."""

    receipt_number = models.CharField("受付番号", max_length=20, db_comment="受付番号")
    version = models.IntegerField("版", default=1, db_comment="申請の版")
    procedure = models.CharField("手続", max_length=60, db_comment="手続コード")
    received_on = models.DateField("受付日", db_comment="届出を受け付けた日")
    form = models.JSONField("届出の内容", db_comment="届出の内容（住所・電話番号を除く）")
    form_sha256 = models.CharField("内容のハッシュ", max_length=64, db_comment="署名された内容のSHA-256")
    address = GuardedTextField(
        "住所", max_length=300, blank=True, db_comment="届け出られた住所（出口を通してだけ文字になる）"
    )
    telephone = GuardedTextField(
        "電話番号", max_length=15, blank=True, db_comment="届け出られた電話番号（出口を通してだけ文字になる）"
    )
    applicant = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_comment="届け出た人")
    ward_code = models.CharField("区", max_length=6, blank=True, db_comment="担当する区")
    attachments = models.JSONField("添付", default=list, db_comment="添付ファイルの一覧")
    findings = models.JSONField("確認すること", default=list, db_comment="届出として入力できなかった理由の一覧")
    parts = models.IntegerField("届出の数", default=0, db_comment="この届出から入力する届出の数（人ごと）")
    state = models.CharField("状態", max_length=10, choices=State, default=State.WAITING, db_comment="状態")
    reason = models.CharField("理由", max_length=500, blank=True, db_comment="住民に伝えた理由")
    proposal = models.CharField(
        "決定の案", max_length=500, blank=True, default="", db_default="",
        db_comment="住民に伝える決定の内容の案（別の人が確認する）",
    )
    proposed_state = models.CharField(
        "案の結果", max_length=10, choices=Proposed, blank=True, default="", db_default="", db_comment="決定の案の結果"
    )
    proposed_by = models.CharField(
        "案を書いた者", max_length=64, blank=True, default="", db_default="", db_comment="決定の案を書いた者のID"
    )
    settled_by = models.CharField("対応者", max_length=64, blank=True, db_comment="対応し終えた者のID")
    settled_at = models.DateTimeField("対応日時", null=True, db_comment="対応し終えた日時")
    taken_at = models.DateTimeField("取込日時", db_comment="取り込んだ日時")
    due_on = models.DateField("期限", null=True, db_comment="法令で決まった期限（空なら標準処理期間による）")
    numbers_sealed = models.TextField(
        "個人番号（封のまま）",
        blank=True,
        default="",
        db_default="",
        db_comment="人が特定されるまで封をしたまま置く個人番号（対応し終えたら空）",
    )
    folder = models.OneToOneField(
        ClaimFolder, models.PROTECT, null=True, related_name="online", db_comment="入力した償還払いの請求書"
    )

    class Meta:
        verbose_name = "電子申請の届出"
        indexes = [models.Index(fields=["state", "received_on"], name="subsidy_online_state")]
        constraints = [
            models.UniqueConstraint(fields=["receipt_number", "version"], name="subsidy_online_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_online_state"),
            models.CheckConstraint(
                condition=(Q(state__in=["waiting", "entered"]) & Q(settled_by=""))
                | (~Q(state__in=["waiting", "entered"]) & ~Q(settled_by="")),
                name="subsidy_online_settled",
            ),
            models.CheckConstraint(condition=~Q(state="entered") | Q(parts__gte=1), name="subsidy_online_parts"),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "refused"]) | Q(proposed_by="") | ~Q(settled_by=models.F("proposed_by")),
                name="subsidy_online_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt_number

    @property
    def fingerprint(self) -> str:
        """A mark of how it stands now: a page that shows another one is stale."""
        said = [self.state, self.reason, json.dumps(self.findings), len(self.entries.all()), self.applicant_id]
        said += [self.proposal, self.proposed_state, self.proposed_by] if self.proposed_by else []
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


class Entry(models.Model):
    """One notification of the office that came of a sent one: for each person it speaks of, there is one."""

    sent = models.ForeignKey(Sent, models.PROTECT, related_name="entries", db_comment="電子申請の届出")
    position = models.IntegerField("順番", db_comment="その届出の中の順番（0から）")
    notification = models.OneToOneField(Notification, models.PROTECT, related_name="online", db_comment="届出")

    class Meta:
        verbose_name = "電子申請からの入力"
        constraints = [
            models.UniqueConstraint(fields=["sent", "position"], name="subsidy_online_entry_once"),
        ]


@versioned
class Match(models.Model):
    """Whom one member of staff takes the sender to be, and how they made sure; another one confirms it or says why not."""

    sent = models.ForeignKey(Sent, models.PROTECT, related_name="matches", db_comment="電子申請の届出")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment="届け出た人と思われる人")
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
        verbose_name = "電子申請の届出人の特定"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MatchState.values), name="subsidy_online_match_state"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | (~Q(settled_by="") & ~Q(settled_by=models.F("proposed_by"))),
                name="subsidy_online_match_two_people",
            ),
            models.UniqueConstraint(
                fields=["sent"], condition=~Q(state="rejected"), name="subsidy_online_one_match"
            ),
        ]
