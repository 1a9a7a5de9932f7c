"""States and kinds of the renewals, and their tables of allowed moves."""

from django.db import models


class Round(models.TextChoices):
    """Which renewal: that of the year, or that of the children whose cover ends with the school year."""

    YEAR = "year", "一斉更新（1月1日）"
    MARCH = "march", "年度末の更新（3月31日）"


class StepState(models.TextChoices):
    """Where one turn of a step is."""

    RUNNING = "running", "処理中"
    AWAITING = "awaiting", "承認待ち"
    DONE = "done", "完了"
    RETURNED = "returned", "差戻し"


STEP_MOVES: dict[StepState, set[StepState]] = {
    StepState.RUNNING: {StepState.AWAITING, StepState.DONE},
    StepState.AWAITING: {StepState.RUNNING, StepState.DONE, StepState.RETURNED},
    StepState.RETURNED: set(),
    StepState.DONE: set(),
}


class TargetState(models.TextChoices):
    """Where one family is."""

    EXTRACTED = "extracted", "判定待ち"
    JUDGED = "judged", "判定済（承認前）"
    OPEN = "open", "書類待ち"
    DECIDED = "decided", "決定（発行前）"
    ISSUED = "issued", "発行済"


TARGET_MOVES: dict[TargetState, set[TargetState]] = {
    TargetState.EXTRACTED: {TargetState.JUDGED},
    TargetState.JUDGED: {TargetState.JUDGED, TargetState.DECIDED, TargetState.OPEN, TargetState.EXTRACTED},
    TargetState.OPEN: {TargetState.JUDGED, TargetState.EXTRACTED},
    TargetState.DECIDED: {TargetState.ISSUED, TargetState.EXTRACTED},
    TargetState.ISSUED: {TargetState.EXTRACTED},
}


class Report(models.TextChoices):
    """現況届の状況 (law.codes.ReportState)."""

    FILED = "filed", "提出済"
    COVERED = "covered_by_allowance", "免除（児童扶養手当の現況届）"
    NOT_REQUIRED = "not_required", "提出不要"
    MISSING = "missing", "未提出"


class ExtensionKind(models.TextChoices):
    """児童延長区分 (domain.md §13)."""

    DISABILITY = "1", "障害（20歳未満）"
    SCHOOL = "2", "高校等在学（20歳未満）"


class LetterKind(models.TextChoices):
    """What is sent to a family."""

    REPORT = "report", "現況届のお願い"
    EXEMPT = "exempt", "現況届の免除のお知らせ"
    UNKNOWN = "unknown", "所得不明案内"
    REFUSAL = "refusal", "不交付決定通知書"
    EXTENSION = "extension", "在学・障害の確認のお願い"
    LOSS = "loss", "受給資格消滅通知"
