"""Those who lived elsewhere on 1 January: how many incomes are not known, how the answers make them fewer, what else was
asked."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum

from sasae.law.common.fiscal_year import income_year
from sasae.subsidy.entitlements.asked import TAX, kinds
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
    others: list[tuple[str, list[tuple[str, int]]]]  # the same of what else was asked, by kind


def elsewhere_of(renewal: Renewal, targets: QuerySet[Target]) -> Elsewhere | None:
    """Of these targets; None where nobody lived elsewhere."""
    rows = Gathered.objects.filter(step__renewal=renewal, applicant__in=targets.values("applicant"))
    sums = rows.values("step").annotate(at=Max("gathered_at"), before=Sum("elsewhere"), told_=Sum("told"))
    turns = [Turn(one["at"], one["before"], one["told_"]) for one in sums.order_by("-step")[:SHOWN]]
    asked = IncomeInquiry.objects.filter(application__in=targets.values("application"), year=income_year(renewal.judged_on))
    counted = asked.values("information", "state").annotate(count=Count("pk"))
    by_kind: dict[str, dict[str, int]] = defaultdict(dict)
    for row in counted.order_by():
        by_kind[row["information"]][row["state"]] = row["count"]
    if not by_kind and not any(turn.before for turn in turns):
        return None
    others = [(kind.name, _states(by_kind[kind.code])) for kind in kinds(renewal.judged_on) if kind.code != TAX]
    return Elsewhere(
        list(reversed(turns)), _states(by_kind[TAX]), _fresh(asked, targets), [one for one in others if one[1]]
    )


def _states(counts: dict[str, int]) -> list[tuple[str, int]]:
    """By words: states that staff read alike are counted together."""
    told: dict[str, int] = {}
    for one in InquiryState:
        if counts.get(one.value):
            told[one.label] = told.get(one.label, 0) + counts[one.value]
    return list(told.items())


def _fresh(asked: QuerySet[IncomeInquiry], targets: QuerySet[Target]) -> int:
    """Answers that came after the family's facts were gathered the last time, of families still to be judged."""
    newest = Gathered.objects.filter(applicant=OuterRef("application__applicant")).order_by("-pk").values("gathered_at")
    waiting = targets.filter(state__in=ASKED_ABOUT).values("application")
    answered = asked.filter(state=InquiryState.ANSWERED, application__in=waiting)
    return answered.filter(looked_at__gt=Subquery(newest[:1])).count()
