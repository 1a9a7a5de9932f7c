"""Requests on paper for disclosure, correction and suspension of use; letters they lead to; whom a correction is told to."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned


class Office(models.TextChoices):
    """The two offices the assessment names (Ⅳ-1-①)."""

    FAMILY = "family", "こども未来局 児童家庭支援・虐待対策室 家庭支援担当"
    INFORMATION = "information", "総務企画局 行政情報課（情報公開担当）"


class Kind(models.TextChoices):
    """What is asked for."""

    DISCLOSURE = "disclosure", "開示"
    CORRECTION = "correction", "訂正"
    SUSPENSION = "suspension", "利用停止"


class Asker(models.TextChoices):
    """Who came."""

    SELF = "self", "本人"
    LEGAL = "legal", "法定代理人"
    AGENT = "agent", "任意代理人"


class State(models.TextChoices):
    """How far it is."""

    RECEIVED = "received", "受付（決定の案を作る）"
    PREPARED = "prepared", "決定の承認待ち"
    DECIDED = "decided", "決定済（引渡し・実施の前）"
    DONE = "done", "完了"
    WITHDRAWN = "withdrawn", "取下げ"


MOVES = {
    State.RECEIVED: {State.PREPARED, State.WITHDRAWN},
    State.PREPARED: {State.RECEIVED, State.DECIDED, State.WITHDRAWN},
    State.DECIDED: {State.DONE},
    State.DONE: set(),
    State.WITHDRAWN: set(),
}


class Outcome(models.TextChoices):
    """What is decided."""

    WHOLE = "whole", "全部認める"
    PART = "part", "一部認める"
    REFUSED = "refused", "認めない"


@versioned(exclude=["packet_cipher"])
class PaperRequest(models.Model):
    """One request handed in on paper. One writes what is to be decided, another decides."""

    number = models.CharField("請求番号", max_length=16, unique=True, db_comment="請求の番号（年度と一連番号）")
    office = models.CharField("受付した所属", max_length=12, choices=Office, db_comment="受け付けた所属（評価書の二つの請求先）")
    kind = models.CharField("種類", max_length=10, choices=Kind, db_comment="開示・訂正・利用停止")
    person = models.ForeignKey("subsidy_people.Person", models.PROTECT, related_name="+", db_comment="本人")
    requested_on = models.DateField("請求日", db_comment="請求書を受け付けた日")
    asker = models.CharField("請求者", max_length=5, choices=Asker, db_comment="本人・法定代理人・任意代理人")
    agent_name = models.CharField("代理人の氏名", max_length=100, blank=True, db_comment="代理人の氏名（本人のときは空）")
    identity = models.JSONField("本人確認書類", db_comment="示された本人確認書類の種類")
    authority = models.JSONField("代理の証明", default=list, db_comment="示された代理の資格を証する書類の種類")
    what = models.CharField("請求の内容", max_length=1000, db_comment="開示を求める情報、訂正・停止の内容と理由")
    state = models.CharField("状態", max_length=10, choices=State, default=State.RECEIVED, db_comment="請求の状態")
    due_on = models.DateField("決定の期限", db_comment="決定の期限（延長を含む）")
    extended_for = models.CharField("延長の理由", max_length=300, blank=True, db_comment="期限を延ばした理由（通知に載る）")
    outcome = models.CharField("決定", max_length=8, choices=Outcome, blank=True, db_comment="決定の内容")
    grounds = models.JSONField("根拠", default=list, db_comment="認めない部分の根拠（規則の名）")
    reason = models.CharField("理由", max_length=1000, blank=True, db_comment="決定の理由（通知に載る）")
    masks = models.JSONField("不開示の数", default=dict, db_comment="規則ごとの不開示の数")
    hidden = models.BooleanField("居所なし", default=False, db_comment="支援措置のため居所を載せずに作ったか")
    packet_cipher = models.BinaryField("開示文書（暗号）", null=True, db_comment="開示文書（PDF）を暗号化したもの")
    packet_sha256 = models.CharField("開示文書のハッシュ", max_length=64, blank=True, db_comment="開示文書のSHA-256")
    pages = models.IntegerField("枚数", default=0, db_comment="開示文書の枚数（手数料の基）")
    prepared_by = models.CharField("案の作成者", max_length=64, blank=True, db_comment="決定の案を作った職員のID")
    prepared_at = models.DateTimeField("案の日時", null=True, db_comment="決定の案を作った日時")
    decided_by = models.CharField("決定者", max_length=64, blank=True, db_comment="決定した職員のID（作成者と別）")
    decided_at = models.DateTimeField("決定日時", null=True, db_comment="決定した日時")
    note = models.CharField("差戻し・取下げの理由", max_length=300, blank=True, db_comment="差戻し・取下げの理由")
    fee_yen = models.IntegerField("手数料", default=0, db_comment="写しの手数料（円）")
    paid_on = models.DateField("納付日", null=True, db_comment="手数料を納めた日")
    done = models.CharField("したこと", max_length=500, blank=True, db_comment="引渡しの方法、または訂正・停止としてしたこと")
    done_by = models.CharField("引き渡した職員", max_length=64, blank=True, db_comment="引き渡した・行った職員のID")
    done_at = models.DateTimeField("完了日時", null=True, db_comment="引き渡した・行った日時")
    entered_by = models.CharField("受付者", max_length=64, db_comment="受け付けた職員のID")
    entered_at = models.DateTimeField("受付日時", db_comment="受け付けた日時")

    class Meta:
        verbose_name = "開示・訂正・利用停止の請求"
        indexes = [models.Index(fields=["state", "due_on"], name="subsidy_disclosures_due")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_disclosures_state"),
            models.CheckConstraint(condition=Q(office__in=Office.values), name="subsidy_disclosures_office"),
            models.CheckConstraint(
                condition=Q(asker="self", agent_name="") | ~Q(asker="self") & ~Q(agent_name="") & ~Q(authority=[]),
                name="subsidy_disclosures_agent_proved",
            ),
            models.CheckConstraint(condition=~Q(identity=[]), name="subsidy_disclosures_identity_seen"),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("prepared_by")), name="subsidy_disclosures_two_persons"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "done"]) | ~Q(decided_by="") & ~Q(outcome=""),
                name="subsidy_disclosures_decided_whole",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves", field="state",
                transitions=sorted((before.value, after.value) for before, later in MOVES.items() for after in later),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def late(self, on: date) -> bool:
        """Whether the deadline has passed without a decision; the last day itself is in time."""
        return self.state in (State.RECEIVED, State.PREPARED) and on > self.due_on


class Receiver(models.Model):
    """Somebody the person's data was passed on to, who is told of a correction or suspension (個人情報保護法97条)."""

    request = models.ForeignKey(PaperRequest, models.PROTECT, related_name="receivers", db_comment="請求")
    name = models.CharField("提供先", max_length=100, db_comment="データを渡した相手（所属・システム）")
    told_on = models.DateField("通知日", null=True, db_comment="訂正・停止を知らせた日")
    told_by = models.CharField("知らせた職員", max_length=64, blank=True, db_comment="知らせた職員のID")

    class Meta:
        verbose_name = "訂正・停止を知らせる相手"
        constraints = [
            models.UniqueConstraint(fields=["request", "name"], name="subsidy_disclosures_receiver_once"),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True) | ~Q(told_by=""), name="subsidy_disclosures_receiver_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Stop(models.TextChoices):
    """A use of a person's data that the system itself stops; what else is suspended stands in words."""

    TRANSFER = "transfer", "ほかの助成への移転"
    EXTRACTION = "extraction", "統計・調査・案内のための抽出（自由抽出）"
    MAILING = "mailing", "まとめての郵送（印刷・封入）"
    OTHER = "other", "そのほか（職員が手で止める）"


