"""Law cases for many families with a constant number of questions a chunk: no question inside a loop.

What is put together for one family is `Frozen`: plain JSON, and all the law gets to see. Kept, it gives the same case again.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from sasae.law.case import Case
from sasae.law.common.fiscal_year import income_year
from sasae.subsidy.entitlements.case_building import build_case
from sasae.subsidy.entitlements.changes import Basis, as_told, bases_of, known
from sasae.subsidy.entitlements.models import Entitlement, Examination, FactKind, FamilyFact
from sasae.subsidy.renewals.holdings import Known, among
from sasae.subsidy.renewals.models import Gathered, Renewal, Report, Target

CHUNK = 1000  # families
Json = dict[str, Any]


@dataclass(frozen=True)
class Frozen:
    """One family as judged: whose, where, under which application, and the facts as JSON."""

    applicant_id: int
    application_id: int
    ward_code: str
    postal_code: str
    protected_until: date | None
    data: Json

    def place(self, on: date) -> tuple[str, str]:
        """Ward and postal code for lists and sorting; of protected persons neither is written down again."""
        return ("", "") if self.protected(on) else (self.ward_code, self.postal_code)

    def protected(self, on: date) -> bool:
        return self.protected_until is not None and on <= self.protected_until


@dataclass(frozen=True)
class Frame:
    """What a run asks about: the day, the last day of the old cover, the renewal whose reports count."""

    judged_on: date
    covered_on: date
    renewal: Renewal | None = None
    compare: bool = True

    @property
    def income_year(self) -> int:
        return income_year(self.judged_on)


def case_of(data: Json) -> Case:
    """The law's case of one family."""
    return build_case(data["receipt_number"], date.fromisoformat(data["received_on"]), data["form"], data["facts"])


def freeze(decisions: QuerySet[Examination], frame: Frame) -> Iterator[Frozen]:
    """The families of these decisions, in the order of their applicants, read by a server-side cursor."""
    newest = Gathered.objects.filter(
        applicant_id=OuterRef("application__applicant_id"), income_year=frame.income_year
    ).order_by("-id")
    columns = [*_BASIS, *(["decision"] if frame.compare else [])]
    rows = (
        decisions.annotate(gathered=Subquery(newest.values("facts")[:1]))
        .order_by("application__applicant_id")
        .values(*columns)
        .iterator(chunk_size=CHUNK)
    )
    while chunk := list(islice(rows, CHUNK)):
        yield from _chunk(chunk, frame)


_BASIS = (
    "application__applicant_id", "application__applicant__atena_no", "application__applicant__ward_code",
    "application__applicant__postal_code", "application__applicant__protected_until", "application_id",
    "application__receipt_number", "application__received_on", "application__form",
    "facts", "outcome", "gathered",
)  # fmt: skip


def _chunk(rows: Sequence[Json], frame: Frame) -> Iterator[Frozen]:
    merged = [{**row["facts"], **(row["gathered"] or {})} for row in rows]
    applicants = [row["application__applicant_id"] for row in rows]
    changed = _changes(applicants)
    bases = bases_of([row["application_id"] for row in rows if row["application__applicant_id"] in changed])
    for row, facts in zip(rows, merged, strict=True):
        _enter_changes(facts, changed.get(row["application__applicant_id"], []), bases.get(row["application_id"]))
    named = {person["atena_no"] for facts in merged for person in facts["people"]}
    known_of = Known.of(named, rows, frame.income_year, frame.covered_on if frame.compare else None)
    targets = _targets(frame.renewal, applicants)
    covered = _covered(applicants, frame.covered_on) if frame.compare else {}
    for row, facts in zip(rows, merged, strict=True):
        missing = known_of.enter(facts, row)
        _report(facts, targets.get(row["application__applicant_id"]))
        yield _frozen(row, facts, missing, covered.get(row["application__applicant_id"], []), frame)


