"""Ties that wait for a named person, and the undoing of wrong ones with all that hangs on them."""

from django.db import models
from django.db.models import Q

from sasae.linkage.people.models import RegisteredPerson, UnifiedPerson


class CaseKind(models.TextChoices):
    """疑いの種類."""

    SWAP = "swap", "家族の番号との取り違えの疑い"
    OTHER = "other", "別の人の番号の疑い"
    UNSURE = "unsure", "一部の項目が不一致"
    DIFFERS = "differs", "登録済みの番号と不一致"
    CANDIDATE = "candidate", "同一人の候補あり（番号なし）"


class CaseState(models.TextChoices):
    """ひも付けの確認の状態."""

    OPEN = "open", "確認待ち"
    CONFIRMED = "confirmed", "同一人"
    REJECTED = "rejected", "別人"
    MENDED = "mended", "訂正済"
    SETTLED = "settled", "解消済み"


ALLOWED_MOVES = {
    CaseState.OPEN: {CaseState.CONFIRMED, CaseState.REJECTED, CaseState.MENDED, CaseState.SETTLED},
    CaseState.CONFIRMED: set(),
    CaseState.REJECTED: set(),
    CaseState.MENDED: set(),
    CaseState.SETTLED: set(),
}


class TieCase(models.Model):
    """A person whose number (or likeness) points to a unified person, without being tied to it."""

    person = models.ForeignKey(RegisteredPerson, models.PROTECT, related_name="tie_cases", db_comment="届いた人")
    system = models.CharField("届いた元", max_length=40, db_comment="知らせてきたシステム")
    sequence = models.BigIntegerField("異動連番", db_comment="知らせてきたシステムの異動の連番")
    kind = models.CharField("疑い", max_length=10, choices=CaseKind, db_comment="疑いの種類")
    key = models.CharField(
        "鍵", max_length=64, db_comment="個人番号の索引、または候補の宛名番号。同じ疑いを一度だけ示す"
    )
    number_cipher = models.BinaryField("個人番号（暗号）", null=True, db_comment="届いた個人番号を暗号化したもの")
    holder = models.ForeignKey(
        UnifiedPerson,
        models.PROTECT,
        null=True,
        related_name="+",
        db_comment="その番号を既に持つ、または同じ人と思われる統合宛名",
    )
    likely = models.ForeignKey(
        RegisteredPerson, models.PROTECT, null=True, related_name="+", db_comment="比べた人、または本来の人と思われる人"
    )
    agreement = models.JSONField("一致", db_comment="四項目（氏名・生年月日・性別・住所）の一致。空は比べていない")
    state = models.CharField("状態", max_length=10, choices=CaseState, default=CaseState.OPEN, db_comment="確認の状態")
    reason = models.CharField("判断の理由", max_length=200, blank=True, db_comment="確認した人が書いた理由")
    decided_by = models.CharField("確認者", max_length=64, blank=True, db_comment="確認した人のID")
    decided_by_name = models.CharField("確認者の氏名", max_length=100, blank=True, db_comment="確認した人の氏名")
    opened_at = models.DateTimeField("発生日時", auto_now_add=True, db_comment="疑いが生じた日時")
    decided_at = models.DateTimeField("確認日時", null=True, db_comment="確認した日時")

    class Meta:
        verbose_name = "ひも付けの確認"
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], condition=Q(state="open"), name="linkage_ties_open_once"),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="linkage_ties_case_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "rejected", "mended"]) | ~Q(decided_by=""),
                name="linkage_ties_named_confirmer",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="linkage_ties_case_state_ix")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class CorrectionState(models.TextChoices):
    """ひも付けの訂正の状態."""

    PROPOSED = "proposed", "承認待ち"
    DONE = "done", "訂正済"
    CLOSED = "closed", "完結"
    WITHDRAWN = "withdrawn", "取下げ"


CORRECTION_MOVES = {
    CorrectionState.PROPOSED: {CorrectionState.DONE, CorrectionState.WITHDRAWN},
    CorrectionState.DONE: {CorrectionState.CLOSED},
    CorrectionState.CLOSED: set(),
    CorrectionState.WITHDRAWN: set(),
}


