"""The sheets of looks to ask about, their cases, and what the personnel office lists of whom staff are tied to."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned


class SheetState(models.TextChoices):
    """How far a sheet is."""

    OPEN = "open", "判断待ち"
    READY = "ready", "確認待ち"
    CONFIRMED = "confirmed", "確認済"


class CaseState(models.TextChoices):
    """How far a case is."""

    ASKED = "asked", "説明待ち"
    EXPLAINED = "explained", "判断待ち"
    DECIDED = "decided", "判断済"


class Finding(models.TextChoices):
    """What the supervisor found."""

    PROPER = "proper", "問題なし"
    TALK = "talk", "本人と話した"
    INCIDENT = "incident", "事故として報告"


SHEET_MOVES = {
    SheetState.OPEN: {SheetState.READY},
    SheetState.READY: {SheetState.OPEN, SheetState.CONFIRMED},
    SheetState.CONFIRMED: set(),
}
CASE_MOVES = {
    CaseState.ASKED: {CaseState.EXPLAINED, CaseState.DECIDED},
    CaseState.EXPLAINED: {CaseState.DECIDED},
    CaseState.DECIDED: {CaseState.ASKED, CaseState.EXPLAINED},
}


def _moves(table: dict[models.TextChoices, set[models.TextChoices]]) -> pgtrigger.Trigger:
    pairs = sorted((before.value, after.value) for before, later in table.items() for after in later)
    return pgtrigger.FSM(name="moves", field="state", transitions=pairs)


@versioned
class Sheet(models.Model):
    """One month of one office: once drawn it names the same cases for ever."""

    month = models.DateField("点検する月", db_comment="点検する月の1日")
    office_key = models.CharField("所属の鍵", max_length=100, db_comment="所属のコード、なければ所属の名（月末のもの）")
    office_code = models.CharField("所属コード", max_length=20, blank=True, db_comment="所属のコード（月末のもの）")
    office = models.CharField("所属", max_length=100, db_comment="所属の名（月末のもの）")
    drawn_on = models.DateField("作成日", db_comment="点検票を作った日")
    explain_by = models.DateField("説明の期限", db_comment="操作者が説明する最後の日")
    decide_by = models.DateField("判断の期限", db_comment="監督者が判断する最後の日")
    confirm_by = models.DateField("確認の期限", db_comment="別の者が確認する最後の日")
    operators = models.IntegerField("操作者の人数", db_comment="その月に本人の情報を見た職員の人数")
    looks = models.IntegerField("閲覧の件数", db_comment="その月に本人の情報を見た回数")
    found = models.IntegerField("印の付いた件数", db_comment="基準に達した件数（点検票に載らないものを含む）")
    state = models.CharField(
        "状態", max_length=10, choices=SheetState, default=SheetState.OPEN, db_comment="点検の状態"
    )
    returned_note = models.CharField(
        "差戻しの理由", max_length=300, blank=True, db_comment="確認した者が差し戻した理由"
    )
    returned_by = models.CharField("差し戻した者", max_length=64, blank=True, db_comment="差し戻した者のID")
    confirmed_by = models.CharField(
        "確認した者", max_length=64, blank=True, db_comment="確認した者のID（判断した者と別）"
    )
    confirmed_at = models.DateTimeField("確認日時", null=True, db_comment="確認した日時")

    class Meta:
        verbose_name = "閲覧の点検票"
        indexes = [models.Index(fields=["state", "month"], name="inspections_sheet_state")]
        constraints = [
            models.UniqueConstraint(fields=["month", "office_key"], name="inspections_sheet_once"),
            models.CheckConstraint(condition=Q(state__in=SheetState.values), name="inspections_sheet_state_known"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") ^ ~Q(confirmed_by=""), name="inspections_sheet_by_whom"
            ),
        ]
        triggers = [_moves(SHEET_MOVES)]  # type: ignore[arg-type]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.office}"


@versioned
class Case(models.Model):
    """Whom to ask about whom, and why; what they said and what was found."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="cases", verbose_name="点検票", db_comment="点検票")
    position = models.IntegerField("順番", db_comment="点検票の中の順番（点の高い順）")
    actor_id = models.CharField("操作者ID", max_length=64, db_comment="操作者のID（外部キーにしない）")
    actor_name = models.CharField("操作者", max_length=100, db_comment="操作者の氏名（作成のときのもの）")
    person = models.CharField("本人", max_length=40, blank=True, db_comment="見られた本人の番号。操作者の量の印では空")
    signals = models.JSONField("印", db_comment="付いた印の名（重い順）")
    score = models.IntegerField("点", db_comment="印の重みの和")
    looks = models.IntegerField("回数", db_comment="その月に見た回数")
    first_at = models.DateTimeField("最初の日時", null=True, db_comment="その月に最初に見た日時")
    last_at = models.DateTimeField("最後の日時", null=True, db_comment="その月に最後に見た日時")
    seen = models.JSONField("見た画面", db_comment="見た日時・画面・目的（はじめの何回か）。個人の情報は含めない")
    others = models.IntegerField("ほかの件数", db_comment="同じ操作者の、点検票に載せていない件数")
    state = models.CharField("状態", max_length=10, choices=CaseState, default=CaseState.ASKED, db_comment="件の状態")
    explanation = models.CharField("操作者の説明", max_length=1000, blank=True, db_comment="操作者の説明")
    explained_at = models.DateTimeField("説明の日時", null=True, db_comment="操作者が説明した日時")
    finding = models.CharField("判断", max_length=10, choices=Finding, blank=True, db_comment="監督者の判断")
    words = models.CharField("判断の理由", max_length=1000, blank=True, db_comment="判断の理由と、したこと")
    decided_by = models.CharField("判断した者", max_length=64, blank=True, db_comment="判断した者のID（操作者と別）")
    decided_at = models.DateTimeField("判断日時", null=True, db_comment="判断した日時")

    class Meta:
        verbose_name = "閲覧の点検の件"
        indexes = [models.Index(fields=["actor_id", "state"], name="inspections_case_actor")]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="inspections_case_place"),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="inspections_case_state_known"),
            models.CheckConstraint(
                condition=~Q(state="decided") | (~Q(finding="") & ~Q(decided_by="")), name="inspections_case_found"
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("actor_id")), name="inspections_case_not_oneself"),
        ]
        triggers = [_moves(CASE_MOVES)]  # type: ignore[arg-type]

    def __str__(self) -> str:
        return f"{self.sheet_id}-{self.position}"


