"""What goes back to the bodies: 返戻, 過誤, 再審査; the lists they go out in and what became of them."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned
from sasae.subsidy.receipts.models.cycles import Reviewer
from sasae.subsidy.receipts.models.lines import ReceiptLine
from sasae.subsidy.receipts.models.moves import only_moves


class CorrectionKind(models.TextChoices):
    """What the office asks the body for."""

    RETURN = "return", "返戻"
    MISTAKE = "mistake", "過誤"
    REEXAMINE = "reexamine", "再審査"


class CorrectionState(models.TextChoices):
    """申出の状態."""

    ASKED = "asked", "申出待ち"
    LISTED = "listed", "申出中"
    AGREED = "agreed", "調整待ち"
    REJECTED = "rejected", "原審どおり"
    SETTLED = "settled", "調整済"
    WITHDRAWN = "withdrawn", "取下げ"


CORRECTION_MOVES = {
    CorrectionState.ASKED: {CorrectionState.LISTED, CorrectionState.WITHDRAWN, CorrectionState.SETTLED},
    CorrectionState.LISTED: {CorrectionState.AGREED, CorrectionState.REJECTED, CorrectionState.SETTLED},
    CorrectionState.AGREED: {CorrectionState.SETTLED},
    CorrectionState.REJECTED: {CorrectionState.SETTLED},
    CorrectionState.SETTLED: set(),
    CorrectionState.WITHDRAWN: set(),
}


class CorrectionList(models.Model):
    """A list that went to a body: 過誤申出書・返戻の一覧, kept as it was made."""

    number = models.CharField("一覧番号", max_length=20, unique=True, db_comment="申出の一覧の番号")
    reviewer = models.CharField("審査支払機関", max_length=1, choices=Reviewer, db_comment="審査支払機関")
    count = models.IntegerField("件数", db_comment="申出の件数")
    content = models.BinaryField("内容", db_comment="出したままの一覧（CSV）")
    made_on = models.DateField("作成日", db_comment="作成した日")
    made_by = models.CharField("作成者", max_length=64, db_comment="作成した者のID")

    class Meta:
        verbose_name = "過誤等の申出の一覧"
        triggers = append_only()

    def __str__(self) -> str:
        return self.number


@versioned
class Correction(models.Model):
    """One request about one line. One at a time is open for a line."""

    kind = models.CharField("種類", max_length=9, choices=CorrectionKind, db_comment="種類（返戻・過誤・再審査）")
    line = models.ForeignKey(ReceiptLine, models.PROTECT, related_name="corrections", db_comment="明細")
    reviewer = models.CharField("審査支払機関", max_length=1, choices=Reviewer, db_comment="審査支払機関")
    why = models.CharField("理由", max_length=200, db_comment="申し出る理由")
    state = models.CharField(
        "状態", max_length=9, choices=CorrectionState, default=CorrectionState.ASKED, db_comment="申出の状態"
    )
    asked_by = models.CharField("起案者", max_length=64, db_comment="申出を起案した者のID")
    asked_on = models.DateField("起案日", db_comment="申出を起案した日")
    list = models.ForeignKey(
        CorrectionList, models.PROTECT, null=True, related_name="corrections", db_comment="出した一覧"
    )
    answer = models.CharField("回答", max_length=200, blank=True, db_comment="審査支払機関の回答")
    answered_on = models.DateField("回答日", null=True, db_comment="回答を登録した日")
    answered_by = models.CharField("回答の登録者", max_length=64, blank=True, db_comment="回答を登録した者のID")

    class Meta:
        verbose_name = "過誤等の申出"
        triggers = [only_moves(CORRECTION_MOVES)]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CorrectionState.values), name="subsidy_receipts_correction"),
            models.CheckConstraint(condition=Q(kind__in=CorrectionKind.values), name="subsidy_receipts_corr_kind"),
            models.UniqueConstraint(
                fields=["line"], condition=Q(state__in=["asked", "listed", "agreed"]), name="subsidy_receipts_corr_open"
            ),
        ]

    @property
    def number(self) -> str:
        """申出番号, as the body gives it back."""
        return f"K{self.pk:09d}"
