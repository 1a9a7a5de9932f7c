"""Questions of residents that were answered, the lines they found strange, and their requests for disclosure."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned


class ResidentQuestion(models.Model):
    """One question, taken once. What was answered is not kept: the journal says whose lines were told."""

    question_id = models.CharField("照会番号", max_length=36, unique=True, db_comment="照会の番号（申請機能が付ける）")
    kind = models.CharField("種類", max_length=10, db_comment="照会の種類（looks・strange・packet・collect）")
    asked_at = models.DateTimeField("照会日時", db_comment="住民が照会した日時")
    taken_at = models.DateTimeField("回答日時", db_comment="回答を作った日時")
    atena_no = models.CharField(
        "宛名番号", max_length=15, blank=True, db_index=True, db_comment="照会した本人。特定できないときは空"
    )
    doubt = models.CharField("疑義", max_length=200, blank=True, db_comment="答えなかった理由（住民には知らせない）")
    told = models.IntegerField("知らせた行数", default=0, db_comment="知らせた記録の行数")

    class Meta:
        verbose_name = "本人からの照会"
        triggers = append_only()

    def __str__(self) -> str:
        return self.question_id


class CaseState(models.TextChoices):
    """How far the office is with a line somebody found strange."""

    NEW = "new", "未対応"
    ASKED = "asked", "説明待ち"
    DECIDED = "decided", "判断済（回答前）"
    ANSWERED = "answered", "回答済"


CASE_MOVES = {
    CaseState.NEW: {CaseState.ASKED},
    CaseState.ASKED: {CaseState.DECIDED},
    CaseState.DECIDED: {CaseState.ANSWERED},
    CaseState.ANSWERED: set(),
}


class Finding(models.TextChoices):
    """What the office found."""

    PROPER = "proper", "仕事に必要な利用だった"
    IMPROPER = "improper", "必要のない利用だった"
    UNKNOWN = "unknown", "確かめられなかった"


def _moves(table: dict[models.TextChoices, set[models.TextChoices]]) -> pgtrigger.Trigger:
    pairs = sorted((before.value, after.value) for before, later in table.items() for after in later)
    return pgtrigger.FSM(name="moves", field="state", transitions=pairs)


@versioned
class StrangeCase(models.Model):
    """A line of the resident's own journal that they do not recognise, and what became of it."""

    number = models.CharField("受付番号", max_length=16, unique=True, db_comment="「心当たりがない」の受付番号")
    question = models.OneToOneField(
        ResidentQuestion, models.PROTECT, related_name="case", db_comment="届け出た本人の照会"
    )
    atena_no = models.CharField("宛名番号", max_length=15, db_index=True, db_comment="本人の宛名番号")
    system = models.CharField("システム", max_length=20, db_comment="記録のあるシステム")
    reference = models.CharField("記録の番号", max_length=60, db_comment="記録の番号（操作履歴を引く鍵）")
    line_at = models.DateTimeField("記録の日時", db_comment="その記録の日時")
    what = models.CharField("記録の内容", max_length=400, db_comment="本人に知らせた記録の内容")
    remark = models.CharField("本人の言葉", max_length=1000, blank=True, db_comment="本人が書いたこと")
    state = models.CharField("状態", max_length=10, choices=CaseState, default=CaseState.NEW, db_comment="対応の状態")
    opened_on = models.DateField("受付日", db_comment="受け付けた日")
    asked_note = models.CharField("説明を求めた先", max_length=300, blank=True, db_comment="だれに何の説明を求めたか")
    asked_by = models.CharField("説明を求めた者", max_length=64, blank=True, db_comment="説明を求めた職員のID")
    asked_at = models.DateTimeField("説明を求めた日時", null=True, db_comment="説明を求めた日時")
    explanation = models.TextField("操作者の説明", blank=True, db_comment="操作者の説明（住民には見せない）")
    finding = models.CharField("判断", max_length=10, choices=Finding, blank=True, db_comment="確かめた結果")
    decided_by = models.CharField("判断した者", max_length=64, blank=True, db_comment="判断した職員のID")
    decided_at = models.DateTimeField("判断日時", null=True, db_comment="判断した日時")
    answer = models.TextField("回答", blank=True, db_comment="本人への回答")
    answered_by = models.CharField("回答した者", max_length=64, blank=True, db_comment="回答した職員のID")
    answered_at = models.DateTimeField("回答日時", null=True, db_comment="回答した日時")

    class Meta:
        verbose_name = "心当たりのない記録"
        indexes = [models.Index(fields=["state", "id"], name="intake_questions_case")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="intake_questions_case_state"),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(answer="") & ~Q(answered_by="")), name="intake_questions_answered"
            ),
        ]
        triggers = [_moves(CASE_MOVES)]  # type: ignore[arg-type]

    def __str__(self) -> str:
        return self.number


