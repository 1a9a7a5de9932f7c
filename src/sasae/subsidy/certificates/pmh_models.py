"""What goes to PMH: files that wait, were handed over and were answered, and each certificate that lies in one."""

import pgtrigger
from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned


class PmhState(models.TextChoices):
    """Where a file for PMH is."""

    WAITING = "waiting", "送信待ち"
    SENT = "sent", "送信済み"
    TAKEN = "taken", "登録済み"
    REFUSED = "refused", "相手が拒否"
    DISCARDED = "discarded", "取りやめ"


PMH_MOVES = {
    PmhState.WAITING: {PmhState.SENT, PmhState.DISCARDED},
    PmhState.SENT: {PmhState.TAKEN, PmhState.REFUSED},
    PmhState.TAKEN: set(),
    PmhState.REFUSED: set(),
    PmhState.DISCARDED: set(),
}


@versioned(exclude=["content"])
class PmhFile(models.Model):
    """One file for PMH. It holds individual numbers: encrypted, and emptied once it is answered or given up."""

    number = models.CharField("番号", max_length=16, unique=True, db_comment="登録ファイルの番号")
    since = models.DateField("期間の初日", db_comment="交付・無効の日（から）")
    until = models.DateField("期間の末日", db_comment="交付・無効の日（まで）")
    wards = models.JSONField("区", default=list, db_comment="ファイルに入っている人の区")
    persons = models.JSONField("本人", default=list, db_comment="個人番号が入っている人の宛名番号")
    left_out = models.JSONField("除いたもの", default=list, db_comment="ファイルに入れなかった医療証と、その理由")
    count = models.PositiveIntegerField("件数", db_comment="登録・削除する医療証の数")
    content = models.BinaryField("内容（暗号）", null=True, db_comment="ファイルを暗号化したもの（終わったら空）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="内容のSHA-256")
    state = models.CharField(
        "状態", max_length=10, choices=PmhState, default=PmhState.WAITING, db_comment="PMHへの登録の状態"
    )
    made_by = models.CharField("作成者", max_length=64, db_comment="作成した者のID")
    made_at = models.DateTimeField("作成日時", db_comment="作成した日時")
    sent_by = models.CharField("送信者", max_length=64, blank=True, db_comment="PMHへ渡した者のID")
    sent_at = models.DateTimeField("送信日時", null=True, db_comment="PMHへ渡した日時")
    ended_by = models.CharField("終了者", max_length=64, blank=True, db_comment="結果を登録した、または取りやめた者のID")
    ended_at = models.DateTimeField("終了日時", null=True, db_comment="結果を登録した、または取りやめた日時")
    note = models.CharField("備考", max_length=200, blank=True, db_comment="結果、または取りやめた理由")

    class Meta:
        app_label = "subsidy_certificates"
        verbose_name = "PMHへの登録ファイル"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PmhState.values), name="subsidy_certificates_pmh_state"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent"], content__isnull=False)
                | Q(state__in=["taken", "refused", "discarded"], content__isnull=True),
                name="subsidy_certificates_pmh_emptied",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves",
                field="state",
                transitions=sorted((one.value, after.value) for one, later in PMH_MOVES.items() for after in later),
            )
        ]

    def __str__(self) -> str:
        return self.number


class PmhEntry(models.Model):
    """One certificate told to PMH: registered, or deleted as void. Each once in a file that stands."""

    file = models.ForeignKey(PmhFile, models.PROTECT, related_name="entries", db_comment="登録ファイル")
    certificate = models.CharField("医療証番号", max_length=16, db_comment="医療証番号")
    deleted = models.BooleanField("削除", db_comment="無効になった医療証の削除か（偽なら登録）")
    live = models.BooleanField("有効", default=True, db_comment="ファイルが取りやめ・拒否になっていないか")

    class Meta:
        app_label = "subsidy_certificates"
        verbose_name = "PMHへの登録"
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "deleted"], condition=Q(live=True), name="subsidy_certificates_pmh_once"
            )
        ]
