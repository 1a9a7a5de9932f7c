"""Certificates through their whole life, refusals, and letters that came back."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned
from sasae.subsidy.certificates.pmh_models import PmhEntry as PmhEntry
from sasae.subsidy.certificates.pmh_models import PmhFile as PmhFile
from sasae.subsidy.entitlements.models import Entitlement, Examination, Recipient
from sasae.subsidy.people.models import Person


class Kind(models.TextChoices):
    """発行区分 (domain.md §13)."""

    NEW = "1", "新規"
    RENEWED = "2", "更新"
    REISSUED = "3", "再交付"
    CHANGED = "4", "変更"


class State(models.TextChoices):
    """医療証状態 (domain.md §13)."""

    VALID = "1", "有効"
    REISSUED = "2", "再交付により無効"
    LOST_ENTITLEMENT = "3", "喪失により無効"
    EXPIRED = "4", "期限切れ"
    COLLECTED = "5", "回収済"


ALLOWED_MOVES = {
    State.VALID: {State.REISSUED, State.LOST_ENTITLEMENT, State.EXPIRED, State.COLLECTED},
    State.REISSUED: {State.COLLECTED},
    State.LOST_ENTITLEMENT: {State.COLLECTED},
    State.EXPIRED: {State.COLLECTED},
    State.COLLECTED: set(),
}


class Reason(models.TextChoices):
    """Why a certificate takes the place of another."""

    LOST = "lost", "紛失"
    DAMAGED = "damaged", "汚損・破損"
    CHANGED = "changed", "記載事項の変更"
    MISPRINTED = "misprinted", "印刷の誤り"


class Form(models.TextChoices):
    """On what it is printed."""

    A6 = "a6", "A6判"
    CARD = "card", "カード判"


class RecallState(models.TextChoices):
    """Where the calling back of a void certificate is."""

    ASKED = "asked", "返却依頼中"
    REMINDED = "reminded", "督促済"
    COLLECTED = "collected", "回収済"
    GIVEN_UP = "given_up", "回収不能"


RECALL_MOVES = {
    RecallState.ASKED: {RecallState.REMINDED, RecallState.COLLECTED, RecallState.GIVEN_UP},
    RecallState.REMINDED: {RecallState.REMINDED, RecallState.COLLECTED, RecallState.GIVEN_UP},
    RecallState.GIVEN_UP: {RecallState.COLLECTED},
    RecallState.COLLECTED: set(),
}


class ReturnReason(models.TextChoices):
    """What the post office says."""

    UNKNOWN = "unknown", "あて所に尋ねあたらず"
    MOVED = "moved", "転居先不明"
    NOT_FETCHED = "not_fetched", "保管期間経過"
    REFUSED = "refused", "受取拒絶"
    OTHER = "other", "そのほか"


class NextStep(models.TextChoices):
    """What is done about a letter that came back."""

    CHECK_ADDRESS = "check", "住所を確かめる"
    RESEND = "resend", "送り直す"
    COUNTER = "counter", "窓口で渡す"
    EXAMINE = "examine", "資格を確かめる"


class ReturnState(models.TextChoices):
    """Where a letter that came back is."""

    OPEN = "open", "対応待ち"
    DONE = "done", "対応済"


RETURN_MOVES: dict[ReturnState, set[ReturnState]] = {
    ReturnState.OPEN: {ReturnState.DONE},
    ReturnState.DONE: set(),
}


def only_moves(table: dict[models.TextChoices, set[models.TextChoices]]) -> pgtrigger.Trigger:
    """The database's own copy of a table of moves: any other change of the state is refused."""
    pairs = sorted((before.value, after.value) for before, later in table.items() for after in later)
    return pgtrigger.FSM(name="moves", field="state", transitions=pairs)


@versioned
class Certificate(models.Model):
    """One certificate of one person. One valid certificate an entitlement; copies of one entitlement are counted."""

    number = models.CharField("医療証番号", max_length=16, unique=True, db_comment="医療証番号")
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="certificates", db_comment="資格")
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="certificates", db_comment="受給者")
    kind = models.CharField("発行区分", max_length=1, choices=Kind, db_comment="発行区分")
    state = models.CharField("状態", max_length=1, choices=State, default=State.VALID, db_comment="医療証の状態")
    valid_from = models.DateField("有効期間の初日", db_comment="有効期間の初日")
    valid_to = models.DateField("有効期間の末日", db_comment="有効期間の末日")
    issued_on = models.DateField("交付日", db_comment="交付日")
    document_id = models.CharField("印刷物", max_length=36, db_comment="印刷物の番号（印刷した内容はそこに残る）")
    copy = models.PositiveSmallIntegerField("通数", default=1, db_comment="同じ資格で何通目か（1は初めの医療証）")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", db_comment="この医療証に替わられた医療証"
    )
    reason = models.CharField(
        "再交付の理由", max_length=10, choices=Reason, blank=True, db_comment="再交付・変更の理由"
    )
    note = models.CharField("備考", max_length=200, blank=True, db_comment="再交付の事情など")
    form = models.CharField("様式", max_length=4, choices=Form, default=Form.A6, db_comment="様式（A6判・カード判）")
    language = models.CharField("併記する言語", max_length=8, default="easy", db_comment="日本語に添えた言語")
    voided_on = models.DateField("無効日", null=True, db_comment="無効となった日")

    class Meta:
        verbose_name = "医療証"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_certificates_state"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="subsidy_certificates_period"),
            models.UniqueConstraint(
                fields=["entitlement"], condition=Q(state="1"), name="subsidy_certificates_one_valid"
            ),
            models.UniqueConstraint(fields=["entitlement", "copy"], name="subsidy_certificates_copy_once"),
            models.CheckConstraint(
                condition=Q(state="1", voided_on__isnull=True) | (~Q(state="1") & Q(voided_on__isnull=False)),
                name="subsidy_certificates_void_has_day",
            ),
            models.CheckConstraint(
                condition=Q(copy=1, replaces__isnull=True, reason="")
                | (Q(copy__gt=1, replaces__isnull=False) & ~Q(reason="")),
                name="subsidy_certificates_copy_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "valid_to"], name="subsidy_certificates_ends"),
            models.Index(fields=["issued_on"], name="subsidy_certificates_issued"),
        ]
        triggers = [only_moves(ALLOWED_MOVES)]  # type: ignore[arg-type]

    def __str__(self) -> str:
        return self.number


