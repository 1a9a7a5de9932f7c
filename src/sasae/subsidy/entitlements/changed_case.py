"""A family's case with what changed after its application. Pure: the same changes give the same case."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sasae.kernel.period import Period
from sasae.law.case import (
    NO_TIME,
    Applicant,
    Case,
    Child,
    Exclusion,
    Periods,
    Reason,
    ReasonSpell,
    ReportState,
    Scheme,
    Source,
    Spouse,
    StatusReport,
)
from sasae.subsidy.entitlements.models import FactKind

Change = dict[str, Any]
PARTNER = "配偶者（届出）"
MOST_NAMED = 3  # notifications a ground names as its source


def of_kind(changes: Sequence[Change], kind: FactKind, atena_no: str = "") -> list[Change]:
    """Changes of one kind, of one person where one is named."""
    return [one for one in changes if one["kind"] == kind and atena_no in ("", one["atena_no"])]


def with_added(form: dict[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    """The form with the children who joined later, each at a place of its own, and with the last child support."""
    children, persons = list(form["children"]), dict(form["persons"])
    for added in of_kind(changes, FactKind.CHILD_ADDED):
        if added["atena_no"] not in persons.values():
            persons[f"children.{len(children)}"] = added["atena_no"]
            children.append(added["value"])
    support = of_kind(changes, FactKind.CHILD_SUPPORT)
    yen = support[-1]["value"]["yen"] if support else form["child_support_yen"]
    return {**form, "children": children, "persons": persons, "child_support_yen": yen}


def with_changes(case: Case, changes: Sequence[Change]) -> Case:
    """The case with everything else that changed."""
    if not changes:
        return case
    partner = of_kind(changes, FactKind.PARTNER)
    return replace(
        case,
        applicant=_applicant(case.applicant, changes),
        children=tuple(_child(child, changes) for child in case.children),
        spouse=_spouse(case.spouse, partner[-1]) if partner else case.spouse,
        status_report=_report(case, changes),
        sources={**case.sources, "family": _source(changes)},
    )


def _source(changes: Sequence[Change]) -> Source:
    """Where the family's facts came from: the application, and what was told since."""
    told = list(dict.fromkeys(change["source"] for change in changes))
    rest = f"ほか{len(told) - MOST_NAMED}件" if len(told) > MOST_NAMED else ""
    return Source(f"申請書・届出 {'、'.join(told[-MOST_NAMED:])}{rest}")


def _first(change: Change) -> date:
    return date.fromisoformat(change["from"])


def _period(change: Change) -> Period:
    return Period(_first(change), date.fromisoformat(change["to"]) if change["to"] else None)


def _spouse(known: Spouse | None, change: Change) -> Spouse:
    """The partner told of. One the register has in the household is the same person, with the days that were told.

    Who was found to live apart before lives with the applicant from the day that is told.
    """
    told, de_facto = _period(change), bool(change["value"].get("de_facto"))
    return replace(
        known or Spouse(PARTNER), since=told.first, until=told.last, living_apart=False, apart=NO_TIME, de_facto=de_facto
    )


def _applicant(applicant: Applicant, changes: Sequence[Change]) -> Applicant:
    withdrawn = of_kind(changes, FactKind.WITHDRAWN, applicant.id)
    revoked = of_kind(changes, FactKind.REVOKED, applicant.id)
    return replace(
        applicant,
        residence=_residence(applicant.residence, applicant.id, changes),
        exclusions=_exclusions(applicant.exclusions, applicant.id, changes),
        died_on=applicant.died_on or _died(applicant.id, changes),
        withdrawn_on=_first(withdrawn[-1]) if withdrawn else None,
        revoked_on=_first(revoked[-1]) if revoked else None,
    )


