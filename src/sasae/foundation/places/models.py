"""Sites with their inspections and what these found; the locked places in which papers and media lie."""

from django.db import models
from django.db.models import F, Q

from sasae.kernel.numbers import custody


class SiteKind(models.TextChoices):
    """What a site is: its measures follow from it."""

    OFFICE = "office", "庁舎（サーバーのある区画）"
    DATA_CENTRE = "data_centre", "データセンター"
    PLATFORM = "platform", "中間サーバー・プラットフォーム"
    TERMINALS = "terminals", "端末を使う部屋"
    PAPERS = "papers", "書類を扱う執務室"


class Site(models.Model):
    """One place where the system, its terminals or its papers are."""

    code = models.CharField("拠点番号", max_length=20, unique=True, db_comment="拠点の番号")
    name = models.CharField("名称", max_length=100, db_comment="拠点の名称")
    kind = models.CharField("種類", max_length=12, choices=SiteKind, db_comment="拠点の種類（点検の項目を決める）")
    keeper = models.CharField("責任者", max_length=100, db_comment="拠点の物理的対策の責任者")
    inspected_on = models.DateField("最後の点検", null=True, db_comment="別の職員が確かめた最後の点検の日")
    registered_by = models.CharField("登録者", max_length=64, db_comment="登録した職員のID")
    registered_at = models.DateTimeField("登録日時", db_comment="登録した日時")

    class Meta:
        verbose_name = "拠点"
        constraints = [models.CheckConstraint(condition=Q(kind__in=SiteKind.values), name="places_site_kind")]

    def __str__(self) -> str:
        return self.name


class InspectionState(models.TextChoices):
    """How far an inspection is."""

    RECORDED = "recorded", "確認待ち"
    CONFIRMED = "confirmed", "確認済"
    SENT_BACK = "sent_back", "差戻し"


INSPECTION_MOVES = {
    InspectionState.RECORDED: {InspectionState.CONFIRMED, InspectionState.SENT_BACK},
    InspectionState.CONFIRMED: set(),
    InspectionState.SENT_BACK: set(),
}


class Inspection(models.Model):
    """One look at a site against its checklist: one person inspects, another confirms."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="inspections", db_comment="拠点")
    on = models.DateField("点検日", db_comment="点検した日")
    answers = models.JSONField("結果", db_comment="項目ごとの結果（good・bad・none）")
    note = models.CharField("所見", max_length=200, blank=True, db_comment="点検の所見")
    state = models.CharField(
        "状態", max_length=10, choices=InspectionState, default=InspectionState.RECORDED, db_comment="点検の状態"
    )
    inspected_by = models.CharField("点検者", max_length=64, db_comment="点検した職員のID")
    inspected_at = models.DateTimeField("記録日時", db_comment="点検を記録した日時")
    decided_by = models.CharField("確認者", max_length=64, blank=True, db_comment="確かめた、または差し戻した職員のID")
    decided_at = models.DateTimeField("確認日時", null=True, db_comment="確かめた、または差し戻した日時")
    why = models.CharField("差戻しの理由", max_length=200, blank=True, db_comment="差し戻した理由")

    class Meta:
        verbose_name = "拠点の点検"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=InspectionState.values), name="places_inspection_state"),
            models.CheckConstraint(condition=~Q(decided_by=F("inspected_by")), name="places_inspection_by_another"),
            models.CheckConstraint(
                condition=Q(state="recorded") | Q(decided_at__isnull=False) & ~Q(decided_by=""),
                name="places_inspection_decided_whole",
            ),
        ]


class FindingState(models.TextChoices):
    """Whether what was found is mended."""

    OPEN = "open", "未対応"
    MENDED = "mended", "結果の確認待ち"
    CLOSED = "closed", "解消済み"


FINDING_MOVES = {
    FindingState.OPEN: {FindingState.MENDED},
    FindingState.MENDED: {FindingState.CLOSED, FindingState.OPEN},
    FindingState.CLOSED: set(),
}


class SiteFinding(models.Model):
    """A measure that was not as it should be: followed until somebody else has seen that it is mended."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings", db_comment="点検")
    measure = models.CharField("項目", max_length=40, db_comment="点検の項目（measures.yaml の名）")
    words = models.CharField("対策", max_length=200, db_comment="点検のときの項目の文")
    what = models.CharField("不備", max_length=200, db_comment="不備の内容")
    mend_by = models.DateField("直す期限", db_comment="直す期限")
    state = models.CharField(
        "状態", max_length=6, choices=FindingState, default=FindingState.OPEN, db_comment="直ったか"
    )
    how = models.CharField("直した方法", max_length=200, blank=True, db_comment="直した方法、または直っていない理由")
    mended_by = models.CharField("直した職員", max_length=64, blank=True, db_comment="直したと届け出た職員のID")
    mended_at = models.DateTimeField("直した日時", null=True, db_comment="直したと届け出た日時")
    closed_by = models.CharField("確かめた職員", max_length=64, blank=True, db_comment="直ったことを確かめた職員のID")
    closed_at = models.DateTimeField("確かめた日時", null=True, db_comment="直ったことを確かめた日時")

    class Meta:
        verbose_name = "拠点の不備"
        indexes = [models.Index(fields=["mend_by"], condition=~Q(state="closed"), name="places_finding_open")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FindingState.values), name="places_finding_state"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(mended_at__isnull=False) & ~Q(mended_by="") & ~Q(how=""),
                name="places_finding_mended_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(closed_by="") & ~Q(closed_by=F("mended_by")),
                name="places_finding_closed_by_another",
            ),
        ]


class PlaceKind(models.TextChoices):
    """What a locked place is."""

    CABINET = "cabinet", "キャビネット"
    SAFE = "safe", "金庫"
    ROOM = "room", "書庫（施錠できる部屋）"
    LOCKER = "locker", "ロッカー"


class LockedPlace(models.Model):
    """One place that is locked: papers and media lie in it. Its label bears its number."""

    name = models.CharField("名称", max_length=60, unique=True, db_comment="保管場所の名称")
    kind = models.CharField("種類", max_length=8, choices=PlaceKind, db_comment="保管場所の種類")
    site = models.ForeignKey(Site, models.PROTECT, related_name="places", db_comment="拠点")
    room = models.CharField("部屋", max_length=60, db_comment="部屋と位置")
    key_keeper = models.CharField("鍵を持つ人", max_length=100, db_comment="鍵を持つ人の所属と氏名")
    ended_on = models.DateField("使わなくなった日", null=True, db_comment="使うのをやめた日。空は使用中")
    registered_by = models.CharField("登録者", max_length=64, db_comment="登録した職員のID")
    registered_at = models.DateTimeField("登録日時", db_comment="登録した日時")

    class Meta:
        verbose_name = "施錠する保管場所"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PlaceKind.values), name="places_place_kind"),
            models.CheckConstraint(condition=~Q(key_keeper=""), name="places_place_key"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """What its label bears."""
        return custody.number_of(custody.PLACE, self.pk)

    @property
    def label(self) -> str:
        """As people read the number."""
        return custody.label(self.number)
