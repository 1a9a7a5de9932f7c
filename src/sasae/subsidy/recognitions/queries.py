"""Findings as an examination's facts carry them."""

from typing import Any

from sasae.subsidy.applications.models import Application
from sasae.subsidy.recognitions.models import Kind, Recognition

EXTENSIONS = {
    Kind.DISABILITY: "1",
    Kind.HIGH_SCHOOL: "2",
}  # 児童延長区分 (domain.md §13), as the renewal's facts name them


def facts_of(application: Application) -> dict[str, Any]:
    """Early start, parents' custody, proofs of disability and school. Nothing found, nothing said."""
    rows = list(application.recognitions.filter(taken_back_by="").select_related("person").order_by("since", "pk"))
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
    return facts


def _period(row: Recognition) -> dict[str, Any]:
    return {
        "atena_no": row.person.atena_no,
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else None,
    }