def _child(child: Child, changes: Sequence[Change]) -> Child:
    ended = of_kind(changes, FactKind.CUSTODY_ENDED, child.id)
    gone = [_period(change) for change in ended]
    first, *others = _reasons(child, changes)
    return replace(
        child,
        custody=without(child.custody, gone),
        shared_livelihood=without(child.shared_livelihood, gone),
        lives_together=without(child.lives_together, gone),
        reason_until=first.until,
        other_reasons=(*child.other_reasons, *others),
        residence=_residence(child.residence, child.id, changes),
        exclusions=_exclusions(child.exclusions, child.id, changes),
        died_on=child.died_on or _died(child.id, changes),
    )


def _reasons(child: Child, changes: Sequence[Change]) -> list[ReasonSpell]:
    """The child's first reason and those told of since, each with its last day.

    The day a reason is over ends all that began before it; one that came on that day, or later, stands on its own. So
    does one that came after the last day of `earlier_until`.
    """
    spells = [ReasonSpell(child.reason, child.reason_since, child.reason_until)]
    for told in of_kind(changes, FactKind.ANOTHER_REASON, child.id):
        earlier, period = told["value"].get("earlier_until"), _period(told)
        if earlier:
            last = date.fromisoformat(earlier)
            spells = [_until(one, last) if one.since <= last else one for one in spells]
        spells.append(ReasonSpell(Reason(told["value"]["reason"]), period.first, period.last))
    for over in of_kind(changes, FactKind.REASON_ENDED, child.id):
        last = _first(over) - timedelta(days=1)
        spells[:] = [_until(spells[0], last), *(_until(one, last) if one.since <= last else one for one in spells[1:])]
    return spells


def _until(spell: ReasonSpell, last: date) -> ReasonSpell:
    """Over on a day, or before it where that is known already."""
    return spell._replace(until=min(spell.until or last, last))


def _died(atena_no: str, changes: Sequence[Change]) -> date | None:
    told = of_kind(changes, FactKind.DIED, atena_no)
    return _first(told[-1]) if told else None


def _residence(periods: Periods | None, atena_no: str, changes: Sequence[Change]) -> Periods | None:
    """A departure the register does not tell of yet counts as notified; one it tells of is its own.

    Of somebody who came back the register tells the last move in alone: the time before the departure is told by it.
    """
    told = [_period(change) for change in of_kind(changes, FactKind.MOVED_OUT, atena_no)]
    if not told or periods is None:
        return periods
    left = without(periods, told) or NO_TIME
    since, earlier = date.min, []
    for away in sorted(told, key=lambda one: one.first):
        if away.last is None:
            break
        eve = away.first - timedelta(days=1)
        if since <= eve and not any(one.first <= eve and (one.last is None or one.last >= eve) for one in left):
            earlier.append(Period(since, eve))
        since = away.last + timedelta(days=1)
    return (*earlier, *left)


def _exclusions(
    known: tuple[Exclusion, ...] | None, atena_no: str, changes: Sequence[Change]
) -> tuple[Exclusion, ...] | None:
    told = tuple(
        Exclusion(Scheme(change["value"]["scheme"]), _period(change))
        for change in of_kind(changes, FactKind.SCHEME, atena_no)
    )
    return (*(known or ()), *told) if told else known


def _report(case: Case, changes: Sequence[Change]) -> StatusReport:
    """現況届 taken in as a notification, where the renewal's own facts have none."""
    filed = of_kind(changes, FactKind.STATUS_REPORT)
    if not filed or case.status_report.state is not ReportState.MISSING:
        return case.status_report
    return StatusReport(ReportState.FILED, _first(filed[-1]))


def without(periods: Periods | None, gone: Sequence[Period]) -> Periods | None:
    """The days of the periods outside those gone; not known stays not known."""
    if periods is None or not gone:
        return periods
    left = list(periods)
    for hole in gone:
        left = [part for period in left for part in _parts(period, hole)]
    return tuple(left) or NO_TIME


def _parts(period: Period, hole: Period) -> list[Period]:
    found = []
    if period.first < hole.first:
        before = hole.first - timedelta(days=1)
        found.append(Period(period.first, before if period.last is None else min(period.last, before)))
    if hole.last is not None and (period.last is None or period.last > hole.last):
        found.append(Period(max(period.first, hole.last + timedelta(days=1)), period.last))
    return found
