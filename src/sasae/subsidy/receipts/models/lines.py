"""Our lines in the bodies' files. A line is accepted, held or set off, never lost."""

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts.models.cycles import Cycle
from sasae.subsidy.receipts.models.files import ReceiptFile
from sasae.subsidy.receipts.models.moves import only_moves


class LineState(models.TextChoices):
    """明細の状態."""

    ACCEPTED = "accepted", "認定"
    HELD = "held", "保留"
    RETURNED = "returned", "返戻"
    TAKEN_BACK = "taken_back", "過誤により取消"
    OFFSET = "offset", "過誤調整"


LINE_MOVES = {
    LineState.HELD: {LineState.ACCEPTED, LineState.RETURNED, LineState.OFFSET, LineState.TAKEN_BACK},
    LineState.ACCEPTED: {LineState.HELD, LineState.TAKEN_BACK},
    LineState.RETURNED: {LineState.HELD, LineState.TAKEN_BACK},
    LineState.TAKEN_BACK: {LineState.HELD, LineState.RETURNED},  # undone, where it was never paid
    LineState.OFFSET: {LineState.HELD},  # likewise
}


@versioned(loaded=True)
class ReceiptLine(models.Model):
    """One line of our payer number (レセプト関連ファイル of 別添１), with the result of its adjudication.

    `grounds` holds the facts the rules looked at, and which of them were not met. A correction of the body is a line
    with negative amounts; `takes_back` is the accepted line it cancels. `cycle` is the month its money is settled in.
    """

    file = models.ForeignKey(  # found by the index of its unique place
        ReceiptFile, models.PROTECT, related_name="lines", db_index=False, db_comment="ファイル"
    )
    receipt_no = models.CharField("レセプト番号", max_length=12, db_comment="ファイルの中のレセプト番号")
    place = models.IntegerField("行", db_comment="ファイルの中の行")
    public_order = models.IntegerField("公費の順", db_comment="公費の順（第1から第4）")
    treatment_month = models.CharField("診療年月", max_length=7, blank=True, db_comment="診療年月（YYYY-MM）")
    recipient_number = models.CharField("受給者番号", max_length=7, blank=True, db_comment="受給者番号")
    name = models.CharField("氏名", max_length=100, db_comment="レセプトの氏名")
    birth_date = models.DateField("生年月日", null=True, db_comment="レセプトの生年月日")
    point_table = models.CharField(
        "点数表", max_length=1, blank=True, db_comment="点数表（1医科・3歯科・4調剤・6訪問看護）"
    )
    setting = models.CharField("入外", max_length=1, blank=True, db_comment="入外区分（1入院・2外来）")
    receipt_kind = models.CharField("レセプト種別", max_length=4, blank=True, db_comment="レセプト種別")
    provider = models.CharField("医療機関", max_length=10, db_comment="医療機関コード")
    provider_name = models.CharField("医療機関名", max_length=100, blank=True, db_comment="医療機関名")
    provider_key = models.CharField(
        "医療機関名の照合キー",
        max_length=100,
        blank=True,
        db_comment="医療機関名の照合用（全角半角・空白をそろえたもの）",
    )
    department = models.CharField("診療科", max_length=10, blank=True, db_comment="診療科")
    days = models.IntegerField("診療実日数", null=True, db_comment="診療実日数")
    insurer_number = models.CharField("保険者番号", max_length=8, blank=True, db_comment="保険者番号")
    insurance_symbol = models.CharField("記号", max_length=38, blank=True, db_comment="記号")
    insurance_number = models.CharField("番号", max_length=38, blank=True, db_comment="番号")
    care_insurer_number = models.CharField("介護保険者番号", max_length=8, blank=True, db_comment="介護保険者番号")
    points = models.IntegerField("点数", null=True, db_comment="点数")
    decided_yen = models.IntegerField("決定金額", null=True, db_comment="決定金額（円）")
    self_pay_yen = models.IntegerField("自己負担額", null=True, db_comment="自己負担額（円）")
    window_yen = models.IntegerField("患者窓口負担額", null=True, db_comment="患者窓口負担額（円）")
    in_kind_yen = models.IntegerField("現物給付額", null=True, db_comment="現物給付額（円）")
    other_public_yen = models.IntegerField("他公費", default=0, db_comment="先に負担する公費の分（円）")
    payers = models.CharField(
        "公費の並び", max_length=60, blank=True, db_comment="レセプトにある公費負担者番号（順に、,で区切る）"
    )
    special = models.CharField("特記事項", max_length=10, blank=True, db_comment="レセプト特記事項のコード")
    capped = models.BooleanField(
        "限度額の適用", default=False, db_comment="高額療養費の限度額を適用した負担金額の記載があるか"
    )
    receipt_key = models.CharField("レセプト管理番号", max_length=40, blank=True, db_comment="一覧のレセプト管理番号")
    correction = models.CharField("増減・過誤", max_length=4, blank=True, db_comment="一覧の増減・過誤区分")
    cycle = models.ForeignKey(
        Cycle, models.PROTECT, null=True, related_name="lines", db_comment="この明細の金額を精算する月次"
    )
    takes_back = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="taken_back_by", db_comment="この明細が取り消した認定済みの明細"
    )
    person = models.ForeignKey(  # found by the index with the month
        Person, models.PROTECT, null=True, related_name="+", db_index=False, db_comment="受診者"
    )
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, null=True, related_name="+", db_comment="資格")
    state = models.CharField("状態", max_length=10, choices=LineState, db_comment="明細の状態")
    reason = models.CharField("理由", max_length=3, blank=True, db_comment="審査の理由コード")
    bookings = models.IntegerField(
        "記帳の回数", default=0, db_comment="台帳に記帳した回数（取り消してまた認定すると増える）"
    )
    grounds = models.JSONField("根拠", default=dict, db_comment="審査で見た事実と、満たさなかった決まり")
    decided_by = models.CharField("判断者", max_length=64, blank=True, db_comment="保留を判断した者のID")
    decision_note = models.CharField("判断の理由", max_length=200, blank=True, db_comment="保留を判断した理由")

    class Meta:
        verbose_name = "レセプト明細"
        triggers = [only_moves(LINE_MOVES)]
        indexes = [
            models.Index(fields=["person", "treatment_month"], name="subsidy_receipts_person"),
            models.Index(  # what a person has to do with; the accepted, by the million, are in no index by state
                fields=["state", "reason"], name="subsidy_receipts_waiting", condition=Q(state__in=["held", "returned"])
            ),
            models.Index(fields=["recipient_number", "treatment_month"], name="subsidy_receipts_recipient"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="subsidy_receipts_line"),
            models.UniqueConstraint(fields=["file", "place", "public_order"], name="subsidy_receipts_once"),
            models.UniqueConstraint(
                fields=["person", "provider", "treatment_month", "point_table", "setting", "insurer_number"],
                condition=Q(state="accepted"),
                name="subsidy_receipts_paid_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(in_kind_yen__gte=0, person__isnull=False, entitlement__isnull=False),
                name="subsidy_receipts_accepted_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="offset") | Q(in_kind_yen__lt=0, takes_back__isnull=False),
                name="subsidy_receipts_offset_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["held", "returned"]) | Q(cycle__isnull=False),
                name="subsidy_receipts_settled_somewhere",
            ),
        ]


