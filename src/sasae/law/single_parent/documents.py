"""申請に添える書類: which papers an application needs, by the circumstances the applicant knows. Source K5, N10, N21, K10."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sasae.kernel.dated import Dated, load_dated
from sasae.law.codes import Kind, Reason
from sasae.law.common.fiscal_year import allowance_income_year, first_day, income_year, tax_year


class Document(NamedTuple):
    """One paper, and the circumstances that together call for it."""

    label: str
    when: tuple[str, ...]


class Circumstances(NamedTuple):
    """What decides on papers. `moved_in_on`: the last move into the city. Circumstances, not findings: nothing is judged."""

    kind: Kind
    receives_allowance: bool = False
    allowance_suspended: bool = False
    moved_in_on: date | None = None
    proxy: bool = False
    disabled_child: bool = False
    student_over_limit: bool = False
    reasons: tuple[Reason, ...] = ()


def _documents(value: Any) -> Mapping[str, Document]:
    return {name: Document(row["label"], tuple(row["when"])) for name, row in value.items()}


DOCUMENTS: Dated[Mapping[str, Document]] = load_dated(__package__ or "", "documents.yaml", _documents)

# Reasons the family register does not show.
TO_PROVE = frozenset(
    {Reason.PARENT_DISABLED, Reason.MISSING, Reason.ABANDONED, Reason.PROTECTION_ORDER, Reason.DETAINED}
)


def required_documents(circumstances: Circumstances, on: date) -> list[Document]:
    """In the order of the list. Raises NotInForce before it begins."""
    given = cases_of(circumstances, on)
    return [document for document in DOCUMENTS.on(on).values() if given.issuperset(document.when)]


def cases_of(circumstances: Circumstances, on: date) -> frozenset[str]:
    """The named circumstances that are given."""
    elsewhere = not registered_on_1_january(circumstances, on)
    allowance = circumstances.receives_allowance or circumstances.allowance_suspended
    given = {
        "always": True,
        "parent": circumstances.kind is not Kind.CAREGIVER,
        "number_needed": elsewhere,
        "proxy": circumstances.proxy,
        "receives_allowance": circumstances.receives_allowance,
        "allowance_suspended": circumstances.allowance_suspended,
        "allowance_shows_other_year": allowance and not allowance_shows_the_year(on),
        "no_allowance": not allowance,
        "elsewhere_on_1_january": elsewhere,
        "disabled_child": circumstances.disabled_child,
        "student_over_limit": circumstances.student_over_limit,
        "reason_to_prove": any(reason in TO_PROVE for reason in circumstances.reasons),
    }
    return frozenset(name for name, true in given.items() if true)


def allowance_shows_the_year(on: date) -> bool:
    """手当の証書 proves the income judged here, except in November and December: the allowance's year has turned by then."""
    return allowance_income_year(on) == income_year(on)


def registered_on_1_january(circumstances: Circumstances, on: date) -> bool:
    """Who lived here on 1 January of the tax year is in this city's tax data: number and income need no paper."""
    moved_in_on = circumstances.moved_in_on
    return moved_in_on is None or moved_in_on <= first_day(tax_year(income_year(on)))
