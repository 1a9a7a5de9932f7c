"""Papers from their reception on, the boxes they lie in, each move of theirs, the day's end checks, and their end."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.places.models import LockedPlace
from sasae.kernel.numbers import custody
from sasae.subsidy.people.models import Person


class BoxState(models.TextChoices):
    """Whether something may be put into a box."""

    OPEN = "open", "詰めている途中"
    SEALED = "sealed", "封印済"
    DESTROYED = "destroyed", "廃棄済"


class Box(models.Model):
    """One box of papers in a locked place. Sealed, it is looked at as one; its seal has a number."""

    title = models.CharField("名称", max_length=60, db_comment="箱の名称（中身のまとまり）")
    place = models.ForeignKey(LockedPlace, models.PROTECT, null=True, related_name="boxes", db_comment="保管場所")
    state = models.CharField("状態", max_length=10, choices=BoxState, default=BoxState.OPEN, db_comment="箱の状態")
    seal = models.CharField("封印番号", max_length=30, blank=True, db_comment="いまの封印の番号。空は封印なし")
    made_by = models.CharField("作成者", max_length=64, db_comment="箱を登録した職員のID")
    made_at = models.DateTimeField("作成日時", db_comment="箱を登録した日時")

    class Meta:
        verbose_name = "書類の箱"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BoxState.values), name="subsidy_box_state"),
            models.CheckConstraint(condition=~Q(state="sealed") | ~Q(seal=""), name="subsidy_box_sealed"),
            models.CheckConstraint(
                condition=Q(state="destroyed") | Q(place__isnull=False), name="subsidy_box_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """What its label bears."""
        return custody.number_of(custody.BOX, self.pk)

    @property
    def label(self) -> str:
        """As people read the number."""
        return custody.label(self.number)

    @classmethod
    def lying_in(cls, place: LockedPlace) -> models.QuerySet["Box"]:
        """The boxes in a place."""
        return cls.objects.filter(place=place)


class BoxStep(models.TextChoices):
    """What happened to a box."""

    MADE = "made", "登録した"
    MOVED = "moved", "移した"
    SEALED = "sealed", "封印した"
    OPENED = "opened", "封印を開けた"
    DESTROYED = "destroyed", "廃棄した"


class BoxMove(models.Model):
    """One step of a box: where it was put, its seal, why it was opened. Only grows."""

    box = models.ForeignKey(Box, models.PROTECT, related_name="moves", db_comment="箱")
    kind = models.CharField("したこと", max_length=10, choices=BoxStep, db_comment="箱にしたこと")
    place = models.ForeignKey(LockedPlace, models.PROTECT, null=True, related_name="+", db_comment="保管場所")
    seal = models.CharField("封印番号", max_length=30, blank=True, db_comment="付けた、または開けた封印の番号")
    why = models.CharField("理由", max_length=200, blank=True, db_comment="封印を開けた理由")
    by = models.CharField("職員", max_length=64, db_comment="した職員のID")
    at = models.DateTimeField("日時", db_comment="した日時")

    class Meta:
        verbose_name = "箱の動き"
        triggers = append_only()
        constraints = [models.CheckConstraint(condition=Q(kind__in=BoxStep.values), name="subsidy_boxmove_kind")]


class DestructionState(models.TextChoices):
    """How far a destruction is."""

    PREPARED = "prepared", "廃棄の承認待ち"
    DONE = "done", "廃棄済"
    WITHDRAWN = "withdrawn", "取りやめ"


DESTRUCTION_MOVES = {
    DestructionState.PREPARED: {DestructionState.DONE, DestructionState.WITHDRAWN},
    DestructionState.DONE: set(),
    DestructionState.WITHDRAWN: set(),
}


class Destruction(models.Model):
    """One destruction: its list, why and how, and the two persons who saw it."""

    why = models.CharField("廃棄の理由", max_length=200, db_comment="廃棄の理由（保存期間など）")
    method = models.CharField("方法", max_length=100, db_comment="裁断・溶解などの方法と場所")
    state = models.CharField(
        "状態", max_length=10, choices=DestructionState, default=DestructionState.PREPARED, db_comment="廃棄の状態"
    )
    count = models.IntegerField("件数", db_comment="一覧にある書類の数")
    numbers = models.JSONField("書類の番号", db_comment="一覧にある書類の番号")
    prepared_by = models.CharField("一覧を作った職員", max_length=64, db_comment="一覧を作った職員のID")
    prepared_at = models.DateTimeField("一覧の日時", db_comment="一覧を作った日時")
    ended_by = models.CharField("立ち会った職員", max_length=64, blank=True, db_comment="廃棄に立ち会った、または取りやめた職員のID")
    ended_at = models.DateTimeField("廃棄日時", null=True, db_comment="廃棄した、または取りやめた日時")

    class Meta:
        verbose_name = "書類の廃棄"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DestructionState.values), name="subsidy_destruction_state"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(ended_at__isnull=False) & ~Q(ended_by="") & ~Q(ended_by=F("prepared_by")),
                name="subsidy_destruction_by_two",
            ),
        ]


class PaperKind(models.TextChoices):
    """What a paper is."""

    APPLICATION = "application", "申請書"
    NOTIFICATION = "notification", "届出書"
    CLAIM = "claim", "請求書"
    RECEIPT = "receipt", "領収書"
    ATTACHMENT = "attachment", "添付書類"
    FILE = "file", "綴り"
    OTHER = "other", "その他"


class PaperState(models.TextChoices):
    """Where a paper is."""

    KEPT = "kept", "保管中"
    HELD = "held", "職員が使用中"
    LENT = "lent", "貸出中"
    MISSING = "missing", "所在不明"
    LISTED = "listed", "廃棄の承認待ち"
    DESTROYED = "destroyed", "廃棄済"


PAPER_MOVES = {
    PaperState.KEPT: {PaperState.KEPT, PaperState.HELD, PaperState.LENT, PaperState.MISSING, PaperState.LISTED},
    PaperState.HELD: {PaperState.KEPT, PaperState.HELD, PaperState.LENT, PaperState.MISSING},
    PaperState.LENT: {PaperState.KEPT, PaperState.HELD, PaperState.LENT, PaperState.MISSING},
    PaperState.MISSING: {PaperState.KEPT, PaperState.HELD},
    PaperState.LISTED: {PaperState.KEPT, PaperState.MISSING, PaperState.DESTROYED},
    PaperState.DESTROYED: set(),
}


class TrackedPaper(models.Model):
    """One paper, or several that stay together, with a label of its own. In one place at a time: a cabinet, a box, a hand."""

    kind = models.CharField("種類", max_length=12, choices=PaperKind, db_comment="書類の種類")
    subject = models.CharField("受付番号など", max_length=20, blank=True, db_comment="申請・届出・請求の番号。空は綴りなど")
    title = models.CharField("内容", max_length=60, blank=True, db_comment="書類の内容（氏名・住所を書かない）")
    sheets = models.IntegerField("枚数", db_comment="書類の枚数")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_comment="主に関わる本人")
    persons = ArrayField(models.CharField(max_length=40), verbose_name="本人", db_comment="関わる本人の宛名番号")
    ward_code = models.CharField("区", max_length=6, blank=True, db_comment="担当する区")
    received_on = models.DateField("受付日", db_comment="書類を受け取った日")
    state = models.CharField("状態", max_length=10, choices=PaperState, db_comment="書類の所在の状態")
    place = models.ForeignKey(LockedPlace, models.PROTECT, null=True, related_name="papers", db_comment="保管場所")
    box = models.ForeignKey(Box, models.PROTECT, null=True, related_name="papers", db_comment="入っている箱")
    holder = models.CharField("持っている職員", max_length=64, blank=True, db_comment="手元に持っている職員のID")
    borrower = models.CharField("貸出先", max_length=100, blank=True, db_comment="貸し出した先")
    due_on = models.DateField("返却期限", null=True, db_comment="貸し出した書類を返してもらう期限")
    destruction = models.ForeignKey(
        Destruction, models.PROTECT, null=True, related_name="papers", db_comment="廃棄の一覧"
    )
    moved_at = models.DateTimeField("最後に動いた日時", db_comment="最後に所在が変わった日時")
    registered_by = models.CharField("登録者", max_length=64, db_comment="ラベルを作った職員のID")
    registered_at = models.DateTimeField("登録日時", db_comment="ラベルを作った日時")

    class Meta:
        verbose_name = "書類"
        indexes = [
            GinIndex(fields=["persons"], name="subsidy_tracked_persons"),
            models.Index(fields=["subject"], name="subsidy_tracked_subject"),
            models.Index(fields=["state", "moved_at"], name="subsidy_tracked_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PaperState.values), name="subsidy_tracked_state"),
            models.CheckConstraint(condition=Q(kind__in=PaperKind.values), name="subsidy_tracked_kind"),
            models.CheckConstraint(condition=Q(sheets__gte=1), name="subsidy_tracked_sheets"),
            models.CheckConstraint(
                condition=~Q(state="kept")
                | Q(place__isnull=False, box__isnull=True)
                | Q(place__isnull=True, box__isnull=False),
                name="subsidy_tracked_kept",
            ),
            models.CheckConstraint(condition=~Q(state="held") | ~Q(holder=""), name="subsidy_tracked_held"),
            models.CheckConstraint(
                condition=~Q(state="lent") | ~Q(borrower="") & Q(due_on__isnull=False), name="subsidy_tracked_lent"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["listed", "destroyed"]) | Q(destruction__isnull=False),
                name="subsidy_tracked_destroyed",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def number(self) -> str:
        """What its label bears."""
        return custody.number_of(custody.PAPER, self.pk)

    @property
    def label(self) -> str:
        """As people read the number."""
        return custody.label(self.number)

    @classmethod
    def lying_in(cls, place: LockedPlace) -> models.QuerySet["TrackedPaper"]:
        """The papers that lie loose in a place."""
        return cls.objects.filter(place=place, state__in=[PaperState.KEPT, PaperState.LISTED])


class PaperStep(models.TextChoices):
    """What happened to a paper."""

    RECEIVED = "received", "受け取った"
    KEPT = "kept", "しまった"
    BOXED = "boxed", "箱に入れた"
    HELD = "held", "手元に取った"
    LENT = "lent", "貸し出した"
    MISSED = "missed", "点検で見つからなかった"
    FOUND = "found", "見つかった"
    LISTED = "listed", "廃棄の一覧に入れた"
    UNLISTED = "unlisted", "廃棄を取りやめた"
    DESTROYED = "destroyed", "廃棄した"


class PaperMove(models.Model):
    """One step of a paper: to which place, box or person, when, by whom. Only grows."""

    paper = models.ForeignKey(TrackedPaper, models.PROTECT, related_name="moves", db_comment="書類")
    kind = models.CharField("したこと", max_length=10, choices=PaperStep, db_comment="書類にしたこと")
    where = models.CharField("行き先", max_length=120, blank=True, db_comment="行き先の名（保管場所・箱・職員・貸出先）")
    note = models.CharField("備考", max_length=200, blank=True, db_comment="貸出しの目的、見つからなかった点検など")
    by = models.CharField("職員", max_length=64, db_comment="した職員のID")
    at = models.DateTimeField("日時", db_comment="した日時")

    class Meta:
        verbose_name = "書類の動き"
        triggers = append_only()
        constraints = [models.CheckConstraint(condition=Q(kind__in=PaperStep.values), name="subsidy_papermove_kind")]
        indexes = [models.Index(fields=["paper", "id"], name="subsidy_papermove_paper")]


class DayCheck(models.Model):
    """The look into one locked place at the day's end: what should be there, what was seen, what was missing."""

    place = models.ForeignKey(LockedPlace, models.PROTECT, related_name="day_checks", db_comment="保管場所")
    on = models.DateField("点検日", db_comment="点検した日")
    begun_by = models.CharField("始めた職員", max_length=64, db_comment="点検を始めた職員のID")
    begun_at = models.DateTimeField("始めた日時", db_comment="点検を始めた日時")
    closed_by = models.CharField("終えた職員", max_length=64, blank=True, db_comment="点検を終えた職員のID")
    closed_at = models.DateTimeField("終えた日時", null=True, db_comment="点検を終えた日時")
    expected = models.IntegerField("あるはずの数", default=0, db_comment="終えたときに、あるはずだった書類と箱の数")
    missing = models.JSONField("なかったもの", default=list, db_comment="見つからなかった書類と箱の番号")
    surplus = models.JSONField("余分なもの", default=list, db_comment="ほかにあるはずなのに見つかった書類と箱の番号")

    class Meta:
        verbose_name = "保管場所の点検"
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(closed_at__isnull=True), name="subsidy_daycheck_one_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["place", "-on"], name="subsidy_daycheck_last")]


class Sighting(models.Model):
    """One label read in a check. Only grows."""

    day_check = models.ForeignKey(DayCheck, models.PROTECT, related_name="sightings", db_comment="点検")
    number = models.CharField("番号", max_length=9, db_comment="読んだ番号")
    by = models.CharField("職員", max_length=64, db_comment="読んだ職員のID")
    at = models.DateTimeField("日時", db_comment="読んだ日時")

    class Meta:
        verbose_name = "点検で見たもの"
        triggers = append_only()
        constraints = [models.UniqueConstraint(fields=["day_check", "number"], name="subsidy_sighting_once")]
