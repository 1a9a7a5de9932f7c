"""A month in figures: what is settled, what the body bills, where the difference comes from."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from sasae.subsidy.receipts.models import Cycle, FileState, LineState, ReceiptFile, ReceiptLine

SETTLED = (LineState.ACCEPTED, LineState.TAKEN_BACK, LineState.OFFSET)
POINT_TABLES = {"1": "医科", "3": "歯科", "4": "調剤", "5": "老健", "6": "訪問看護", "B": "介護医療院"}
SETTINGS = {"1": "入院", "2": "外来"}


@dataclass(frozen=True)
class Difference:
    """A part of what lies between the bill and what is settled. Yen: what the bill has and the settlement has not."""

    cause: str
    count: int
    yen: int
    where: str = ""


def settled_lines(cycle: Cycle) -> QuerySet[ReceiptLine]:
    """Lines whose money is settled in the month: accepted, taken back since, and the body's corrections."""
    return ReceiptLine.objects.filter(cycle=cycle, state__in=SETTLED)


def settled(cycle: Cycle) -> tuple[int, int]:
    """How many lines, and yen."""
    found = settled_lines(cycle).aggregate(count=Count("id"), yen=Sum("in_kind_yen"))
    return found["count"], found["yen"] or 0


def differences(cycle: Cycle) -> list[Difference]:
    """Every part of the difference, and last what nothing explains."""
    parts = [
        _part("保留の明細", ReceiptLine.objects.filter(cycle=cycle, state=LineState.HELD), f"state=held&billed={cycle.billing_month}"),
        _part("返戻した明細", ReceiptLine.objects.filter(cycle=cycle, state=LineState.RETURNED), f"state=returned&billed={cycle.billing_month}"),
        _part("前の月に請求され、この月に認定した明細", settled_lines(cycle).exclude(file__cycle=F("cycle")), "", sign=-1),
    ]  # fmt: skip
    refused = ReceiptFile.objects.filter(
        billing_month=cycle.billing_month, reviewer=cycle.reviewer, state=FileState.REFUSED
    ).count()
    if refused:
        parts.append(Difference("取り込めなかったファイル（件数はファイルの数、金額は不明）", refused, 0))
    rest = unexplained(cycle, parts)
    if rest:
        parts.append(Difference("上のどれにもよらない差", 0, rest))
    return [part for part in parts if part.count or part.yen]


def unexplained(cycle: Cycle, parts: list[Difference]) -> int:
    """Yen of the bill that neither the settlement nor one of these causes accounts for."""
    if cycle.bill_yen is None:
        return 0
    return int(cycle.bill_yen - settled(cycle)[1] - sum(part.yen for part in parts))


def _part(cause: str, rows: QuerySet[ReceiptLine], where: str, sign: int = 1) -> Difference:
    found = rows.aggregate(count=Count("id"), yen=Sum("in_kind_yen"))
    return Difference(cause, found["count"], sign * (found["yen"] or 0), where)


def by_kind(cycle: Cycle) -> list[dict[str, Any]]:
    """Count, days, cost and yen by kind of treatment and in- or outpatient."""
    rows = (
        settled_lines(cycle).values("point_table", "setting")
        .annotate(count=Count("id"), days=Sum("days"), cost=Sum("decided_yen"), yen=Sum("in_kind_yen"))
        .order_by("point_table", "setting")
    )  # fmt: skip
    return [
        {
            "name": f"{POINT_TABLES.get(row['point_table'], 'その他')}{SETTINGS.get(row['setting'], '')}",
            "count": row["count"], "days": row["days"] or 0, "cost": row["cost"] or 0, "yen": row["yen"] or 0,
        }
        for row in rows
    ]  # fmt: skip


def by_ward(cycle: Cycle, guarded: set[int], names: dict[str, str]) -> list[dict[str, Any]]:
    """Count and yen by ward of the patient. Where a protected person lives is not told: they stand without a ward."""
    rows = (
        settled_lines(cycle).exclude(person_id__in=guarded).values("person__ward_code")
        .annotate(count=Count("id"), yen=Sum("in_kind_yen")).order_by("person__ward_code")
    )  # fmt: skip
    told = [
        {
            "name": names.get(row["person__ward_code"]) or "区を示さないもの",
            "count": row["count"],
            "yen": row["yen"] or 0,
        }
        for row in rows
    ]
    hidden = settled_lines(cycle).filter(person_id__in=guarded).aggregate(count=Count("id"), yen=Sum("in_kind_yen"))
    if hidden["count"]:
        same = next((row for row in told if row["name"] == "区を示さないもの"), None)
        if same is None:
            told.append(same := {"name": "区を示さないもの", "count": 0, "yen": 0})
        same["count"] += hidden["count"]
        same["yen"] += hidden["yen"] or 0
    return told
