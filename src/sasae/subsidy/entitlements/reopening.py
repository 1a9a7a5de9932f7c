"""What a decision made anew after a ruling gives: the cover that the family ought to have had and has not."""

from collections.abc import Iterator
from datetime import date, timedelta

from sasae.foundation.history import Actor
from sasae.law import Decision, PersonResult
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.entitlements.granting import entitle, keep_members, locked_family, locked_recipients, persons_of
from sasae.subsidy.entitlements.models import Entitlement, Examination, Family, Occasion
from sasae.subsidy.entitlements.reexamination import LEAVES

DAY = timedelta(days=1)


def grant_anew(examination: Examination, decision: Decision, before: Examination, by: Actor) -> list[Entitlement]:
    """Cover for the days the decision gives and nobody covered yet. What stands is left as it is, and not doubled.

    Cover that was ended by another decision than the one set aside stays ended: only the end that was appealed against
    is undone.
    """
    application = examination.application
    covered = [result for result in decision.persons if result.eligible_from and result.eligible_to]
    people = persons_of(covered)
    family = locked_family(application.applicant)
    gone = _have_left(family, covered)
    keep_members(
        family, application, {number: one for number, one in people.items() if number not in gone}, examination.on
    )
    recipients = locked_recipients(people.values())
    ones = all_one_with(recipient.person_id for recipient in recipients.values())
    undone = before.occasion != Occasion.APPLICATION
    made = []
    for result in covered:
        recipient = recipients[result.person]
        standing = Entitlement.objects.select_for_update(of=("self",)).filter(
            recipient__person__in=ones[recipient.person_id]
        )
        for part in _missing(result, list(standing.order_by("valid_from")), undone=undone):
            made.append(entitle(part, recipient, family, examination, by))
    return made


def _have_left(family: Family, covered: list[PersonResult]) -> set[str]:
    """Children who were of the family and of whom the decision says as well that they left it: they do not come back."""
    been = set(family.members.values_list("person__atena_no", flat=True))
    return {result.person for result in covered if result.lost_on and result.loss in LEAVES and result.person in been}


def _missing(result: PersonResult, standing: list[Entitlement], *, undone: bool) -> Iterator[PersonResult]:
    """The parts of the person's time no entitlement covers."""
    first, last = result.eligible_from, result.eligible_to
    assert first is not None
    assert last is not None
    for one in standing:
        if one.valid_from > last or one.valid_to < first:
            continue
        if first < one.valid_from:
            yield _part(result, first, one.valid_from - DAY)
        first = one.valid_to + DAY
        if one.loss_reason and not undone:
            return
    if first <= last:
        yield _part(result, first, last)


def _part(result: PersonResult, first: date, last: date) -> PersonResult:
    return result._replace(eligible_from=first, eligible_to=last)
