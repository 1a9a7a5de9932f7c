"""Applications examined anew after a ruling: what they stand for, and as of which day they are decided."""

from collections.abc import Collection
from datetime import date

from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements.models import Examination


def set_aside(application: Application) -> Examination | None:
    """The decision a ruling cancelled or changed, where this application is its new beginning."""
    appeal = getattr(application, "reopened_by", None)
    return appeal.examination if appeal else None


def line_of(application: Application) -> list[Application]:
    """The application and those it stands for, back to the one that first came in."""
    before = set_aside(application)
    return [application, *(line_of(before.application) if before else [])]


def origin_of(application: Application) -> Application:
    """The application as it first came in."""
    return line_of(application)[-1]


def lines_of(applications: Collection[int]) -> dict[int, list[int]]:
    """The same for many, by their keys: a question a ruling that one of them stands on, whatever their number."""
    lines = {one: [one] for one in applications}
    here = {one: one for one in applications}
    while here:
        rows = Application.objects.filter(pk__in=set(here.values()), reopened_by__isnull=False)
        before = dict(rows.values_list("pk", "reopened_by__examination__application"))
        here = {one: before[last] for one, last in here.items() if last in before}
        for one, earlier in here.items():
            lines[one].append(earlier)
    return lines


def day_of(application: Application, today: date) -> date:
    """The day an application is decided for: today; after a ruling the day the decision before was for."""
    before = set_aside(application)
    return before.on if before else today