class Verb(models.TextChoices):
    """What a person did with a line."""

    ACCEPT = "accept", "認定"
    RETURN = "return", "返戻"
    UNDO = "undo", "取消し"
    HOLD = "hold", "保留に戻す"
    TOGETHER = "offset", "元の明細とあわせて処理"


class Decision(models.Model):
    """A person's decision on a line. Rows only grow; a decision is undone by another person, and that is a row too."""

    line = models.ForeignKey(ReceiptLine, models.PROTECT, related_name="decisions", db_comment="明細")
    verb = models.CharField("判断", max_length=6, choices=Verb, db_comment="判断（認定・返戻・取消し・保留に戻す・元の明細とあわせて処理）")
    reason = models.CharField("審査の理由", max_length=3, blank=True, db_comment="判断したときの審査の理由コード")
    note = models.CharField("判断の理由", max_length=200, db_comment="判断の理由")
    by = models.CharField("判断者", max_length=64, db_comment="判断した者のID")
    against = models.CharField(
        "取り消された判断の者", max_length=64, blank=True, db_comment="取り消した判断をした者のID"
    )
    at = models.DateTimeField("判断日時", auto_now_add=True, db_comment="判断した日時")

    class Meta:
        verbose_name = "レセプト明細の判断"
        triggers = append_only()
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="subsidy_receipts_verb"),
            models.CheckConstraint(
                condition=~Q(verb="undo") | (~Q(against="") & ~Q(by=F("against"))),
                name="subsidy_receipts_undone_by_another",
            ),
        ]