class Correction(models.Model):
    """One wrong tie and its undoing: proposed by one person, carried out by another, closed when all is followed up."""

    number = models.CharField("訂正番号", max_length=20, unique=True, db_comment="訂正番号")
    case = models.ForeignKey(TieCase, models.PROTECT, null=True, related_name="+", db_comment="元になった確認")
    state = models.CharField(
        "状態", max_length=10, choices=CorrectionState, default=CorrectionState.PROPOSED, db_comment="訂正の状態"
    )
    reason = models.CharField("誤りの内容", max_length=200, db_comment="何が誤っていたか")
    proposed_by = models.CharField("起案者", max_length=64, db_comment="起案した人のID")
    proposed_at = models.DateTimeField("起案日時", auto_now_add=True, db_comment="起案した日時")
    approved_by = models.CharField("承認者", max_length=64, blank=True, db_comment="承認して訂正した人のID")
    carried_out_on = models.DateField("訂正日", null=True, db_comment="訂正した日")
    closed_at = models.DateTimeField("完結日時", null=True, db_comment="すべての対応が済んだ日時")

    class Meta:
        verbose_name = "ひも付けの訂正"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CorrectionState.values), name="linkage_ties_correction_state"),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=models.F("proposed_by")), name="linkage_ties_two_persons"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CorrectionMove(models.Model):
    """One person taken from one unified person to another, or to none."""

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="moves", db_comment="訂正")
    person = models.ForeignKey(RegisteredPerson, models.PROTECT, related_name="+", db_comment="ひも付けを直す人")
    was = models.ForeignKey(UnifiedPerson, models.PROTECT, related_name="+", db_comment="誤っていた統合宛名")
    becomes = models.ForeignKey(
        UnifiedPerson, models.PROTECT, null=True, related_name="+", db_comment="正しい統合宛名。空は番号なし"
    )

    class Meta:
        verbose_name = "直すひも付け"
        constraints = [models.UniqueConstraint(fields=["correction", "person"], name="linkage_ties_one_move")]

    def __str__(self) -> str:
        return f"{self.correction} {self.person}"


class UseKind(models.TextChoices):
    """誤ったひも付けの使われ方."""

    INQUIRY = "inquiry", "情報照会"
    TOLD = "told", "情報の提供"
    DECISION = "decision", "決定"
    LETTER = "letter", "通知書"
    PAYMENT = "payment", "支払"
    OTHER = "other", "その他"


class CorrectionUse(models.Model):
    """Something that was done with the wrong tie, from our own records or as a business system reported it."""

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="uses", db_comment="訂正")
    system = models.CharField("システム", max_length=40, db_comment="使ったシステム")
    kind = models.CharField("種類", max_length=10, choices=UseKind, db_comment="使われ方")
    atena_no = models.CharField("宛名番号", max_length=15, db_comment="だれとして使われたか")
    reference = models.CharField("番号", max_length=60, db_comment="照会・決定・通知書・支払の番号")
    on = models.DateField("日付", db_comment="使われた日")
    note = models.CharField("内容", max_length=200, blank=True, db_comment="内容（個人の秘密は書かない）")
    handling = models.CharField("対応", max_length=200, blank=True, db_comment="どう直したか、なぜ直さなくてよいか")
    handled_by = models.CharField("対応者", max_length=64, blank=True, db_comment="対応を記録した人のID")
    handled_at = models.DateTimeField("対応日時", null=True, db_comment="対応を記録した日時")

    class Meta:
        verbose_name = "誤ったひも付けの利用"
        constraints = [
            models.UniqueConstraint(
                fields=["correction", "system", "kind", "reference", "atena_no"], name="linkage_ties_use_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=UseKind.values), name="linkage_ties_use_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"


class CorrectionReport(models.Model):
    """A business system that was told of the persons, and whether it has said what it did with that."""

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="reports", db_comment="訂正")
    system = models.CharField("システム", max_length=40, db_comment="報告を求めるシステム")
    reported_at = models.DateTimeField("報告日時", null=True, db_comment="報告を受けた日時")

    class Meta:
        verbose_name = "利用の報告"
        constraints = [models.UniqueConstraint(fields=["correction", "system"], name="linkage_ties_one_report")]

    def __str__(self) -> str:
        return f"{self.correction} {self.system}"


class CorrectionNotice(models.Model):
    """Somebody who has to be told, by when, and who saw to it."""

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="notices", db_comment="訂正")
    key = models.CharField("鍵", max_length=40, db_comment="知らせの種類（notices.yaml）")
    whom = models.CharField("相手", max_length=60, db_comment="知らせる相手")
    text = models.CharField("内容", max_length=200, db_comment="知らせる内容")
    due_on = models.DateField("期限", db_comment="知らせる期限")
    note = models.CharField("実施の内容", max_length=200, blank=True, db_comment="いつ、どう知らせたか")
    done_by = models.CharField("実施者", max_length=64, blank=True, db_comment="知らせた人のID")
    done_at = models.DateTimeField("実施日時", null=True, db_comment="知らせたと記録した日時")

    class Meta:
        verbose_name = "訂正の知らせ"
        constraints = [models.UniqueConstraint(fields=["correction", "key"], name="linkage_ties_one_notice")]

    def __str__(self) -> str:
        return f"{self.correction} {self.key}"
