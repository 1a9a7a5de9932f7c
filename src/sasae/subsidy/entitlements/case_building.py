"""From an application's form and the gathered facts to the law's case. Pure: the same input gives the same case."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sasae.kernel.period import Period
from sasae.law.case import (
    ALL_TIME,
    NO_TIME,
    Applicant,
    Case,
    Child,
    Dependants,
    EarlyStart,
    Exclusion,
    Income,
    Kind,
    Obligor,
    Periods,
    Reason,
    Relation,
    ReportState,
    Scheme,
    Source,
    Spouse,
    StatusReport,
    UnknownIncome,
    WardStay,
)
from sasae.subsidy.entitlements.changed_case import with_added, with_changes, without
from sasae.subsidy.entitlements.kinship import Kin, kin

_KINDS = {"10": Kind.FATHER, "11": Kind.MOTHER, "20": Kind.CAREGIVER}
_EXCLUDING = {"1": Scheme.PUBLIC_ASSISTANCE, "2": Scheme.DISABILITY_SUBSIDY, "3": Scheme.CHILDRENS_SUBSIDY}
PARTNER = "同居の配偶者（申請書）"


def build_case(receipt_number: str, received_on: date, form: dict[str, Any], facts: dict[str, Any]) -> Case:
    """The case of one family. Persons the application names but nobody found are named by their place in the form.

    What a renewal adds lies in the facts: 現況届, proofs of school and disability, a start decided by staff.
    """
    people = {person["atena_no"]: person for person in facts["people"]}
    changes = facts.get("changes", [])
    form = with_added(form, changes)
    persons: dict[str, str] = form["persons"]
    applicant = persons["applicant"]
    spouse, obligors = _kin(applicant, set(persons.values()), facts, people)
    if spouse is None and form["has_partner"]:
        spouse = Spouse(PARTNER)
    if spouse is not None:
        spouse = replace(
            spouse, disabled_beppyo2=_found(facts, "disabled"), living_apart=_found(facts, "apart"),
            apart=_spells(facts, "apart"), disabled=_spells(facts, "disabled"),
        )  # fmt: skip
    case = Case(
        id=receipt_number,
        application_received_on=received_on,
        applicant=_applicant(applicant, form["applicant"], facts, people),
        children=tuple(
            _child(persons.get(f"children.{index}", f"children.{index}"), child, form, facts, people)
            for index, child in enumerate(form["children"])
        ),
        status_report=_status_report(facts),
        spouse=spouse,
        obligors=tuple(obligors),
        incomes=(*_incomes(applicant, form, facts), *_unknown(facts)),
        early_start=_early_start(facts),
        wards=tuple(WardStay(date.fromisoformat(row["since"]), row["ward"]) for row in facts.get("wards", ())),
        sources=_sources(date.fromisoformat(facts["at"][:10])),
    )
    return with_changes(case, changes)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _status_report(facts: dict[str, Any]) -> StatusReport:
    told = facts.get("status_report", {"state": ReportState.NOT_REQUIRED.value, "filed_on": None})
    return StatusReport(ReportState(told["state"]), _day(told["filed_on"]))


def _early_start(facts: dict[str, Any]) -> EarlyStart | None:
    told = facts.get("early_start")
    return EarlyStart(date.fromisoformat(told["day"]), told["reason"]) if told else None


def _extension(kind: str, atena_no: str, facts: dict[str, Any]) -> Periods:
    """The proven time at school (在学) or with a disability (障害)."""
    return _periods([row for row in facts.get("extensions", ()) if row["kind"] == kind], atena_no)


def _periods(rows: Iterable[dict[str, Any]], atena_no: str) -> Periods:
    """One person's periods."""
    return tuple(
        Period(date.fromisoformat(row["since"]), _day(row["until"])) for row in rows if row["atena_no"] == atena_no
    )


@lru_cache(maxsize=64)
def _sources(as_of: date) -> Mapping[str, Source]:
    """One mapping for all families of a day, for whom it is never changed: what follows from it is put together once."""
    return {
        "application": Source("申請書"),
        "register": Source("住民基本台帳", as_of),
        "insurance": Source("申請書"),
        "schemes": Source("庁内連携（他制度）", as_of),
        "family": Source("申請書"),
    }


def _residence(person: dict[str, Any] | None, facts: dict[str, Any]) -> Periods | None:
    """The time with an address in the city, before a departure that ended cover as well. None: nobody found, not known."""
    if person is None or person["resident_since"] is None:
        return None
    first = date.fromisoformat(person["resident_since"])
    gone = _day(person["moved_out_on"])
    if gone is not None and gone <= first:
        return NO_TIME
    lasts = [date.fromisoformat(row["last"]) for row in facts.get("left", ()) if row["atena_no"] == person["atena_no"]]
    earlier = tuple(Period(date.min, last) for last in lasts[:1] if last < first - timedelta(days=1))
    return (*earlier, Period(first, gone - timedelta(days=1) if gone else None))


def _insurance(atena_no: str, facts: dict[str, Any]) -> Periods | None:
    found = [row for row in facts["insurances"] if row["atena_no"] == atena_no]
    if not found:
        return None
    return tuple(Period(date.fromisoformat(row["since"]), _day(row["until"])) for row in found)


def _exclusions(atena_no: str, facts: dict[str, Any]) -> tuple[Exclusion, ...]:
    return tuple(
        Exclusion(_EXCLUDING[row["scheme"]], Period(date.fromisoformat(row["since"]), _day(row["until"])))
        for row in facts["enrolments"]
        if row["atena_no"] == atena_no and row["scheme"] in _EXCLUDING
    )


