"""A renewal, its steps, its targets and what was found for each; proofs, letters, and the nightly replay."""

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned
from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements.models import Examination
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals.states import STEP_MOVES as STEP_MOVES
from sasae.subsidy.renewals.states import TARGET_MOVES as TARGET_MOVES
from sasae.subsidy.renewals.states import ExtensionKind, LetterKind, Report, Round, StepState, TargetState


class Renewal(models.Model):
    """One renewal. `year` is that of the certificates."""

    round = models.CharField("種類", max_length=5, choices=Round, db_comment="更新の種類（year・march）")
    year = models.IntegerField("年", db_comment="医療証の年（暦年）")
    judged_on = models.DateField("判定日", db_comment="判定の基準日（1月1日または4月1日）")
    opened_by = models.CharField("開始した者", max_length=64, db_comment="更新を始めた者のID")
    opened_at = models.DateTimeField("開始日時", auto_now_add=True, db_comment="更新を始めた日時")

    class Meta:
        verbose_name = "更新"
        constraints = [
            models.CheckConstraint(condition=Q(round__in=Round.values), name="subsidy_renewals_round"),
            models.UniqueConstraint(fields=["round", "year"], name="subsidy_renewals_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.round}"


@versioned
class Step(models.Model):
    """One turn of a step: who began it, what it did, who approved. A step may have several turns (late cases)."""

    renewal = models.ForeignKey(Renewal, models.PROTECT, related_name="steps", db_comment="更新")
    step = models.CharField("段階", max_length=10, db_comment="段階（extract・refresh・report など）")
    state = models.CharField(
        "状態", max_length=10, choices=StepState, default=StepState.RUNNING, db_comment="段階の状態"
    )
    run_id = models.BigIntegerField("一括処理", null=True, db_comment="この段階を行う一括処理の番号")
    started_by = models.CharField("開始者", max_length=64, db_comment="始めた者のID")
    started_at = models.DateTimeField("開始日時", auto_now_add=True, db_comment="始めた日時")
    approved_by = models.CharField("承認者", max_length=64, blank=True, db_comment="承認・差戻しをした者のID")
    ended_at = models.DateTimeField("終了日時", null=True, db_comment="終わった日時")
    counts = models.JSONField("件数", default=dict, db_comment="結果の語ごとの件数")
    note = models.CharField("意見", max_length=300, blank=True, db_comment="差戻しの理由など")

    class Meta:
        verbose_name = "更新の段階"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=StepState.values), name="subsidy_renewals_step_state"),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("started_by")), name="subsidy_renewals_two_people"
            ),
            models.UniqueConstraint(
                fields=["renewal", "step"], condition=Q(state__in=["running", "awaiting"]),
                name="subsidy_renewals_step_open_once",
            ),
        ]  # fmt: skip


@versioned
class Target(models.Model):
    """One family of a renewal, named by its applicant and the application it stands on."""

    renewal = models.ForeignKey(Renewal, models.PROTECT, related_name="targets", db_comment="更新")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="renewal_targets", db_comment="申請者")
    application = models.ForeignKey(Application, models.PROTECT, related_name="+", db_comment="もとになる申請")
    state = models.CharField(
        "状態", max_length=10, choices=TargetState, default=TargetState.EXTRACTED, db_comment="対象者の状態"
    )
    ward_code = models.CharField("区", max_length=6, blank=True, db_comment="区の全国地方公共団体コード")
    postal_code = models.CharField("郵便番号", max_length=7, blank=True, db_comment="郵便番号（印刷の順）")
    protected = models.BooleanField("支援措置", default=False, db_comment="支援措置の対象（個別に封入する）")
    was_covered = models.JSONField("前年の対象", default=list, db_comment="判定日の前日に資格のある人の宛名番号")
    report = models.CharField(
        "現況届", max_length=20, choices=Report, default=Report.MISSING, db_comment="現況届の状況"
    )
    report_on = models.DateField("届出日", null=True, db_comment="現況届の届いた日")
    child_support_yen = models.BigIntegerField("養育費", null=True, db_comment="現況届で申告した養育費（円）")
    early_start = models.DateField("始期", null=True, db_comment="職員がさかのぼらせた資格の初日")
    early_start_reason = models.CharField("始期の理由", max_length=200, blank=True, db_comment="さかのぼらせた理由")
    outcome = models.CharField("判定", max_length=2, blank=True, db_comment="最後の判定の結果")
    movement = models.CharField("前年との違い", max_length=10, blank=True, db_comment="継続・喪失・新たに交付 など")
    words = models.CharField("説明", max_length=600, blank=True, db_comment="前年との違いの説明")
    examination = models.ForeignKey(Examination, models.PROTECT, null=True, related_name="+", db_comment="決定した審査")
    updated_at = models.DateTimeField("更新日時", auto_now=True, db_comment="最後に変わった日時")

    class Meta:
        verbose_name = "更新の対象者"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TargetState.values), name="subsidy_renewals_target_state"),
            models.CheckConstraint(condition=Q(report__in=Report.values), name="subsidy_renewals_target_report"),
            models.CheckConstraint(
                condition=Q(early_start__isnull=True) | ~Q(early_start_reason=""), name="subsidy_renewals_early_why"
            ),
            models.UniqueConstraint(fields=["renewal", "applicant"], name="subsidy_renewals_target_once"),
        ]
        indexes = [
            models.Index(fields=["renewal", "state"], name="subsidy_renewals_target_state"),
            models.Index(fields=["renewal", "ward_code", "postal_code"], name="subsidy_renewals_target_order"),
        ]


