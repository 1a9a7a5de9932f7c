"""Asking an office for a page of what it may provide. Outside any transaction; nothing is written here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sasae.contracts import existing_systems, other_schemes, tax
from sasae.contracts.resident_register import Change, ChangesRequest
from sasae.foundation.partners import ask
from sasae.linkage.people.models import RegisteredPerson
from sasae.linkage.provisions.models import ProvisionRun
from sasae.linkage.provisions.sources import provided

AT_ONCE = 500  # persons of a page, and so of a batch more or less
FOR_EVER = date(9999, 12, 31)


@dataclass(frozen=True)
class Told:
    """One data set of one person as the office has it now, in the items of the permitted list."""

    record_id: str
    atena_no: str
    period_from: date
    period_to: date
    data: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """About whom was asked, what there is of them, where to go on, and whether there is more."""

    atena_nos: list[str]
    told: list[Told]
    cursor: int
    more: bool


def next_page(run: ProvisionRun) -> Page:
    """What comes after the run's cursor. Raises Unreachable and Refused."""
    source = provided()[run.information]
    atena_nos, cursor, more = _of_feed(run.cursor, source.system) if source.by == "feed" else _of_index(run.cursor)
    return Page(atena_nos, about(run, atena_nos), cursor, more)


def about(run: ProvisionRun, atena_nos: list[str]) -> list[Told]:
    """What the office has of these persons."""
    if not atena_nos:
        return []
    if provided()[run.information].system == tax.INCOMES.callee:
        assert run.year is not None
        return _incomes(atena_nos, run.year)
    return _enrolments(atena_nos)


def _of_feed(after: int, system: str) -> tuple[list[str], int, bool]:
    feed = {each.callee: each for each in existing_systems.FEEDS}[system]
    page = ask(feed, ChangesRequest(after=after, limit=AT_ONCE))
    readable = [change for change in page.changes if isinstance(change, Change)]
    found = list(dict.fromkeys(change.person.atena_no for change in readable))
    return found, max(after, page.last), page.more and page.last > after


def _of_index(after: int) -> tuple[list[str], int, bool]:
    rows = RegisteredPerson.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "atena_no")
    found = list(rows[: AT_ONCE + 1])
    page = found[:AT_ONCE]
    return [atena_no for _, atena_no in page], page[-1][0] if page else after, len(found) > AT_ONCE


def _enrolments(atena_nos: list[str]) -> list[Told]:
    answer = ask(other_schemes.CHILD_ALLOWANCE, other_schemes.EnrolmentsRequest(atena_nos=atena_nos))
    told = {
        (each.atena_no, each.since): Told(
            f"{each.atena_no}-{each.since:%Y%m%d}", each.atena_no, each.since, each.until or FOR_EVER,
            {"since": each.since.isoformat(), "until": each.until.isoformat() if each.until else None},
        )
        for each in answer.enrolments
    }  # fmt: skip
    return list(told.values())


def _incomes(atena_nos: list[str], year: int) -> list[Told]:
    answer = ask(tax.INCOMES, tax.IncomesRequest(atena_nos=atena_nos, year=year))
    return [
        Told(
            f"{each.atena_no}-{each.year}", each.atena_no, date(each.year, 1, 1), date(each.year, 12, 31),
            each.model_dump(mode="json", exclude={"atena_no"}),
        )
        for each in answer.incomes
    ]  # fmt: skip