def _applicant(atena_no: str, entry: dict[str, Any], facts: dict[str, Any], people: dict[str, Any]) -> Applicant:
    person = people.get(atena_no)
    return Applicant(
        id=atena_no,
        kind=_KINDS[entry["relation"]],
        birth=date.fromisoformat(person["birth_date"] if person else entry["birth_date"]),
        residence=_residence(person, facts),
        insurance=_insurance(atena_no, facts),
        exclusions=_exclusions(atena_no, facts),
        died_on=_day(person["died_on"]) if person else None,
    )


def _child(
    atena_no: str, entry: dict[str, Any], form: dict[str, Any], facts: dict[str, Any], people: dict[str, Any]
) -> Child:
    person = people.get(atena_no)
    together = ALL_TIME if entry["lives_with_applicant"] else NO_TIME
    orphan = entry["reason"] == Reason.BOTH_UNKNOWN.value
    return Child(
        id=atena_no,
        birth=date.fromisoformat(person["birth_date"] if person else entry["birth_date"]),
        reason=Reason(entry["reason"]),
        reason_since=date.fromisoformat(entry["reason_on"]),
        custody=ALL_TIME,
        shared_livelihood=together,
        lives_together=together,
        residence=_residence(person, facts),
        insurance=_insurance(atena_no, facts),
        exclusions=_exclusions(atena_no, facts),
        disability=_extension("1", atena_no, facts),
        high_school=_extension("2", atena_no, facts),
        brought_up_by_spouse=_with_partner(form, facts),
        parents_custody=_periods(facts.get("parents_custody", ()), atena_no),
        orphan=orphan,
        applied_on=_day(entry.get("applied_on")),
        died_on=_day(person["died_on"]) if person else None,
    )


def _found(facts: dict[str, Any], what: str) -> bool:
    """What staff found of the applicant's spouse: 別表第2の障害 (disabled), 別居 (apart). Before findings had their days."""
    return what in facts.get("spouse", ())


def _spells(facts: dict[str, Any], what: str) -> Periods:
    """The same with the days it was found for."""
    rows = [row for row in facts.get("spouse_found", ()) if row["what"] == what]
    return tuple(Period(date.fromisoformat(row["since"]), _day(row["until"])) for row in rows)


def _with_partner(form: dict[str, Any], facts: dict[str, Any]) -> Periods:
    """A caregiver's partner is no parent's, and one who lives apart brings nobody up on these days."""
    caregiver = _KINDS[form["applicant"]["relation"]] is Kind.CAREGIVER
    if not form["has_partner"] or caregiver or _found(facts, "apart"):
        return NO_TIME
    return without(ALL_TIME, _spells(facts, "apart")) or NO_TIME


def _kin(
    applicant: str, named: set[str], facts: dict[str, Any], people: dict[str, Any]
) -> tuple[Spouse | None, list[Obligor]]:
    """Spouse and obligors of the household. Who lives there and is unclear counts as one whose part is not known.

    A child of the application of whose income the tax office knows is one too: the law tests them once they grow up.
    """
    own = people[applicant]["relation"] if applicant in people else ""
    spouse = None
    obligors = []
    for atena_no in facts["household"]:
        if atena_no == applicant or (atena_no in named and not _has_income(atena_no, facts)):
            continue
        relation, birth = kin(own, people[atena_no]["relation"], facts.get("kinship")), _day(people[atena_no]["birth_date"])
        if atena_no in named and relation in (Kin.UNCLEAR, Kin.SPOUSE):
            relation = Kin.LINEAL
        if relation is Kin.SPOUSE:
            spouse = Spouse(atena_no)
        elif relation is Kin.UNCLEAR:
            same = atena_no in facts.get("same_address", ()) or None  # not compared is not known
            obligors.append(Obligor(atena_no, Relation.LINEAL, None, same_address=same, birth=birth))
        elif relation is not Kin.NONE:
            obligors.append(Obligor(atena_no, Relation(relation.value), birth=birth))
    return spouse, obligors


def _incomes(applicant: str, form: dict[str, Any], facts: dict[str, Any]) -> list[Income]:
    """Facts are kept for years: what a row does not name (an amount the law did not ask for then) is none, not a fault."""
    as_of = date.fromisoformat(facts["at"][:10])
    incomes = []
    for told in facts["incomes"]:
        row = {**_NOT_TOLD, **told}
        values = {key: value for key, value in told.items() if value and key not in _NOT_TAKEN}  # none is the default
        incomes.append(
            Income(
                person=row["atena_no"],
                child_support=facts.get("child_support_yen", form["child_support_yen"])
                if row["atena_no"] == applicant
                else 0,
                dependants=Dependants(
                    total=row["dependants"],
                    elderly=row["elderly_dependants"],
                    elderly_spouse=int(row["elderly_spouse"]),
                    specific=row["specific_dependants"],
                ),
                source=Source(row.get("source", "市税システム"), as_of),
                proved_on=_day(row.get("proved_on")),
                **values,
            )
        )
    return incomes


def _has_income(atena_no: str, facts: dict[str, Any]) -> bool:
    return any(row["atena_no"] == atena_no for row in (*facts["incomes"], *facts["unknown_incomes"]))


_NOT_TOLD = {"dependants": 0, "elderly_dependants": 0, "elderly_spouse": False, "specific_dependants": 0}
_NOT_TAKEN = {
    "atena_no",
    "dependants",
    "elderly_dependants",
    "elderly_spouse",
    "specific_dependants",
    "source",
    "proved_on",
    "told_at",
}


def _unknown(facts: dict[str, Any]) -> list[UnknownIncome]:
    answered = {row["atena_no"] for row in facts["incomes"]}
    as_of = date.fromisoformat(facts["at"][:10])
    return [
        UnknownIncome(row["atena_no"], row["year"], row["reason"], Source("市税システム", as_of))
        for row in facts["unknown_incomes"]
        if row["atena_no"] not in answered
    ]