class Gathered(models.Model):
    """What linkage told of one family for one income year; the newest counts."""

    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment="申請者")
    income_year = models.IntegerField("所得の年", db_comment="所得の年（暦年）")
    facts = models.JSONField("事実", db_comment="世帯・所得・ほかの制度（出所と時点つき）")
    gathered_at = models.DateTimeField("取得日時", db_comment="取り寄せた日時")
    step = models.ForeignKey(
        Step, models.PROTECT, null=True, related_name="+", db_comment="どの回の取寄せか（一斉更新のほかでは空）"
    )
    gathered_by = models.CharField("取得者", max_length=64, db_comment="取り寄せた者または処理のID")
    elsewhere = models.IntegerField(
        "市外の人", default=0, db_default=0, db_comment="1月1日に市外にいて、市の税ではわからない人の数"
    )
    told = models.IntegerField(
        "回答のある人", default=0, db_default=0, db_comment="そのうち、他団体の回答で所得がわかった人の数"
    )

    class Meta:
        verbose_name = "更新のために取り寄せた事実"
        indexes = [models.Index(fields=["applicant", "income_year", "-id"], name="subsidy_renewals_newest")]
        triggers = append_only()


class Judged(models.Model):
    """One judgement of one target, with exactly what it was made from. Rows only grow: the last one counts."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="judgements", db_comment="対象者")
    step = models.ForeignKey(Step, models.PROTECT, related_name="+", db_comment="どの回の判定か")
    frozen = models.JSONField("事実", db_comment="判定に用いた事実のすべて")
    result = models.TextField("結果", db_comment="判定の結果（JSON、同じ事実なら同じ内容）")
    judged_at = models.DateTimeField("判定日時", db_comment="判定した日時")

    class Meta:
        verbose_name = "更新の判定"
        constraints = [models.UniqueConstraint(fields=["target", "step"], name="subsidy_renewals_judged_once")]
        triggers = append_only()


class IncomeProof(models.Model):
    """An income shown by a paper, entered by staff: it closes a gap in the tax data."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="income_proofs", db_comment="だれの所得か")
    year = models.IntegerField("所得の年", db_comment="所得の年（暦年）")
    income = models.JSONField("所得", db_comment="所得の内訳（円）")
    proved_on = models.DateField("届いた日", db_comment="証明が届いた日")
    entered_by = models.CharField("入力者", max_length=64, db_comment="入力した者のID")
    entered_at = models.DateTimeField("入力日時", auto_now_add=True, db_comment="入力した日時")

    class Meta:
        verbose_name = "所得の証明"
        indexes = [models.Index(fields=["person", "year", "-id"], name="subsidy_renewals_proof")]
        triggers = append_only()


