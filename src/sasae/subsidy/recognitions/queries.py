"""Findings as an examination's facts carry them."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from sasae.subsidy.applications.models import Application
from sasae.subsidy.recognitions.models import Kind, Recognition

EXTENSIONS = {
    Kind.DISABILITY: "1",
    Kind.HIGH_SCHOOL: "2",
}  # 児童延長区分 (domain.md §13), as the renewal's facts name them

SPOUSE = {Kind.SPOUSE_DISABLED: "disabled", Kind.SPOUSE_APART: "apart"}


def facts_of(application: Application) -> dict[str, Any]:
    """Early start, parents' custody, the spouse, proofs of disability and school. Nothing found, nothing said."""
    return _facts(list(_standing().filter(application=application)))


def facts_of_many(applications: Collection[int]) -> dict[int, dict[str, Any]]:
    """The same for many applications by their keys, in one question; who has none is not among them."""
    rows: dict[int, list[Recognition]] = defaultdict(list)
    for row in _standing().filter(application__in=applications):
        rows[row.application_id].append(row)
    return {application: _facts(found) for application, found in rows.items()}


def _standing() -> QuerySet[Recognition]:
    return Recognition.objects.filter(taken_back_by="").select_related("person").order_by("since", "pk")


def _facts(rows: list[Recognition]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    early = [row for row in rows if row.kind == Kind.EARLY_START]
    if early:
        facts["early_start"] = {"day": early[0].since.isoformat(), "reason": early[0].reason}
    custody = [_period(row) for row in rows if row.kind == Kind.PARENTS_CUSTODY]
    if custody:
        facts["parents_custody"] = custody
    extensions = [{**_period(row), "kind": EXTENSIONS[Kind(row.kind)]} for row in rows if Kind(row.kind) in EXTENSIONS]
    if extensions:
        facts["extensions"] = extensions
    spouse = [{"what": SPOUSE[Kind(row.kind)], **_days(row)} for row in rows if Kind(row.kind) in SPOUSE]
    if spouse:
        facts["spouse_found"] = spouse
    return facts


def _period(row: Recognition) -> dict[str, Any]:
    return {"atena_no": row.person.atena_no, **_days(row)}


def _days(row: Recognition) -> dict[str, Any]:
    return {"since": row.since.isoformat(), "until": row.until.isoformat() if row.until else None}
