"""The questions asked of the examination."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from sasae.foundation.accounts.models import User
from sasae.intake.applications.models import Application, State
from sasae.intake.downloads.actions import STATUSES
from sasae.intake.downloads.models import PortalFeed
from sasae.intake.examination.casework import OPEN, why_not
from sasae.intake.examination.models import CorrectionState
from sasae.intake.examination.periods import checklist, examined_by, last_overdue
from sasae.kernel.clock import TOKYO


def workers(procedure: str, today: date) -> list[tuple[str, str]]:
    """Who may examine: users with the right for this procedure (or, for an empty one, for any), by name."""
    users = [
        user
        for user in User.objects.filter(is_active=True).order_by("name", "login_id")
        if user.may("applications.examine", procedure=procedure or None, on=today)
    ]
    return [(user.login_id, user.name) for user in users]


def overdue(rows: QuerySet[Application], today: date) -> QuerySet[Application]:
    """Those whose examination, or whose correction, should be over by now."""
    cut = datetime.combine(last_overdue(today) + timedelta(days=1), time.min, TOKYO)
    late = Q(state__in=[State.FETCHED, State.EXAMINING], applied_at__lt=cut)
    waits = Q(corrections__state=CorrectionState.ASKED, corrections__due_on__lt=today)
    return rows.filter(late | Q(state=State.CORRECTION_ASKED) & waits).distinct()


def due_on(application: Application) -> date | None:
    """Until when something is to be done about it; None when nothing is. The correction must be fetched before, for a list."""
    if application.state == State.CORRECTION_ASKED:
        return next((one.due_on for one in application.corrections.all() if one.state == CorrectionState.ASKED), None)
    if application.state in OPEN:
        return examined_by(application.applied_at.astimezone(TOKYO).date())
    return None


def checked(application: Application, today: date) -> list[dict[str, Any]]:
    """The checklist with who checked what."""
    marks = {one.item: one for one in application.marks.all()}
    return [{"item": item, "mark": marks.get(item.id)} for item in checklist(application.procedure, today)]


def others_of(application: Application) -> QuerySet[Application]:
    """Further applications of the same person for the same procedure, newest first."""
    if not application.atena_no:
        return Application.objects.none()
    same = Application.objects.filter(atena_no=application.atena_no, procedure=application.procedure)
    return same.exclude(pk=application.pk).defer("printed_form").select_related("handling").order_by("-applied_at", "-pk")


def newer_of(application: Application) -> list[Application]:
    """Those of them that may stand for it."""
    return [one for one in others_of(application) if not why_not(application, one)]


def heard_until() -> datetime | None:
    """Up to when the portal's changes of status are heard."""
    return PortalFeed.objects.filter(source=STATUSES).values_list("asked_at", flat=True).first()


def still_open(numbers: list[str]) -> list[str]:
    """Those of these receipt numbers that are examined here still."""
    found = Application.objects.filter(receipt_number__in=numbers, state__in=OPEN)
    return list(found.order_by("receipt_number").values_list("receipt_number", flat=True))