class ExtensionProof(models.Model):
    """Proof that a child is at school or has a disability, from the first to the last proven day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="extension_proofs", db_comment="児童")
    kind = models.CharField("区分", max_length=1, choices=ExtensionKind, db_comment="児童延長区分（1障害・2在学）")
    since = models.DateField("初日", db_comment="証明のある最初の日")
    until = models.DateField("末日", db_comment="証明のある最後の日（次に確かめる日）")
    received_on = models.DateField("届いた日", db_comment="証明が届いた日")
    paper = models.CharField("書類", max_length=60, db_comment="書類（在学証明書・手帳など）")
    entered_by = models.CharField("入力者", max_length=64, db_comment="入力した者のID")
    entered_at = models.DateTimeField("入力日時", auto_now_add=True, db_comment="入力した日時")

    class Meta:
        verbose_name = "在学・障害の証明"
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="subsidy_renewals_extension_period"),
            models.CheckConstraint(condition=Q(kind__in=ExtensionKind.values), name="subsidy_renewals_extension_kind"),
        ]
        triggers = append_only()


class Letter(models.Model):
    """One letter of a renewal; the paper is kept as printed."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="letters", db_comment="対象者")
    step = models.ForeignKey(Step, models.PROTECT, related_name="letters", db_comment="どの回の発行か")
    kind = models.CharField("種類", max_length=10, choices=LetterKind, db_comment="通知の種類")
    due_on = models.DateField("期限", null=True, db_comment="書類を出す期限")
    document_id = models.CharField("印刷物", max_length=36, db_comment="印刷物の番号")
    sent_on = models.DateField("発送日", db_comment="通知の日付")

    class Meta:
        verbose_name = "更新の通知"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="subsidy_renewals_letter_kind"),
            models.UniqueConstraint(fields=["target", "step", "kind"], name="subsidy_renewals_letter_once"),
        ]
        triggers = append_only()


class Rehearsal(models.Model):
    """A rehearsal for a year: what would come out on the data of today. Changes nothing for anybody."""

    year = models.IntegerField("年", db_comment="医療証の年（暦年）")
    judged_on = models.DateField("判定日", db_comment="判定の基準日")
    run_id = models.BigIntegerField("一括処理", null=True, db_comment="一括処理の番号")
    made_by = models.CharField("作成者", max_length=64, db_comment="始めた者のID")
    made_at = models.DateTimeField("作成日時", auto_now_add=True, db_comment="始めた日時")
    made_on = models.DateField("作成日", db_comment="始めた日（費用の値を選ぶ日）")
    summary = models.JSONField("集計", default=dict, db_comment="結果の件数・通知の数・費用")
    sha256 = models.CharField("ハッシュ", max_length=64, blank=True, db_comment="すべての結果のSHA-256（完了後）")

    class Meta:
        verbose_name = "更新の予行"


class RehearsalLine(models.Model):
    """One family of a rehearsal: the frozen facts and the result they lead to."""

    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="lines", db_comment="予行")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment="申請者")
    ward_code = models.CharField("区", max_length=6, blank=True, db_comment="区の全国地方公共団体コード")
    outcome = models.CharField("結果", max_length=2, db_comment="判定結果")
    movement = models.CharField("前年との違い", max_length=10, db_comment="継続・喪失・新たに交付 など")
    words = models.CharField("説明", max_length=600, db_comment="前年との違いの説明")
    frozen = models.JSONField("事実", db_comment="判定に用いた事実のすべて")
    result = models.TextField("判定", db_comment="判定の結果（JSON、同じ事実なら同じ内容）")

    class Meta:
        verbose_name = "予行の結果"
        constraints = [models.UniqueConstraint(fields=["rehearsal", "applicant"], name="subsidy_renewals_line_once")]
        indexes = [models.Index(fields=["rehearsal", "movement"], name="subsidy_renewals_line_moved")]


class Replay(models.Model):
    """One night's replay of past decisions: how many, and every one that came out otherwise."""

    on = models.DateField("検査日", unique=True, db_comment="検査した日")
    at = models.DateTimeField("検査日時", auto_now_add=True, db_comment="検査した日時")
    sampled = models.IntegerField("標本数", db_comment="判定し直した決定の数")
    population = models.IntegerField("母数", db_comment="決定の総数")
    findings = models.JSONField("指摘", default=list, db_comment="同じ結果にならなかったもの（なければ空）")

    class Meta:
        verbose_name = "決定の再現検査"
        triggers = append_only()
