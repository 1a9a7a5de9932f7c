"""The questions asked of papers."""

from datetime import date

from django.db.models import Max, QuerySet

from sasae.subsidy.applications.identification import OPEN
from sasae.subsidy.applications.models import Application
from sasae.subsidy.papers.models import IDENTITY, State


def identity_checked(application: Application) -> bool:
    """Whether somebody saw who the applicant is, and nobody took it back."""
    taken_back = application.papers.filter(kind=IDENTITY, state__in=[State.MISSING, State.ASKED]).exists()
    return bool(application.identity_checked.strip()) and not taken_back


def waiting() -> QuerySet[Application]:
    """Applications that wait for papers asked for, with the deadline of the last letter."""
    rows = Application.objects.filter(state__in=OPEN, papers__state=State.ASKED).select_related("applicant")
    return rows.annotate(paper_due=Max("paper_letters__due_on")).distinct()


def late(on: date) -> QuerySet[Application]:
    """Those whose deadline is over."""
    return waiting().filter(paper_due__lt=on)
