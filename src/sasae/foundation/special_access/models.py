"""A right somebody took for minutes, with the look at it afterwards; a time in which a contractor's person may be signed in."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned


class Verdict(models.TextChoices):
    """What the look afterwards came to."""

    PROPER = "proper", "必要だった"
    IMPROPER = "improper", "必要でなかった"


@versioned
class Emergency(models.Model):
    """緊急時の利用. Who took it never looks at it afterwards alone: another person says whether it was needed."""

    number = models.CharField("番号", max_length=20, unique=True, db_comment="緊急時の利用の番号")
    login_id = models.CharField("利用者ID", max_length=64, db_comment="権限を取った職員のID（外部キーにしない）")
    right = models.CharField("権限", max_length=60, db_comment="取った権限")
    reason = models.CharField("理由", max_length=150, db_comment="権限を取った理由")
    taken_at = models.DateTimeField("開始日時", db_comment="権限を取った日時")
    until_at = models.DateTimeField("終了日時", db_comment="権限が終わる日時（早く返したときはその日時）")
    review_by = models.DateField("振返りの期限", db_comment="別の人が振り返る期限")
    verdict = models.CharField(
        "振返り", max_length=10, choices=Verdict, blank=True, db_comment="振返りの結果（空はまだ）"
    )
    words = models.CharField("振返りの内容", max_length=300, blank=True, db_comment="確かめた内容")
    reviewed_by = models.CharField("振り返った職員", max_length=64, blank=True, db_comment="振り返った別の職員のID")
    reviewed_at = models.DateTimeField("振返り日時", null=True, db_comment="振り返った日時")

    class Meta:
        verbose_name = "緊急時の利用"
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gte=F("taken_at")), name="special_emergency_period"),
            models.CheckConstraint(
                condition=Q(verdict="", reviewed_by="", words="", reviewed_at=None)
                | Q(verdict__in=Verdict.values, reviewed_at__isnull=False)
                & ~Q(words="")
                & ~Q(reviewed_by=F("login_id")),
                name="special_emergency_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def live(self, now: datetime) -> bool:
        """Whether the right still works."""
        return self.taken_at <= now < self.until_at


@versioned
class Window(models.Model):
    """委託先の作業時間: from when until when, why, and who watches. Open while the watcher is there."""

    login_id = models.CharField("利用者ID", max_length=64, db_comment="委託先の従業員のID（外部キーにしない）")
    watcher = models.CharField("立会い", max_length=64, db_comment="立ち会う職員のID")
    reason = models.CharField("作業の内容", max_length=200, db_comment="作業の内容と理由")
    from_at = models.DateTimeField("開始日時", db_comment="作業の開始日時")
    until_at = models.DateTimeField("終了日時", db_comment="作業の終了日時")
    asked_by = models.CharField("登録者", max_length=64, db_comment="作業時間を登録した職員のID")
    asked_at = models.DateTimeField("登録日時", db_comment="作業時間を登録した日時")
    present_at = models.DateTimeField("立会いの開始", null=True, db_comment="立会い者が、その場にいると確かめた日時")
    closed_by = models.CharField("閉じた職員", max_length=64, blank=True, db_comment="作業時間を閉じた職員のID")
    closed_at = models.DateTimeField("閉じた日時", null=True, db_comment="作業時間を閉じた日時")

    class Meta:
        verbose_name = "委託先の作業時間"
        indexes = [models.Index(fields=["login_id", "until_at"], name="special_window_of")]
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="special_window_period"),
            models.CheckConstraint(condition=~Q(watcher=F("login_id")), name="special_window_watched_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.login_id} {self.from_at:%Y-%m-%d %H:%M}"


class Deputy(models.Model):
    """代決の順位: who decides for an office's deciders in their absence, the first of them who is there. Dated."""

    office = models.CharField("所属", max_length=100, db_comment="この所属の決定者に代わる")
    place = models.IntegerField("順位", db_comment="代わる順位（1から）")
    login_id = models.CharField("代決者", max_length=64, db_comment="代わって決定する職員のID（外部キーにしない）")
    since = models.DateField("初日", db_comment="この順位で代われる最初の日")
    until = models.DateField("末日", null=True, db_comment="この順位で代われる最後の日（空は定めなし）")
    named_by = models.CharField("定めた職員", max_length=64, db_comment="順位を定めた職員のID")
    named_at = models.DateTimeField("定めた日時", db_comment="順位を定めた日時")
    ended_by = models.CharField("終えた職員", max_length=64, blank=True, db_comment="末日を入れた職員のID")

    class Meta:
        verbose_name = "代決の順位"
        indexes = [models.Index(fields=["office", "place"], name="special_deputy_order")]
        constraints = [
            models.CheckConstraint(condition=Q(place__gte=1), name="special_deputy_place"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="special_deputy_period"),
            models.CheckConstraint(condition=~Q(named_by=F("login_id")), name="special_deputy_named_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.place}"


class Absence(models.Model):
    """A day on which somebody who decides is away, as they said before or that morning."""

    login_id = models.CharField("不在の職員", max_length=64, db_comment="不在の職員のID（外部キーにしない）")
    on = models.DateField("不在の日", db_comment="不在の日")
    why = models.CharField("理由", max_length=100, db_comment="不在の理由")
    told_by = models.CharField("登録した職員", max_length=64, db_comment="不在を登録した職員のID")
    told_at = models.DateTimeField("登録日時", db_comment="不在を登録した日時")
    withdrawn_by = models.CharField("取り消した職員", max_length=64, blank=True, db_comment="不在を取り消した職員のID")
    withdrawn_at = models.DateTimeField("取消日時", null=True, db_comment="不在を取り消した日時")

    class Meta:
        verbose_name = "決定者の不在"
        constraints = [
            models.UniqueConstraint(fields=["login_id", "on"], condition=Q(withdrawn_at=None), name="special_absence_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="") | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by=""),
                name="special_absence_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.login_id} {self.on}"


class AfterLook(models.TextChoices):
    """What the decider says of what was decided in their place."""

    AGREED = "agreed", "異議なし"
    OBJECTED = "objected", "改めるものがある"


@versioned
class Cover(models.Model):
    """代決: one day on which a deputy decides for somebody who is away; looked at by them afterwards (後閲)."""

    number = models.CharField("番号", max_length=20, unique=True, db_comment="代決の番号")
    absence = models.ForeignKey(Absence, models.PROTECT, related_name="covers", db_comment="もとになった不在")
    decider = models.CharField("決定者", max_length=64, db_comment="不在の決定者のID（外部キーにしない）")
    deputy = models.CharField("代決者", max_length=64, db_comment="代わって決定する職員のID（外部キーにしない）")
    on = models.DateField("代決の日", db_comment="代決の日。この日だけ効く")
    rights = models.JSONField("権限", db_comment="代わって使える権限")
    taken_at = models.DateTimeField("開始日時", db_comment="代決を始めた日時")
    until_at = models.DateTimeField("終了日時", db_comment="代決が終わる日時（早く終えたときはその日時）")
    review_by = models.DateField("後閲の期限", db_comment="決定者が後閲をする期限")
    verdict = models.CharField("後閲", max_length=8, choices=AfterLook, blank=True, db_comment="後閲の結果（空はまだ）")
    words = models.CharField("後閲の内容", max_length=300, blank=True, db_comment="改めるものと、どう改めるか")
    seen = models.IntegerField("後閲した件数", default=0, db_comment="後閲のときに載っていた行の数")
    reviewed_at = models.DateTimeField("後閲日時", null=True, db_comment="決定者が後閲した日時")

    class Meta:
        verbose_name = "代決"
        indexes = [models.Index(fields=["deputy", "on"], name="special_cover_of")]
        constraints = [
            models.UniqueConstraint(fields=["absence", "deputy"], condition=Q(verdict=""), name="special_cover_once"),
            models.CheckConstraint(condition=~Q(deputy=F("decider")), name="special_cover_by_another"),
            models.CheckConstraint(condition=Q(until_at__gte=F("taken_at")), name="special_cover_period"),
            models.CheckConstraint(
                condition=Q(verdict="", reviewed_at=None)
                | Q(verdict="agreed", reviewed_at__isnull=False)
                | Q(verdict="objected", reviewed_at__isnull=False) & ~Q(words=""),
                name="special_cover_looked_at_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def live(self, now: datetime) -> bool:
        """Whether the deputy decides by it now."""
        return self.taken_at <= now < self.until_at
