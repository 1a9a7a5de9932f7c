"""What waits and what is overdue; a contract's tree; the counts the assessment's bands are held against."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sasae.foundation.accounts.models import User
from sasae.subsidy.contractors.models import Contract, Defect, Entrusted, Report, ReportKind, RequestState, State

OVERDUE = {
    "report": "定期報告の期限超過",
    "audit": "監査・検査の期限超過",
    "planned": "予定日を過ぎた監査・検査",
    "defect": "指摘の改善の期限超過",
    "entrusted": "返還・廃棄の期限超過",
    "emergency": "対応していない緊急時報告",
    "ids": "終了後も有効な利用者ID",
}
WAITING = {"confirm": "確認を待つ契約", "request": "回答を待つ再委託の申請", "seen": "改善の確認を待つ指摘"}
DUES = {**WAITING, **OVERDUE}


def due(rows: QuerySet[Contract], key: str, on: date) -> QuerySet[Contract]:
    """Of these contracts those something waits for (`DUES`)."""
    running = rows.filter(state=State.IN_FORCE)
    here = {"contract": OuterRef("pk")}
    defects = Defect.objects.filter(audit__contract=OuterRef("pk"))
    late = (Q(contract__state=State.ENDED), Q(due_on__lt=on))
    found: dict[str, Any] = {
        "confirm": lambda: rows.filter(state=State.ENTERED),
        "request": lambda: rows.filter(requests__state=RequestState.RECEIVED).distinct(),
        "seen": lambda: rows.filter(Exists(defects.exclude(mended_by="").filter(seen_at=None))),
        "report": lambda: running.filter(report_due__lt=on),
        "audit": lambda: running.filter(audit_due__lt=on),
        "planned": lambda: rows.filter(audits__state="planned", audits__planned_on__lt=on).distinct(),
        "defect": lambda: rows.filter(Exists(defects.filter(mended_by="", due_on__lt=on))),
        "entrusted": lambda: rows.filter(Exists(Entrusted.objects.filter(late[0] | late[1], how="", **here))),
        "emergency": lambda: rows.filter(
            Exists(Report.objects.filter(kind=ReportKind.EMERGENCY, handled_at=None, **here))
        ),
        "ids": lambda: rows.filter(
            Q(state=State.ENDED) | Q(until__lt=on),
            workers__number__in=User.objects.filter(
                Q(ends_on=None) | Q(ends_on__gte=on), contractor=True, is_active=True
            ).values("staff_number"),
        ).distinct(),
    }
    return found[key]() if key in found else rows


def tree_of(one: Contract) -> list[Contract]:
    """The contract's whole tree from the top, each after the one it stands under."""
    top = one.root or one
    every = list(Contract.objects.filter(Q(pk=top.pk) | Q(root=top)).order_by("pk"))
    under: dict[int | None, list[Contract]] = {}
    for each in every:
        under.setdefault(each.parent_id, []).append(each)
    found: list[Contract] = []
    waiting = list(under.get(None, []))
    while waiting:
        each = waiting.pop(0)
        found.append(each)
        waiting[:0] = under.get(each.pk, [])
    return found