class Suspension(models.Model):
    """A mark that some use of a person's data has been suspended: shown wherever the person is, and obeyed there."""

    request = models.OneToOneField(PaperRequest, models.PROTECT, related_name="suspension", db_comment="利用停止の請求")
    person = models.ForeignKey("subsidy_people.Person", models.PROTECT, related_name="+", db_comment="本人")
    scope = models.CharField("停止する利用", max_length=500, db_comment="停止する利用の範囲")
    stops = models.JSONField("止める処理", default=list, db_comment="システムが止める処理の種類（前からの印では空）")
    since = models.DateField("初日", db_comment="停止の初日")
    set_by = models.CharField("付けた職員", max_length=64, db_comment="印を付けた職員のID")
    lifted_on = models.DateField("解除日", null=True, db_comment="停止をやめた日")
    lifted_by = models.CharField("解除した職員", max_length=64, blank=True, db_comment="停止をやめた職員のID")
    why_lifted = models.CharField("解除の理由", max_length=300, blank=True, db_comment="停止をやめる理由")
    lift_asked_on = models.DateField("解除の申請日", null=True, db_comment="停止をやめることを申請した日（承認を待つ間）")
    lift_asked_by = models.CharField("解除を申請した職員", max_length=64, blank=True, db_comment="停止をやめることを申請した職員のID")

    class Meta:
        verbose_name = "利用停止の印"
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True) | ~Q(why_lifted="") & ~Q(lifted_by=""), name="subsidy_disclosures_lifted_whole"
            ),
            models.CheckConstraint(
                condition=Q(lift_asked_on__isnull=True) | ~Q(why_lifted="") & ~Q(lift_asked_by=""),
                name="subsidy_disclosures_lift_asked_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.scope

    @property
    def stop_words(self) -> str:
        """What the system stops, in words."""
        return "、".join(Stop(one).label for one in self.stops) or "職員が手で止める利用"

    @property
    def lift_waits(self) -> bool:
        """Somebody asked that it end, and nobody has decided so yet."""
        return self.lift_asked_on is not None and self.lifted_on is None


class LetterKind(models.TextChoices):
    """Letters that go out by print runs."""

    DECISION = "disclosure_decision", "開示等の決定通知書"
    EXTENSION = "disclosure_extension", "開示等の期限の延長通知書"
    INCIDENT = "incident_notice", "個人情報の事故についてのお知らせ"


class Letter(models.Model):
    """A letter to the person: of a request, or about an incident. Kept as it was printed."""

    kind = models.CharField("種類", max_length=20, choices=LetterKind, db_comment="通知書の種類")
    subject = models.CharField("番号", max_length=16, db_index=True, db_comment="請求番号または事故番号")
    person = models.ForeignKey("subsidy_people.Person", models.PROTECT, related_name="+", db_comment="宛先の人")
    document_id = models.CharField("印刷物", max_length=36, db_comment="印刷物の番号")
    made_by = models.CharField("作成者", max_length=64, db_comment="作った職員のID")
    made_at = models.DateTimeField("作成日時", db_comment="作った日時")

    class Meta:
        verbose_name = "請求・事故の通知書"
        constraints = [models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="subsidy_disclosures_letter_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"
