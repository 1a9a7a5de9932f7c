"""Which sheets somebody may see, what is late, and the months beside each other."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.incidents.models import Incident
from sasae.foundation.incidents.models import Kind as IncidentKind
from sasae.foundation.inspections.drawing import NO_OFFICE
from sasae.foundation.inspections.models import Case, CaseState, Finding, Sheet, SheetState

MONTHS = 12


def sheets_for(user: Any) -> QuerySet[Sheet]:
    """In a system many organisations share, those of the user's own; of one who works for a ward, those of their office."""
    rows = Sheet.objects.all()
    if getattr(settings, "SASAE_ACCOUNTS_REACH", ""):
        return rows.filter(office_code=reach_of(user).office_code or "")
    return rows.filter(office_key=user.office_code or user.office or NO_OFFICE) if user.ward else rows


def late(rows: QuerySet[Sheet], on: date) -> QuerySet[Sheet]:
    """Those whose next step should have been taken."""
    return rows.filter(Q(state=SheetState.OPEN, decide_by__lt=on) | Q(state=SheetState.READY, confirm_by__lt=on))


def counted(rows: QuerySet[Sheet]) -> QuerySet[Sheet]:
    """Each sheet with how many cases it has and how many are decided."""
    decided = Q(cases__state=CaseState.DECIDED)
    return rows.annotate(listed=Count("cases"), decided=Count("cases", filter=decided))


def own(login_id: str) -> QuerySet[Case]:
    """What somebody was asked about their own looks, the newest first; the ones that wait above all."""
    return Case.objects.filter(actor_id=login_id).select_related("sheet").order_by("-sheet__month", "position")


def asked(login_id: str) -> QuerySet[Case]:
    """Those that wait for this operator's explanation."""
    return Case.objects.filter(actor_id=login_id, state=CaseState.ASKED)


def incident_words(sheet: Sheet, case: Case) -> str:
    """How the incident of a case begins: by this it is found again."""
    return f"閲覧の点検票 {sheet} の{case.position}番："


def incident_of(cases: Iterable[Case]) -> dict[int, Incident]:
    """The incidents that were opened for cases found to be one, by the case; in one question."""
    begins = {incident_words(one.sheet, one): one.pk for one in cases if one.finding == Finding.INCIDENT}
    if not begins:
        return {}
    narrow = Q()
    for words in begins:
        narrow |= Q(what__startswith=words)
    found = Incident.objects.filter(narrow, kind=IncidentKind.SEEN).order_by("pk")
    return {begins[next(words for words in begins if one.what.startswith(words))]: one for one in found}


def by_month(rows: QuerySet[Sheet]) -> list[dict[str, Any]]:
    """The last twelve months, the oldest first: how many cases came to what, and how many looks there were."""
    months = list(rows.order_by("-month").values_list("month", flat=True).distinct()[:MONTHS])
    found = {
        one: Count("cases", filter=Q(cases__state=CaseState.DECIDED, cases__finding=one)) for one in Finding.values
    }
    waiting = Count("cases", filter=~Q(cases__state=CaseState.DECIDED) & Q(cases__isnull=False))
    told = rows.filter(month__in=months).order_by().values("month").annotate(waiting=waiting, **found)
    sums = {row["month"]: row for row in told.order_by("month")}
    looked = dict.fromkeys(sums, 0)
    for month, looks in rows.filter(month__in=months).values_list("month", "looks"):
        looked[month] += looks
    return [{**sums[month], "looks": looked[month]} for month in sorted(sums)]
