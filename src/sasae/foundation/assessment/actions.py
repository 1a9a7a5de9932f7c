"""Keeping what an assessment found."""

from datetime import datetime
from typing import Any

from django.db import transaction

from sasae.foundation.assessment.models import Assessment, ClauseState, State
from sasae.foundation.history import SYSTEM, record

_TOLD = ("group", "kind", "where", "title", "text", "systems", "state", "why", "evidence", "tests", "code")


@transaction.atomic
def keep(told: dict[str, Any]) -> Assessment:
    """Keep one assessment with all its clauses; the same moment told again is kept once.

    `told` is what `sasae assessment --json` says. Raises KeyError or ValueError when it is of another form.
    """
    at = datetime.fromisoformat(told["at"])
    counts: dict[str, Any] = {state.value: int(told["counts"][state.value]) for state in State}
    kept, new = Assessment.objects.get_or_create(
        at=at, defaults={"counts": counts, "contradictions": list(told["contradictions"])}
    )
    if new:
        ClauseState.objects.bulk_create(
            ClauseState(assessment=kept, position=place, clause=one["id"], **{name: one[name] for name in _TOLD})
            for place, one in enumerate(told["clauses"])
        )
        record(SYSTEM("assessment"), "assessment.kept", str(kept.pk), **counts)
    return kept
