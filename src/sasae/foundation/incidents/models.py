"""One incident from the first suspicion to the lessons: its time line, who is affected, things lost, measures, papers sent."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only


class Kind(models.TextChoices):
    """What is suspected."""

    PAPERS = "papers", "書類の紛失"
    MEDIUM = "medium", "媒体・端末の紛失"
    WRONG = "wrong", "誤送付・誤交付・誤表示"
    SEEN = "seen", "必要のない閲覧・持出し"
    BREACH = "breach", "不正アクセス・不正プログラム"
    OTHER = "other", "その他・わからない"


class State(models.TextChoices):
    """How far it is."""

    REPORTED = "reported", "報告（上司の確認待ち）"
    OPEN = "open", "対応中"
    CLOSING = "closing", "終了の承認待ち"
    CLOSED = "closed", "終了"


MOVES = {
    State.REPORTED: {State.OPEN},
    State.OPEN: {State.CLOSING},
    State.CLOSING: {State.OPEN, State.CLOSED},
    State.CLOSED: set(),
}


class Outcome(models.TextChoices):
    """What it turned out to be."""

    REAL = "real", "事故だった"
    NONE = "none", "事故ではなかった（見つかった・取扱いに誤りがなかった）"


class Incident(models.Model):
    """A suspected loss or leak. The first three texts are the reporter's and do not change; the rest is found out."""

    number = models.CharField("事故番号", max_length=16, unique=True, db_comment="事故の番号（年度と一連番号）")
    kind = models.CharField("種類", max_length=8, choices=Kind, db_comment="疑いの種類")
    what = models.CharField("何が起きたか", max_length=500, db_comment="報告した職員の言葉（個人の名前は書かない）")
    happened_on = models.DateField("気付いた日", db_comment="報告した職員が気付いた日")
    reported_by = models.CharField("報告者", max_length=64, db_comment="報告した職員のID")
    reported_at = models.DateTimeField("報告日時", db_comment="ボタンで報告した日時（機関が知った時点）")
    office = models.CharField("所属", max_length=100, blank=True, db_comment="報告した職員の所属（報告したとき）")
    state = models.CharField("状態", max_length=8, choices=State, default=State.REPORTED, db_comment="対応の状態")
    taken_by = models.CharField("確認した上司", max_length=64, blank=True, db_comment="報告を確認した上司のID")
    taken_at = models.DateTimeField("確認日時", null=True, db_comment="上司が報告を確認した日時")
    items = models.CharField("含まれる情報", max_length=500, blank=True, db_comment="失われた情報の項目")
    people = models.IntegerField("人数", null=True, db_comment="影響を受ける本人の人数（わかっている数）")
    numbers = models.BooleanField("個人番号", default=False, db_comment="個人番号を含むか")
    sensitive = models.BooleanField("要配慮・財産", default=False, db_comment="要配慮個人情報、または財産の被害のおそれ")
    malicious = models.BooleanField("不正の目的", default=False, db_comment="不正の目的で行われたおそれがあるか")
    spread = models.BooleanField("だれでも見られた", default=False, db_comment="不特定多数の人が見られる状態になったか")
    cause = models.CharField("原因", max_length=1000, blank=True, db_comment="原因")
    damage = models.CharField("二次被害", max_length=500, blank=True, db_comment="二次被害とそのおそれ")
    publication = models.CharField("公表", max_length=500, blank=True, db_comment="公表の有無と日")
    serious = models.BooleanField("重大事故", default=False, db_comment="個人情報に関する重大事故か（規定で決まる）")
    first_due_on = models.DateField("速報の期限", null=True, db_comment="個人情報保護委員会への速報の期限（報告が要るとき）")
    final_due_on = models.DateField("確報の期限", null=True, db_comment="個人情報保護委員会への確報の期限（報告が要るとき）")
    lessons = models.CharField("教訓", max_length=1000, blank=True, db_comment="教訓（ほかの所属にも伝える）")
    outcome = models.CharField("結論", max_length=4, choices=Outcome, blank=True, db_comment="事故だったか")
    asked_by = models.CharField("終了を求めた職員", max_length=64, blank=True, db_comment="終了の承認を求めた職員のID")
    closed_by = models.CharField("終了を承認した職員", max_length=64, blank=True, db_comment="終了を承認した職員のID（別の人）")
    closed_at = models.DateTimeField("終了日時", null=True, db_comment="終了を承認した日時")

    class Meta:
        verbose_name = "事故"
        indexes = [models.Index(fields=["state", "reported_at"], name="incidents_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="incidents_state_known"),
            models.CheckConstraint(
                condition=Q(state="reported", taken_at__isnull=True) | ~Q(state="reported") & Q(taken_at__isnull=False),
                name="incidents_taken_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(closed_at__isnull=False) & ~Q(closed_by="") & ~Q(closed_by=F("asked_by")) & ~Q(outcome=""),
                name="incidents_closed_by_another",
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


class IncidentLine(models.Model):
    """One line of the time line. It only grows: who was wrong writes another line."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="lines", db_comment="事故")
    at = models.DateTimeField("日時", db_comment="行った・わかった日時")
    by = models.CharField("職員", max_length=64, db_comment="書いた職員のID")
    text = models.CharField("内容", max_length=500, db_comment="行ったこと・わかったこと")

    class Meta:
        verbose_name = "事故の経過"
        triggers = append_only()

    def __str__(self) -> str:
        return self.text


class Telling(models.TextChoices):
    """Whether somebody affected has been told."""

    WAITING = "waiting", "通知前"
    PRINTED = "printed", "通知書を作成"
    TOLD = "told", "通知済"
    EXCUSED = "excused", "通知しない（理由あり）"
    APART = "apart", "影響なしと確認"


class Affected(models.Model):
    """Somebody whose data may have been lost or seen; drawn from the journal or named by hand. Once an incident."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="affected", db_comment="事故")
    person = models.CharField("本人", max_length=40, db_comment="本人の番号（宛名番号など）")
    drawn = models.BooleanField("操作履歴から", db_comment="操作履歴から拾ったか（いいえは手で入れた）")
    shown = models.IntegerField("表示の回数", default=0, db_comment="拾った操作履歴の行数")
    first_at = models.DateTimeField("最初", null=True, db_comment="拾った操作履歴の最初の日時")
    last_at = models.DateTimeField("最後", null=True, db_comment="拾った操作履歴の最後の日時")
    protected = models.BooleanField("支援措置", default=False, db_comment="支援措置の対象か（拾ったとき）")
    state = models.CharField("通知", max_length=8, choices=Telling, default=Telling.WAITING, db_comment="本人への通知の状態")
    document_id = models.UUIDField("通知書", null=True, db_comment="通知書の印刷物の番号")
    note = models.CharField("方法・理由", max_length=300, blank=True, db_comment="通知の方法、通知しない・影響なしの理由")
    told_by = models.CharField("記録した職員", max_length=64, blank=True, db_comment="通知の結果を記録した職員のID")
    told_at = models.DateTimeField("通知日時", null=True, db_comment="通知の結果を記録した日時")

    class Meta:
        verbose_name = "影響を受ける人"
        constraints = [
            models.UniqueConstraint(fields=["incident", "person"], name="incidents_person_once"),
            models.CheckConstraint(condition=Q(state__in=Telling.values), name="incidents_telling_known"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "printed"]) | ~Q(told_by="") & ~Q(note=""), name="incidents_told_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.person


class LostThing(models.Model):
    """A paper, medium or terminal that is missing, by its number."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="things", db_comment="事故")
    name = models.CharField("番号", max_length=60, db_comment="受付番号・媒体番号・端末番号など")
    found_at = models.DateTimeField("発見日時", null=True, db_comment="見つかった日時")
    found_by = models.CharField("確かめた職員", max_length=64, blank=True, db_comment="見つかったことを確かめた職員のID")
    where = models.CharField("見つかった場所", max_length=200, blank=True, db_comment="見つかった場所と、その間だれが見得たか")

    class Meta:
        verbose_name = "事故に関わる書類・媒体"
        constraints = [models.UniqueConstraint(fields=["incident", "name"], name="incidents_thing_once")]

    def __str__(self) -> str:
        return self.name


class MeasureKind(models.TextChoices):
    """What a measure is for."""

    RESPOND = "respond", "対応"
    PREVENT = "prevent", "再発防止"
    REVIEW = "review", "事務フローの見直し"


class Measure(models.Model):
    """Something to be done, by somebody, by a day; followed until it is done."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="measures", db_comment="事故")
    kind = models.CharField("種類", max_length=8, choices=MeasureKind, db_comment="対策の種類")
    what = models.CharField("すること", max_length=300, db_comment="すること")
    owner = models.CharField("担当", max_length=100, db_comment="担当する職員または所属")
    due_on = models.DateField("期限", db_comment="終える期限")
    result = models.CharField("結果", max_length=500, blank=True, db_comment="したこと（見直しでは変えた手順）")
    done_by = models.CharField("完了を記録した職員", max_length=64, blank=True, db_comment="完了を記録した職員のID")
    done_at = models.DateTimeField("完了日時", null=True, db_comment="完了を記録した日時")

    class Meta:
        verbose_name = "事故の対策"
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="incidents_measure_due")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MeasureKind.values), name="incidents_measure_kind"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(result="") & ~Q(done_by=""), name="incidents_measure_done_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.what


class ReportKind(models.TextChoices):
    """Which report to the commission."""

    FIRST = "first", "速報"
    FINAL = "final", "確報"


class CommissionReport(models.Model):
    """A report to the commission as it was made, and when it was sent. Made again before it is sent, the newest counts."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reports", db_comment="事故")
    kind = models.CharField("種類", max_length=5, choices=ReportKind, db_comment="速報・確報")
    document_id = models.UUIDField("報告書", db_comment="報告書の印刷物の番号")
    made_by = models.CharField("作成者", max_length=64, db_comment="報告書を作った職員のID")
    made_at = models.DateTimeField("作成日時", db_comment="報告書を作った日時")
    sent_by = models.CharField("提出者", max_length=64, blank=True, db_comment="提出を記録した職員のID")
    sent_at = models.DateTimeField("提出日時", null=True, db_comment="委員会に提出した日時")

    class Meta:
        verbose_name = "委員会への報告"
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "kind"], condition=Q(sent_at__isnull=False), name="incidents_sent_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.get_kind_display()}"