class ListKind(models.TextChoices):
    """What a list of the personnel office tells."""

    RELATIVES = "relatives", "職員の親族（申告）"
    ADDRESSES = "addresses", "職員の住所"


class StaffList(models.Model):
    """One list as it was taken in: the newest of its kind that is not younger than the month counts."""

    kind = models.CharField("種類", max_length=10, choices=ListKind, db_comment="親族の申告か、住所か")
    as_of = models.DateField("基準日", db_comment="この日のものとして人事が作った")
    rows = models.IntegerField("行数", db_comment="受けた行数")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="受けたファイルのSHA-256")
    taken_at = models.DateTimeField("取込日時", db_comment="取り込んだ日時")

    class Meta:
        verbose_name = "職員の一覧の取込み"
        triggers = append_only()
        constraints = [models.CheckConstraint(condition=Q(kind__in=ListKind.values), name="inspections_list_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.as_of}"


class Tie(models.Model):
    """A member of staff and a person at hand: a declared relative, or one at the same address. Addresses are not kept."""

    staff_list = models.ForeignKey(
        StaffList, models.PROTECT, related_name="ties", verbose_name="一覧", db_comment="一覧"
    )
    staff_number = models.CharField("職員番号", max_length=20, db_comment="職員番号")
    person = models.CharField("本人", max_length=40, db_comment="本人の番号（宛名番号など）")
    relation = models.CharField("間柄", max_length=40, blank=True, db_comment="申告された間柄。住所によるものは空")

    class Meta:
        verbose_name = "職員と本人の間柄"
        triggers = append_only()
        constraints = [
            models.UniqueConstraint(fields=["staff_list", "staff_number", "person"], name="inspections_tie_once")
        ]

    def __str__(self) -> str:
        return f"{self.staff_number} {self.person}"
