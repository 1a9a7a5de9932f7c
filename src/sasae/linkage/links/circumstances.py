"""What other offices of the city know of persons, gathered in one go: a question an office, never one a person."""

from collections.abc import Sequence

from sasae.contracts import other_schemes, tax
from sasae.contracts.person_index import Circumstances
from sasae.foundation.partners import ask
from sasae.kernel import clock

_OFFICES = (
    other_schemes.PUBLIC_ASSISTANCE,
    other_schemes.DISABILITY_SUBSIDY,
    other_schemes.CHILDRENS_SUBSIDY,
    other_schemes.CHILD_ALLOWANCE,
)


def gather(atena_nos: Sequence[str], income_year: int) -> Circumstances:
    """Ask the tax office and the four schemes. Raises wire's Unreachable when one of them does not answer."""
    incomes = ask(tax.INCOMES, tax.IncomesRequest(atena_nos=list(atena_nos), year=income_year))
    question = other_schemes.EnrolmentsRequest(atena_nos=list(atena_nos))
    enrolments = [enrolment for office in _OFFICES for enrolment in ask(office, question).enrolments]
    return Circumstances(
        incomes=incomes.incomes, unknown_incomes=incomes.unknown, enrolments=enrolments, asked_at=clock.now()
    )
