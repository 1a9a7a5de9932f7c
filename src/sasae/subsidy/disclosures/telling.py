"""The subsidy's answer to linkage's question about one person."""

from datetime import date, datetime, time

from sasae.contracts.evidence import Evidence, Question, Want
from sasae.foundation.evidence.telling import lines_of
from sasae.foundation.history import Actor
from sasae.kernel.clock import TOKYO
from sasae.subsidy.disclosures.file import file_of
from sasae.subsidy.duplicates.groups import one_with
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import is_hidden, protected_among


def tell(question: Question, *, by: Actor, on: date) -> Evidence:
    """Lines or file of the person; nothing of somebody the subsidy does not know."""
    person = Person.objects.filter(atena_no=question.atena_no).first()
    if question.want is Want.FILE:
        if person is None:
            return Evidence()
        told = file_of(person, by=by, on=on)
        return Evidence(sections=told.sections, masked=told.masked, hidden=is_hidden(person, on))
    numbers = [question.atena_no]
    if person is not None:
        numbers = list(Person.objects.filter(pk__in=one_with(person)).values_list("atena_no", flat=True))
    hidden = person is not None and is_hidden(person, on)
    lines, more = lines_of(
        numbers, since=datetime.combine(question.since, time(), TOKYO), limit=question.limit,
        protected_among=lambda others: protected_among(others, on), hidden=hidden,
    )  # fmt: skip
    return Evidence(lines=lines, more=more, hidden=hidden)
