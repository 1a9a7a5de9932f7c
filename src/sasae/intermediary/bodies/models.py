"""The bodies on the platform. What a body holds of people stands in its own schema, never here."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q, QuerySet

AFTERWARDS = timedelta(days=40)  # as long as a query may wait, and the core's word on it may still come


class BodyState(models.TextChoices):
    """団体の状態."""

    ACTIVE = "active", "参加中"
    CLOSED = "closed", "記録を保存中"
    ERASED = "erased", "消去済"


class BodyQuerySet(QuerySet["Body"]):
    """Bodies by what may be done for them."""

    def working(self) -> "BodyQuerySet":
        """Those that take part."""
        return self.filter(state=BodyState.ACTIVE)

    def kept(self) -> "BodyQuerySet":
        """Those that have a schema: they take part, or their records are kept."""
        return self.exclude(state=BodyState.ERASED)

    def exchanging(self, on: date) -> "BodyQuerySet":
        """Those of whose queries something may still be heard."""
        lately = Q(state=BodyState.CLOSED, closed_on__gt=on - AFTERWARDS)
        return self.filter(Q(state=BodyState.ACTIVE) | lately)


class Body(models.Model):
    """One municipality. `caller` is the name its own linkage platform bears on its certificate."""

    code = models.CharField("団体コード", max_length=6, primary_key=True, db_comment="全国地方公共団体コード（6桁）")
    name = models.CharField("団体名", max_length=40, db_comment="団体の名称")
    caller = models.CharField("接続元", max_length=40, unique=True, db_comment="団体の連携基盤の証明書の名")
    public_key = models.TextField("公開鍵", db_comment="使用中の公開鍵（JWK、X25519）。空は使用中の鍵なし")
    announced = models.CharField(
        "知らせた鍵", max_length=16, default="", db_comment="コアシステムに知らせた公開鍵の要約"
    )
    registers = models.JSONField(
        "登録できる副本", default=list, db_comment="副本を登録できる特定個人情報名コードの一覧"
    )
    state = models.CharField("状態", max_length=6, choices=BodyState, default=BodyState.ACTIVE, db_comment="団体の状態")
    closed_on = models.DateField("停止日", null=True, db_comment="プラットフォームの利用を止めた最初の日")
    successor = models.CharField(
        "承継団体", max_length=6, blank=True, default="", db_comment="合併で承継した団体のコード"
    )
    kept_until = models.DateField("記録の保存期限", null=True, db_comment="停止した団体の記録を保存する最後の日")
    locked_at = models.DateTimeField("読取り専用", null=True, db_comment="スキーマを読取り専用にした日時")
    joined_at = models.DateTimeField("参加日時", auto_now_add=True, db_comment="プラットフォームに参加した日時")

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = "団体"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BodyState.values), name="intermediary_body_state"),
            models.CheckConstraint(
                condition=Q(state="active") | Q(closed_on__isnull=False), name="intermediary_body_closed_on_a_day"
            ),
            models.CheckConstraint(condition=~Q(successor=F("code")), name="intermediary_body_not_its_own_successor"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def schema(self) -> str:
        """Name of the body's schema and of its role."""
        return f"body_{self.code}"


class Kind(models.TextChoices):
    """団体の異動の種類."""

    MERGER = "merger", "合併"
    LEAVING = "leaving", "脱退"
    ERASURE = "erasure", "記録の消去"


class State(models.TextChoices):
    """団体の異動の状態."""

    PROPOSED = "proposed", "承認待ち"
    APPROVED = "approved", "予定"
    DONE = "done", "完了"
    WITHDRAWN = "withdrawn", "取りやめ"


ALLOWED_MOVES = {
    State.PROPOSED: {State.APPROVED, State.WITHDRAWN},
    State.APPROVED: {State.DONE, State.WITHDRAWN},
    State.DONE: set(),
    State.WITHDRAWN: set(),
}


class BodyChange(models.Model):
    """A body's end, or the end of its records: proposed by one person, approved by another, carried out on its day."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="団体", db_comment="団体")
    kind = models.CharField("種類", max_length=8, choices=Kind, db_comment="異動の種類")
    successor = models.CharField("承継団体", max_length=6, blank=True, db_comment="合併で承継する団体のコード")
    effective_on = models.DateField("効力の日", db_comment="この日から（消去は、この日以後）")
    reason = models.CharField("理由", max_length=300, db_comment="根拠と理由（個人の情報は書かない）")
    state = models.CharField("状態", max_length=9, choices=State, default=State.PROPOSED, db_comment="異動の状態")
    proposed_by = models.CharField("起案した職員", max_length=64, db_comment="起案した職員")
    proposed_at = models.DateTimeField("起案日時", db_comment="起案した日時")
    decided_by = models.CharField("承認した職員", max_length=64, blank=True, db_comment="承認または取りやめをした職員")
    decided_at = models.DateTimeField("承認日時", null=True, db_comment="承認または取りやめの日時")
    done_at = models.DateTimeField("完了日時", null=True, db_comment="完了した日時")
    counts = models.JSONField("件数", default=dict, db_comment="終わらせた、または消去したものの件数")
    certificate = models.TextField("消去証明", blank=True, db_comment="消去証明書（署名付き。個人の情報を含まない）")

    class Meta:
        verbose_name = "団体の異動"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="intermediary_change_kind"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="intermediary_change_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "done"]) | ~Q(decided_by__in=["", F("proposed_by")]),
                name="intermediary_change_by_two",
            ),
            models.CheckConstraint(
                condition=Q(kind="merger") ^ Q(successor=""), name="intermediary_change_successor_of_merger"
            ),
            models.UniqueConstraint(
                fields=["body"], condition=Q(state__in=["proposed", "approved"]), name="intermediary_change_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.get_kind_display()} {self.effective_on}"