def _changes(applicants: list[int]) -> dict[int, list[FamilyFact]]:
    """What the office holds true now of each family beside its application."""
    found: dict[int, list[FamilyFact]] = defaultdict(list)
    rows = known(FamilyFact.objects.filter(family__applicant_id__in=among(applicants))).select_related(
        "person", "family"
    )
    for fact in rows.order_by("valid_from", "id"):
        found[fact.family.applicant_id].append(fact)
    return found


def _enter_changes(facts: Json, changes: list[FamilyFact], basis: Basis | None) -> None:
    """Those since the application, as an examination of a change carries them."""
    facts.pop("changes", None)
    told = [as_told(fact) for fact in changes if basis is not None and basis.followed_by(fact)]
    if told:
        facts["changes"] = told
        here = {person["atena_no"] for person in facts["people"]}
        added = dict.fromkeys(change["atena_no"] for change in told if change["atena_no"] not in here)
        facts["people"] = [*facts["people"], *({"atena_no": one} for one in added)]


def _frozen(row: Json, facts: Json, missing: list[str], covered: list[str], frame: Frame) -> Frozen:
    data: Json = {
        "applicant": row["application__applicant__atena_no"],
        "receipt_number": row["application__receipt_number"],
        "received_on": row["application__received_on"].isoformat(),
        "form": _slim(row["application__form"]),
        "facts": facts,
        "missing": missing,
    }
    if frame.compare:
        incomes = _compared_before(row["decision"])
        data["before"] = {"covered": covered, "outcome": row["outcome"], "incomes": incomes}
    return Frozen(
        row["application__applicant_id"], row["application_id"], row["application__applicant__ward_code"],
        row["application__applicant__postal_code"], row["application__applicant__protected_until"], data,
    )  # fmt: skip


def _slim(form: Json) -> Json:
    """What the law reads of an application: no names, no address, no account."""
    return {
        "persons": form["persons"],
        "applicant": {key: form["applicant"][key] for key in ("relation", "birth_date")},
        "children": [{key: child[key] for key in _CHILD} for child in form["children"]],
        "has_partner": form["has_partner"],
        "child_support_yen": form["child_support_yen"],
    }


_CHILD = ("birth_date", "reason", "reason_on", "lives_with_applicant")


def _targets(renewal: Renewal | None, applicants: list[int]) -> dict[int, Target]:
    if renewal is None:
        return {}
    return {
        row.applicant_id: row for row in Target.objects.filter(renewal=renewal, applicant_id__in=among(applicants))
    }


def _covered(applicants: list[int], day: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Entitlement.objects.filter(
        family__applicant_id__in=among(applicants), valid_from__lte=day, valid_to__gte=day
    )
    named = rows.order_by("recipient__person__atena_no")
    for applicant_id, atena_no in named.values_list("family__applicant_id", "recipient__person__atena_no"):
        found[applicant_id].append(atena_no)
    return found


def _report(facts: Json, target: Target | None) -> None:
    """The 現況届 of this renewal; a rehearsal takes it that everybody's will come."""
    if target is None:
        facts["status_report"] = {"state": Report.NOT_REQUIRED.value, "filed_on": None}
        return
    facts["status_report"] = {"state": target.report, "filed_on": _iso(target.report_on)}
    changes = [one for one in facts.pop("changes", ()) if one["kind"] != FactKind.STATUS_REPORT]  # also of other years
    if changes:
        facts["changes"] = changes
    if target.child_support_yen is not None:
        facts["child_support_yen"] = target.child_support_yen
    if target.early_start is not None:
        facts["early_start"] = {"day": _iso(target.early_start), "reason": target.early_start_reason}


def _compared_before(decision: str) -> dict[str, list[int]]:
    """Judged income and limit of each tested person in an earlier decision."""
    found = {}
    for rule, subject, _, facts in json.loads(decision)["grounds"]:
        if rule.startswith("family.income."):
            figures = {fact[0]: fact[1] for fact in facts}
            if "判定する所得" in figures:
                found[subject] = [figures["判定する所得"], figures["限度額"]]
    return found


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
