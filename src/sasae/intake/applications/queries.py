"""The questions asked of applications."""

from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from sasae.intake.applications.models import Application, State


def without_bytes() -> QuerySet[Application]:
    """Applications without the bytes of their printed form."""
    return Application.objects.defer("printed_form")


def in_full(receipt_number: str) -> QuerySet[Application]:
    """One application with what its page shows."""
    return Application.objects.select_related("download__signature_check", "identification").filter(
        receipt_number=receipt_number
    )


def hidden(application: Application, today: date) -> bool:
    """Whether address and telephone are for the few: of somebody protected, or whom nobody found and who may be."""
    until = application.protected_until
    return not application.atena_no or (until is not None and today <= until)


def time_line(application: Application) -> list[dict[str, Any]]:
    """What happened to it, newest first, for the time line component."""
    download, check = application.download, application.download.signature_check
    lines = [
        {"at": application.applied_at, "text": "電子申請", "by": "申請者"},
        {"at": download.fetched_at, "text": "申請データを取得し、格納した", "by": "申請データの取込"},
        {
            "at": check.checked_at,
            "text": f"電子署名を検証した（{check.get_result_display()}）",
            "by": "申請データの取込",
        },
    ]
    one = getattr(application, "identification", None)
    if one is not None and one.decided_at:
        lines.append({"at": one.decided_at, "text": f"申請者：{one.get_state_display()}", "by": one.decided_by})
    for made in application.publications.all():
        lines.append({"at": made.published_at, "text": "業務システムへの引渡しの対象にした", "by": made.published_by})
        if made.acknowledged_at:
            text = f"業務システムが登録した（登録番号 {made.registered_as}）"
            lines.append({"at": made.acknowledged_at, "text": text, "by": ""})
    for change in application.changes.all():
        text = f"ステータス：{change.state} {change.get_state_display()}"
        lines.append(
            {"at": change.at, "text": f"{text}　{change.message}" if change.message else text, "by": change.by}
        )
    return sorted(lines, key=lambda line: line["at"], reverse=True)


def counts(rows: QuerySet[Application]) -> list[dict[str, Any]]:
    """How many of these applications are in each status, those without any left out."""
    found = rows.order_by().values("state").annotate(count=Count("pk"))
    by_state = {row["state"]: row["count"] for row in found}
    return [
        {"state": state.value, "label": state.label, "count": by_state[state.value]}
        for state in State
        if state.value in by_state
    ]
