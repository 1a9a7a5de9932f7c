"""The folder (請求書): what one payee handed in together."""

from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned
from sasae.subsidy.people.models import Person


class FolderState(models.TextChoices):
    """How far a folder was compared with its receipts."""

    ENTERED = "entered", "照合待ち"
    SENT_BACK = "sent_back", "差戻し"
    COMPARED = "compared", "照合済"


FOLDER_MOVES = {
    FolderState.ENTERED: {FolderState.ENTERED, FolderState.SENT_BACK, FolderState.COMPARED},
    FolderState.SENT_BACK: {FolderState.ENTERED},
    FolderState.COMPARED: {FolderState.ENTERED},
}


class Channel(models.TextChoices):
    """How a claim came in."""

    COUNTER = "counter", "窓口"
    MAIL = "mail", "郵送"
    PORTAL = "portal", "電子申請"


@versioned
class ClaimFolder(models.Model):
    """One application for reimbursement: what one payee handed in together, for several months, clinics and patients."""

    number = models.CharField("請求書番号", max_length=16, unique=True, db_comment="請求書の番号")
    payee = models.ForeignKey(Person, models.PROTECT, related_name="claim_folders", db_comment="請求者（申請者）")
    claimed_on = models.DateField("請求日", db_comment="請求を受け付けた日")
    channel = models.CharField(
        "受付方法", max_length=8, choices=Channel, default=Channel.COUNTER, db_comment="受付方法"
    )
    once = models.CharField(
        "入力の印",
        max_length=40,
        null=True,
        unique=True,
        db_comment="同じ入力・同じ電子申請を一度だけ受け付けるための印",
    )
    note = models.CharField("備考", max_length=200, blank=True, db_comment="備考")
    state = models.CharField(
        "照合", max_length=10, choices=FolderState, default=FolderState.ENTERED, db_comment="領収書との照合の状態"
    )
    back_why = models.CharField("差戻しの理由", max_length=200, blank=True, db_comment="照合で差し戻した理由")
    entered_by = models.CharField("入力者", max_length=64, db_comment="入力・訂正した者のID")
    entered_at = models.DateTimeField("入力日時", auto_now_add=True, db_comment="入力した日時")
    compared_by = models.CharField("照合者", max_length=64, blank=True, db_comment="領収書と照合した者のID")
    papers_closed_on = models.DateField("書類の打切り日", null=True, db_comment="書類の提出を待つのをやめた日")
    papers_closed_by = models.CharField("打切り者", max_length=64, blank=True, db_comment="待つのをやめた者のID")

    class Meta:
        verbose_name = "償還払いの請求書"
        indexes = [models.Index(fields=["state", "id"], name="subsidy_claims_folder")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FolderState.values), name="subsidy_claims_folder_state"),
            models.CheckConstraint(
                condition=Q(compared_by="") | ~Q(compared_by=F("entered_by")), name="subsidy_claims_folder_people"
            ),
            models.CheckConstraint(
                condition=~Q(state="compared") | ~Q(compared_by=""), name="subsidy_claims_folder_compared"
            ),
        ]

    def __str__(self) -> str:
        return self.number
