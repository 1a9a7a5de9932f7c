"""The questions asked of papers."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, QuerySet
from django.db.models.functions import TruncMonth

from sasae.kernel.wareki import month_to_wareki
from sasae.reference.municipalities import name_of
from sasae.subsidy.applications.identification import OPEN
from sasae.subsidy.applications.models import Application
from sasae.subsidy.papers.models import IDENTITY, AskedAlthough, State


def identity_checked(application: Application) -> bool:
    """Whether somebody saw who the applicant is, and nobody took it back."""
    taken_back = application.papers.filter(kind=IDENTITY, state__in=[State.MISSING, State.ASKED]).exists()
    return bool(application.identity_checked.strip()) and not taken_back


@dataclass(frozen=True)
class Although:
    """How often papers were asked for although a query would do: stopped, and asked all the same."""

    label: str
    stopped: int
    overridden: int


def although_by(rows: QuerySet[AskedAlthough]) -> dict[str, list[Although]]:
    """By month, by paper, by ward."""
    named = {
        "月": (TruncMonth("stopped_on"), month_to_wareki),
        "書類": (F("label"), str),
        "区": (F("ward_code"), lambda code: name_of(code) if code else "区のない申請"),
    }
    return {
        title: [
            Although(word(row["of"]), row["stopped"], row["overridden"])
            for row in rows.values(of=by)
            .annotate(stopped=Count("id"), overridden=Count("overridden_on"))
            .order_by("of")
        ]
        for title, (by, word) in named.items()
    }


def waiting() -> QuerySet[Application]:
    """Applications that wait for papers asked for, with the deadline of the last letter."""
    rows = Application.objects.filter(state__in=OPEN, papers__state=State.ASKED).select_related("applicant")
    return rows.annotate(paper_due=Max("paper_letters__due_on")).distinct()


def late(on: date) -> QuerySet[Application]:
    """Those whose deadline is over."""
    return waiting().filter(paper_due__lt=on)
