"""What each assessment of the installation found. Never changed, so that the states of clauses can be followed over time."""

import pgtrigger
from django.db import models
from django.db.models import Q

from sasae.foundation.history.append_only import append_only


class State(models.TextChoices):
    """What is true of a clause. Not built is neither true nor broken."""

    TRUE = "true", "満たしている"
    FALSE = "false", "満たしていない"
    UNKNOWN = "unknown", "確かめられない"
    NOT_BUILT = "not_built", "未実装"


class Assessment(models.Model):
    """One look at every clause."""

    at = models.DateTimeField("調べた日時", unique=True, db_comment="評価書の現況を調べた日時")
    counts = models.JSONField("件数", db_comment="状態ごとの条項の数")
    contradictions = models.JSONField("評価書の矛盾", db_comment="評価書の中で合わないところ")

    class Meta:
        verbose_name = "評価書の現況"
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class ClauseState(models.Model):
    """One clause as one assessment found it."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="clauses", verbose_name="現況", db_comment="どの現況か"
    )
    position = models.IntegerField("順番", db_comment="評価書の中の順番")
    clause = models.CharField("条項", max_length=10, db_comment="条項の番号（例 ACC-6）")
    group = models.CharField("区分", max_length=40, db_comment="条項の区分")
    kind = models.CharField("種類", max_length=20, db_comment="機能・記録・対策・組織の別")
    where = models.CharField("評価書の箇所", max_length=100, db_comment="評価書の箇所")
    title = models.CharField("見出し", max_length=100, db_comment="条項の見出し")
    text = models.CharField("内容", max_length=500, db_comment="条項が約束すること")
    systems = models.JSONField("システム", db_comment="条項の及ぶシステム")
    state = models.CharField("状態", max_length=10, choices=State, db_comment="満たしているか")
    why = models.JSONField("理由", db_comment="満たしていない、または確かめられない理由")
    evidence = models.JSONField("証拠", db_comment="調べたときの証拠（件数・日付など。個人の情報は含めない）")
    tests = models.JSONField("テスト", db_comment="条項を証明するテストの名")
    code = models.JSONField("部品", db_comment="条項を実現する部品（関数）の名")

    class Meta:
        verbose_name = "条項の現況"
        triggers = append_only()
        constraints = [
            models.UniqueConstraint(fields=["assessment", "clause"], name="assessment_clause_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="assessment_clause_state"),
        ]
        indexes = [models.Index(fields=["clause", "-assessment"], name="assessment_clause_history")]

    def __str__(self) -> str:
        return f"{self.clause} {self.get_state_display()}"


class Pack(models.Model):
    """年次の評価一式: one pack as it was written, whole, so that what an audit was given can be given again."""

    at = models.DateTimeField("作成日時", unique=True, db_comment="一式を作った日時")
    against = models.CharField("比べた版", max_length=100, db_comment="変更箇所をどの版と比べたか")
    changes = models.JSONField("変更箇所", db_comment="変更箇所（別添２）の案：項目・変更前・変更後・説明")
    unseen = models.JSONField("調べられなかったシステム", db_comment="作ったときに答えなかったシステム")
    files = models.JSONField("ファイル", db_comment="一式のファイルの名・大きさ・SHA-256（目録と同じもの）")
    content = models.BinaryField("一式", db_comment="一式のZIP（個人の情報は含まない）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="一式のZIPのSHA-256")

    class Meta:
        verbose_name = "年次の評価一式"
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class OrderState(models.TextChoices):
    """What became of a pack that was asked for on screen."""

    WAITING = "waiting", "作成待ち"
    MADE = "made", "作成済"
    FAILED = "failed", "作成できなかった"


ORDER_MOVES = {OrderState.WAITING: {OrderState.MADE, OrderState.FAILED}, OrderState.MADE: set(), OrderState.FAILED: set()}


class PackOrder(models.Model):
    """A pack somebody of the office asks for. It is made outside the systems, where all five can be read, and handed in."""

    against = models.ForeignKey(
        Pack, models.PROTECT, null=True, related_name="+", db_comment="比べる前回の一式（評価書そのものと比べるときは空）"
    )
    state = models.CharField(
        "状態", max_length=7, choices=OrderState, default=OrderState.WAITING, db_comment="作成の状態"
    )
    asked_by = models.CharField("求めた職員", max_length=64, db_comment="作成を求めた職員のID")
    asked_at = models.DateTimeField("求めた日時", db_comment="作成を求めた日時")
    pack = models.ForeignKey(Pack, models.PROTECT, null=True, related_name="+", db_comment="できた一式（できるまでは空）")
    problem = models.CharField("できなかった理由", max_length=300, blank=True, db_comment="作成できなかった理由")
    settled_at = models.DateTimeField("終わった日時", null=True, db_comment="できた、またはできないとわかった日時")

    class Meta:
        verbose_name = "年次の評価一式の求め"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OrderState.values), name="assessment_order_state"),
            models.CheckConstraint(
                condition=Q(state="made", pack__isnull=False, problem="")
                | Q(state="failed", pack=None) & ~Q(problem="")
                | Q(state="waiting", pack=None, problem=""),
                name="assessment_order_settled",
            ),
            models.UniqueConstraint(fields=["state"], condition=Q(state="waiting"), name="assessment_order_one_at_a_time"),
        ]
        triggers = [pgtrigger.FSM(name="moves", field="state", transitions=[("waiting", "made"), ("waiting", "failed")])]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M} {self.get_state_display()}"
