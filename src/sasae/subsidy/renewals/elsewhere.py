"""Incomes of those who lived elsewhere on 1 January: how many are not known, and how the answers make them fewer."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum

from sasae.law.common.fiscal_year import income_year
from sasae.subsidy.entitlements.models import IncomeInquiry, InquiryState
from sasae.subsidy.renewals.base_days import ASKED_ABOUT
from sasae.subsidy.renewals.models import Gathered, Renewal, Target

SHOWN = 10  # turns, the last ones


@dataclass(frozen=True)
class Turn:
    """One refresh: persons the tax office cannot know, of how many another body has told, who is left."""

    at: datetime
    before: int
    told: int

    @property
    def after(self) -> int:
        """Whose income is still not known."""
        return self.before - self.told


@dataclass(frozen=True)
class Elsewhere:
    """The refreshes of a renewal, its inquiries by state, and how many answers no refresh has taken in yet."""

    turns: list[Turn]
    states: list[tuple[str, int]]
    fresh: int


def elsewhere_of(renewal: Renewal, targets: QuerySet[Target]) -> Elsewhere | None:
    """Of these targets; None where nobody lived elsewhere."""
    rows = Gathered.objects.filter(step__renewal=renewal, applicant__in=targets.values("applicant"))
    sums = rows.values("step").annotate(at=Max("gathered_at"), before=Sum("elsewhere"), told_=Sum("told"))
    turns = [Turn(one["at"], one["before"], one["told_"]) for one in sums.order_by("-step")[:SHOWN]]
    asked = IncomeInquiry.objects.filter(application__in=targets.values("application"), year=income_year(renewal.judged_on))
    counts = dict(asked.values_list("state").annotate(count=Count("pk")))
    if not counts and not any(turn.before for turn in turns):
        return None
    states = [(one.label, counts[one.value]) for one in InquiryState if counts.get(one.value)]
    return Elsewhere(list(reversed(turns)), states, _fresh(asked, targets))


def _fresh(asked: QuerySet[IncomeInquiry], targets: QuerySet[Target]) -> int:
    """Answers that came after the family's facts were gathered the last time, of families still to be judged."""
    newest = Gathered.objects.filter(applicant=OuterRef("application__applicant")).order_by("-pk").values("gathered_at")
    waiting = targets.filter(state__in=ASKED_ABOUT).values("application")
    answered = asked.filter(state=InquiryState.ANSWERED, application__in=waiting)
    return answered.filter(looked_at__gt=Subquery(newest[:1])).count()
