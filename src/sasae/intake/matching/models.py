"""Whose application it is, and which serial number belongs to whom. The links are for this system alone (法63条)."""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned
from sasae.intake.applications.models import Application


@versioned
class SerialLink(models.Model):
    """シリアル番号紐付ファイル. Never leaves this system; a renewed card gives a new row, the old one is marked."""

    serial = models.CharField("シリアル番号", max_length=40, db_comment="利用者用証明書のシリアル番号（16進）")
    atena_no = models.CharField("宛名番号", max_length=15, db_index=True, db_comment="宛名番号")
    deleted = models.BooleanField("削除フラグ", default=False, db_comment="削除フラグ（論理削除）")
    registered_by = models.CharField("登録ユーザID", max_length=64, db_comment="登録ユーザID")
    registered_by_name = models.CharField("登録ユーザ名称", max_length=100, db_comment="登録ユーザ名称")
    registered_at = models.DateTimeField("登録日時", db_comment="登録日時")
    updated_by = models.CharField("更新ユーザID", max_length=64, db_comment="更新ユーザID")
    updated_by_name = models.CharField("更新ユーザ名称", max_length=100, db_comment="更新ユーザ名称")
    updated_at = models.DateTimeField("更新日時", db_comment="更新日時")
    exclusive_key = models.IntegerField("排他キー", default=1, db_comment="排他キー（更新のたびに増える）")

    class Meta:
        verbose_name = "シリアル番号紐付"
        constraints = [
            models.UniqueConstraint(fields=["serial"], condition=Q(deleted=False), name="intake_matching_serial_once")
        ]

    def __str__(self) -> str:
        return self.atena_no


class State(models.TextChoices):
    """How far the search for the applicant is."""

    WAITING = "waiting", "照会待ち"
    FOUND = "found", "特定済（シリアル番号）"
    QUEUED = "queued", "職員の確認待ち"
    CHOSEN = "chosen", "特定済（職員）"
    NOBODY = "nobody", "該当者なし"


ALLOWED_MOVES = {
    State.WAITING: {State.FOUND, State.QUEUED},
    State.QUEUED: {State.FOUND, State.CHOSEN, State.NOBODY},
    State.FOUND: set(),
    State.CHOSEN: set(),
    State.NOBODY: {State.CHOSEN},
}


@versioned
class Identification(models.Model):
    """The search for one application's applicant."""

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="identification", db_comment="対象の申請"
    )
    state = models.CharField("状態", max_length=10, choices=State, default=State.WAITING, db_comment="申請者特定の状態")
    doubt = models.CharField("疑義", max_length=200, blank=True, db_comment="自動で特定しなかった理由")
    asked_at = models.DateTimeField("照会日時", null=True, db_comment="連携基盤へ照会した日時")
    decided_by = models.CharField("確定者", max_length=64, blank=True, db_comment="確定した職員・処理のID")
    decided_at = models.DateTimeField("確定日時", null=True, db_comment="確定した日時")
    reason = models.CharField("確定の理由", max_length=300, blank=True, db_comment="職員が確定した理由")

    class Meta:
        verbose_name = "申請者の特定"
        indexes = [models.Index(fields=["state", "id"], name="intake_matching_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="intake_matching_state"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "queued"]) | Q(decided_at__isnull=False) & ~Q(decided_by=""),
                name="intake_matching_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.application.receipt_number


class Candidate(models.Model):
    """A person of the index the applicant may be: same kana and birth date, or the one the serial number led to."""

    identification = models.ForeignKey(
        Identification, models.CASCADE, related_name="candidates", db_comment="申請者の特定"
    )
    atena_no = models.CharField("宛名番号", max_length=15, db_comment="候補者の宛名番号")
    name = models.CharField("氏名", max_length=100, db_comment="候補者の氏名")
    name_kana = models.CharField("フリガナ", max_length=100, db_comment="候補者のフリガナ")
    birth_date = models.DateField("生年月日", db_comment="候補者の生年月日")
    protected_until = models.DateField("支援措置期限", null=True, db_comment="候補者の支援措置の最終日")
    by_serial = models.BooleanField("シリアル番号による", default=False, db_comment="シリアル番号から得た候補か")

    class Meta:
        verbose_name = "申請者の候補"
        constraints = [
            models.UniqueConstraint(fields=["identification", "atena_no"], name="intake_matching_candidate_once")
        ]