class RequestState(models.TextChoices):
    """開示請求 from the day it came in to the answer."""

    RECEIVED = "received", "受付"
    PREPARED = "prepared", "作成（承認待ち）"
    APPROVED = "approved", "開示決定（受取り待ち）"
    HANDED = "handed", "開示済"
    DECLINED = "declined", "不開示決定"


REQUEST_MOVES = {
    RequestState.RECEIVED: {RequestState.PREPARED, RequestState.DECLINED},
    RequestState.PREPARED: {RequestState.RECEIVED, RequestState.APPROVED, RequestState.DECLINED},
    RequestState.APPROVED: {RequestState.HANDED, RequestState.RECEIVED},
    RequestState.HANDED: set(),
    RequestState.DECLINED: set(),
}


@versioned(exclude=["packet_cipher"])
class DisclosureRequest(models.Model):
    """One request of a person for everything held about them. One prepares the packet, another approves it."""

    number = models.CharField("請求番号", max_length=16, unique=True, db_comment="開示請求の番号")
    question = models.OneToOneField(
        ResidentQuestion, models.PROTECT, related_name="request", db_comment="請求した本人の照会"
    )
    atena_no = models.CharField("宛名番号", max_length=15, db_index=True, db_comment="請求した本人の宛名番号")
    state = models.CharField(
        "状態", max_length=10, choices=RequestState, default=RequestState.RECEIVED, db_comment="開示請求の状態"
    )
    requested_on = models.DateField("請求日", db_comment="請求を受けた日")
    due_on = models.DateField("期限", db_comment="決定の期限（延長を含む）")
    extended_for = models.CharField("延長の理由", max_length=300, blank=True, db_comment="期限を延ばした理由")
    fee_yen = models.IntegerField("手数料", db_comment="手数料（円）")
    prepared_by = models.CharField("作成者", max_length=64, blank=True, db_comment="開示文書を作った職員のID")
    prepared_at = models.DateTimeField("作成日時", null=True, db_comment="開示文書を作った日時")
    hidden = models.BooleanField("居所なし", default=False, db_comment="支援措置のため居所を載せずに作ったか")
    masks = models.JSONField("不開示の数", default=dict, db_comment="規則ごとの不開示の数")
    packet_cipher = models.BinaryField("開示文書（暗号）", null=True, db_comment="開示文書（PDF）を暗号化したもの")
    packet_sha256 = models.CharField("開示文書のハッシュ", max_length=64, blank=True, db_comment="開示文書のSHA-256")
    decided_by = models.CharField("決定者", max_length=64, blank=True, db_comment="決定した職員のID（作成者と別）")
    decided_at = models.DateTimeField("決定日時", null=True, db_comment="決定した日時")
    note = models.CharField("理由", max_length=500, blank=True, db_comment="差戻し・不開示の理由")
    handed_at = models.DateTimeField("受取日時", null=True, db_comment="本人が受け取った日時")

    class Meta:
        verbose_name = "開示請求"
        indexes = [models.Index(fields=["state", "due_on"], name="intake_questions_request")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="intake_questions_request_state"),
            models.CheckConstraint(
                condition=Q(decided_by="") | Q(prepared_by="") | ~Q(decided_by=F("prepared_by")),
                name="intake_questions_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "handed"]) | (~Q(decided_by="") & Q(packet_cipher__isnull=False)),
                name="intake_questions_approved_whole",
            ),
            models.UniqueConstraint(
                fields=["atena_no"], condition=Q(state__in=["received", "prepared", "approved"]),
                name="intake_questions_one_open_request",
            ),
        ]
        triggers = [_moves(REQUEST_MOVES)]  # type: ignore[arg-type]

    def __str__(self) -> str:
        return self.number

    def late(self, on: date) -> bool:
        """Whether the deadline has passed without a decision; the last day itself is in time."""
        return self.state in (RequestState.RECEIVED, RequestState.PREPARED) and on > self.due_on
