"""A renewal beside its rehearsal."""

from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from sasae.subsidy.renewals.models import Rehearsal, RehearsalLine, Renewal, Round, Target


@dataclass(frozen=True)
class Against:
    """A renewal beside the last rehearsal of its year: families judged as rehearsed, otherwise, and not rehearsed."""

    rehearsal: Rehearsal
    same: int
    other: int
    new: int


def against_rehearsal(renewal: Renewal, targets: QuerySet[Target]) -> Against | None:
    """Of these targets of a renewal. None where the year was not rehearsed to its end, or nobody is judged yet."""
    rehearsal = last_rehearsal(renewal)
    if rehearsal is None:
        return None
    judged = with_rehearsal(targets.exclude(outcome=""), renewal)
    counts = judged.aggregate(
        same=Count("pk", filter=Q(rehearsed=F("outcome"))),
        other=Count("pk", filter=Q(rehearsed__isnull=False) & ~Q(rehearsed=F("outcome"))),
        new=Count("pk", filter=Q(rehearsed__isnull=True)),
    )
    return Against(rehearsal, **counts) if sum(counts.values()) else None


def last_rehearsal(renewal: Renewal) -> Rehearsal | None:
    """The last one of the year that went to its end."""
    if renewal.round != Round.YEAR:
        return None
    return Rehearsal.objects.filter(year=renewal.year).exclude(sha256="").order_by("-pk").first()


def with_rehearsal(targets: QuerySet[Target], renewal: Renewal) -> QuerySet[Target]:
    """Targets with the outcome of the last rehearsal as `rehearsed`."""
    lines = RehearsalLine.objects.filter(rehearsal=last_rehearsal(renewal), applicant=OuterRef("applicant"))
    return targets.annotate(rehearsed=Subquery(lines.values("outcome")[:1]))