class RecallLetter(models.Model):
    """A letter that asks a household for void certificates, or reminds of them: as it was printed, with its deadline."""

    number = models.CharField("番号", max_length=20, unique=True, db_comment="手紙の番号")
    addressee = models.ForeignKey(Person, models.PROTECT, related_name="recall_letters", db_comment="あて名の人")
    reminder = models.BooleanField("督促", default=False, db_comment="督促の手紙か")
    asked_on = models.DateField("依頼日", db_comment="手紙の日")
    due_on = models.DateField("返却期限", db_comment="返却の期限")
    certificates = models.JSONField("医療証", db_comment="返還を求めた医療証の番号")
    document_id = models.CharField("印刷物", max_length=36, db_comment="印刷した手紙の番号")
    asked_by = models.CharField("作成者", max_length=64, db_comment="作成した者のID")

    class Meta:
        verbose_name = "医療証の返還のお願い"
        indexes = [models.Index(fields=["asked_on"], name="subsidy_certificates_letters")]

    def __str__(self) -> str:
        return self.number


@versioned
class Recall(models.Model):
    """The calling back of one void certificate: asked for, reminded of, collected or given up."""

    certificate = models.OneToOneField(
        Certificate, models.PROTECT, related_name="recall", db_comment="返却を求める医療証"
    )
    state = models.CharField(
        "回収の状態", max_length=10, choices=RecallState, default=RecallState.ASKED, db_comment="回収の状態"
    )
    asked_on = models.DateField("依頼日", db_comment="返却を求めた日")
    due_on = models.DateField("返却期限", db_comment="返却の期限")
    reminders = models.PositiveSmallIntegerField("督促回数", default=0, db_comment="督促した回数")
    reminded_on = models.DateField("督促日", null=True, db_comment="最後に督促した日")
    ended_on = models.DateField("終了日", null=True, db_comment="回収した、または回収不能とした日")
    letter = models.ForeignKey(
        RecallLetter, models.PROTECT, null=True, related_name="recalls", db_comment="最後に出した返還のお願いの手紙"
    )
    note = models.CharField("備考", max_length=200, blank=True, db_comment="回収不能の理由など")
    handled_by = models.CharField("担当者", max_length=64, db_comment="最後に扱った者のID")

    class Meta:
        verbose_name = "医療証の回収"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RecallState.values), name="subsidy_certificates_recall"),
            models.CheckConstraint(
                condition=(Q(state__in=["asked", "reminded"]) & Q(ended_on__isnull=True))
                | (Q(state__in=["collected", "given_up"]) & Q(ended_on__isnull=False)),
                name="subsidy_certificates_recall_end",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="subsidy_certificates_recalls")]
        triggers = [only_moves(RECALL_MOVES)]  # type: ignore[arg-type]


@versioned
class ReturnedMail(models.Model):
    """A letter the post office brought back, and what is done about it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="returned_mail", db_comment="あて名の人")
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, related_name="returned_mail", db_comment="入っていた医療証"
    )
    document_id = models.CharField("印刷物", max_length=36, blank=True, db_comment="入っていた印刷物の番号")
    returned_on = models.DateField("返戻日", db_comment="戻った日")
    reason = models.CharField("返戻の理由", max_length=12, choices=ReturnReason, db_comment="戻った理由")
    next_step = models.CharField("次の対応", max_length=8, choices=NextStep, db_comment="次にすること")
    state = models.CharField(
        "対応の状態", max_length=4, choices=ReturnState, default=ReturnState.OPEN, db_comment="対応の状態"
    )
    done_on = models.DateField("対応日", null=True, db_comment="対応し終えた日")
    note = models.CharField("備考", max_length=200, blank=True, db_comment="対応の内容")
    handled_by = models.CharField("担当者", max_length=64, db_comment="最後に扱った者のID")

    class Meta:
        verbose_name = "返戻郵便"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", done_on__isnull=True) | Q(state="done", done_on__isnull=False),
                name="subsidy_certificates_return_done",
            ),
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(state="open"), name="subsidy_certificates_return_once"
            ),
        ]
        indexes = [models.Index(fields=["state", "returned_on"], name="subsidy_certificates_returns")]
        triggers = [only_moves(RETURN_MOVES)]  # type: ignore[arg-type]


class Refusal(models.Model):
    """不交付決定通知書 of one examination."""

    examination = models.OneToOneField(Examination, models.PROTECT, related_name="refusal", db_comment="審査")
    issued_on = models.DateField("通知日", db_comment="通知日")
    document_id = models.CharField("印刷物", max_length=36, db_comment="印刷物の番号")

    class Meta:
        verbose_name = "不交付決定通知"
