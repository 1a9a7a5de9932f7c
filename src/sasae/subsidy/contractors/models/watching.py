"""What is watched while a contract runs: reports, what was handed over, audits and what they found."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned
from sasae.subsidy.contractors.models.contracts import Contract


class ReportKind(models.TextChoices):
    """報告の種類."""

    REGULAR = "regular", "定期報告"
    EMERGENCY = "emergency", "緊急時報告"


@versioned
class Report(models.Model):
    """定期報告・緊急時報告. An emergency report stays open until somebody says what was done about it."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="reports", db_comment="報告した委託先の契約")
    kind = models.CharField("種類", max_length=10, choices=ReportKind, db_comment="定期か緊急か")
    about = models.CharField("内容", max_length=500, db_comment="報告の内容")
    document = models.CharField("報告書の番号", max_length=60, blank=True, db_comment="報告書の文書番号")
    received_on = models.DateField("受けた日", db_comment="報告を受けた日")
    received_by = models.CharField("受けた職員", max_length=64, db_comment="報告を受けた職員のID")
    received_at = models.DateTimeField("登録日時", db_comment="報告を登録した日時")
    handling = models.CharField("対応", max_length=300, blank=True, db_comment="緊急時報告にどう対応したか")
    handled_by = models.CharField("対応を記録した職員", max_length=64, blank=True, db_comment="対応を記録した職員のID")
    handled_at = models.DateTimeField("対応の記録日時", null=True, db_comment="対応を記録した日時")

    class Meta:
        verbose_name = "委託先の報告"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ReportKind.values), name="subsidy_report_kind"),
            models.CheckConstraint(
                condition=Q(handling="", handled_by="", handled_at=None)
                | ~Q(handling="") & ~Q(handled_by="") & Q(handled_at__isnull=False),
                name="subsidy_report_handled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.received_on}"


class Settled(models.TextChoices):
    """渡したものがどうなったか."""

    RETURNED = "returned", "返還"
    DISPOSED = "disposed", "廃棄"


@versioned
class Entrusted(models.Model):
    """受渡し: what was handed to the contractor, until the receipt of its return or the certificate of its disposal."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="entrusted", db_comment="渡した委託先の契約")
    what = models.CharField("渡したもの", max_length=200, db_comment="渡した情報・媒体・書類")
    count = models.PositiveIntegerField("数量", db_comment="渡した数量")
    handed_on = models.DateField("渡した日", db_comment="渡した日")
    handed_by = models.CharField("渡した職員", max_length=64, db_comment="受渡しを登録した職員のID")
    handed_at = models.DateTimeField("登録日時", db_comment="受渡しを登録した日時")
    due_on = models.DateField("返還・廃棄の期限", db_comment="返還または廃棄の期限")
    how = models.CharField(
        "返還・廃棄", max_length=10, choices=Settled, blank=True, db_comment="返還か廃棄か（空はまだ）"
    )
    settled_on = models.DateField("返還・廃棄の日", null=True, db_comment="返還または廃棄した日")
    receipt = models.CharField("受領書・証明書", max_length=60, blank=True, db_comment="受領書または廃棄証明書の番号")
    settled_by = models.CharField(
        "確かめた職員", max_length=64, blank=True, db_comment="受領書または証明書と照らした職員のID"
    )
    settled_at = models.DateTimeField("確かめた日時", null=True, db_comment="受領書または証明書と照らした日時")

    class Meta:
        verbose_name = "委託先に渡したもの"
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("handed_on")), name="subsidy_entrusted_due"),
            models.CheckConstraint(
                condition=Q(how="", settled_on=None, receipt="", settled_by="", settled_at=None)
                | Q(how__in=Settled.values, settled_on__gte=F("handed_on"), settled_at__isnull=False)
                & ~Q(receipt="")
                & ~Q(settled_by=""),
                name="subsidy_entrusted_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.what}"


class AuditState(models.TextChoices):
    """監査・検査の状態."""

    PLANNED = "planned", "予定"
    MENDING = "mending", "改善待ち"
    CLOSED = "closed", "完結"


AUDIT_MOVES = {
    AuditState.PLANNED: {AuditState.MENDING, AuditState.CLOSED},
    AuditState.MENDING: {AuditState.CLOSED},
    AuditState.CLOSED: set(),
}


class AuditKind(models.TextChoices):
    """監査・検査の方法."""

    VISIT = "visit", "実地"
    PAPER = "paper", "書面"


@versioned
class Audit(models.Model):
    """監査・検査 of one contract, at whatever level: planned, done, closed when all it found is mended."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="audits", db_comment="監査・検査する契約")
    kind = models.CharField("方法", max_length=10, choices=AuditKind, db_comment="実地か書面か")
    scope = models.CharField("見るもの", max_length=300, db_comment="何を確かめるか")
    planned_on = models.DateField("予定日", db_comment="監査・検査の予定日")
    planned_by = models.CharField("計画者", max_length=64, db_comment="計画した職員のID")
    planned_at = models.DateTimeField("計画日時", db_comment="計画を登録した日時")
    state = models.CharField(
        "状態", max_length=10, choices=AuditState, default=AuditState.PLANNED, db_comment="監査・検査の状態"
    )
    done_on = models.DateField("実施日", null=True, db_comment="監査・検査をした日")
    result = models.CharField("結果", max_length=500, blank=True, db_comment="確かめた結果")
    done_by = models.CharField("実施者", max_length=64, blank=True, db_comment="結果を登録した職員のID")
    done_at = models.DateTimeField("結果の登録日時", null=True, db_comment="結果を登録した日時")

    class Meta:
        verbose_name = "委託先の監査・検査"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AuditState.values), name="subsidy_audit_state"),
            models.CheckConstraint(
                condition=Q(state="planned", done_on=None)
                | ~Q(state="planned") & Q(done_on__isnull=False) & ~Q(result=""),
                name="subsidy_audit_done",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves",
                field="state",
                transitions=[("planned", "mending"), ("planned", "closed"), ("mending", "closed")],
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.planned_on}"


@versioned
class Defect(models.Model):
    """指摘: what an audit found, what the contractor did about it, and who else saw that it is mended."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="defects", db_comment="見つけた監査・検査")
    text = models.CharField("指摘", max_length=300, db_comment="指摘の内容")
    due_on = models.DateField("改善の期限", db_comment="改善の期限")
    mended_how = models.CharField("改善の内容", max_length=300, blank=True, db_comment="委託先が改善した内容")
    mended_by = models.CharField("改善を登録した職員", max_length=64, blank=True, db_comment="改善を登録した職員のID")
    mended_at = models.DateTimeField("改善の登録日時", null=True, db_comment="改善を登録した日時")
    seen_by = models.CharField("改善を確かめた職員", max_length=64, blank=True, db_comment="改善を確かめた別の職員のID")
    seen_at = models.DateTimeField("改善を確かめた日時", null=True, db_comment="改善を確かめた日時")

    class Meta:
        verbose_name = "委託先の監査の指摘"
        constraints = [
            models.CheckConstraint(
                condition=Q(mended_how="", mended_by="", mended_at=None)
                | ~Q(mended_how="") & ~Q(mended_by="") & Q(mended_at__isnull=False),
                name="subsidy_defect_mended",
            ),
            models.CheckConstraint(
                condition=Q(seen_by="", seen_at=None)
                | Q(seen_at__isnull=False, mended_at__isnull=False) & ~Q(seen_by=F("mended_by")),
                name="subsidy_defect_seen_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audit_id} {self.text[:20]}"
